/** Who may see and do what with a task or a running case. Pure. */
import { type Refusal, refuse } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import { decide, scopesOf } from '#platform/permit/evaluate'
import type { Action } from '#platform/permit/roles'

export type TaskStanding = {
  readonly applicant: string
  readonly applicantUnit: string
  readonly holderUnit: string
  readonly closedBy: string | null
  /** The task was offered to the actor. */
  readonly offered: boolean
}

function granted(actor: Actor, action: Action, unit: string, at: Temporal.Instant): boolean {
  return decide(scopesOf(actor.grants, actor.memberId, at), actor.memberId, action, { unit }).allowed
}

function denied(actor: Actor, unit: string, at: Temporal.Instant): boolean {
  const scopes = scopesOf(actor.grants, actor.memberId, at)
  const decision = decide(scopes, actor.memberId, 'hall.case.read', { unit })
  return !decision.allowed && decision.why === 'denied'
}

/** Candidates, whoever decided it, and those who may read the cases of the unit that has it; nobody sees their own as an approver. */
export function maySeeTask(actor: Actor, task: TaskStanding, at: Temporal.Instant): Refusal | undefined {
  if (task.applicant === actor.memberId) return refuse('process.own-case')
  // As with the case itself: an explicit deny also stops somebody to whom the task was given.
  if (denied(actor, task.applicantUnit, at)) return refuse('process.not-yours')
  if (task.offered || task.closedBy === actor.memberId) return undefined
  return task.holderUnit !== '' && granted(actor, 'hall.case.read', task.holderUnit, at)
    ? undefined
    : refuse('process.not-yours')
}

/** Only somebody to whom it was offered; whether it is still open is for `decide` to say. */
export function mayDecideTask(
  actor: Actor,
  task: Pick<TaskStanding, 'applicant' | 'offered'>,
): Refusal | undefined {
  if (task.applicant === actor.memberId) return refuse('process.own-case')
  return task.offered ? undefined : refuse('process.not-yours')
}

/** Operators retry and skip; never in their own case. */
export function mayOperate(
  actor: Actor,
  task: Pick<TaskStanding, 'applicant' | 'applicantUnit'>,
  at: Temporal.Instant,
): Refusal | undefined {
  if (task.applicant === actor.memberId) return refuse('process.own-case')
  return granted(actor, 'process.operate', task.applicantUnit, at) ? undefined : refuse('platform.forbidden')
}
