/** A small university, plans and faces for this module's tests. */
import { randomUUID } from 'node:crypto'
import { type Plan, readBpmn, ruleKey } from '@yizhan/process'
import { sql } from 'kysely'
import type { Actor } from '#platform/auth'
import type { Grant } from '#platform/permit/evaluate'
import { type TestPlatform, withTestPlatform } from '#platform/testing'
import type { PeopleFace, ProcessDeps } from './decided.ts'
import { createProcess, type ProcessModule } from './index.ts'
import { jobsOf, type ServiceHandler } from './jobs.ts'

export type World = {
  readonly platform: TestPlatform
  readonly process: ProcessModule
  /** For commands inside a test's own transaction. */
  readonly deps: ProcessDeps
  /** Ids of the members, by a short name. */
  readonly ids: Readonly<Record<Who, string>>
  readonly actor: (who: Who, ...grants: readonly Grant[]) => Actor
  /** Who is found for which rule; a test may change it. */
  readonly rules: Map<string, string[]>
  /** Sets the clock; it stands still otherwise. */
  readonly at: (instant: string) => void
  readonly apply: (
    plan: Plan,
    more?: Partial<Parameters<ProcessModule['startInstance']>[1]>,
  ) => Promise<{ caseId: string; status: string }>
  /** Runs the waiting service jobs once, as graphile-worker would, with this attempt's number. */
  readonly work: (handlers: Readonly<Record<string, ServiceHandler>>, attempt?: number) => Promise<number>
}

const cast = {
  student: ['2023310215', '林知夏', 'student', '000.031.'],
  counsellor: ['0004410', '周敏', 'staff', '000.031.'],
  supervisor: ['0003312', '陈砚秋', 'staff', '000.031.'],
  secretary: ['0002107', '郑书远', 'staff', '000.031.'],
  registrar: ['0005021', '沈静宜', 'staff', '000.305.'],
  stranger: ['0006033', '罗秋实', 'staff', '000.305.'],
} as const
export type Who = keyof typeof cast

const units = [
  ['000', '渭川大学', 'university', '000.'],
  ['031', '机械学院', 'school', '000.031.'],
  ['305', '教务处', 'office', '000.305.'],
] as const

export async function withProcess(work: (world: World) => Promise<void>): Promise<void> {
  let now = Temporal.Instant.from('2026-11-24T01:00:00Z')
  await withTestPlatform(
    async (platform) => {
      const ids = await settle(platform)
      const rules = new Map<string, string[]>([
        ['relation:counsellor', [ids.counsellor]],
        ['relation:supervisor', [ids.supervisor]],
        ['position:deputy-secretary@applicant-school', [ids.secretary]],
        ['position:registrar@305', [ids.registrar]],
      ])
      const people: PeopleFace = {
        resolveRules: async (asked) => asked.map(({ rule }) => rules.get(ruleKey(rule)) ?? []),
      }
      const process = createProcess(platform, { people })
      await work({
        platform,
        process,
        deps: { platform, people },
        ids,
        rules,
        actor: (who, ...grants) => actorOf(ids[who], who, grants),
        at: (instant) => {
          now = Temporal.Instant.from(instant)
        },
        apply: async (plan, more = {}) => {
          const caseId = platform.newId()
          const started = await platform.tx((tx) =>
            process.startInstance(tx, {
              caseId,
              caseNumber: `YZ-20261124-${caseId.slice(-4)}`,
              service: { id: 'student-leave', version: 1, name: { zh: '本科生请假', en: 'Student leave' } },
              plan,
              applicantId: ids.student,
              facts: {},
              summary: '事假 2 天',
              flags: 0,
              ...more,
            }),
          )
          if ('ok' in started) throw new Error(JSON.stringify(started))
          return { caseId, status: started.status }
        },
        work: (handlers, attempt = 1) => workOff(platform, people, handlers, attempt),
      })
    },
    { clock: () => now },
  )
}

function actorOf(memberId: string, who: Who, grants: readonly Grant[]): Actor {
  const [number, name, kind] = cast[who]
  return { memberId, sessionId: randomUUID(), number, name, kind, locale: 'zh-CN', grants: [...grants] }
}

async function settle(platform: TestPlatform): Promise<Record<Who, string>> {
  const unitIds = new Map(units.map(([, , , path]) => [path as string, randomUUID()]))
  for (const [code, name, kind, path] of units) {
    const id = unitIds.get(path)
    const school = kind === 'university' ? null : id
    await sql`insert into people.unit (id, code, name_zh, name_en, kind, parent_id, path, school_id, as_of)
      values (${id}, ${code}, ${name}, ${name}, ${kind}, ${kind === 'university' ? null : unitIds.get('000.')}, ${path}, ${school}, now())`.execute(
      platform.db,
    )
  }
  const ids = Object.fromEntries(Object.keys(cast).map((who) => [who, randomUUID()])) as Record<Who, string>
  for (const [who, [number, name, kind, path]] of Object.entries(cast)) {
    await sql`insert into people.member (id, number, kind, unit_id, name, pinyin, initials, source, as_of)
      values (${ids[who as Who]}, ${number}, ${kind}, ${unitIds.get(path)}, ${name}, '', '', 'test', now())`.execute(
      platform.db,
    )
  }
  return ids
}

async function workOff(
  platform: TestPlatform,
  face: PeopleFace,
  handlers: Readonly<Record<string, ServiceHandler>>,
  attempt: number,
): Promise<number> {
  const [job] = jobsOf({ platform, people: face }, new Map(Object.entries(handlers)))
  if (job === undefined) throw new Error('no job')
  const waiting = await sql<{ payload: { taskId: string } }>`
    select job.payload from graphile_worker._private_jobs as job
    join graphile_worker._private_tasks as task on task.id = job.task_id
    where task.identifier = 'process.service' order by job.id`.execute(platform.db)
  for (const { payload } of waiting.rows) {
    await job.handle(payload, { attempt, maxAttempts: 25, jobId: '1' })
  }
  return waiting.rows.length
}

export function grant(role: string, subject: string, unit: string): Grant {
  return {
    id: randomUUID(),
    subject,
    effect: 'allow',
    role,
    unit,
    categories: 'all',
    from: Temporal.Instant.from('2026-01-01T00:00:00Z'),
  }
}

const words = '<yz:words nameEn="Step" zh="看材料" en="Reads it" days="1"/>'
const to = {
  counsellor: '<yz:to kind="relation" relation="counsellor"/>',
  supervisor: '<yz:to kind="relation" relation="supervisor"/>',
  secretary: '<yz:to kind="position" position="deputy-secretary" unit="applicant-school"/>',
  registrar: '<yz:to kind="position" position="registrar" unit="305"/>',
} as const

/** `counsellor`, `secretary`: steps one after another; `counsellor|supervisor`: any one; `!document.issue`: a service. */
export async function planOf(...steps: readonly string[]): Promise<Plan> {
  const elements = steps.map((step, index) =>
    step.startsWith('!')
      ? `<bpmn:serviceTask id="s${index}" name="盖章"><bpmn:extensionElements><yz:service name="${step.slice(1)}"><yz:param name="seal" value="S10"/></yz:service>${words}</bpmn:extensionElements></bpmn:serviceTask>`
      : `<bpmn:userTask id="s${index}" name="${step}"><bpmn:extensionElements><yz:assignment>${step
          .split('|')
          .map((who) => to[who as keyof typeof to])
          .join(
            '',
          )}</yz:assignment>${words}<yz:outcomes allow="approve return refuse supplement"/></bpmn:extensionElements></bpmn:userTask>`,
  )
  const ids = ['start', ...steps.map((_, index) => `s${index}`), 'end']
  const flows = ids
    .slice(1)
    .map((id, index) => `<bpmn:sequenceFlow id="f${index}" sourceRef="${ids[index]}" targetRef="${id}"/>`)
  const { plan, problems } = await readBpmn(`<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yz="https://yizhan.dev/bpmn" id="definitions" targetNamespace="t">
<bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="start" name="提交申请"/>${elements.join('')}<bpmn:endEvent id="end"/>${flows.join('')}</bpmn:process></bpmn:definitions>`)
  if (plan === undefined) throw new Error(JSON.stringify(problems))
  return plan
}

/** A start, a parallel fork to one step for each of `who`, and an end behind their join. */
export async function parallelPlan(...who: readonly (keyof typeof to)[]): Promise<Plan> {
  const steps = who.map(
    (name) =>
      `<bpmn:userTask id="${name}" name="${name}"><bpmn:extensionElements><yz:assignment>${to[name]}</yz:assignment>${words}</bpmn:extensionElements></bpmn:userTask>`,
  )
  const flow = (from: string, target: string) =>
    `<bpmn:sequenceFlow id="${from}-${target}" sourceRef="${from}" targetRef="${target}"/>`
  const flows = [
    flow('start', 'fork'),
    ...who.flatMap((name) => [flow('fork', name), flow(name, 'join')]),
    flow('join', 'end'),
  ]
  const { plan, problems } = await readBpmn(
    `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yz="https://yizhan.dev/bpmn" id="d" targetNamespace="t"><bpmn:process id="p"><bpmn:startEvent id="start"/><bpmn:parallelGateway id="fork"/>${steps.join('')}<bpmn:parallelGateway id="join"/><bpmn:endEvent id="end"/>${flows.join('')}</bpmn:process></bpmn:definitions>`,
  )
  if (plan === undefined) throw new Error(JSON.stringify(problems))
  return plan
}
