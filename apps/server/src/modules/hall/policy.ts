/** Who may see and do what with a case. Pure. */
import { type Refusal, refuse } from '@yizhan/contracts'

export type CaseReader = {
  /** The applicant reads their own case, unless an explicit deny says otherwise. */
  readonly permitted: boolean
  /** A task of the case is offered to the reader, or was decided by them. */
  readonly handles: boolean
}

/** The applicant, those who handle it, and those whose grant covers the applicant's unit. */
export function mayReadCase({ permitted, handles }: CaseReader): Refusal | undefined {
  return permitted || handles ? undefined : refuse('platform.forbidden')
}

/** Withdraw, send again, supplement, rate: only the applicant; to others the case's existence is no news. */
export function mustBeApplicant(memberId: string, row: { applicant_id: string }): Refusal | undefined {
  return row.applicant_id === memberId ? undefined : refuse('platform.forbidden')
}
