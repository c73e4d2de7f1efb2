/** Imports models of the OMG's Model Interchange Working Group, exports them, and imports and exports them again. */
import { readModel, writeModel } from '../src/index.ts'
import { textOf } from '../src/read/encoding.ts'
import { type Outcome, type Score, scoreOf } from './suite.ts'
import { elementsOf } from './xml-elements.ts'

export type MiwgModel = { readonly name: string; readonly bytes: Uint8Array }

/** A group is a letter: A basic, B full, C scenarios. */
export async function runMiwg(models: readonly MiwgModel[]): Promise<Score> {
  const outcomes = await Promise.all(models.map(roundTrip))
  return scoreOf(outcomes)
}

async function roundTrip({ name, bytes }: MiwgModel): Promise<Outcome> {
  const group = name.slice(0, 1)
  const differs = (expected: string, found: string): Outcome => ({
    group,
    ok: false,
    where: name,
    expected,
    found,
  })
  const { model, problems } = await readModel(bytes)
  if (model === undefined) return differs('a model', problems.map(({ en }) => en).join('; '))
  const written = await writeModel(model)
  const given = elementsOf(textOf(bytes)).map(comparable)
  const kept = elementsOf(written).map(comparable)
  const lost = less(given, kept)
  const added = less(kept, given)
  if (lost.length > 0 || added.length > 0)
    return differs(lost.slice(0, 5).join('\n'), added.slice(0, 5).join('\n'))
  const again = await readModel(written)
  const second = again.model === undefined ? '' : await writeModel(again.model)
  return second === written ? { group, ok: true } : differs('the same text after a second time', 'another')
}

/**
 * Two ways to write the same: an expression as an element of its own or by its type; the type of a point, which it has
 * anyway; an attribute of a vendor's element twice, with its prefix and without.
 */
function comparable(line: string): string {
  const [head = '', text = ''] = line.split('\t')
  const parts = head.split(/ (?=[\w{][^ "]*=")/)
  const plain = new Set(parts)
  const kept = parts
    .map((part) => part.replace('MODEL}formalExpression', 'MODEL}expression'))
    .filter((part) => !/XMLSchema-instance\}type="(Point|tFormalExpression)"/.test(part))
    .filter(
      (part) => !(part.startsWith('{') && part.includes('=') && plain.has(part.replace(/^\{[^}]*\}/, ''))),
    )
    .join(' ')
  return `${kept}\t${text}`
}

/** The multiset of `lines` without `others`. */
function less(lines: readonly string[], others: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const line of others) counts.set(line, (counts.get(line) ?? 0) + 1)
  return lines.filter((line) => {
    const left = counts.get(line) ?? 0
    counts.set(line, left - 1)
    return left <= 0
  })
}
