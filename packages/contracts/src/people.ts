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
      complete: z.stringbool().default(false),
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
})
