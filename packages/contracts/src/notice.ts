/** 通知 notice: what happened that a person should know, live, by mail and by the university's chat gateway. */
import { z } from 'zod'
import { defineApi, Id, Instant, MemberCard, PageQuery, pageOf, Words } from './api.ts'

export const NoticeKind = z.enum([
  'task-opened',
  'case-supplement',
  'case-returned',
  'case-finished',
  'case-refused',
])
export type NoticeKind = z.infer<typeof NoticeKind>

/** On the page, by e-mail, by the gateway of the university's chat (WeCom, DingTalk or its own). */
export const NoticeChannel = z.enum(['app', 'mail', 'chat'])
export type NoticeChannel = z.infer<typeof NoticeChannel>

export const NoticeRow = z.object({
  id: Id,
  kind: NoticeKind,
  at: Instant,
  read: z.boolean(),
  caseId: Id,
  caseNumber: z.string(),
  service: Words,
  /** The task and its step, where one waits for the reader. */
  taskId: Id.optional(),
  step: Words.optional(),
})
export type NoticeRow = z.infer<typeof NoticeRow>

/** At most 100: a page shows more as 99+. */
export const Unread = z.object({ unread: z.number().int().min(0).max(100) })
export type Unread = z.infer<typeof Unread>

/** The data of each event of the stream; `notice` is absent when only the count changed. */
export const NoticeNews = Unread.extend({ notice: NoticeRow.optional() })
export type NoticeNews = z.infer<typeof NoticeNews>

const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

/** From the first minute until before the last, over midnight where `to` comes before `from`. */
export const QuietHours = z.object({ from: ClockTime, to: ClockTime })
export type QuietHours = z.infer<typeof QuietHours>

const Channels = z.array(NoticeChannel).max(3)

export const NoticePreference = z.object({
  /** The channels that are on, by kind. */
  on: z.object({
    'task-opened': Channels,
    'case-supplement': Channels,
    'case-returned': Channels,
    'case-finished': Channels,
    'case-refused': Channels,
  } satisfies Record<NoticeKind, z.ZodType>),
  /** Mail and chat wait until these hours end, except for urgent kinds. */
  quiet: QuietHours.nullable(),
  /** Mails: what comes within minutes together, or one every morning. */
  digest: z.enum(['soon', 'daily']),
})
export type NoticePreference = z.infer<typeof NoticePreference>

export const NoticeSettings = NoticePreference.extend({
  /** Those that the university has set up. */
  channels: z.array(NoticeChannel),
  urgent: z.array(NoticeKind),
  /** Where mails go; absent: people has no address. */
  address: z.string().optional(),
  zone: z.string(),
})
export type NoticeSettings = z.infer<typeof NoticeSettings>

/** Not what it said: how a case went is for its applicant. */
export const Undelivered = z.object({
  id: Id,
  channel: NoticeChannel,
  to: MemberCard,
  caseNumber: z.string(),
  attempts: z.number().int(),
  error: z.string(),
  at: Instant,
})
export type Undelivered = z.infer<typeof Undelivered>

export const noticeApi = defineApi({
  notices: {
    method: 'GET',
    path: '/api/notices',
    audience: 'member',
    summary: 'One’s own notices, unread first, newest first',
    query: PageQuery,
    ok: pageOf(NoticeRow),
  },
  noticeCount: {
    method: 'GET',
    path: '/api/notices/count',
    audience: 'member',
    summary: 'How many of one’s own notices are unread',
    ok: Unread,
  },
  noticeStream: {
    method: 'GET',
    path: '/api/notices/stream',
    audience: 'member',
    summary: 'One’s own notices as they come, as server-sent events; resumes after Last-Event-ID',
    query: z.object({
      /** `no`: tells what is new and ends, for networks that cut long answers. */
      follow: z.enum(['yes', 'no']).default('yes'),
    }),
    wire: 'download',
  },
  readNotice: {
    method: 'POST',
    path: '/api/notices/:id/read',
    audience: 'member',
    summary: 'Mark one of one’s own notices as read',
    params: z.object({ id: Id }),
    naturallyIdempotent: true,
    ok: Unread,
  },
  readNotices: {
    method: 'POST',
    path: '/api/notices/read',
    audience: 'member',
    summary: 'Mark one’s own notices up to the newest that one saw as read',
    body: z.object({ upTo: Id }),
    naturallyIdempotent: true,
    ok: Unread,
  },
  noticeSettings: {
    method: 'GET',
    path: '/api/notices/settings',
    audience: 'member',
    summary: 'Which notices one gets, how and when',
    ok: NoticeSettings,
  },
  saveNoticeSettings: {
    method: 'PUT',
    path: '/api/notices/settings',
    audience: 'member',
    summary: 'Choose which notices one gets, how and when',
    body: NoticePreference,
    naturallyIdempotent: true,
    ok: NoticeSettings,
  },
  undelivered: {
    method: 'GET',
    path: '/api/admin/notices/undelivered',
    audience: 'member',
    summary: 'Mails and messages that could not be delivered (operators)',
    query: PageQuery,
    ok: pageOf(Undelivered),
  },
  deliverAgain: {
    method: 'POST',
    path: '/api/admin/notices/undelivered/:id/retry',
    audience: 'member',
    summary: 'Try to deliver one of them again (operators)',
    params: z.object({ id: Id }),
  },
})
