/** How a case stands, as a shape and a word. */
import type { CaseRow } from '@yizhan/contracts'
import type { StatusName } from '#kit'

type Standing = Pick<CaseRow, 'status'>

const shapes: Record<CaseRow['status'], StatusName> = {
  running: 'active',
  returned: 'wait',
  supplement: 'wait',
  finished: 'done',
  refused: 'danger',
  withdrawn: 'stopped',
  failed: 'paused',
}

export const shapeOf = (row: Standing): StatusName => shapes[row.status]
export const ended = (row: Standing): boolean =>
  row.status === 'finished' || row.status === 'refused' || row.status === 'withdrawn'
export const waitsForApplicant = (row: Standing): boolean =>
  row.status === 'returned' || row.status === 'supplement'
