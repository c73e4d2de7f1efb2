/** A small university behind the HTTP edge, with the real people, process and seal modules; for the hall's tests. */
import { randomUUID } from 'node:crypto'
import { pageOf, TaskDetail, TaskRow } from '@yizhan/contracts'
import { sql } from 'kysely'
import type { z } from 'zod'
import { createPeople } from '#modules/people'
import { createProcess } from '#modules/process'
import { createSeal } from '#modules/seal'
import { createServer } from '#platform/http/server'
import type { Grant } from '#platform/permit/evaluate'
import { type TestPlatform, withTestPlatform } from '#platform/testing'
import { createHall, type Hall } from './index.ts'

const units = [
  ['000', '渭川大学', 'university', '000.'],
  ['031', '机械学院', 'school', '000.031.'],
  ['305', '教务处', 'office', '000.305.'],
] as const

const people = {
  /** Final-year undergraduate, enrolled. */
  student: [
    '2023310215',
    '林知夏',
    'student',
    '000.031.',
    { level: '本科', year: 2023, study_status: '在读', expected_end: '2027-07-01' },
  ],
  /** A fresher; expects to graduate in 2030. */
  fresher: [
    '2026310001',
    '许一诺',
    'student',
    '000.031.',
    { level: '本科', year: 2026, study_status: '在读', expected_end: '2030-07-01' },
  ],
  /** Has suspended the studies. */
  absent: [
    '2024310007',
    '陈默',
    'student',
    '000.031.',
    { level: '本科', year: 2024, study_status: '休学', expected_end: '2028-07-01' },
  ],
  counsellor: ['0004410', '周敏', 'staff', '000.031.', {}],
  secretary: ['0002107', '郑书远', 'staff', '000.031.', {}],
  registrar: ['0005021', '沈静宜', 'staff', '000.305.', {}],
  admin: ['0001002', '孟继川', 'staff', '000.305.', {}],
  stranger: ['0006033', '罗秋实', 'staff', '000.305.', {}],
} as const
export type Who = keyof typeof people

export const TaskList = pageOf(TaskRow)

type Answer = { readonly status: number; readonly code: string; readonly body: unknown }

export type World = {
  readonly platform: TestPlatform
  readonly hall: Hall
  readonly ids: Readonly<Record<Who, string>>
  /** Grants beside the administrator's; a test may add some. */
  readonly grants: Map<Who, Grant[]>
  readonly call: (
    who: Who,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: object,
    key?: string,
  ) => Promise<Answer>
  readonly text: (who: Who | 'nobody', url: string) => Promise<{ status: number; body: string; type: string }>
  /** Reads a page in the shape of its contract. */
  readonly get: <S extends z.ZodType>(who: Who, url: string, shape: S) => Promise<z.output<S>>
  /** Runs what waits, as the job runner would, until nothing is left. */
  readonly work: () => Promise<void>
  readonly upload: (who: Who, name: string, type: string, bytes?: number) => Promise<string>
  readonly decide: (who: Who, outcome: string, opinion?: string) => Promise<Answer>
}

export async function withHall(work: (world: World) => Promise<void>): Promise<void> {
  const now = Temporal.Instant.from('2026-11-24T01:00:00Z')
  await withTestPlatform(
    async (platform) => {
      const ids = await settle(platform)
      const grants = new Map<Who, Grant[]>([['admin', [serviceAdmin(ids.admin)]]])
      const peopleModule = createPeople(platform)
      const process = createProcess(platform, { people: peopleModule })
      const seal = await createSeal(platform, { people: peopleModule, process })
      const hall = await createHall(platform, { people: peopleModule, process, seal })
      const app = await createServer(platform, async (request) => {
        const who = request.headers['x-who'] as Who | undefined
        return (
          who && {
            csrf: 'c',
            mustChangePassword: false,
            actor: actorOf(who, ids[who], grants.get(who) ?? []),
          }
        )
      })
      hall.routes(app)
      process.routes(app)
      const call: World['call'] = async (who, method, url, body, key = randomUUID()) => {
        const headers = {
          'x-who': who,
          'x-csrf': 'c',
          'idempotency-key': key,
          'sec-fetch-site': 'same-origin',
        }
        const response = await app.inject({ method, url, headers, ...(body ? { payload: body } : {}) })
        const answer: { code?: string } = response.body ? response.json() : {}
        return { status: response.statusCode, code: answer.code ?? '', body: answer }
      }
      try {
        await work({
          platform,
          hall,
          ids,
          grants,
          call,
          get: async (who, url, shape) => shape.parse((await call(who, 'GET', url)).body),
          text: async (who, url) => {
            const response = await app.inject({ url, headers: who === 'nobody' ? {} : { 'x-who': who } })
            return {
              status: response.statusCode,
              body: response.body,
              type: String(response.headers['content-type']),
            }
          },
          work: () => workOff(platform, process.jobs),
          upload: (who, name, type, bytes = 1000) => upload(platform, ids[who], name, type, bytes),
          decide: async (who, outcome, opinion = '') => {
            const tasks = TaskList.parse((await call(who, 'GET', '/api/tasks')).body)
            const [task] = tasks.rows
            const { version } = TaskDetail.parse((await call(who, 'GET', `/api/tasks/${task?.id}`)).body)
            return call(who, 'POST', `/api/tasks/${task?.id}/decision`, { outcome, opinion, version })
          },
        })
      } finally {
        await app.close()
      }
    },
    { clock: () => now },
  )
}

function actorOf(who: Who, memberId: string, grants: readonly Grant[]) {
  const [number, name, kind] = people[who]
  return { memberId, sessionId: randomUUID(), number, name, kind, locale: 'zh-CN' as const, grants }
}

export function serviceAdmin(subject: string): Grant {
  const from = Temporal.Instant.from('2026-01-01T00:00:00Z')
  return {
    id: randomUUID(),
    subject,
    effect: 'allow',
    role: 'service-admin',
    unit: '000.',
    categories: 'all',
    from,
  }
}

async function settle(platform: TestPlatform): Promise<Record<Who, string>> {
  const { db } = platform
  const unitIds = new Map(units.map(([, , , path]) => [path as string, randomUUID()]))
  for (const [code, name, kind, path] of units) {
    const id = unitIds.get(path)
    const school = kind === 'university' ? null : id
    const parent = kind === 'university' ? null : unitIds.get('000.')
    await sql`insert into people.unit (id, code, name_zh, name_en, kind, parent_id, path, school_id, as_of)
      values (${id}, ${code}, ${name}, ${name}, ${kind}, ${parent}, ${path}, ${school}, now())`.execute(db)
  }
  const ids = Object.fromEntries(Object.keys(people).map((who) => [who, randomUUID()])) as Record<Who, string>
  for (const [who, [number, name, kind, path, more]] of Object.entries(people)) {
    const facts: { level?: string; year?: number; study_status?: string; expected_end?: string } = more
    await sql`insert into people.member (id, number, kind, unit_id, name, pinyin, initials, source, as_of, level, year,
        study_status, expected_end, mobile, email)
      values (${ids[who as Who]}, ${number}, ${kind}, ${unitIds.get(path)}, ${name}, '', '', 'test', now(),
        ${facts.level ?? null}, ${facts.year ?? null}, ${facts.study_status ?? null}, ${facts.expected_end ?? null},
        '10012345678', 'someone@weichuan.example')`.execute(db)
  }
  for (const [who, unit, position] of [
    ['secretary', '000.031.', 'deputy-secretary'],
    ['registrar', '000.305.', 'registrar'],
  ] as const)
    await sql`insert into people.position (id, member_id, unit_id, position, title_zh, title_en, from_date, as_of)
      values (${randomUUID()}, ${ids[who]}, ${unitIds.get(unit)}, ${position}, '', '', '2025-01-01', now())`.execute(
      db,
    )
  for (const who of ['student', 'fresher', 'absent'] as const)
    await sql`insert into people.relation (id, kind, member_id, other_id, from_date, as_of)
      values (${randomUUID()}, 'counsellor', ${ids[who]}, ${ids.counsellor}, '2023-09-01', now())`.execute(db)
  return ids
}

type Waiting = { id: string; identifier: string; payload: unknown }

async function workOff(
  platform: TestPlatform,
  jobs: ReturnType<typeof createProcess>['jobs'],
): Promise<void> {
  const done = new Set<string>()
  for (;;) {
    const { rows } = await sql<Waiting>`select job.id::text, task.identifier, job.payload
      from graphile_worker._private_jobs as job join graphile_worker._private_tasks as task on task.id = job.task_id
      order by job.id`.execute(platform.db)
    const next = rows.find((row) => !done.has(row.id) && jobs.some((job) => job.name === row.identifier))
    if (!next) return
    done.add(next.id)
    const job = jobs.find(({ name }) => name === next.identifier)
    await job?.handle(next.payload, { attempt: 1, maxAttempts: 25, jobId: next.id })
  }
}

async function upload(
  platform: TestPlatform,
  owner: string,
  name: string,
  type: string,
  bytes: number,
): Promise<string> {
  const id = platform.newId()
  const sha256 = await platform.files.putBytes(new TextEncoder().encode(`${name} ${id}`))
  const at = platform.clock().toString()
  await platform.db.insertInto('platform.file').values({ id, owner, sha256, name, type, bytes, at }).execute()
  return id
}
