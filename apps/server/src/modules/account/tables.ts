/** The tables of schema `account`, as Kysely sees them, and the published card that sign-in reads. */
import type { Locale } from '@yizhan/contracts'
import type { Timestamp } from '#platform/tables'

export type CredentialTable = { member: string; hash: string; must_change: boolean; changed_at: Timestamp }

export type SessionTable = {
  id: string
  token_hash: string
  member: string
  must_change: boolean
  device: string
  source: string
  started_at: Timestamp
  last_seen_at: Timestamp
  expires_at: Timestamp
}

export type AttemptTable = { key: string; failures: number; at: Timestamp; open_at: Timestamp }

export type KnownTable = { member: string; kind: 'device' | 'network'; hash: string; last_at: Timestamp }

export type PreferenceTable = { member: string; locale: Locale }

/** Of the view that people publishes, what this module asks. */
type MemberCardView = {
  id: string
  number: string
  name: string
  kind: 'student' | 'staff' | 'retired' | 'external'
  active: boolean
  unit_zh: string
  unit_en: string
  unit_path: string
  campus: string | null
}

export type AccountTables = {
  'account.credential': CredentialTable
  'account.session': SessionTable
  'account.attempt': AttemptTable
  'account.known': KnownTable
  'account.preference': PreferenceTable
  'people.member_card': MemberCardView
}
