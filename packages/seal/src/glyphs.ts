/// <reference path="./fontkit.d.ts" />
/** Outlines and coverage of a font given as bytes (TrueType or OpenType). */
import { create, type Font, type PathCommand } from 'fontkit'

export type Outline = {
  readonly commands: readonly PathCommand[]
  /** Design units: the ink box, and units in an em. */
  readonly box: { readonly minX: number; readonly minY: number; readonly maxX: number; readonly maxY: number }
  readonly advance: number
}

export type SealFont = {
  readonly unitsPerEm: number
  has(codePoint: number): boolean
  outline(codePoint: number): Outline
}

/** @throws when the bytes are not a font. */
export function openFont(bytes: Uint8Array): SealFont {
  const font: Font = create(bytes)
  return {
    unitsPerEm: font.unitsPerEm,
    has: (codePoint) => font.hasGlyphForCodePoint(codePoint),
    outline: (codePoint) => {
      const glyph = font.glyphForCodePoint(codePoint)
      return { commands: glyph.path.commands, box: glyph.bbox, advance: glyph.advanceWidth }
    },
  }
}

export type MissingGlyph = {
  readonly character: string
  /** e.g. `U+2CE93` */
  readonly code: string
  /** The name of the text it stands in, as the caller gave it. */
  readonly where: string
}

/**
 * Characters that take no ink: spaces, joiners, the soft hyphen, marks of direction. Not those that turn the text around
 * them (U+202E and its like): they would print something else than what was written.
 */
const inkless = /^[\p{White_Space}\p{Variation_Selector}\u00ad\u200b-\u200f\u2060\ufeff]$/u

/**
 * Every character that none of the fonts can draw, once each, in the order of the text.
 * A layout engine would print an empty box for it without a word.
 */
export function missingGlyphs(
  texts: readonly { readonly where: string; readonly text: string }[],
  fonts: readonly Pick<SealFont, 'has'>[],
): MissingGlyph[] {
  const seen = new Set<string>()
  const missing: MissingGlyph[] = []
  for (const { where, text } of texts) {
    for (const character of text) {
      if (seen.has(character)) continue
      seen.add(character)
      const codePoint = character.codePointAt(0) ?? 0
      if (inkless.test(character) || fonts.some((font) => font.has(codePoint))) continue
      missing.push({ character, code: `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`, where })
    }
  }
  return missing
}
