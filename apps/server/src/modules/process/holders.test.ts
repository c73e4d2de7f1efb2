/** Nothing stands still unseen when people leave: real imports of people, real rules, the real database. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPeople, type ImportKind } from '#modules/people'
import { type TestPlatform, withTestPlatform } from '#platform/testing'
import { createProcess } from './index.ts'
import { failedJobs } from './operator-lists.ts'
import type { ProcessTables } from './tables.ts'
import { grant, planOf } from './testing.ts'

const units =
  '单位代码,单位名称,英文名称,单位类型,上级单位\n000,渭川大学,Weichuan,大学,\n031,机械学院,Mechanical,学院,000\n305,教务处,Academic,部门,000\n'
const staff = [
  '0004410,周敏,031,教职工',
  '0002107,郑书远,031,教职工',
  '0005021,沈静宜,305,教职工',
  '0006033,罗秋实,305,教职工',
]
const post = (number: string, until = '') => `${number},305,学籍管理员,2022-09-01,${until}`

type Desk = {
  readonly platform: TestPlatform
  readonly id: (number: string) => Promise<string>
  readonly take: (kind: ImportKind, lines: readonly string[]) => Promise<void>
  /** Runs what listens to imports, twice, as a job may run twice. */
  readonly settle: () => Promise<void>
  readonly nextDay: (days: number) => void
  readonly apply: (...steps: string[]) => Promise<string>
  readonly holders: () => Promise<string[]>
  readonly stuck: () => Promise<(string | undefined)[]>
  readonly events: () => Promise<number>
  readonly process: ReturnType<typeof createProcess>
}

const heads: Partial<Record<ImportKind, string>> = {
  staff: '工号,姓名,单位,人员类别',
  positions: '工号,单位,职务,任职日期,免职日期',
}

async function withDesk(work: (desk: Desk) => Promise<void>): Promise<void> {
  let now = Temporal.Instant.from('2026-11-24T01:00:00Z')
  await withTestPlatform(
    async (platform) => {
      const people = createPeople(platform)
      const process = createProcess(platform, { people })
      const db = platform.read<ProcessTables>()
      const id = async (number: string) => (await people.memberByNumber(number))?.id ?? ''
      const put = async (kind: ImportKind, text: string, complete: boolean) => {
        const open = async function* () {
          yield Buffer.from(text)
        }
        const taken = await people.importWithoutPermit({
          kind,
          source: { name: `${kind}.csv`, open },
          complete,
        })
        assert.ok('linesRead' in taken, JSON.stringify(taken))
        assert.deepEqual(taken.errors, [])
      }
      const take: Desk['take'] = (kind, lines) => put(kind, [heads[kind], ...lines, ''].join('\n'), true)
      await put('units', units, false)
      await take('staff', staff)
      await put(
        'students',
        '学号,姓名,学院,培养层次,年级,学籍状态\n2023310215,林知夏,031,本科,2023,在读\n',
        false,
      )
      await put('relations', '学号,关系,工号,开始日期\n2023310215,辅导员,0004410,2023-09-01\n', false)
      await take('positions', [post('0005021')])
      const studentId = await id('2023310215')
      await work({
        platform,
        process,
        id,
        take,
        settle: async () => {
          const [listener] = platform.events.subscriptions.filter(({ event }) => event === 'people.imported')
          const event = {
            eventId: platform.newId(),
            name: 'people.imported',
            at: now.toString(),
            payload: {},
          }
          await Promise.all([listener?.handle(event), listener?.handle(event)])
        },
        nextDay: (days) => {
          now = now.add({ hours: 24 * days })
        },
        apply: async (...steps) => {
          const caseId = platform.newId()
          const plan = await planOf(...steps)
          const service = { id: 'x', version: 1, name: { zh: '事', en: 'Thing' } }
          const start = {
            caseId,
            caseNumber: caseId,
            service,
            plan,
            applicantId: studentId,
            facts: {},
            summary: '',
            flags: 0,
          }
          const started = await platform.tx((tx) => process.startInstance(tx, start))
          assert.ok(!('ok' in started), JSON.stringify(started))
          return caseId
        },
        holders: async () => {
          const rows = await db
            .selectFrom('process.task_candidate as candidate')
            .innerJoin('people.member_card as card', 'card.id', 'candidate.member_id')
            .select('card.number')
            .where('candidate.open', '=', true)
            .orderBy('card.number')
            .execute()
          return rows.map((row) => row.number)
        },
        stuck: async () => {
          const subject = await id('0006033')
          const actor = {
            memberId: subject,
            sessionId: '',
            number: '',
            name: '',
            kind: 'staff',
            locale: 'zh-CN',
          } as const
          const operator = { ...actor, grants: [grant('operator', subject, '000.')] }
          return (await failedJobs(db, operator, { limit: 10 }, now)).rows.map((row) => row.error)
        },
        events: async () =>
          (
            await db
              .selectFrom('process.history')
              .select(({ fn }) => fn.countAll<number>().as('n'))
              .executeTakeFirstOrThrow()
          ).n,
      })
    },
    { clock: () => now },
  )
}

test('an import queues the look at open tasks in its own transaction', () =>
  withDesk(async ({ platform }) => {
    const { rows } = await platform.pool.query(
      "select count(*)::int as n from graphile_worker._private_tasks where identifier = 'process.people-imported'",
    )
    assert.deepEqual(rows, [{ n: 1 }])
  }))

test('whoever departs loses their open tasks: to the others who hold the step, else to the operator, and back to a successor', () =>
  withDesk(async (desk) => {
    const caseId = await desk.apply('registrar')
    assert.deepEqual(await desk.holders(), ['0005021'])
    await desk.take(
      'staff',
      staff.filter((line) => !line.startsWith('0005021')),
    )
    await desk.settle()
    assert.deepEqual([await desk.holders(), await desk.stuck()], [[], [undefined]])
    const view = await desk.process.caseView(desk.platform.read(), caseId, await desk.id('2023310215'))
    assert.equal(view?.next.zh, '「registrar」暂时没有人办，已转管理员')
    const lines = async () => {
      const seen = await desk.process.caseView(desk.platform.read(), caseId, await desk.id('2023310215'))
      return seen?.history.slice(2).map(({ kind, opinion }) => [kind, opinion])
    }
    assert.deepEqual(await lines(), [['handed-to-nobody', undefined]])
    const before = await desk.events()
    await desk.settle()
    assert.equal(await desk.events(), before, 'looking again changes nothing')

    await desk.take('positions', [post('0006033')])
    await desk.settle()
    assert.deepEqual([await desk.holders(), await desk.stuck()], [['0006033'], []])
    const { holder_unit } = await desk.platform
      .read<ProcessTables>()
      .selectFrom('process.task')
      .select('holder_unit')
      .executeTakeFirstOrThrow()
    assert.equal(holder_unit, '000.305.')
    assert.deepEqual(await lines(), [
      ['handed-to-nobody', undefined],
      ['handed-over', undefined],
    ])
  }))

test('of two who may decide, the one who departs is taken off and nothing else changes', () =>
  withDesk(async (desk) => {
    await desk.take('positions', [post('0005021'), post('0006033')])
    await desk.apply('registrar')
    assert.deepEqual(await desk.holders(), ['0005021', '0006033'])
    await desk.take(
      'staff',
      staff.filter((line) => !line.startsWith('0005021')),
    )
    await desk.settle()
    assert.deepEqual([await desk.holders(), await desk.stuck()], [['0006033'], []])
  }))

test('who merely moved on keeps the task and shares it with the successor', () =>
  withDesk(async (desk) => {
    await desk.apply('registrar')
    await desk.take('positions', [post('0005021', '2026-11-20')])
    await desk.settle()
    assert.deepEqual([await desk.holders(), await desk.stuck()], [['0005021'], []], 'nobody else: it stays')
    await desk.take('positions', [post('0005021', '2026-11-20'), post('0006033')])
    await desk.settle()
    assert.deepEqual(await desk.holders(), ['0005021', '0006033'])
  }))

test('a post that ends by its date needs no import', () =>
  withDesk(async (desk) => {
    await desk.take('positions', [post('0005021', '2026-11-30')])
    await desk.apply('registrar')
    await desk.take('positions', [post('0005021', '2026-11-30'), '0006033,305,学籍管理员,2026-12-01,'])
    await desk.settle()
    assert.deepEqual(await desk.holders(), ['0005021'], 'still in office')
    desk.nextDay(7)
    const daily = desk.process.jobs.find((job) => job.cron !== undefined)
    await daily?.handle({}, { attempt: 1, maxAttempts: 8, jobId: '1' })
    assert.deepEqual(await desk.holders(), ['0005021', '0006033'])
  }))
