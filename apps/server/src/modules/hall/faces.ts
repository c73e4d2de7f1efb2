/** What the hall needs of the other modules. */

import type { WorkCalendar } from '@yizhan/calendar'
import type {
  DocumentCard,
  HistoryLine,
  InstanceStatus,
  Line,
  Locale,
  MemberCard,
  Refusal,
  Report,
  TaskDetail,
  Words,
} from '@yizhan/contracts'
import type { Plan } from '@yizhan/process'
import type { Actor } from '#platform/auth'
import type { Reader, Tx } from '#platform/db'
import type { Decision, Target } from '#platform/permit/evaluate'
import type { Action } from '#platform/permit/roles'
import type { Platform } from '#platform/platform'
import type { Shelf } from './shelf.ts'

/** A data element of the record, as people hands it out. */
export type RecordElement = {
  readonly id: string
  readonly value: unknown
  /** Both languages, where the value is a code or a unit's name. */
  readonly words?: Words
  readonly source: Words
  readonly asOf: string
}

export type PeopleFace = {
  /**
   * The member's elements; what is unknown or empty is left out. Takes a connection of its own: call it before a
   * transaction begins.
   */
  readonly elementsOf: (memberId: string, ids: readonly string[]) => Promise<readonly RecordElement[]>
  /** The latest report of each element that the member said is wrong. */
  readonly reportsOf: (memberId: string) => Promise<ReadonlyMap<string, Report>>
  readonly memberCards: (ids: readonly string[]) => Promise<ReadonlyMap<string, MemberCard>>
  /** Somebody else's sensitive elements that were shown go to the access log. */
  readonly noteReading: (reading: {
    readonly reader: string
    readonly memberId: string
    readonly elements: readonly string[]
    readonly why: string
    readonly grant: string
  }) => Promise<void>
  readonly permit: (actor: Actor, action: Action, target: Target) => Decision
  /** The same about one data element, by its category. */
  readonly mayReadElement: (actor: Actor, action: Action, target: Target, element: string) => boolean
}

type Facts = Readonly<Record<string, unknown>>
type Content = {
  readonly facts: Facts
  readonly summary: string
  readonly flags: number
  readonly dueAt?: string | undefined
}

/** How a case stands, in the contract's shapes. */
export type CaseView = {
  readonly status: InstanceStatus
  readonly line: Line
  readonly history: readonly HistoryLine[]
  readonly holders: readonly { readonly name: string; readonly unit?: Words; readonly since: string }[]
  /** What happens next, to the applicant. */
  readonly next: Words
  /** Steps of this round that an operator skipped. */
  readonly skipped: readonly {
    readonly step: Words
    readonly by: string
    readonly reason: string
    readonly at: string
  }[]
  readonly returned?: { readonly by: string; readonly reason: string; readonly at: string }
  readonly supplement?: { readonly by: string; readonly reason: string; readonly at: string }
  readonly may: { readonly withdraw: boolean; readonly resubmit: boolean; readonly supplement: boolean }
}

export type ProcessFace = {
  /** Before cases start with a plan, so that no start has to carry it. */
  readonly keepPlan: (plan: Plan) => Promise<void>
  readonly startInstance: (
    tx: Tx,
    start: Content & {
      readonly caseId: string
      readonly caseNumber: string
      readonly service: { readonly id: string; readonly version: number; readonly name: Words }
      readonly plan: Plan
      readonly applicantId: string
    },
  ) => Promise<{ readonly caseId: string } | Refusal>
  readonly withdraw: (
    tx: Tx,
    ask: { caseId: string; by: string; reason: string },
  ) => Promise<object | Refusal>
  readonly resubmit: (tx: Tx, ask: Content & { caseId: string; by: string }) => Promise<object | Refusal>
  readonly supplement: (
    tx: Tx,
    ask: { caseId: string; by: string; note: string },
  ) => Promise<object | Refusal>
  readonly caseView: (db: Reader, caseId: string, memberId: string) => Promise<CaseView | undefined>
  readonly preview: (db: Reader, plan: Plan, applicantId: string, facts: Facts) => Promise<Line>
  /** Names who tells what a case holds to whoever decides it. */
  readonly describeTasks: (
    describe: (ask: {
      readonly caseId: string
      readonly actor: Actor
      readonly locale: Locale
      /** Path of the unit that has the task, when the actor only looks on. */
      readonly watching?: string
    }) => Promise<Pick<TaskDetail, 'checks' | 'sections' | 'phrases'>>,
  ) => void
  /** Whether one of the case's tasks was offered to the member or decided by them. */
  readonly handles: (db: Reader, caseId: string, memberId: string) => Promise<boolean>
}

export type SealFace = {
  /** Documents sealed for a case, newest first, as the reader may open them. */
  readonly documentsOf: (caseId: string, reader: Actor) => Promise<readonly DocumentCard[]>
  /** Characters of the answers that the service's document prints and no font has. */
  readonly unprintableAnswers: (
    reader: Reader,
    ask: { readonly serviceId: string; readonly version: number; readonly answers: Facts },
  ) => Promise<readonly { readonly field: string; readonly character: string; readonly code: string }[]>
}

export type HallDeps = {
  readonly platform: Platform
  readonly people: PeopleFace
  readonly process: ProcessFace
  readonly seal: SealFace
  readonly shelf: Shelf
  readonly calendar: WorkCalendar
}
