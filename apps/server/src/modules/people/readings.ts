/** The access log for readings that another module decided: an approver who opens a case sees parts of a record. */

import type { Actor } from '#platform/auth'
import type { Target } from '#platform/permit/evaluate'
import { type Action, sensitive } from '#platform/permit/roles'
import type { PeopleDeps } from './commands.ts'
import { permit } from './policy.ts'
import { insertAccess } from './store.ts'

export type Reading = {
  readonly reader: string
  /** Whose record. */
  readonly memberId: string
  /** Data elements that were shown. */
  readonly elements: readonly string[]
  /** For what, e.g. `case YZ-20261124-0042`. */
  readonly why: string
  /** The deciding grant, or `task` for those to whom the case was given. */
  readonly grant: string
}

/** Whether a grant of the actor covers the element's category too; what the dictionary does not know stays hidden. */
export function mayReadElement(
  { platform, dictionary }: PeopleDeps,
  actor: Actor,
  action: Action,
  target: Target,
  element: string,
): boolean {
  const category = dictionary.get(element)?.category
  if (category === undefined) return false
  return category === 'none' || permit(actor, action, { ...target, category }, platform.clock()).allowed
}

/** Writes one row when somebody else's sensitive data was among what was shown; otherwise nothing. */
export async function noteReading({ platform, dictionary }: PeopleDeps, reading: Reading): Promise<void> {
  if (reading.reader === reading.memberId) return
  const elements = reading.elements.filter((id) => {
    const entry = dictionary.get(id)
    return entry !== undefined && sensitive.has(entry.category)
  })
  if (elements.length === 0) return
  const categories = new Set(elements.flatMap((id) => dictionary.get(id)?.category ?? []))
  const row = {
    id: platform.newId(),
    at: platform.clock().toString(),
    reader: reading.reader,
    member_id: reading.memberId,
    categories: [...categories],
    elements,
    why: reading.why,
    grant_id: reading.grant,
  }
  await platform.tx((tx) => insertAccess(tx, row))
}
