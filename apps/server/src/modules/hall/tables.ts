/** Rows of the hall's own tables. */
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
}

/** Where the record's value of a field came from, by field id. */
export type Sources = Readonly<
  Record<string, { readonly element: string; readonly source: Words; readonly asOf?: string }>
>

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

export type HallTables = {
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
