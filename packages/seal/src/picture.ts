/**
 * A round institutional seal as vectors: ring, star, name along the ring, a line of text, a 13-digit code.
 * Shape after 国发〔1999〕25号: round, star in the middle, name from left to right around it, simplified Song type.
 *
 * Drawn in millimetres about the centre with y upwards; written as SVG and as PDF operators from the same paths.
 */
import type { SealFont } from './glyphs.ts'

export type SealDrawing = {
  /** The institution or office, along the ring; 2 to 20 characters suit. */
  readonly ring: string
  /** The kind of seal under the star, e.g. 学籍专用章; empty for a seal that has the name alone. */
  readonly bottom: string
  /** 13 digits along the lower rim. */
  readonly code: string
  readonly font: SealFont
  /** Outer diameter in mm. */
  readonly diameter?: number
  /** `#rrggbb` */
  readonly colour?: string
}

export type SealPicture = {
  readonly diameter: number
  /** A whole SVG document, sized in mm. */
  readonly svg: string
  /** PDF content operators that fill a square of `points` × `points` with its lower left corner at the origin. */
  readonly operators: string
  readonly points: number
}

type Point = readonly [number, number]
type Segment = { readonly kind: 'M' | 'L' | 'C' | 'Z'; readonly points: readonly Point[] }
type Matrix = readonly [number, number, number, number, number, number]

export const sealRed = '#C2281C'
const ringWidth = 1.2
const pointsPerMm = 72 / 25.4
/** The name never reaches further round than this, or it would run into the lower text. */
const widestSpan = 224

/** @throws when the code is not 13 digits or the font lacks a character of the seal. */
export function drawSeal(drawing: SealDrawing): SealPicture {
  const { diameter = 42, colour = sealRed, font } = drawing
  if (!/^\d{13}$/.test(drawing.code)) throw new Error(`A seal's code has 13 digits: ${drawing.code}`)
  for (const character of drawing.ring + drawing.bottom + drawing.code)
    if (!font.has(character.codePointAt(0) ?? 0)) throw new Error(`The seal font lacks ${character}`)
  const { rim, middle, ringText, bottomText, codeText } = sealPaths(drawing)
  const paths = [rim, middle, ...ringText, ...bottomText, ...codeText]
  return {
    diameter,
    svg: toSvg(paths, diameter, colour),
    operators: toOperators(paths, diameter, colour),
    points: diameter * pointsPerMm,
  }
}

/** The parts, each character a path of its own, for a seal of 42 mm; other sizes scale. */
export function sealPaths({ ring, bottom, code, font }: SealDrawing) {
  return {
    rim: annulus(21 - ringWidth / 2),
    middle: star(7),
    ringText: ringText(ring, font),
    bottomText: bottomText(bottom, [...ring].length, font),
    codeText: codeText(code, font),
  }
}

/** The ring as an annulus of two circles, wound against each other, so that fill alone draws it. */
function annulus(radius: number): Segment[] {
  const outer = circle(radius + ringWidth / 2, 1)
  const inner = circle(radius - ringWidth / 2, -1)
  return [...outer, ...inner]
}

function circle(r: number, turn: 1 | -1): Segment[] {
  const k = 0.5522847498 * r
  const at = (x: number, y: number): Point => [x, y * turn]
  return [
    { kind: 'M', points: [at(r, 0)] },
    { kind: 'C', points: [at(r, k), at(k, r), at(0, r)] },
    { kind: 'C', points: [at(-k, r), at(-r, k), at(-r, 0)] },
    { kind: 'C', points: [at(-r, -k), at(-k, -r), at(0, -r)] },
    { kind: 'C', points: [at(k, -r), at(r, -k), at(r, 0)] },
    { kind: 'Z', points: [] },
  ]
}

function star(radius: number): Segment[] {
  const inner = radius * 0.381966
  const corners = Array.from({ length: 10 }, (_, i): Point => {
    const angle = Math.PI / 2 - (i * Math.PI) / 5
    const r = i % 2 === 0 ? radius : inner
    return [r * Math.cos(angle), r * Math.sin(angle)]
  })
  return [
    ...corners.map((corner, i): Segment => ({ kind: i === 0 ? 'M' : 'L', points: [corner] })),
    { kind: 'Z', points: [] },
  ]
}

/** Characters stand on a circle, upright to it, the name centred on twelve o'clock. */
function ringText(text: string, font: SealFont): Segment[][] {
  const characters = [...text]
  const n = characters.length
  const span = n < 2 ? 0 : Math.min(widestSpan, 66 + 19.5 * (n - 1))
  const step = n < 2 ? 0 : span / (n - 1)
  const height = n <= 5 ? 6.8 : n <= 8 ? 6.2 : Math.max(3.8, 6.2 - (n - 8) * 0.2)
  const baseline = 18.7 - height
  const room = n < 2 ? height : ((step * Math.PI) / 180) * (baseline + height * 0.4) * 0.92
  const width = Math.min(height * 0.86, room)
  return characters.map((character, i) => {
    const angle = 90 + span / 2 - i * step
    return glyph(font, character, { width, height }, onCircle(angle, baseline + height / 2, -90))
  })
}

function bottomText(text: string, around: number, font: SealFont): Segment[][] {
  const characters = [...text]
  // A long name comes down at both sides and leaves a shorter line.
  const size = Math.min(4.3, (around > 10 ? 20 : 24) / Math.max(1, characters.length))
  const advance = size * 1.06
  return characters.map((character, i) =>
    glyph(font, character, { width: size * 0.88, height: size }, [
      1,
      0,
      0,
      1,
      (i - (characters.length - 1) / 2) * advance,
      -11,
    ]),
  )
}

/** The code reads from left to right along the lower rim, its digits' heads towards the middle. */
function codeText(code: string, font: SealFont): Segment[][] {
  const step = 4.6
  return [...code].map((digit, i) => {
    const angle = 270 + (i - (code.length - 1) / 2) * step
    return glyph(font, digit, { width: 1.5, height: 1.5 }, onCircle(angle, 17.6, 90))
  })
}

/** Puts a glyph's middle on the circle; `tilt` is the turn of its upright at angle 0. */
function onCircle(angle: number, radius: number, tilt: 90 | -90): Matrix {
  const place = (angle * Math.PI) / 180
  const turn = ((angle + tilt) * Math.PI) / 180
  const [c, s] = [Math.cos(turn), Math.sin(turn)]
  return [c, s, -s, c, radius * Math.cos(place), radius * Math.sin(place)]
}

/**
 * One character scaled so that an em fills `size`, its em square centred on the matrix' origin.
 * Chinese characters are centred by their em square, which keeps 一 in the middle of its place.
 */
function glyph(
  font: SealFont,
  character: string,
  size: { width: number; height: number },
  place: Matrix,
): Segment[] {
  const { commands, advance, box } = font.outline(character.codePointAt(0) ?? 0)
  const narrow = advance < font.unitsPerEm * 0.9
  const sx = size.width / font.unitsPerEm
  const sy = size.height / font.unitsPerEm
  const middleX = advance / 2
  // Digits have no em square: centre them by their ink and let them fill the height.
  const middleY = narrow ? (box.minY + box.maxY) / 2 : font.unitsPerEm * 0.38
  const grow = narrow ? 1.3 : 1.06
  const map = (x: number, y: number): Point => {
    const u = (x - middleX) * sx * grow
    const v = (y - middleY) * sy * grow
    return [place[0] * u + place[2] * v + place[4], place[1] * u + place[3] * v + place[5]]
  }
  return segmentsOf(commands, map)
}

function segmentsOf(
  commands: readonly { readonly command: string; readonly args: readonly number[] }[],
  map: (x: number, y: number) => Point,
): Segment[] {
  const segments: Segment[] = []
  let from: readonly [number, number] = [0, 0]
  for (const { command, args } of commands) {
    const pairs = pairsOf(args)
    const last = pairs.at(-1) ?? from
    if (command === 'closePath') segments.push({ kind: 'Z', points: [] })
    else if (command === 'moveTo') segments.push({ kind: 'M', points: [map(...last)] })
    else if (command === 'lineTo') segments.push({ kind: 'L', points: [map(...last)] })
    else {
      const [first, second] = pairs
      if (first === undefined || second === undefined) throw new Error(`A font path broke off at ${command}`)
      // PDF has cubic curves only: raise a quadratic one.
      const controls =
        command === 'quadraticCurveTo' ? [between(from, first), between(second, first)] : [first, second]
      segments.push({ kind: 'C', points: [...controls, last].map(([x, y]) => map(x, y)) })
    }
    from = last
  }
  return segments
}

function pairsOf(args: readonly number[]): [number, number][] {
  const pairs: [number, number][] = []
  for (let i = 0; i + 1 < args.length; i += 2) pairs.push([args[i] ?? 0, args[i + 1] ?? 0])
  return pairs
}

function between(end: readonly [number, number], control: readonly [number, number]): [number, number] {
  return [end[0] + (2 / 3) * (control[0] - end[0]), end[1] + (2 / 3) * (control[1] - end[1])]
}

const figure = (value: number) => {
  const text = value.toFixed(3).replace(/\.?0+$/, '')
  return text === '-0' ? '0' : text
}

function toSvg(paths: readonly (readonly Segment[])[], diameter: number, colour: string): string {
  const data = paths
    .map((path) =>
      path
        .map(({ kind, points }) => kind + points.map(([x, y]) => `${figure(x)} ${figure(-y)}`).join(' '))
        .join(''),
    )
    .join('')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${diameter}mm" height="${diameter}mm" viewBox="-21 -21 42 42">` +
    `<path fill="${colour}" d="${data}"/></svg>`
  )
}

function toOperators(paths: readonly (readonly Segment[])[], diameter: number, colour: string): string {
  const scale = (diameter / 42) * pointsPerMm
  const operator = { M: 'm', L: 'l', C: 'c', Z: 'h' } as const
  const [r, g, b] = [1, 3, 5].map((i) => figure(Number.parseInt(colour.slice(i, i + 2), 16) / 255))
  const body = paths.map((path) =>
    path
      .map(({ kind, points }) =>
        [
          ...points.flatMap(([x, y]) => [figure((x + 21) * scale), figure((y + 21) * scale)]),
          operator[kind],
        ].join(' '),
      )
      .join('\n'),
  )
  return `${r} ${g} ${b} rg\n${body.join('\n')}\nf\n`
}
