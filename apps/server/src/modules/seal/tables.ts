/** Rows of seal's own tables, and of the published views that it reads. */
import type { Form } from '@yizhan/forms'
import type { DateColumn, Json, Timestamp } from '#platform/tables'
import type { PublicField } from './document-file.ts'

export type AuthorityTable = {
  id: number
  certificate: Uint8Array
  fingerprint: string
  wrapped_key: Uint8Array
  at: Timestamp
}

export type SealTable = {
  id: string
  key: string
  name_zh: string
  name_en: string
  owner_zh: string
  owner_en: string
  owner_path: string
  signatory_zh: string
  signatory_en: string
  ring: string
  bottom: string
  code: string
  state: 'active' | 'stopped'
  at: Timestamp
}

export type KeyTable = {
  id: string
  seal_id: string
  version: number
  certificate: Uint8Array
  fingerprint: string
  serial: string
  not_after: Timestamp
  wrapped_key: Uint8Array
  at: Timestamp
}

export type DocumentTable = {
  id: string
  task_id: string
  case_id: string
  applicant_id: string
  seal_id: string
  key_id: string
  owner_path: string
  title_zh: string
  title_en: string
  number: string
  verify_id: string
  shown: Json<readonly PublicField[]>
  elements: string[] | null
  sha256: string
  unsigned_sha256: string
  bytes: number
  pages: number
  sealed_at: Timestamp
  valid_until: DateColumn | null
  state: 'valid' | 'withdrawn' | 'superseded'
  state_at: Timestamp | null
  state_by: string | null
  reason: string | null
  superseded_by: string | null
}

export type LedgerTable = {
  seq: number
  kind: 'stamp' | 'withdraw' | 'supersede'
  document_id: string
  seal_id: string
  at: Timestamp
  by_member: string | null
  entry: string
  prev_hash: string
  hash: string
}

/** Columns of people's published card that seal reads. */
type MemberCardView = {
  id: string
  school_code: string | null
  school_zh: string | null
  school_en: string | null
}

/** The hall's published template of a service's version. */
type DocumentTemplateView = {
  service_id: string
  version: number
  yaml: string
  typ: string
  form: Json<Form>
}

export type SealTables = {
  'seal.authority': AuthorityTable
  'seal.seal': SealTable
  'seal.key': KeyTable
  'seal.revocation': { key_id: string; at: Timestamp; by_member: string; reason: string }
  'seal.document': DocumentTable
  'seal.ledger': LedgerTable
  'seal.ledger_head': { id: number; seq: number; hash: string }
  'people.member_card': MemberCardView
  'hall.document_template': DocumentTemplateView
}
