/** 流程 process: tasks of approvers, decisions, history, and the operator's view of running cases. */
import { z } from 'zod'
import { defineApi, FileCard, Id, Instant, MemberCard, PageQuery, PlainDate, pageOf, Words } from './api.ts'

/** 同意, 退回修改, 不同意, 请补材料. */
export const Outcome = z.enum(['approve', 'return', 'refuse', 'supplement'])
export type Outcome = z.infer<typeof Outcome>

export const InstanceStatus = z.enum([
  'running',
  'returned',
  'supplement',
  'finished',
  'refused',
  'withdrawn',
  'failed',
])
export type InstanceStatus = z.infer<typeof InstanceStatus>

/** One line of the append-only history, in words. */
export const HistoryLine = z.object({
  seq: z.number().int(),
  at: Instant,
  kind: z.enum([
    'started',
    'task-opened',
    /** The people of a step changed: the system found others, or nobody, or an operator had it look again. */
    'handed-over',
    'handed-to-nobody',
    'sought-again',
    'approved',
    'returned',
    'refused',
    'supplement-asked',
    'supplemented',
    'resubmitted',
    'withdrawn',
    'service-done',
    'service-failed',
    'service-retried',
    'service-skipped',
    'finished',
    /** It ended, and a step was skipped on the way. */
    'finished-without',
    'document-issued',
    'document-withdrawn',
    'document-superseded',
    'rated',
  ]),
  step: Words.optional(),
  by: MemberCard.optional(),
  opinion: z.string().optional(),
  /** Title of the document that was issued, withdrawn or superseded. */
  document: Words.optional(),
  /** How it was rated, 1 to 5. */
  stars: z.number().int().optional(),
})
export type HistoryLine = z.infer<typeof HistoryLine>

/** One stop of the line: who acts there and how it stands. */
export const Stop = z.object({
  id: z.string(),
  kind: z.enum(['start', 'person', 'system', 'end']),
  name: Words,
  status: z.enum(['done', 'now', 'next', 'stopped']),
  who: z.array(z.string()).default([]),
  at: Instant.optional(),
  workingDays: z.number().optional(),
})
export type Stop = z.infer<typeof Stop>

/** The case as a line: stops in a row; a fork holds parallel rows of stops. */
export type Line = readonly (Stop | { readonly fork: readonly Line[] })[]
export const Line: z.ZodType<Line> = z.lazy(() => z.array(z.union([Stop, z.object({ fork: z.array(Line) })])))

export const TaskRow = z.object({
  id: Id,
  caseId: Id,
  caseNumber: z.string(),
  service: Words,
  serviceId: z.string(),
  step: Words,
  applicant: MemberCard,
  /** One line that tells this case from its neighbours, e.g. 事假 4 天，11月25日至28日. */
  summary: z.string(),
  openedAt: Instant,
  dueAt: Instant.optional(),
  state: z.enum(['open', 'waiting-applicant', 'done', 'cancelled']),
  /** How I decided, in the done list. */
  outcome: Outcome.optional(),
  doneAt: Instant.optional(),
  flags: z.number().int(),
})
export type TaskRow = z.infer<typeof TaskRow>

export const TaskCheck = z.object({ ok: z.boolean(), text: Words, source: Words.optional() })
export type TaskCheck = z.infer<typeof TaskCheck>

export const AnswerView = z.object({
  path: z.string(),
  label: Words,
  /** Text for people, already in the reader's language. */
  text: z.string(),
  source: Words.optional(),
  files: z.array(FileCard).optional(),
})
export type AnswerView = z.infer<typeof AnswerView>

export const TaskDetail = z.object({
  task: TaskRow,
  /** Send it back with the decision: it names the state that the reader saw. */
  version: z.number().int(),
  mayDecide: z.boolean(),
  outcomes: z.array(Outcome),
  opinionRequired: z.boolean(),
  checks: z.array(TaskCheck),
  sections: z.array(z.object({ title: Words, answers: z.array(AnswerView) })),
  history: z.array(HistoryLine),
  line: Line,
  phrases: z.array(Words),
})
export type TaskDetail = z.infer<typeof TaskDetail>

export const TaskCounts = z.object({
  mine: z.number().int(),
  unit: z.number().int(),
  done: z.number().int(),
  dueToday: z.number().int(),
  overdue: z.number().int(),
  services: z.array(z.object({ id: z.string(), name: Words, open: z.number().int() })),
})
export type TaskCounts = z.infer<typeof TaskCounts>

export const FailedJob = z.object({
  id: Id,
  instanceId: Id,
  caseId: Id,
  caseNumber: z.string(),
  service: Words,
  step: Words,
  handler: z.string(),
  attempts: z.number().int(),
  /** What the step said when it failed; absent: nobody holds it. */
  error: z.string().optional(),
  failedAt: Instant,
})
export type FailedJob = z.infer<typeof FailedJob>

export const RunningCase = z.object({
  caseId: Id,
  caseNumber: z.string(),
  serviceId: z.string(),
  version: z.number().int(),
  status: InstanceStatus,
  step: Words.optional(),
  holders: z.array(z.string()),
  since: Instant,
})
export type RunningCase = z.infer<typeof RunningCase>

const TaskId = z.object({ id: Id })

export const processApi = defineApi({
  tasks: {
    method: 'GET',
    path: '/api/tasks',
    audience: 'member',
    summary: 'Tasks: mine, my unit’s, or those I have done; by due time',
    query: PageQuery.extend({
      list: z.enum(['mine', 'unit', 'done']).default('mine'),
      q: z.string().max(60).optional(),
      service: z.string().max(80).optional(),
      due: z.enum(['today', 'overdue']).optional(),
      on: PlainDate.refine((day) => day >= '1900', 'A day since 1900').optional(),
    }),
    ok: pageOf(TaskRow),
  },
  taskCounts: {
    method: 'GET',
    path: '/api/tasks/counts',
    audience: 'member',
    summary: 'How many tasks stand where',
    ok: TaskCounts,
  },
  task: {
    method: 'GET',
    path: '/api/tasks/:id',
    audience: 'member',
    summary: 'A task with what is needed to decide it',
    params: TaskId,
    ok: TaskDetail,
  },
  decide: {
    method: 'POST',
    path: '/api/tasks/:id/decision',
    audience: 'member',
    summary: 'Approve, return for changes, refuse, or ask for more material',
    params: TaskId,
    body: z.object({
      outcome: Outcome,
      opinion: z.string().trim().max(2000).default(''),
      version: z.number().int(),
    }),
    ok: z.object({
      caseNumber: z.string(),
      outcome: Outcome,
      status: InstanceStatus,
      nextStep: Words.optional(),
      nextTaskId: Id.optional(),
    }),
  },
  runningCases: {
    method: 'GET',
    path: '/api/admin/cases',
    audience: 'member',
    summary: 'Running cases of a service (service administrators)',
    query: PageQuery.extend({ service: z.string().max(80).optional(), status: InstanceStatus.optional() }),
    ok: pageOf(RunningCase),
  },
  failedJobs: {
    method: 'GET',
    path: '/api/admin/failed-jobs',
    audience: 'member',
    summary: 'Automatic steps that gave up (operators)',
    query: PageQuery,
    ok: pageOf(FailedJob),
  },
  retryJob: {
    method: 'POST',
    path: '/api/admin/failed-jobs/:id/retry',
    audience: 'member',
    summary: 'Try a failed automatic step again',
    params: TaskId,
  },
  skipJob: {
    method: 'POST',
    path: '/api/admin/failed-jobs/:id/skip',
    audience: 'member',
    summary: 'Go on without a failed automatic step; the reason stands in the history',
    params: TaskId,
    body: z.object({ reason: z.string().trim().min(1).max(500) }),
  },
  returnJob: {
    method: 'POST',
    path: '/api/admin/failed-jobs/:id/return',
    audience: 'member',
    summary: 'Send a case that cannot go on back to its applicant, who reads the reason and applies again',
    params: TaskId,
    body: z.object({ reason: z.string().trim().min(1).max(500) }),
  },
})
