/** Who may see and do what with a task or a running case. Pure. */
import { type Refusal, refuse } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import { type Decision, decide, scopesOf } from '#platform/permit/evaluate'

export type TaskStanding = {
  readonly applicant: string
  readonly applicantUnit: string
  readonly applicantCampus?: string | undefined
  readonly holderUnit: string
  readonly closedBy: string | null
  /** The task was offered to the actor. */
  readonly offered: boolean
}

type Applicant = Pick<TaskStanding, 'applicant' | 'applicantUnit' | 'applicantCampus'>

/** Reading the cases that a unit has, of applicants of a campus. */
function reading(actor: Actor, unit: string, campus: string | undefined, at: Temporal.Instant): Decision {
  const scopes = scopesOf(actor.grants, actor.memberId, at)
  return decide(scopes, actor.memberId, 'hall.case.read', { unit, campus })
}

/** As with the case itself: an explicit deny also stops somebody to whom the task was given. */
function denied(actor: Actor, { applicantUnit, applicantCampus }: Applicant, at: Temporal.Instant): boolean {
  const decision = reading(actor, applicantUnit, applicantCampus, at)
  return !decision.allowed && decision.why === 'denied'
}

/** Candidates, whoever decided it, and those who may read the cases of the unit that has it; nobody sees their own as an approver. */
export function maySeeTask(actor: Actor, task: TaskStanding, at: Temporal.Instant): Refusal | undefined {
  if (task.applicant === actor.memberId) return refuse('process.own-case')
  if (denied(actor, task, at)) return refuse('process.not-yours')
  if (task.offered || task.closedBy === actor.memberId) return undefined
  return task.holderUnit !== '' && reading(actor, task.holderUnit, task.applicantCampus, at).allowed
    ? undefined
    : refuse('process.not-yours')
}

/** Only somebody to whom it was offered, and whom no deny keeps from this applicant; whether it is still open is for `decide` to say. */
export function mayDecideTask(
  actor: Actor,
  task: Applicant & Pick<TaskStanding, 'offered'>,
  at: Temporal.Instant,
): Refusal | undefined {
  if (task.applicant === actor.memberId) return refuse('process.own-case')
  if (denied(actor, task, at)) return refuse('process.not-yours')
  return task.offered ? undefined : refuse('process.not-yours')
}

/** Operators retry, skip and return; never in their own case. The deciding grant's id belongs in the audit row. */
export function mayOperate(
  actor: Actor,
  task: Applicant,
  at: Temporal.Instant,
): Extract<Decision, { allowed: true }> | Refusal {
  if (task.applicant === actor.memberId) return refuse('process.own-case')
  const scopes = scopesOf(actor.grants, actor.memberId, at)
  const decision = decide(scopes, actor.memberId, 'process.operate', {
    unit: task.applicantUnit,
    campus: task.applicantCampus,
  })
  return decision.allowed ? decision : refuse('platform.forbidden')
}
