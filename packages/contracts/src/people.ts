/** 人员与单位 people: units, members, imports, corrections of source data. */
import { z } from 'zod'
import { defineApi, Id, Instant, MemberCard, PageQuery, PlainDate, pageOf, Words } from './api.ts'

export const Unit = z.object({
  id: Id,
  code: z.string(),
  name: Words,
  kind: z.enum(['university', 'school', 'department', 'office']),
  campus: z.string().optional(),
  parentId: Id.optional(),
  members: z.number().int(),
  active: z.boolean(),
})
export type Unit = z.infer<typeof Unit>

export const MemberKind = z.enum(['student', 'staff', 'retired', 'external'])
export type MemberKind = z.infer<typeof MemberKind>

export const MemberRow = MemberCard.extend({
  status: z.string(),
  level: z.string().optional(),
  year: z.number().int().optional(),
})
export type MemberRow = z.infer<typeof MemberRow>

/** What became of a report that a value is wrong. */
export const Report = z.object({
  at: Instant,
  state: z.enum(['open', 'corrected', 'kept']),
  settledAt: Instant.optional(),
  /** Why it was kept, or what was corrected. */
  note: z.string().optional(),
})
export type Report = z.infer<typeof Report>

/** One data element of a record: value, where it comes from and how fresh it is. */
export const Element = z.object({
  id: z.string(),
  name: Words,
  /** Text for people; absent when the reader may not see this category. */
  text: z.string().optional(),
  value: z.unknown().optional(),
  source: Words,
  asOf: Instant.optional(),
  category: z.string(),
  hidden: z.boolean().default(false),
  /** The latest report that it is wrong; only in one's own record. */
  reported: Report.optional(),
})
export type Element = z.infer<typeof Element>

export const MemberDetail = z.object({
  card: MemberRow,
  elements: z.array(Element),
  positions: z.array(
    z.object({ unit: Words, position: z.string(), title: Words, from: PlainDate, to: PlainDate.optional() }),
  ),
  relations: z.array(z.object({ kind: z.enum(['counsellor', 'supervisor']), member: MemberCard })),
})
export type MemberDetail = z.infer<typeof MemberDetail>

export const ImportKind = z.enum(['units', 'staff', 'students', 'positions', 'relations'])
export type ImportKind = z.infer<typeof ImportKind>

/** A bad cell: line as in a spreadsheet (header = 1), column as headed in the file. */
export const ImportError = z.object({
  line: z.number().int(),
  column: z.string(),
  value: z.string(),
  reason: Words,
})
export type ImportError = z.infer<typeof ImportError>

export const ImportView = z.object({
  id: Id,
  kind: ImportKind,
  fileName: z.string(),
  dryRun: z.boolean(),
  state: z.enum(['waiting', 'running', 'done', 'bad', 'failed']),
  linesRead: z.number().int(),
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  departed: z.number().int(),
  errors: z.array(ImportError),
  errorCount: z.number().int(),
  /** So many of the kind are not in the complete file that they depart only when the number is confirmed. */
  mustConfirm: z.object({ departed: z.number().int(), of: z.number().int() }).optional(),
  by: MemberCard.optional(),
  startedAt: Instant,
  endedAt: Instant.optional(),
})
export type ImportView = z.infer<typeof ImportView>

export const Correction = z.object({
  id: Id,
  member: MemberCard,
  element: z.string(),
  elementName: Words,
  shown: z.string(),
  note: z.string(),
  state: z.enum(['open', 'corrected', 'kept']),
  at: Instant,
})
export type Correction = z.infer<typeof Correction>

/** Plain lists beside the schemas: pages offer them, and no schema runs in a browser. */
export const roleNames = [
  'people-admin',
  'service-admin',
  'operator',
  'seal-manager',
  'auditor',
  'unit-leader',
  'student-affairs',
  'registrar',
  'clerk',
] as const
export const RoleName = z.enum(roleNames)
export type RoleName = z.infer<typeof RoleName>

/** Privacy categories of personal data, from harmless to strictest; `none` is data about nobody. */
export const dataCategories = [
  'none',
  'identity',
  'academic',
  'personnel',
  'contact',
  'family',
  'discipline',
  'whereabouts',
  'finance',
  'health',
  'political',
  'biometric',
  'id-number',
  'research-secret',
] as const
export const DataCategory = z.enum(dataCategories)
export type DataCategory = z.infer<typeof DataCategory>

/** A grant as it was given. Those that follow from a position are not listed: they come and go with it. */
export const GrantView = z.object({
  id: Id,
  member: MemberCard,
  effect: z.enum(['allow', 'deny']),
  role: z.string(),
  unit: Unit.pick({ id: true, code: true, name: true }),
  campus: z.string().optional(),
  /** Absent: every category. */
  categories: z.array(z.string()).optional(),
  from: Instant,
  /** First instant at which it no longer holds; absent: until it is revoked. */
  until: Instant.optional(),
  /** The grant from which it was passed on. */
  parent: Id.optional(),
  /** Absent: the command line or the first run gave it. */
  by: MemberCard.optional(),
  reason: z.string(),
  at: Instant,
  state: z.enum(['future', 'held', 'over', 'revoked']),
  revoked: z.object({ at: Instant, by: MemberCard.optional(), reason: z.string() }).optional(),
  /** Whether the reader may revoke it, and whether the reader may pass it on. */
  mayRevoke: z.boolean(),
  mayPassOn: z.boolean(),
})
export type GrantView = z.infer<typeof GrantView>

const Reason = z.string().trim().min(1).max(300)

export const NewGrant = z.object({
  member: Id,
  effect: z.enum(['allow', 'deny']).default('allow'),
  role: RoleName,
  unit: Id,
  campus: z.string().trim().min(1).max(20).optional(),
  /** Absent: every category. */
  categories: z.array(DataCategory).min(1).max(dataCategories.length).optional(),
  /** First and last day; absent: from now on, until it is revoked. */
  from: PlainDate.optional(),
  until: PlainDate.optional(),
  /** One's own grant, of which this is a part for a time. */
  parent: Id.optional(),
  reason: Reason,
})
export type NewGrant = z.infer<typeof NewGrant>

/** A change of a unit: what it was called and where it stood before and after. */
export const UnitChange = z.object({
  id: Id,
  at: Instant,
  what: z.enum(['created', 'renamed', 'moved', 'merged', 'closed', 'reopened', 'changed']),
  unit: Words,
  before: z.object({ name: Words, parent: Words.optional() }).optional(),
  after: z.object({ name: Words, parent: Words.optional(), mergedInto: Words.optional() }),
  reason: z.string().optional(),
  /** The file that brought it. */
  fileName: z.string().optional(),
})
export type UnitChange = z.infer<typeof UnitChange>

/** One reading of somebody's sensitive data by another person. */
export const AccessView = z.object({
  id: Id,
  at: Instant,
  reader: MemberCard.optional(),
  member: MemberCard.optional(),
  elements: z.array(Words),
  categories: z.array(z.string()),
  /** `people.member`: the page of the member; `case NUMBER`: a case that was opened. */
  why: z.string(),
})
export type AccessView = z.infer<typeof AccessView>

export const peopleApi = defineApi({
  units: {
    method: 'GET',
    path: '/api/people/units',
    audience: 'member',
    summary: 'The tree of units',
    ok: z.object({ rows: z.array(Unit) }),
  },
  members: {
    method: 'GET',
    path: '/api/people/members',
    audience: 'member',
    summary: 'Members of a unit and those below it, by name or number (people administrators)',
    query: PageQuery.extend({
      q: z.string().max(60).optional(),
      unit: Id.optional(),
      kind: MemberKind.optional(),
    }),
    ok: pageOf(MemberRow),
  },
  member: {
    method: 'GET',
    path: '/api/people/members/:id',
    audience: 'member',
    summary: 'One member with the data elements that the reader may see',
    params: z.object({ id: Id }),
    ok: MemberDetail,
  },
  myRecord: {
    method: 'GET',
    path: '/api/people/me',
    audience: 'member',
    summary: 'Own record, every element with its source',
    ok: MemberDetail,
  },
  pickMembers: {
    method: 'GET',
    path: '/api/people/pick/members',
    audience: 'member',
    summary: 'Find colleagues for a form field (name, number, pinyin); cards only',
    query: z.object({ q: z.string().min(1).max(30), kind: MemberKind.optional() }),
    ok: z.object({ rows: z.array(MemberCard).max(20) }),
  },
  pickUnits: {
    method: 'GET',
    path: '/api/people/pick/units',
    audience: 'member',
    summary: 'Find units for a form field',
    query: z.object({ q: z.string().max(30) }),
    ok: z.object({ rows: z.array(Unit.pick({ id: true, code: true, name: true, kind: true })).max(50) }),
  },
  startImport: {
    method: 'POST',
    path: '/api/people/imports',
    audience: 'member',
    summary: 'Import a CSV or XLSX file (multipart `file`), whole or nothing',
    query: z.object({
      kind: ImportKind,
      dryRun: z.stringbool().default(false),
      /** The file names everybody of its kind: who is not in it has departed. */
      complete: z.stringbool().default(false),
      /** Needed when more than 5 % of the kind, and more than 20, would depart: at least so many. */
      confirmDepartures: z.coerce.number().int().min(0).max(10_000_000).optional(),
    }),
    wire: 'upload',
    ok: ImportView,
  },
  imports: {
    method: 'GET',
    path: '/api/people/imports',
    audience: 'member',
    summary: 'Latest imports',
    query: PageQuery,
    ok: pageOf(ImportView),
  },
  import: {
    method: 'GET',
    path: '/api/people/imports/:id',
    audience: 'member',
    summary: 'Progress and errors of one import',
    params: z.object({ id: Id }),
    ok: ImportView,
  },
  reportWrong: {
    method: 'POST',
    path: '/api/people/corrections',
    audience: 'member',
    summary: 'Say that a value of one’s own record is wrong',
    body: z.object({ element: z.string().max(60), note: z.string().max(500).default('') }),
    ok: z.object({ id: Id, goesTo: Words }),
  },
  corrections: {
    method: 'GET',
    path: '/api/people/corrections',
    audience: 'member',
    summary: 'Open reports of wrong data (people administrators)',
    query: PageQuery,
    ok: pageOf(Correction),
  },
  settleCorrection: {
    method: 'POST',
    path: '/api/people/corrections/:id/settle',
    audience: 'member',
    summary: 'Close a report: corrected at the source, or kept with a reason',
    params: z.object({ id: Id }),
    body: z.object({ state: z.enum(['corrected', 'kept']), note: z.string().max(500) }),
  },
  unitHistory: {
    method: 'GET',
    path: '/api/people/units/:id/history',
    audience: 'member',
    summary: 'Names and places that a unit had, and what was merged into it; the latest first',
    params: z.object({ id: Id }),
    ok: z.object({ rows: z.array(UnitChange).max(200) }),
  },
  grants: {
    method: 'GET',
    path: '/api/people/grants',
    audience: 'member',
    summary:
      'Grants of a member, or over a unit and those below it: one’s own, those one gave, those one may give or audits',
    query: PageQuery.extend({ member: Id.optional(), unit: Id.optional() }),
    ok: pageOf(GrantView),
  },
  giveGrant: {
    method: 'POST',
    path: '/api/people/grants',
    audience: 'member',
    summary: 'Give a grant; with `parent`, pass on a part of one’s own for a time',
    body: NewGrant,
    ok: z.object({ id: Id }),
  },
  revokeGrant: {
    method: 'POST',
    path: '/api/people/grants/:id/revoke',
    audience: 'member',
    summary: 'End a grant at once, and everything that was passed on from it',
    params: z.object({ id: Id }),
    body: z.object({ reason: Reason }),
  },
  myReaders: {
    method: 'GET',
    path: '/api/people/me/readings',
    audience: 'member',
    summary: 'Who read sensitive data of one’s own record, the latest first',
    query: PageQuery,
    ok: pageOf(AccessView),
  },
  readings: {
    method: 'GET',
    path: '/api/people/readings',
    audience: 'member',
    summary: 'Who read whose sensitive data (auditors)',
    query: PageQuery.extend({ reader: Id.optional(), member: Id.optional() }),
    ok: pageOf(AccessView),
  },
})
