/** Rows of the hall's own tables. */
import type { InstanceStatus } from '@yizhan/contracts'
import type { Answers, Form, Words } from '@yizhan/forms'
import type { Plan } from '@yizhan/process'
import type { DateColumn, Json, Timestamp } from '#platform/tables'
import type { ServiceFile } from './service-file.ts'

export type ServiceTable = { id: string; current_version: number; offered: boolean }

export type ServiceVersionTable = {
  service_id: string
  version: number
  hash: string
  service: Json<ServiceFile>
  form: Json<Form>
  bpmn: string
  plan: Json<Plan>
  document_yaml: string | null
  document_typ: string | null
  deployed_at: Timestamp
}

export type DraftTable = {
  member_id: string
  service_id: string
  version: number
  answers: Json<Answers>
  saved_at: Timestamp
  /** Names this save, whichever device it came from. */
  stamp: string
}

/** Where the record's value of a field came from, by field id. */
export type Sources = Readonly<Record<string, SourceOf>>
export type SourceOf = {
  readonly element: string
  readonly source: Words
  readonly asOf?: string
  /** The applicant wrote something else than the record has. */
  readonly changed?: true
}

export type CaseTable = {
  id: string
  number: string
  service_id: string
  version: number
  applicant_id: string
  answers: Json<Answers>
  sources: Json<Sources>
  summary_zh: string
  summary_en: string
  applied_at: Timestamp
  promised_on: DateColumn | null
}

/** The part of `people.member_card` that the hall asks for. */
type MemberCardView = {
  id: string
  number: string
  name: string
  kind: 'student' | 'staff' | 'retired' | 'external'
  active: boolean
  level: string | null
  year: number | null
  study_status: string | null
  expected_end: DateColumn | null
  campus: string | null
  unit_code: string
  unit_zh: string
  unit_en: string
  unit_path: string
  school_code: string | null
}

/** The part of `process.case_state` that the hall asks for. */
type CaseStateView = {
  case_id: string
  applicant: string
  status: InstanceStatus
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

/** The part of `seal.document_card` that the hall asks for. */
type DocumentCardView = {
  id: string
  case_id: string
  title_zh: string
  title_en: string
  sealed_at: Timestamp
  state: 'valid' | 'withdrawn' | 'superseded'
  state_at: Timestamp | null
  state_by: string | null
  reason: string | null
}

/** The part of `people.unit_card` that the hall asks for. */
type UnitCardView = { code: string; name_zh: string; name_en: string; active: boolean }

export type HallTables = {
  'seal.document_card': DocumentCardView
  'people.member_card': MemberCardView
  'people.unit_card': UnitCardView
  'process.case_state': CaseStateView
  'hall.service': ServiceTable
  'hall.service_version': ServiceVersionTable
  'hall.draft': DraftTable
  'hall.case_counter': { prefix: string; day: DateColumn; last: number }
  'hall.case': CaseTable
  'hall.submission': {
    case_id: string
    round: number
    answers: Json<Answers>
    sources: Json<Sources>
    at: Timestamp
  }
  'hall.attachment': { case_id: string; file_id: string; field: string; at: Timestamp }
  'hall.rating': { case_id: string; service_id: string; stars: number; words: string; at: Timestamp }
}
