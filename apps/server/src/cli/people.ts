import { createReadStream, existsSync } from 'node:fs'
import { basename } from 'node:path'
import { ImportKind, isRefusal } from '@yizhan/contracts'
import { createPeople, type ImportOutcome, type Progress } from '#modules/people'
import { openDatabase } from '../database.ts'
import { readConfig } from '../platform/config.ts'
import { toProblem } from '../platform/http/problem.ts'
import { createLog } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { createPlatform } from '../platform/platform.ts'
import { type Exit, type Io, Misuse, parse, type Verb } from './verb.ts'

export const peopleImport: Verb = {
  name: 'people import',
  summary: 'take in a file of units, staff, students, positions or relations 导入人员与单位',
  usage: `  yizhan people import FILE.csv|FILE.xlsx --kind units|staff|students|positions|relations [--dry-run] [--complete] [--json]

Whole or nothing; every bad line is named. The same file again changes nothing. UTF-8 or GB18030, found from the bytes.
--dry-run    judge and count, keep nothing 只检查
--complete   the file names everybody of its kind: whoever is missing has departed 文件是全量的，不在里面的标为离校
Stop the server first when it uses the embedded database.`,
  async run(args, io) {
    const { values, positionals } = parse(
      args,
      {
        kind: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        complete: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
      { least: 1, most: 1 },
    )
    const file = positionals[0] ?? ''
    const kind = ImportKind.safeParse(values.kind)
    if (!kind.success) throw new Misuse(`--kind ${values.kind ?? ''}: ${ImportKind.options.join(' | ')}`)
    if (!existsSync(file)) throw new Misuse(`${file}: 没有这个文件 no such file`)
    return importFile(
      file,
      kind.data,
      { dryRun: values['dry-run'], complete: values.complete, json: values.json },
      io,
    )
  },
}

type Wanted = { readonly dryRun: boolean; readonly complete: boolean; readonly json: boolean }

async function importFile(file: string, kind: ImportKind, wanted: Wanted, io: Io): Promise<Exit> {
  const { config } = readConfig(io.env)
  const log = createLog('warn')
  const database = await openDatabase(config, log)
  try {
    await migrate(database.ownerUrl)
    const platform = await createPlatform({ config, log, databaseUrl: database.appUrl })
    try {
      const started = performance.now()
      const outcome = await createPeople(platform).importWithoutPermit({
        kind,
        source: { name: basename(file), open: () => createReadStream(file) },
        dryRun: wanted.dryRun,
        complete: wanted.complete,
        ...(wanted.json ? {} : { onProgress: progressLine(io) }),
      })
      if (isRefusal(outcome)) {
        const [zh, en] = [toProblem(outcome, 'zh-CN'), toProblem(outcome, 'en')]
        io.err(wanted.json ? JSON.stringify(zh) : `✗ ${file}: ${zh.title} ${en.title}`)
        return 1
      }
      io.out(
        wanted.json
          ? JSON.stringify(outcome)
          : report(file, outcome, wanted.dryRun, performance.now() - started),
      )
      return outcome.errorCount > 0 ? 1 : 0
    } finally {
      await platform.close()
    }
  } finally {
    await database.stop()
  }
}

/** One line every second, so that a log stays readable. */
function progressLine(io: Io): (progress: Progress) => void {
  let last = performance.now()
  return ({ phase, lines }) => {
    if (phase === 'reading' && performance.now() - last < 1000) return
    last = performance.now()
    io.err(phase === 'reading' ? `  已读 ${lines} 行 lines read` : `  读完 ${lines} 行，正在并入 merging`)
  }
}

function report(file: string, outcome: ImportOutcome, dryRun: boolean, ms: number): string {
  if (outcome.errorCount > 0) {
    const lines = outcome.errors.map(
      ({ line, column, value, reason }) => `${file}:${line} ${column}「${value}」${reason.zh} ${reason.en}`,
    )
    const hidden = outcome.errorCount - outcome.errors.length
    if (hidden > 0) lines.push(`…… 还有 ${hidden} 处 and ${hidden} more`)
    return `${lines.join('\n')}\n✗ ${outcome.errorCount} 处有问题，一行也没有导入 bad cells; nothing was imported`
  }
  const { linesRead, added, changed, unchanged, departed } = outcome
  const counts = `${linesRead} 行：新增 ${added}，变更 ${changed}，未变 ${unchanged}，离校 ${departed}`
  const english = `lines: ${added} added, ${changed} changed, ${unchanged} unchanged, ${departed} departed`
  const same = added + changed + departed === 0 ? '（和库里一样，没有改动 nothing changed）' : ''
  const note = dryRun ? '（只检查，没有写入 dry run, nothing kept）' : same
  return `✓ ${counts} ${english}${note} ${(ms / 1000).toFixed(1)} s`
}
