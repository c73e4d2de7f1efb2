/** Who may see and do what with a case. Pure. */
import { type Refusal, refuse } from '@yizhan/contracts'

export type CaseReader = {
  /** An explicit deny: it also stops somebody to whom the case was given. */
  readonly denied: boolean
  /** A task of the case is offered to the reader now, or was decided by them. */
  readonly handles: boolean
}

/** For those whom no grant lets read the case; being its applicant counts as one. */
export function mayReadCase({ denied, handles }: CaseReader): Refusal | undefined {
  return handles && !denied ? undefined : refuse('platform.forbidden')
}

/** Withdraw, send again, supplement, rate: only the applicant; to others the case's existence is no news. */
export function mustBeApplicant(memberId: string, row: { applicant_id: string }): Refusal | undefined {
  return row.applicant_id === memberId ? undefined : refuse('platform.forbidden')
}
