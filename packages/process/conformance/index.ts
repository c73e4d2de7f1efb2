/** Other people's suites, run from their data: what `yizhan process conformance` prints. */
export { type BetsyModel, runBetsy } from './betsy.ts'
export { type MiwgModel, runMiwg } from './miwg.ts'
export type { Difference, Group, Score } from './suite.ts'
