/** A small world for this module's tests: one service with a document, people's record given, the handler caught. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DocumentCard, isRefusal, type Refusal } from '@yizhan/contracts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { Client } from 'pg'
import type { ServiceCall, ServiceHandler, ServiceResult } from '#modules/process'
import type { Actor } from '#platform/auth'
import type { SettingName } from '#platform/config'
import { createServer } from '#platform/http/server'
import { decide, type Grant, scopesOf } from '#platform/permit/evaluate'
import type { Category } from '#platform/permit/roles'
import { type TestPlatform, withTestPlatform } from '#platform/testing'
import type { AccessReader } from './cards.ts'
import { createSeal, type Seal } from './index.ts'

export const documentYaml = `
title: { zh: 在读证明, en: Enrolment certificate }
seal: academic-enrolment
validDays: 90
fields:
  - { name: name, label: { zh: 姓名, en: Name }, from: record.person.name, sample: 林知夏, decisive: true, mask: name }
  - { name: number, label: { zh: 学号, en: Number }, from: record.student.number, sample: "2023310215", decisive: true, mask: tail }
  - { name: school, label: { zh: 学院, en: School }, from: record.student.school, sample: { zh: 机械学院, en: x }, decisive: true }
  - { name: purpose, label: { zh: 用途, en: Purpose }, from: answers.purpose, sample: 签证, optional: true }
  - { name: id-number, label: { zh: 证件号码, en: ID }, from: answers.idNumber, sample: "6101", optional: true }
  - { name: words, label: { zh: 评语, en: Comment }, from: steps.counsellor.opinion, sample: 好, optional: true }
`
export const documentTyp = `#import "/prelude.typ": *
#show: sheet

#f.name，学号 #f.number，现为我校#(f.school.zh)学生。#if f.purpose != none [用途：#(f.purpose)。]

特此证明。

#signature()
`

/** Only what the document asks of a form: which answer takes which data element. */
const documentForm = {
  layout: { sections: [{ fields: [{ id: 'idNumber', bind: 'person.id-number' }, { id: 'purpose' }] }] },
}

export type World = {
  readonly platform: TestPlatform
  readonly seal: Seal
  readonly record: Map<string, unknown>
  /** What went to the access log. */
  readonly readings: object[]
  /** The case's documents as its applicant sees them, or as somebody else does. */
  readonly cards: (caseId: string, reader?: Actor) => Promise<readonly DocumentCard[]>
  readonly at: (instant: string) => void
  /** Runs the handler and, unless it refused, what it saves. */
  readonly issue: (call?: Partial<ServiceCall>) => Promise<ServiceResult | Refusal>
  readonly handler: ServiceHandler
  readonly call: (call?: Partial<ServiceCall>) => ServiceCall
  readonly applicantId: string
}

export async function withSeal(
  work: (world: World) => Promise<void>,
  settings: Partial<Record<SettingName, string>> = {},
): Promise<void> {
  let now = Temporal.Instant.from('2026-11-24T01:00:00Z')
  await withTestPlatform(
    async (platform) => {
      const record = new Map<string, unknown>([
        ['person.name', '林知夏'],
        ['student.number', '2023310215'],
        ['student.school', { zh: '机械学院', en: 'School of Mechanical Engineering' }],
      ])
      await insertTemplate(platform, 1, documentYaml, documentTyp)
      const readings: object[] = []
      const reader: AccessReader = {
        mayReadElement: (who, action, target, element) => {
          const category = categoryOf[element]
          const scopes = scopesOf(who.grants, who.memberId, now)
          return (
            category !== undefined && decide(scopes, who.memberId, action, { ...target, category }).allowed
          )
        },
        noteReading: async (reading) => void readings.push(reading),
      }
      const handlers = new Map<string, ServiceHandler>()
      const seal = await createSeal(platform, {
        people: {
          ...reader,
          elementsOf: async (_, ids = []) => ids.flatMap((id) => elementOf(id, record.get(id))),
        },
        process: { service: (name, handler) => void handlers.set(name, handler), checkOpinions: () => {} },
      })
      const handler = handlers.get('document.issue')
      if (handler === undefined) throw new Error('document.issue was not registered')
      const applicantId = randomUUID()
      const call = (more: Partial<ServiceCall> = {}) => callOf(applicantId, more)
      await work({
        platform,
        seal,
        record,
        readings,
        cards: (caseId, who = actor(applicantId)) => seal.documentsOf(caseId, who),
        at: (instant) => {
          now = Temporal.Instant.from(instant)
        },
        handler,
        call,
        issue: async (more) => {
          const result = await handler(call(more))
          if (!isRefusal(result) && result.save) await platform.tx(result.save)
          return result
        },
        applicantId,
      })
    },
    { settings: { publicUrl: 'https://one.weichuan.example', ...settings }, clock: () => now },
  )
}

const categoryOf: Readonly<Record<string, Category>> = {
  'person.name': 'identity',
  'student.number': 'identity',
  'student.school': 'academic',
  'person.id-number': 'id-number',
}

function elementOf(id: string, value: unknown) {
  if (value === undefined) return []
  const words =
    typeof value === 'object' && value !== null ? (value as { zh: string; en: string }) : undefined
  return [{ id, value: words?.zh ?? value, ...(words ? { words } : {}) }]
}

function callOf(applicantId: string, more: Partial<ServiceCall>): ServiceCall {
  return {
    taskId: randomUUID(),
    instanceId: randomUUID(),
    caseId: randomUUID(),
    caseNumber: 'YZ-20261124-0042',
    service: {
      id: 'enrolment-certificate',
      version: 1,
      name: { zh: '在读证明', en: 'Enrolment certificate' },
    },
    applicantId,
    params: {},
    facts: {},
    results: {},
    decisions: [],
    startedAt: '2026-11-24T00:59:00Z',
    ...more,
  }
}

export async function insertTemplate(
  platform: TestPlatform,
  version: number,
  yaml: string,
  typ: string,
): Promise<void> {
  await sql`insert into hall.service (id) values ('enrolment-certificate') on conflict do nothing`.execute(
    platform.db,
  )
  await sql`insert into hall.service_version
    (service_id, version, hash, service, form, bpmn, plan, document_yaml, document_typ, deployed_at)
    values ('enrolment-certificate', ${version}, ${String(version).padStart(64, '0')}, '{}', ${JSON.stringify(documentForm)}, '', '{}', ${yaml}, ${typ}, now())`.execute(
    platform.db,
  )
}

/** One statement as the owner of the tables, who may do what the application may not. */
export async function asOwner({ platform }: World, statement: string): Promise<void> {
  const owner = new Client({ connectionString: platform.ownerUrl })
  await owner.connect()
  try {
    await owner.query(statement)
  } finally {
    await owner.end()
  }
}

/** What was sealed, as bytes. */
export async function sealedFile({ platform, cards }: World, caseId: string): Promise<Uint8Array> {
  const [card] = await cards(caseId)
  const row = await sql<{ sha256: string }>`select sha256 from seal.document where id = ${card?.id}`.execute(
    platform.db,
  )
  return platform.files.read(row.rows[0]?.sha256 ?? '')
}

export function actor(memberId: string, ...grants: readonly Grant[]): Actor {
  return {
    memberId,
    sessionId: randomUUID(),
    number: '1',
    name: '某人',
    kind: 'staff',
    locale: 'zh-CN',
    grants: [...grants],
  }
}

export function grant(
  role: string,
  subject: string,
  unit: string,
  categories: Grant['categories'] = 'all',
): Grant {
  return {
    id: randomUUID(),
    subject,
    effect: 'allow',
    role,
    unit,
    categories,
    from: Temporal.Instant.from('2026-01-01T00:00:00Z'),
  }
}

/** The module behind the real edge; the cookie says who asks. */
export async function withEdge(world: World, work: (ask: Ask) => Promise<void>): Promise<void> {
  const sessions = new Map<string, Actor>()
  const app: FastifyInstance = await createServer(world.platform, async (request) => {
    const who = sessions.get(request.headers.cookie ?? '')
    return who && { actor: who, csrf: 'token', mustChangePassword: false }
  })
  world.seal.routes(app)
  try {
    await work(async (who, method, url, payload, headers = {}) => {
      if (who) sessions.set(who.sessionId, who)
      const reply = await app.inject({
        method,
        url,
        headers: {
          ...(who ? { cookie: who.sessionId, 'x-csrf': 'token' } : {}),
          'idempotency-key': randomUUID(),
          ...headers,
        },
        ...(payload === undefined ? {} : { payload }),
      })
      const json = reply.headers['content-type']?.includes('json') ? reply.json() : {}
      return { status: reply.statusCode, body: json as Record<string, unknown>, raw: reply.rawPayload }
    })
  } finally {
    await app.close()
  }
}
export type Ask = (
  who: Actor | undefined,
  method: 'GET' | 'POST',
  url: string,
  payload?: object | Buffer,
  headers?: Readonly<Record<string, string>>,
) => Promise<{ status: number; body: Record<string, unknown>; raw: Buffer }>

/** A folder that is gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'yizhan-seal-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export async function written(folder: string, name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}
