import type { Status } from '@yizhan/process'

/** Emitted whenever the status of a case changes after its start; `before` is absent when it ended at once. */
export const movedEvent = 'process.moved'
export type MovedPayload = {
  readonly caseId: string
  readonly instanceId: string
  readonly status: Status
  readonly before?: Status
}

/** The job that carries out one service task. */
export const serviceJob = 'process.service'
