import type { Status } from '@yizhan/process'

/** Emitted whenever the status of a case changes after its start; `before` is absent when it ended at once. */
export const movedEvent = 'process.moved'
export type MovedPayload = {
  readonly caseId: string
  readonly instanceId: string
  readonly status: Status
  readonly before?: Status
}

/** Emitted, while somebody listens, when a command opened steps for people; they may be closed again by now. */
export const openedEvent = 'process.opened'
export type OpenedPayload = {
  readonly caseId: string
  readonly instanceId: string
  readonly taskIds: readonly string[]
}

/** The job that carries out one service task. */
export const serviceJob = 'process.service'
