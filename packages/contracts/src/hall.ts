/** 办事大厅 hall: services, forms, drafts, cases and ratings. */
import { z } from 'zod'
import { defineApi, FileCard, Id, Instant, PageQuery, PlainDate, pageOf, Words } from './api.ts'
import { Report } from './people.ts'
import { AnswerView, HistoryLine, InstanceStatus, Line } from './process.ts'
import { DocumentCard } from './seal.ts'

export const ServiceCard = z.object({
  id: z.string(),
  name: Words,
  short: Words,
  category: z.string(),
  summary: Words,
  /** Whether the reader may apply. */
  forMe: z.boolean(),
})
export type ServiceCard = z.infer<typeof ServiceCard>

export const CategoryCard = z.object({ id: z.string(), name: Words, head: Words, services: z.number().int() })
export type CategoryCard = z.infer<typeof CategoryCard>

export const CaseRow = z.object({
  id: Id,
  number: z.string(),
  service: ServiceCard.pick({ id: true, name: true, short: true }),
  status: InstanceStatus,
  summary: z.string(),
  appliedAt: Instant,
  endedAt: Instant.optional(),
  promisedOn: PlainDate.optional(),
  /** Names of those who have it now. */
  holders: z.array(z.string()),
  step: Words.optional(),
  since: Instant.optional(),
  /** Stops passed and stops in all, for the small line. */
  passed: z.number().int(),
  stops: z.number().int(),
  /** It is over, but an operator skipped a step: what that would have made does not exist. */
  skipped: z.boolean(),
  rated: z.boolean(),
})
export type CaseRow = z.infer<typeof CaseRow>

export const Home = z.object({
  today: PlainDate,
  greeting: z.string(),
  recommended: z.array(ServiceCard.extend({ reason: Words })),
  running: z.array(CaseRow),
  finished: z.array(CaseRow),
  recent: z.array(ServiceCard),
  popular: z.array(ServiceCard),
  categories: z.array(CategoryCard),
})
export type Home = z.infer<typeof Home>

export const Guide = z.object({
  service: ServiceCard,
  owner: Words,
  who: Words,
  needs: z.array(Words),
  duration: Words,
  decides: Words,
  fee: Words,
  result: Words,
  contact: z.object({ name: Words, phone: z.string().optional(), place: Words.optional() }),
  steps: z.array(z.object({ name: Words, note: Words.optional() })),
  notes: z.array(Words),
  promisedDays: z.number().int(),
  tripsSaved: z.number().int(),
  /** Why the reader may not apply, if so. */
  notForMe: Words.optional(),
  /** Rated by applicants: mean of 1..5 and how many. */
  rating: z.object({ mean: z.number(), count: z.number().int() }).optional(),
})
export type Guide = z.infer<typeof Guide>

/** A filled field: the value, where it came from and when. */
export const Prefilled = z.object({
  value: z.unknown(),
  text: z.string(),
  element: z.string(),
  source: Words,
  asOf: Instant.optional(),
  /** The reader's latest report that the element is wrong. */
  reported: Report.optional(),
})
export type Prefilled = z.infer<typeof Prefilled>

export const Answers = z.record(z.string().max(80), z.unknown())
export type Answers = z.infer<typeof Answers>

export const FormView = z.object({
  service: ServiceCard,
  version: z.number().int(),
  /** The form.json of this version, see packages/forms. */
  form: z.record(z.string(), z.unknown()),
  /** An ES module on our own origin with the compiled validator. */
  validator: z.string(),
  prefilled: z.record(z.string(), Prefilled),
  /** `stamp` names the save; the answers of a returned case have none. */
  draft: z.object({ answers: Answers, savedAt: Instant, stamp: Id.optional() }).optional(),
  /** The newest application for this service at this moment; sent back with each draft. */
  after: Id.optional(),
  files: z.array(FileCard),
  /** Names of the members (by id) and units (by code) that the draft's answers point to. */
  names: z.record(z.string(), z.string()).default({}),
  /** What conditions of the form may ask of the applicant: `member.kind`, `member.level` and so on. */
  member: z.record(z.string(), z.unknown()).default({}),
  promisedOn: PlainDate.optional(),
  line: Line,
})
export type FormView = z.infer<typeof FormView>

export const CaseDetail = z.object({
  case: CaseRow,
  version: z.number().int(),
  /** What happens next, in words. */
  next: Words,
  /** Steps that an operator skipped: what they would have made does not exist. */
  skipped: z.array(z.object({ step: Words, by: z.string(), reason: z.string(), at: Instant })).default([]),
  promised: z
    .object({
      on: PlainDate,
      workingDaysLeft: z.number().int(),
      days: z.array(z.object({ on: PlainDate, working: z.boolean() })),
    })
    .optional(),
  holders: z.array(z.object({ name: z.string(), unit: Words.optional(), since: Instant })),
  line: Line,
  history: z.array(HistoryLine),
  sections: z.array(z.object({ title: Words, answers: z.array(AnswerView) })),
  materials: z.array(FileCard),
  documents: z.array(DocumentCard),
  returned: z.object({ by: z.string(), reason: z.string(), at: Instant }).optional(),
  supplement: z.object({ by: z.string(), reason: z.string(), at: Instant }).optional(),
  may: z.object({ withdraw: z.boolean(), resubmit: z.boolean(), supplement: z.boolean(), rate: z.boolean() }),
  rating: z.object({ stars: z.number().int(), words: z.string(), at: Instant }).optional(),
})
export type CaseDetail = z.infer<typeof CaseDetail>

export const ServiceVersions = z.object({
  id: z.string(),
  name: Words,
  versions: z.array(
    z.object({
      version: z.number().int(),
      deployedAt: Instant,
      hash: z.string(),
      running: z.number().int(),
      current: z.boolean(),
    }),
  ),
})
export type ServiceVersions = z.infer<typeof ServiceVersions>

const FiguresDay = z.object({ on: PlainDate, applied: z.number().int(), finished: z.number().int() })

export const ServiceFigures = z.object({
  from: PlainDate,
  to: PlainDate,
  /** By the day on which it was applied for, every day of the period; `finished` are those of that day that are. */
  days: z.array(FiguresDay),
  finished: z.number().int(),
  /** From applying to the end, of the finished ones: half took at most so long, nine of ten at most so long. */
  hours: z.object({ half: z.number(), most: z.number() }).optional(),
})
export type ServiceFigures = z.infer<typeof ServiceFigures>

/** Saves of a draft, by `stamp`, that the sent answers build on: a draft saved by any other is not written over. */
const DraftSeen = z.array(Id).max(40)
const ServiceId = z.object({ id: z.string().max(80) })
const CaseId = z.object({ id: Id })
const Submitted = z.object({
  caseId: Id,
  number: z.string(),
  promisedOn: PlainDate.optional(),
  next: Words,
  line: Line,
})

export const hallApi = defineApi({
  home: {
    method: 'GET',
    path: '/api/hall/home',
    audience: 'member',
    summary: 'The hall’s home for this person',
    ok: Home,
  },
  search: {
    method: 'GET',
    path: '/api/hall/search',
    audience: 'member',
    summary: 'Find services by Chinese, pinyin, initials, synonyms or English',
    query: z.object({ q: z.string().trim().min(1).max(60) }),
    ok: z.object({ rows: z.array(ServiceCard).max(20) }),
  },
  services: {
    method: 'GET',
    path: '/api/hall/services',
    audience: 'member',
    summary: 'Services of a category, or all',
    query: z.object({ category: z.string().max(60).optional() }),
    ok: z.object({ category: CategoryCard.optional(), rows: z.array(ServiceCard) }),
  },
  guide: {
    method: 'GET',
    path: '/api/hall/services/:id',
    audience: 'member',
    summary: 'The guide of a service',
    params: ServiceId,
    ok: Guide,
  },
  form: {
    method: 'GET',
    path: '/api/hall/services/:id/form',
    audience: 'member',
    summary: 'The form, filled from the record, with the draft',
    params: ServiceId,
    ok: FormView,
  },
  validator: {
    method: 'GET',
    path: '/api/hall/validators/:hash',
    audience: 'public',
    summary: 'The compiled validator of a form as an ES module, named by its hash',
    params: z.object({ hash: z.string().regex(/^[0-9a-f]{64}\.js$/) }),
    wire: 'download',
  },
  saveDraft: {
    method: 'PUT',
    path: '/api/hall/services/:id/draft',
    audience: 'member',
    summary: 'Save the draft as one types',
    params: ServiceId,
    body: z.object({
      version: z.number().int(),
      answers: Answers,
      /** As the form said when it was opened: a draft that comes after its application was sent is not kept. */
      after: Id.optional(),
      /** A name for this save, made by the page: it knows its own save again, also when the answer was lost. */
      stamp: Id.optional(),
      seen: DraftSeen.default([]),
    }),
    naturallyIdempotent: true,
    ok: z.object({ savedAt: Instant, stamp: Id }),
  },
  dropDraft: {
    method: 'DELETE',
    path: '/api/hall/services/:id/draft',
    audience: 'member',
    summary: 'Throw the draft away',
    params: ServiceId,
    naturallyIdempotent: true,
  },
  apply: {
    method: 'POST',
    path: '/api/hall/services/:id/cases',
    audience: 'member',
    summary: 'Apply',
    params: ServiceId,
    body: z.object({ version: z.number().int(), answers: Answers, seen: DraftSeen.optional() }),
    ok: Submitted,
  },
  cases: {
    method: 'GET',
    path: '/api/hall/cases',
    audience: 'member',
    summary: 'My cases, newest first',
    query: PageQuery.extend({ state: z.enum(['running', 'ended', 'all']).default('all') }),
    ok: pageOf(CaseRow),
  },
  case: {
    method: 'GET',
    path: '/api/hall/cases/:id',
    audience: 'member',
    summary: 'A case: who has it, by when, what happened',
    params: CaseId,
    ok: CaseDetail,
  },
  caseForm: {
    method: 'GET',
    path: '/api/hall/cases/:id/form',
    audience: 'member',
    summary: 'The form of a returned application, with the answers given before',
    params: CaseId,
    ok: FormView,
  },
  withdraw: {
    method: 'POST',
    path: '/api/hall/cases/:id/withdraw',
    audience: 'member',
    summary: 'Withdraw one’s application',
    params: CaseId,
    body: z.object({ reason: z.string().trim().max(300).default('') }),
  },
  resubmit: {
    method: 'POST',
    path: '/api/hall/cases/:id/resubmit',
    audience: 'member',
    summary: 'Send a returned application again',
    params: CaseId,
    body: z.object({ answers: Answers }),
    ok: Submitted,
  },
  supplement: {
    method: 'POST',
    path: '/api/hall/cases/:id/supplement',
    audience: 'member',
    summary: 'Hand in what was asked for',
    params: CaseId,
    body: z.object({ note: z.string().trim().max(1000), files: z.array(Id).max(10) }),
  },
  rate: {
    method: 'POST',
    path: '/api/hall/cases/:id/rating',
    audience: 'member',
    summary: 'Rate the service once (1 to 5 and words)',
    params: CaseId,
    body: z.object({ stars: z.number().int().min(1).max(5), words: z.string().trim().max(500).default('') }),
  },
  serviceVersions: {
    method: 'GET',
    path: '/api/admin/services',
    audience: 'member',
    summary: 'Services with their versions and running cases (service administrators)',
    ok: z.object({ rows: z.array(ServiceVersions) }),
  },
  serviceFigures: {
    method: 'GET',
    path: '/api/admin/services/figures',
    audience: 'member',
    summary: 'Cases of the last 28 days by day, and how long they took (service administrators)',
    ok: ServiceFigures,
  },
})
