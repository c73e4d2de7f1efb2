/** The command line as scripts use it: exit codes 0 (well), 1 (what was checked is bad), 2 (misuse); JSON; help. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { main, verbs } from './cli.ts'
import { freshDatabase } from './platform/testing-database.ts'

type Said = { readonly exit: number; readonly out: string; readonly err: string }
type Env = Readonly<Record<string, string>>

const catalogue = join(import.meta.dirname, '../../../catalogue')
const leave = join(catalogue, 'leave-return/student-leave/process.bpmn')

async function yizhan(args: readonly string[], env: Env = {}): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []]
  const io = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text), env }
  const exit = await main(args, io)
  return { exit, out: out.join('\n'), err: err.join('\n') }
}

/** A folder and a database of its own; the folder's name has a space and Chinese characters. */
async function withPlace(work: (folder: string, env: Env) => Promise<void>): Promise<void> {
  const database = await freshDatabase()
  const folder = await mkdtemp(join(tmpdir(), '命令 line-'))
  try {
    await work(folder, {
      DATABASE_URL: database.ownerUrl,
      DATABASE_APP_URL: database.appUrl,
      YIZHAN_DATA: folder,
      YIZHAN_CATALOGUE: catalogue,
      YIZHAN_LOG: 'silent',
    })
  } finally {
    await database.drop()
    await rm(folder, { recursive: true })
  }
}

test('help names every verb; what is not a verb is a misuse', async () => {
  const help = await yizhan(['--help'])
  assert.equal(help.exit, 0)
  for (const { name, summary } of verbs)
    assert.ok(help.out.includes(`${name} `) && help.out.includes(summary))
  const nothing = await yizhan([])
  assert.deepEqual([nothing.exit, nothing.out], [2, help.out])
  const unknown = await yizhan(['peple', 'import'])
  assert.deepEqual([unknown.exit, unknown.out], [2, ''])
  assert.match(unknown.err, /no such verb: peple import/)
})

for (const { name, summary } of verbs) {
  test(`${name}: --help says how, and an option that nobody knows is a misuse`, async () => {
    const words = name.split(' ')
    const help = await yizhan([...words, '--help'])
    assert.equal(help.exit, 0)
    assert.ok(help.out.includes('--json'), 'every verb speaks JSON')
    assert.ok(help.out.startsWith(`yizhan ${name}: ${summary}`))
    assert.ok(help.out.includes(`  yizhan ${name}`), 'usage shows the verb')
    const wrong = await yizhan([...words, '--no-such-option'])
    assert.deepEqual([wrong.exit, wrong.out], [2, ''])
    assert.match(wrong.err, /no-such-option/)
    assert.ok(wrong.err.includes(summary), 'a misuse shows the usage')
  })
}

test('a setting with a bad value is a misuse that names the variable', async () => {
  const { exit, err } = await yizhan(['migrate'], { YIZHAN_POOL: 'many' })
  assert.equal(exit, 2)
  assert.match(err, /YIZHAN_POOL=many/)
})

test('process check: 0 for a sound model, 1 with element and line for an unsound one, 2 for no file', () =>
  withPlace(async (folder) => {
    assert.deepEqual(await yizhan(['process', 'check', leave]), { exit: 0, out: `✓ ${leave}`, err: '' })
    const json = await yizhan(['process', 'check', leave, '--json'])
    assert.deepEqual([json.exit, JSON.parse(json.out)], [0, { ok: true, problems: [] }])
    const broken = join(folder, '缺人 broken.bpmn')
    await writeFile(
      broken,
      (await readFile(leave, 'utf8')).replace('relation="counsellor"', 'relation="friend"'),
    )
    const bad = await yizhan(['process', 'check', broken])
    assert.equal(bad.exit, 1)
    assert.match(bad.out, /broken\.bpmn:\d+ error \S+ counsellor 「辅导员审批」/)
    const badJson = await yizhan(['process', 'check', broken, '--json'])
    assert.deepEqual([badJson.exit, JSON.parse(badJson.out).ok], [1, false])
    await writeFile(broken, 'not a model')
    assert.equal((await yizhan(['process', 'check', broken])).exit, 1)
    assert.equal((await yizhan(['process', 'check', join(folder, 'none.bpmn')])).exit, 2)
    assert.equal((await yizhan(['process', 'check'])).exit, 2)
    assert.equal((await yizhan(['process', 'check', leave, leave])).exit, 2)
  }))

test('catalogue check: 1 names the file of a service that is not in order', () =>
  withPlace(async (folder) => {
    const copy = join(folder, 'catalogue')
    await cp(catalogue, copy, { recursive: true })
    const whole = await yizhan(['catalogue', 'check', copy, '--json'])
    assert.deepEqual([whole.exit, JSON.parse(whole.out).ok], [0, true], whole.out.slice(0, 2000))
    const form = join(copy, 'leave-return/student-leave/form.json')
    await writeFile(form, (await readFile(form, 'utf8')).replace('"maxLength": 100', '"maxLength": "long"'))
    const bad = await yizhan(['catalogue', 'check', copy])
    assert.equal(bad.exit, 1)
    assert.match(bad.out, /student-leave\/form\.json.* error: /)
    assert.equal((await yizhan(['catalogue', 'check', join(folder, 'none')])).exit, 1)
  }))

test('migrate: 0 and repeatable; 1 when the database is out of reach', () =>
  withPlace(async (_folder, env) => {
    const again = await yizhan(['migrate', '--json'], env)
    assert.deepEqual([again.exit, JSON.parse(again.out)], [0, { ran: [] }])
    assert.match((await yizhan(['migrate'], env)).out, /up to date/)
    const away = await yizhan(['migrate'], {
      ...env,
      DATABASE_URL: 'postgres://nobody:geheim@127.0.0.1:1/none',
    })
    assert.deepEqual([away.exit, away.out], [1, ''])
    assert.match(away.err, /127\.0\.0\.1:1/)
    assert.doesNotMatch(away.err, /geheim|at .*\.ts:/)
  }))

test('demo load: into an empty database only', () =>
  withPlace(async (_folder, env) => {
    for (const members of ['199', '381001', '2e3.5', 'many'])
      assert.equal((await yizhan(['demo', 'load', '--members', members], env)).exit, 2, members)
    const loaded = await yizhan(['demo', 'load', '--members', '200', '--json'], env)
    assert.equal(loaded.exit, 0)
    assert.ok(JSON.parse(loaded.out).members >= 200)
    const again = await yizhan(['demo', 'load', '--members', '200'], env)
    assert.deepEqual([again.exit, again.out], [1, ''])
    assert.match(again.err, /holds members already/)
  }))

test('doctor: every setting with its origin, secrets hidden; 1 when something is wrong', () =>
  withPlace(async (_folder, env) => {
    const well = await yizhan(['doctor', '--json'], env)
    const { ok, findings, settings } = JSON.parse(well.out)
    assert.deepEqual([well.exit, ok], [0, true], JSON.stringify(findings))
    const names: string[] = findings.map(({ name }: { name: string }) => name)
    for (const name of [
      'node',
      'disk',
      'database',
      'migrations',
      'jobs',
      'login',
      'clock',
      'fonts',
      'keys',
      'seals',
      'catalogue',
      'proxy',
    ])
      assert.ok(names.includes(name), `${name} is not checked`)
    const origin = (variable: string) =>
      settings.find((setting: { variable: string }) => setting.variable === variable)
    assert.deepEqual([origin('DATABASE_URL').value, origin('DATABASE_URL').origin], ['***', 'environment'])
    assert.equal(origin('PORT').origin, 'default')
    const owner = await yizhan(['doctor'], { ...env, DATABASE_APP_URL: '' })
    assert.equal(owner.exit, 1)
    assert.match(owner.out, /✗ login: yizhan_owner may do more .*\n.*DATABASE_APP_URL/)
    const away = await yizhan(['doctor'], {
      ...env,
      DATABASE_URL: 'postgres://nobody:geheim@127.0.0.1:1/none',
    })
    assert.equal(away.exit, 1)
    assert.match(away.out, /✗ database/)
    assert.doesNotMatch(away.out, /geheim/)
  }))

test('seal ledger and seal stop', () =>
  withPlace(async (_folder, env) => {
    const ledger = await yizhan(['seal', 'ledger', '--json'], env)
    assert.deepEqual([ledger.exit, JSON.parse(ledger.out).ok], [0, true])
    assert.equal((await yizhan(['seal', 'stop', 'S10'], env)).exit, 2)
    assert.equal((await yizhan(['seal', 'stop', 'S10', '--reason', 'x', '--by', 'nobody'], env)).exit, 2)
  }))

test('backup and restore refuse what is not there', () =>
  withPlace(async (folder) => {
    const env = { YIZHAN_DATA: join(folder, 'empty') }
    assert.equal((await yizhan(['backup'], env)).exit, 2)
    assert.equal((await yizhan(['restore'], env)).exit, 2)
    for (const verb of ['backup', 'restore']) {
      const none = await yizhan([verb, join(folder, 'none')], env)
      assert.deepEqual([none.exit, none.out], [1, ''], none.err)
      assert.doesNotMatch(none.err, /at .*\.ts:/)
    }
  }))

test('openapi prints the description', async () => {
  const { exit, out } = await yizhan(['openapi'])
  assert.deepEqual([exit, JSON.parse(out).openapi], [0, '3.1.0'])
})

test('as a process: exit code, answers on stdout, complaints on stderr', async () => {
  const run = (...args: string[]) =>
    new Promise<Said>((resolve) => {
      const flags = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'cli.ts')]
      execFile(process.execPath, [...flags, ...args], (error, out, err) => {
        resolve({ exit: typeof error?.code === 'number' ? error.code : 0, out, err })
      })
    })
  assert.deepEqual(await run('process', 'check', leave), { exit: 0, out: `✓ ${leave}\n`, err: '' })
  const misuse = await run('process', 'check')
  assert.deepEqual([misuse.exit, misuse.out], [2, ''])
  assert.match(misuse.err, /yizhan process check FILE\.bpmn/)
})
