/** How a case stands, as a shape and a word. */
import type { CaseRow } from '@yizhan/contracts'
import type { StatusName } from '#kit'

type Standing = Pick<CaseRow, 'status' | 'skipped'>

const shapes: Record<CaseRow['status'] | 'without', StatusName> = {
  running: 'active',
  returned: 'wait',
  supplement: 'wait',
  finished: 'done',
  without: 'stopped',
  refused: 'danger',
  withdrawn: 'stopped',
  failed: 'paused',
}

/** Whoever waits for a document must not read that all was done when a step was skipped. */
export const wordOf = (row: Standing): CaseRow['status'] | 'without' =>
  row.status === 'finished' && row.skipped ? 'without' : row.status
export const shapeOf = (row: Standing): StatusName => shapes[wordOf(row)]
export const ended = (row: Standing): boolean =>
  row.status === 'finished' || row.status === 'refused' || row.status === 'withdrawn'
export const waitsForApplicant = (row: Standing): boolean =>
  row.status === 'returned' || row.status === 'supplement'
