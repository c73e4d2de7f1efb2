import { createReadStream } from 'node:fs'
import { access, constants, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { type ImportError, ImportKind, isRefusal } from '@yizhan/contracts'
import { refused } from './refused.ts'
import { Misuse, parse, type Verb } from './verb.ts'
import { withModules } from './with-modules.ts'

export const peopleImport: Verb = {
  usage: `  yizhan people import FILE.csv|xlsx --kind ${ImportKind.options.join('|')} [--dry-run] [--complete [--confirm-departures N]] [--json]

Whole or nothing: with one bad line nothing is imported, and each bad line is named. Safe to repeat.
--complete: the file names everybody of its kind; who is missing is marked as departed, never deleted.
--confirm-departures N: needed when more than 5 % of the kind, and more than 20, would depart: at most N may.`,
  async run(args, { out, err, env }) {
    const { values, positionals } = parse(
      args,
      {
        kind: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        complete: { type: 'boolean', default: false },
        'confirm-departures': { type: 'string' },
        json: { type: 'boolean', default: false },
      },
      { least: 1, most: 1 },
    )
    const kind = ImportKind.safeParse(values.kind)
    if (!kind.success) throw new Misuse(`--kind ${values.kind ?? ''}: ${ImportKind.options.join(' | ')}`)
    const confirmed = values['confirm-departures']
    if (confirmed !== undefined && !/^\d{1,9}$/.test(String(confirmed)))
      throw new Misuse(`--confirm-departures ${confirmed}: 要一个数 a number`)
    const file = positionals[0] ?? ''
    await access(file, constants.R_OK).catch(() => {
      throw new Misuse(`${file}: 没有这个文件，或不能读 no such file, or not readable`)
    })
    // Read more than once, so a pipe will not do either.
    if (!(await stat(file)).isFile()) throw new Misuse(`${file}: 不是文件 not a file`)
    const outcome = await withModules(env, (modules) =>
      modules.people.importWithoutPermit({
        kind: kind.data,
        source: { name: basename(file), open: () => createReadStream(file) },
        dryRun: values['dry-run'] === true,
        complete: values.complete === true,
        confirmDepartures: confirmed === undefined ? undefined : Number(confirmed),
        onProgress: ({ lines }) => {
          if (process.stderr.isTTY) process.stderr.write(`\r${lines.toLocaleString('en')} 行 lines`)
        },
      }),
    )
    if (isRefusal(outcome)) {
      refused(outcome, values.json === true, { out, err, env })
      if (outcome.code === 'people.import-departures' && !values.json)
        err(`核对无误再加 if that is right: --confirm-departures ${outcome.facts?.departed}`)
      return 1
    }
    if (values.json)
      out(JSON.stringify({ ok: outcome.errorCount === 0, dryRun: values['dry-run'], ...outcome }))
    else for (const line of report(outcome, values['dry-run'] === true)) out(line)
    return outcome.errorCount === 0 ? 0 : 1
  },
}

type Outcome = {
  linesRead: number
  added: number
  changed: number
  unchanged: number
  departed: number
  errorCount: number
  errors: readonly ImportError[]
}

function report(outcome: Outcome, dryRun: boolean): string[] {
  if (outcome.errorCount > 0) {
    const hidden = outcome.errorCount - outcome.errors.length
    return [
      ...outcome.errors.map(
        (e) => `第 ${e.line} 行 line ${e.line}, ${e.column}「${e.value}」: ${e.reason.zh} ${e.reason.en}`,
      ),
      ...(hidden > 0 ? [`另有 ${hidden} 处 and ${hidden} more`] : []),
      `✗ ${outcome.errorCount} 处有问题，一行也没有导入 bad; nothing was imported`,
    ]
  }
  const { added, changed, unchanged, departed } = outcome
  const nothing = added + changed + departed === 0
  const counts = `新增 added ${added}, 改动 changed ${changed}, 未变 unchanged ${unchanged}, 离校 departed ${departed}`
  return [
    `${dryRun ? '（试算，没有写入 dry run, nothing written）' : '✓ '}${nothing ? '没有变化 nothing changed' : counts}（${outcome.linesRead} 行 lines）`,
  ]
}
