/** One table a bench: what, ours, the peer, their ratio; medians of several runs on this machine. */
import { cpus, totalmem } from 'node:os'

export type Sample = { readonly name: string; readonly unit: string; readonly values: readonly number[] }

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export function machine(): string {
  const first = cpus()[0]
  return `${cpus().length} × ${first?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`
}

const short = (value: number) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

/** Markdown rows; `against` names the sample that the ratio is taken to. */
export function table(samples: readonly Sample[], against: readonly string[]): string {
  const by = new Map(samples.map((sample) => [sample.name, median(sample.values)]))
  const head = ['what', 'median', 'unit', 'min–max', 'n', ...against.map((name) => `÷ ${name}`)]
  const rows = samples.map((sample) => [
    sample.name,
    short(median(sample.values)),
    sample.unit,
    `${short(Math.min(...sample.values))}–${short(Math.max(...sample.values))}`,
    String(sample.values.length),
    ...against.map((name) =>
      name === sample.name ? '1' : short(median(sample.values) / (by.get(name) ?? Number.NaN)),
    ),
  ])
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
