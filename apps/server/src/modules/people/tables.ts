/** The tables of schema `people`, as Kysely sees them. The meaning of each column of a member is in elements.ts. */
import type { ImportError } from '@yizhan/contracts'
import type { ColumnType, Generated } from 'kysely'
import type { DateColumn, Json, Timestamp } from '#platform/tables'

export type UnitKind = 'university' | 'school' | 'department' | 'office'
export type MemberKind = 'student' | 'staff' | 'retired' | 'external'
export type ImportKind = 'units' | 'staff' | 'students' | 'positions' | 'relations'

export type UnitTable = {
  id: string
  code: string
  name_zh: string
  name_en: string
  kind: UnitKind
  parent_id: string | null
  path: string
  school_id: string | null
  campus: string | null
  active: ColumnType<boolean, boolean | undefined, boolean>
  members: Generated<number>
  merged_into: string | null
  as_of: Timestamp
}

export type UnitHistoryTable = {
  id: string
  unit_id: string
  at: Timestamp
  what: 'created' | 'renamed' | 'moved' | 'merged' | 'closed' | 'reopened' | 'changed'
  before: Json<unknown> | null
  after: Json<unknown>
  by_member: string | null
  by_import: string | null
  reason: string | null
}

export type MemberTable = {
  id: string
  number: string
  kind: MemberKind
  unit_id: string
  campus: string | null
  name: string
  name_pinyin: string | null
  name_en: string | null
  pinyin: string
  initials: string
  sex: string | null
  birth_date: DateColumn | null
  ethnicity: string | null
  nationality: string | null
  id_type: string | null
  id_number: string | null
  mobile: string | null
  email: string | null
  political: string | null
  origin_place: string | null
  category: string | null
  level: string | null
  year: number | null
  major_code: string | null
  major: string | null
  class: string | null
  length: string | null
  entry_date: DateColumn | null
  expected_end: DateColumn | null
  study_status: string | null
  post: string | null
  title: string | null
  office: string | null
  contract_type: string | null
  join_date: DateColumn | null
  education: string | null
  degree: string | null
  secrecy_level: string | null
  retire_date: DateColumn | null
  employer: string | null
  ends_on: DateColumn | null
  source: string
  as_of: Timestamp
  departed_on: DateColumn | null
}

export type RecordTable = {
  member_id: string
  element: string
  value: Json<unknown>
  source: string
  as_of: Timestamp
}

export type PositionTable = {
  id: string
  member_id: string
  unit_id: string
  position: string
  title_zh: string
  title_en: string
  from_date: DateColumn
  to_date: DateColumn | null
  as_of: Timestamp
}

export type RelationKind = 'counsellor' | 'supervisor'

export type RelationTable = {
  id: string
  kind: RelationKind
  member_id: string
  other_id: string
  from_date: DateColumn
  to_date: DateColumn | null
  as_of: Timestamp
}

export type GrantTable = {
  id: string
  subject: string
  effect: 'allow' | 'deny'
  role: string
  unit_id: string
  campus: string | null
  categories: string[] | null
  valid_from: Timestamp
  valid_until: Timestamp | null
  parent: string | null
  granted_by: string | null
  reason: string
  at: Timestamp
  revoked_at: Timestamp | null
  revoked_by: string | null
  revoke_reason: string | null
}

export type CorrectionTable = {
  id: string
  member_id: string
  element: string
  shown: string
  note: string
  state: Generated<'open' | 'corrected' | 'kept'>
  at: Timestamp
  settled_at: Timestamp | null
  settled_by: string | null
  settled_note: string | null
}

export type AccessLogTable = {
  id: string
  at: Timestamp
  reader: string
  member_id: string
  categories: string[]
  elements: string[]
  why: string
  grant_id: string
}

export type ImportState = 'waiting' | 'running' | 'done' | 'bad' | 'failed'

export type ImportTable = {
  id: string
  kind: ImportKind
  file_name: string
  sha256: string | null
  dry_run: boolean
  complete: boolean
  confirm_departures: number | null
  /** So many of `of_kind` would depart, or have. */
  must_confirm: Generated<number | null>
  of_kind: Generated<number | null>
  state: ImportState
  lines_read: Generated<number>
  added: Generated<number>
  changed: Generated<number>
  unchanged: Generated<number>
  departed: Generated<number>
  errors: ColumnType<readonly ImportError[], string | undefined, string>
  error_count: Generated<number>
  by_member: string | null
  started_at: Timestamp
  ended_at: Timestamp | null
}

/** The published view, for every module. */
export type MemberCardView = {
  id: string
  number: string
  name: string
  name_en: string | null
  kind: MemberKind
  active: boolean
  category: string | null
  level: string | null
  year: number | null
  study_status: string | null
  campus: string | null
  unit_id: string
  unit_code: string
  unit_zh: string
  unit_en: string
  unit_path: string
  school_id: string | null
  school_code: string | null
  school_zh: string | null
  school_en: string | null
  expected_end: DateColumn | null
}

export type PeopleViews = { 'people.member_card': MemberCardView }

export type PeopleTables = PeopleViews & {
  'people.unit': UnitTable
  'people.unit_history': UnitHistoryTable
  'people.member': MemberTable
  'people.record': RecordTable
  'people.position': PositionTable
  'people.relation': RelationTable
  'people.grant': GrantTable
  'people.correction': CorrectionTable
  'people.access_log': AccessLogTable
  'people.import': ImportTable
}
