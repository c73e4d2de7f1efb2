/** Cards of documents as one reader sees them: whether the file opens depends on who asks. */
import { type DocumentCard, isRefusal } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import { mayOpen, type ReadsElement } from './policy.ts'
import { type DocumentRow, toCard } from './queries.ts'
import type { VerificationDeps } from './verification.ts'

export type AccessReader = {
  readonly mayReadElement: ReadsElement
  /** Somebody else's sensitive elements that were shown go to the access log. */
  readonly noteReading: (reading: {
    readonly reader: string
    readonly memberId: string
    readonly elements: readonly string[]
    readonly why: string
    readonly grant: string
  }) => Promise<void>
}

export type SealDeps = VerificationDeps & { readonly people: AccessReader }

type CardDeps = Pick<SealDeps, 'platform' | 'people'>

export function cardsFor({ platform, people }: CardDeps, actor: Actor, rows: readonly DocumentRow[]) {
  const now = platform.clock()
  const today = now.toZonedDateTimeISO(platform.config.zone).toPlainDate().toString()
  return rows.map((row): DocumentCard => {
    const open = mayOpen(actor, row, now, people.mayReadElement)
    return toCard(row, today, !isRefusal(open))
  })
}
