import type { Locale } from '@yizhan/contracts'
import type { Grant } from './permit/evaluate.ts'

/** Who asks. Built for every request from the session row and the grants of that moment; nothing is kept in the cookie. */
export type Actor = {
  readonly memberId: string
  readonly sessionId: string
  readonly number: string
  readonly name: string
  readonly kind: 'student' | 'staff' | 'retired' | 'external'
  readonly locale: Locale
  readonly grants: readonly Grant[]
}

export type SessionContext = {
  readonly actor: Actor
  /** Must come back in the `x-csrf` header of every command. */
  readonly csrf: string
  /** Only the password may be changed until this is false. */
  readonly mustChangePassword: boolean
}
