/** Who is who, and what they write. */
import { randomUUID } from 'node:crypto'
import type { CaseDetail, FormView, TaskRow } from '@yizhan/contracts'
import type { Person } from './person.ts'

export const student = '2023310215'
export const master = '3125310042'
export const supervisor = '0003312'
export const counsellor = '0004410'
export const deputySecretary = '0002107'
export const peopleAdmin = '0001001'
export const serviceAdmin = '0001002'
export const sealManager = '0001003'

export const recommendation = 'graduate-recommendation-form'
export const enrolment = 'enrolment-certificate'
export const abroad = 'student-exchange-travel'
export const leave = 'student-leave'

export const selfAssessment =
  '三年来完成机械设计、制造工艺、控制工程等主干课程，平均绩点在专业前列。大二起进入机器人实验室，负责一台四足样机的腿部结构，独立完成从建模、仿真到加工装配的全过程，样机在省赛中获二等奖。暑期在机床厂实习，学会了看现场、问师傅、写清楚。做事有始有终，愿意从一线做起。'

export const recommendationAnswers = {
  direction: '机械设计、工艺，西安或成都',
  selfAssessment,
  copy: 'first',
  truth: true,
}

type Layout = { layout: { sections: { fields: { id: string; policy?: string }[] }[] } }

/** Applies as the page does: what the record offers for change is taken over, the rest is the applicant's. */
export async function apply(
  person: Person,
  service: string,
  answers: Record<string, unknown>,
): Promise<{ caseId: string; number: string }> {
  const view = await person.ask<FormView>('GET', `/api/hall/services/${service}/form`)
  const offered = (view.form as unknown as Layout).layout.sections
    .flatMap((section) => section.fields)
    .filter((field) => field.policy === 'prefill' && view.prefilled[field.id] !== undefined)
    .map((field) => [field.id, view.prefilled[field.id]?.value])
  return person.ask('POST', `/api/hall/services/${service}/cases`, {
    version: view.version,
    answers: { ...Object.fromEntries(offered), ...answers },
  })
}

export async function taskOf(person: Person, caseId: string): Promise<TaskRow | undefined> {
  const { rows } = await person.ask<{ rows: TaskRow[] }>('GET', '/api/tasks?list=mine&limit=100')
  return rows.find((row) => row.caseId === caseId)
}

export async function decide(
  person: Person,
  caseId: string,
  outcome: 'approve' | 'return' | 'refuse' | 'supplement',
  opinion = '',
): Promise<void> {
  const task = await taskOf(person, caseId)
  if (!task) throw new Error(`no open task of ${caseId}`)
  const { version } = await person.ask<{ version: number }>('GET', `/api/tasks/${task.id}`)
  await person.ask('POST', `/api/tasks/${task.id}/decision`, { outcome, opinion, version })
}

/** The case once `there` holds. */
export async function caseWhen(
  person: Person,
  caseId: string,
  there: (detail: CaseDetail) => boolean,
): Promise<CaseDetail> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const detail = await person.ask<CaseDetail>('GET', `/api/hall/cases/${caseId}`)
    if (there(detail)) return detail
    if (performance.now() > deadline) throw new Error(`still ${JSON.stringify(detail.case)}`)
    await new Promise((done) => setTimeout(done, 100))
  }
}

/** A small picture that the server accepts as an attachment. */
export function invitation(): File {
  const pixel =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  return new File([Buffer.from(pixel, 'base64')], `invitation-${randomUUID().slice(0, 4)}.png`, {
    type: 'image/png',
  })
}
