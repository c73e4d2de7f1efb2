/** The small part of fontkit that this package uses; fontkit ships no types. */
declare module 'fontkit' {
  export type PathCommand = {
    readonly command: 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'bezierCurveTo' | 'closePath'
    readonly args: readonly number[]
  }
  export type Box = {
    readonly minX: number
    readonly minY: number
    readonly maxX: number
    readonly maxY: number
  }
  export type Glyph = {
    readonly advanceWidth: number
    readonly bbox: Box
    readonly path: { readonly commands: readonly PathCommand[] }
  }
  export type Font = {
    readonly unitsPerEm: number
    readonly characterSet: readonly number[]
    hasGlyphForCodePoint(codePoint: number): boolean
    glyphForCodePoint(codePoint: number): Glyph
  }
  export function create(bytes: Uint8Array): Font
}
