/** The tables of schema `notice`, and the published card that the operator's list shows. */
import type { NoticeChannel, NoticeKind, NoticePreference } from '@yizhan/contracts'
import type { Generated, Json, Timestamp } from '#platform/tables'

export type NoticeTable = {
  id: string
  member_id: string
  event_id: string
  subject: string
  kind: NoticeKind
  at: Timestamp
  read_at: Timestamp | null
  shown: boolean
  case_id: string
  case_number: string
  service_zh: string
  service_en: string
  task_id: string | null
  step_zh: string | null
  step_en: string | null
}

type PreferenceTable = {
  member_id: string
  channels: Json<Partial<NoticePreference['on']>>
  quiet_from: string | null
  quiet_to: string | null
  digest: NoticePreference['digest']
  at: Timestamp
}

/** What goes out of the house. */
export type SentChannel = Exclude<NoticeChannel, 'app'>

type DeliveryTable = {
  id: string
  notice_id: string
  member_id: string
  channel: SentChannel
  state: Generated<'waiting' | 'sent' | 'dead' | 'skipped'>
  due_at: Timestamp
  attempts: Generated<number>
  error: string | null
  at: Timestamp
}

/** Columns of people's published card that are read here. */
type MemberCardView = {
  id: string
  number: string
  name: string
  kind: string
  active: boolean
  unit_zh: string
  unit_en: string
  unit_path: string
  campus: string | null
}

export type NoticeTables = {
  'notice.notice': NoticeTable
  'notice.preference': PreferenceTable
  'notice.delivery': DeliveryTable
  'people.member_card': MemberCardView
}
