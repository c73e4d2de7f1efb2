/** 账号 accounts: sign-in, sessions, passwords and the first run. */
import { z } from 'zod'
import { defineApi, Id, Instant, Locale, MemberCard } from './api.ts'

/** Entries of the main navigation beyond hall and own cases; the server decides. */
export const Ability = z.enum([
  'tasks',
  'people-admin',
  'people-import',
  'corrections',
  'auditor',
  'service-admin',
  'seal-admin',
])
export type Ability = z.infer<typeof Ability>

export const SessionView = z.object({
  member: MemberCard,
  abilities: z.array(Ability),
  /** True until the first password is changed: every other command is refused. */
  mustChangePassword: z.boolean(),
  /** Send back as the `x-csrf` header with every command. */
  csrf: z.string(),
  locale: Locale,
  openTasks: z.number().int(),
  runningCases: z.number().int(),
})
export type SessionView = z.infer<typeof SessionView>

export const DeviceSession = z.object({
  id: Id,
  current: z.boolean(),
  device: z.string(),
  source: z.string(),
  startedAt: Instant,
  lastSeenAt: Instant,
  expiresAt: Instant,
})
export type DeviceSession = z.infer<typeof DeviceSession>

export const SiteView = z.object({
  university: z.object({ zh: z.string(), en: z.string() }),
  /** True while no administrator exists. */
  setupNeeded: z.boolean(),
  /** Present only in a demo university. */
  demo: z
    .object({
      password: z.string(),
      accounts: z.array(
        z.object({
          account: z.string(),
          name: z.string(),
          role: z.object({ zh: z.string(), en: z.string() }),
        }),
      ),
    })
    .optional(),
  version: z.string(),
  /** The campus's time zone, `Asia/Shanghai`: instants are shown on its clock. */
  zone: z.string(),
})
export type SiteView = z.infer<typeof SiteView>

const Password = z.string().min(1).max(128)

export const accountApi = defineApi({
  site: {
    method: 'GET',
    path: '/api/site',
    audience: 'public',
    summary: 'What the sign-in page shows',
    ok: SiteView,
  },
  signIn: {
    method: 'POST',
    path: '/api/session',
    audience: 'public',
    summary: 'Sign in with a student or staff number and a password',
    body: z.object({ account: z.string().trim().min(1).max(32), password: Password }),
    naturallyIdempotent: true,
    ok: SessionView,
  },
  session: {
    method: 'GET',
    path: '/api/session',
    audience: 'member',
    summary: 'Who is signed in',
    ok: SessionView,
  },
  signOut: {
    method: 'DELETE',
    path: '/api/session',
    audience: 'member',
    summary: 'Sign out',
    naturallyIdempotent: true,
  },
  changePassword: {
    method: 'POST',
    path: '/api/account/password',
    audience: 'member',
    summary: 'Change one’s password; other sessions end',
    body: z.object({ current: Password, next: Password }),
    secretBody: true,
    ok: SessionView,
  },
  resetPassword: {
    method: 'POST',
    path: '/api/account/members/:id/password',
    audience: 'member',
    summary: 'Give a member a one-time password; it is shown once, and all sessions of the member end',
    params: z.object({ id: Id }),
    // A repeat gives another password and leaves no copy of the first one in a table.
    naturallyIdempotent: true,
    ok: z.object({ password: z.string() }),
  },
  sessions: {
    method: 'GET',
    path: '/api/account/sessions',
    audience: 'member',
    summary: 'Own sessions',
    ok: z.object({ rows: z.array(DeviceSession) }),
  },
  revokeSession: {
    method: 'DELETE',
    path: '/api/account/sessions/:id',
    audience: 'member',
    summary: 'End one of one’s own sessions',
    params: z.object({ id: Id }),
    naturallyIdempotent: true,
  },
  setLocale: {
    method: 'PUT',
    path: '/api/account/locale',
    audience: 'member',
    summary: 'The language of messages to this person',
    body: z.object({ locale: Locale }),
    naturallyIdempotent: true,
  },
  setUp: {
    method: 'POST',
    path: '/api/setup',
    audience: 'public',
    summary: 'First run: create the administrator with the code that the server printed',
    body: z.object({
      code: z.string().min(1).max(64),
      university: z.object({ zh: z.string().min(1).max(60), en: z.string().min(1).max(120) }),
      name: z.string().min(1).max(50),
      number: z.string().regex(/^[A-Za-z0-9]{3,20}$/),
      password: Password,
    }),
    naturallyIdempotent: true,
    ok: SessionView,
  },
})
