import type { IconName } from '#kit'

const hints: readonly (readonly [RegExp, IconName])[] = [
  [/seal|letter|用印|公文/, 'seal'],
  [/leave|travel|exchange|dorm|campus-life|请假|离校/, 'home'],
  [/career|employ|graduat|就业/, 'cases'],
  [/network|account|it-|website|信息|网络/, 'key'],
  [/vehicle|traffic|logistic|车/, 'door'],
  [/staff|personnel|people|人事/, 'people'],
]

/** An outline for a category; a sheet of paper where nothing fits better. */
export function iconOf(category: string): IconName {
  return hints.find(([pattern]) => pattern.test(category))?.[1] ?? 'document'
}
