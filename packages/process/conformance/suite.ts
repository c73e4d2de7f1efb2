/** Scores of a suite: how much of each group is as it should be, and every difference. */
export type Difference = { readonly where: string; readonly expected: string; readonly found: string }
export type Group = { readonly name: string; readonly passed: number; readonly of: number }
export type Score = { readonly groups: readonly Group[]; readonly differences: readonly Difference[] }

export type Outcome = { readonly group: string } & (
  | { readonly ok: true }
  | ({ readonly ok: false } & Difference)
)

export function scoreOf(outcomes: readonly Outcome[]): Score {
  const names = [...new Set(outcomes.map(({ group }) => group))]
  const groups = names.map((name) => {
    const own = outcomes.filter(({ group }) => group === name)
    return { name, passed: own.filter(({ ok }) => ok).length, of: own.length }
  })
  const differences = outcomes.flatMap((outcome) => {
    if (outcome.ok) return []
    const { where, expected, found } = outcome
    return [{ where, expected, found }]
  })
  return { groups, differences }
}
