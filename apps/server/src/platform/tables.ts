import type { ColumnType, Generated } from 'kysely'

/** timestamptz: read as an ISO string with offset Z (see db.ts), written as one. */
export type Timestamp = ColumnType<string, string, string>
/** date: `YYYY-MM-DD` both ways. */
export type DateColumn = string
/** jsonb: read as a value, written as text. */
export type Json<T> = ColumnType<T, string, string>

export type EventTable = {
  id: string
  name: string
  at: Timestamp
  actor: string | null
  payload: Json<unknown>
}

export type FileTable = {
  id: string
  owner: string
  sha256: string
  name: string
  type: string
  bytes: number
  at: Timestamp
}

export type IdempotencyTable = {
  actor: string
  key: string
  route: string
  body_hash: string
  answer: Json<unknown>
  at: Timestamp
}

export type AuditTable = {
  id: string
  at: Timestamp
  actor: string | null
  action: string
  target: string
  grant_id: string | null
  request: string | null
  facts: Json<unknown>
}

export type SettingTable = { name: string; value: Json<unknown>; at: Timestamp }

export type PlatformTables = {
  'platform.event': EventTable
  'platform.file': FileTable
  'platform.idempotency': IdempotencyTable
  'platform.audit': AuditTable
  'platform.setting': SettingTable
}

export type { Generated }
