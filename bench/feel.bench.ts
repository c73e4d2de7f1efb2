/**
 * `npm run bench -- feel [--runs 7]`: a condition of a flow by @yizhan/decision (compiled once, found again by its text) beside
 * feelin (parsed each time). Both sides in turn, warmed up, the same answers checked first.
 */
import { parseArgs } from 'node:util'
import { evaluate } from 'feelin'
import { compileFeel, toJson } from '../packages/decision/src/index.ts'
import { machine, type Sample, table } from './table.ts'

const facts = {
  金额: 1200.5,
  学院: '计算机学院',
  gpa: 3.62,
  年级: 2021,
  applicant: { kind: 'graduate' },
  items: Array.from({ length: 10 }, (_, at) => ({ amount: at * 50 })),
}
const wide = { ...facts, ...Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`字段${at}`, at])) }

const medium = '学院 = "计算机学院" and gpa >= 3.5 and (年级 >= 2022 or applicant.kind = "graduate")'
const long =
  'count(items[amount > 100]) > 2 and sum(for i in items return i.amount * 1.06) < 5000 and date("2026-11-25") - @"P1M" < date("2026-12-01")'

const conditions = [
  ['short', '金额 > 1000', facts],
  ['medium', medium, facts],
  ['medium, 200 fields', medium, wide],
  ['long', long, facts],
] as const

/** Microseconds a call. */
function measure(work: () => unknown, times: number): number {
  const begun = performance.now()
  for (let at = 0; at < times; at++) work()
  return ((performance.now() - begun) / times) * 1000
}

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { runs: { type: 'string', default: '7' } } })
  process.stdout.write(`${machine()}\n`)
  for (const [name, text, given] of conditions) {
    const ours = () => compileFeel(text).evaluate(given)
    const theirs = () => evaluate(text, given).value
    const [a, b] = [toJson(ours()), theirs()]
    if (a !== b) throw new Error(`${name}: ours is ${String(a)}, feelin's ${String(b)}`)
    const first = `${name}, first time`
    const samples = new Map<string, number[]>([
      [`${name}, ours`, []],
      [`${name}, feelin`, []],
      [first, []],
    ])
    measure(ours, 20_000)
    measure(theirs, 200)
    for (let run = 0; run < Number(values.runs); run++) {
      samples.get(`${name}, ours`)?.push(measure(ours, 20_000))
      samples.get(`${name}, feelin`)?.push(measure(theirs, 200))
      let at = 0
      const fresh = () => compileFeel(`${text} // ${name} ${run} ${at++}`).evaluate(given)
      samples.get(first)?.push(measure(fresh, 100))
    }
    const rows = [...samples].map(([what, all]): Sample => ({ name: what, unit: 'µs', values: all }))
    process.stdout.write(`\n${table(rows, [`${name}, feelin`])}\n`)
  }
}
