/** Values for a JSON Schema of the contracts: mostly of its shape, with leaves that servers have stumbled over. */
import fc from 'fast-check'

export type Shape = {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly items?: Shape
  readonly additionalProperties?: boolean | Shape
  readonly anyOf?: readonly Shape[]
  readonly oneOf?: readonly Shape[]
}
export type Shapes = Readonly<Record<string, Shape>>

/** Text that has broken a parser, a database, a file name, a log line or a date. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    'a\udfffb',
    '\u202eabc',
    '𬭎㛃',
    "'; drop table hall.case; --",
    '%',
    '_%\\',
    '\\u0000',
    '../../etc/passwd',
    '__proto__',
    'constructor',
    'NaN',
    'null',
    '0000-00-00',
    '2026-02-30',
    '9999-12-31',
    '0001-01-01',
    '+275760-09-13T00:00:00Z',
    '-271821-04-20T00:00:00Z',
    '2026-11-24T00:00:00Z',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '1e400',
    '😀'.repeat(200),
    'x'.repeat(20_000),
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
)

const nastyNumber = fc.constantFrom(-1, 0, 0.5, -0, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, 5e-324)
const nasty: fc.Arbitrary<unknown> = fc.oneof(
  nastyText,
  nastyNumber,
  fc.constantFrom(null, true, false, [], {}, [[[[[[]]]]]], [null]),
  fc.jsonValue({ maxDepth: 3 }),
)

/** @param ids values that exist, tried where an id is asked for */
export function valuesFor(shape: Shape, shapes: Shapes, ids: readonly string[]): fc.Arbitrary<unknown> {
  const well = wellFormed(shape, shapes, ids)
  return fc.oneof({ weight: 5, arbitrary: well }, { weight: 1, arbitrary: nasty })
}

function wellFormed(shape: Shape, shapes: Shapes, ids: readonly string[]): fc.Arbitrary<unknown> {
  if (shape.$ref !== undefined) {
    const target = shapes[shape.$ref.split('/').at(-1) ?? '']
    if (!target) throw new Error(`no shape ${shape.$ref}`)
    return wellFormed(target, shapes, ids)
  }
  if (shape.const !== undefined) return fc.constant(shape.const)
  if (shape.enum) return fc.constantFrom(...shape.enum)
  const choices = shape.anyOf ?? shape.oneOf
  if (choices) return fc.oneof(...choices.map((choice) => valuesFor(choice, shapes, ids)))
  switch (shape.type) {
    case 'object':
      return objectOf(shape, shapes, ids)
    case 'array':
      return fc.array(valuesFor(shape.items ?? {}, shapes, ids), { maxLength: 4 })
    case 'string':
      return textOf(shape.format, ids)
    case 'integer':
      return fc.oneof(fc.integer({ min: 0, max: 9 }), nastyNumber)
    case 'number':
      return fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), nastyNumber)
    case 'boolean':
      return fc.boolean()
    default:
      return nasty
  }
}

function objectOf(shape: Shape, shapes: Shapes, ids: readonly string[]): fc.Arbitrary<unknown> {
  const properties = Object.entries(shape.properties ?? {})
  const known = fc.record(
    Object.fromEntries(properties.map(([name, inner]) => [name, valuesFor(inner, shapes, ids)])),
    { requiredKeys: [...(shape.required ?? [])] },
  )
  const { additionalProperties: more } = shape
  if (typeof more !== 'object') return known
  const extra = fc.dictionary(nastyText, valuesFor(more, shapes, ids), { maxKeys: 4 })
  return fc.tuple(known, extra).map(([one, other]) => ({ ...other, ...one }))
}

function textOf(format: string | undefined, ids: readonly string[]): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.oneof(fc.constantFrom(...ids), fc.uuid(), nastyText)
  if (format === 'date') return fc.oneof(fc.constantFrom('2026-11-26', '2026-12-01'), nastyText)
  return fc.oneof(fc.constantFrom('林知夏', 'student-leave', '031'), fc.string(), nastyText)
}
