import type { Outcome } from '@yizhan/contracts'
import type { Event, Plan, State, Status } from '@yizhan/process'
import type { Json, Timestamp } from '#platform/tables'

type PlanTable = { hash: string; plan: Json<Plan>; at: Timestamp }

export type InstanceTable = {
  id: string
  case_id: string
  case_number: string
  service: string
  service_version: number
  service_zh: string
  service_en: string
  plan_hash: string
  applicant: string
  applicant_unit: string
  summary: string
  search: string
  flags: number
  due_at: Timestamp | null
  facts: Json<Record<string, unknown>>
  status: Status
  state: Json<State>
  version: number
  passed: number
  stops: number
  started_at: Timestamp
  since: Timestamp
  ended_at: Timestamp | null
}

type HistoryTable = {
  instance_id: string
  seq: number
  at: Timestamp
  type: Event['type']
  by_member: string | null
  event: Json<Event>
}

export type TaskTable = {
  id: string
  instance_id: string
  key: string
  node: string
  kind: 'user' | 'service'
  step_zh: string
  step_en: string
  state: 'open' | 'waiting-applicant' | 'failed' | 'done' | 'cancelled'
  stuck: boolean
  version: number
  opened_at: Timestamp
  closed_at: Timestamp | null
  closed_by: string | null
  outcome: Outcome | 'done' | 'skipped' | null
  handler: string | null
  attempts: number
  error: string | null
  holder_unit: string
  sort_at: Timestamp
  case_id: string
  case_number: string
  service: string
  service_zh: string
  service_en: string
  applicant: string
  applicant_unit: string
  summary: string
  search: string
  flags: number
}

type CandidateTable = {
  member_id: string
  task_id: string
  open: boolean
  sort_at: Timestamp
  service: string
}

/** Published to other modules: how a case stands and who has it. */
export type CaseStateView = {
  case_id: string
  instance_id: string
  service: string
  service_version: number
  applicant: string
  status: Status
  version: number
  summary: string
  started_at: Timestamp
  since: Timestamp
  ended_at: Timestamp | null
  passed: number
  stops: number
  step_zh: string | null
  step_en: string | null
  holders: string[]
  /** It ended as done, but an operator skipped a step of its last round. */
  skipped: boolean
}

/** The part of `people.member_card` that is read here. */
type MemberCardView = {
  id: string
  number: string
  name: string
  kind: string
  unit_code: string
  unit_zh: string
  unit_en: string
  unit_path: string
  campus: string | null
  /** Has not departed. */
  active: boolean
}

export type ProcessTables = {
  'process.plan': PlanTable
  'process.instance': InstanceTable
  'process.history': HistoryTable
  'process.task': TaskTable
  'process.task_candidate': CandidateTable
  'process.case_state': CaseStateView
  'people.member_card': MemberCardView
}
