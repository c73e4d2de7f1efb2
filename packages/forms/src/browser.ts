/** What a page needs: everything but the compiler. */
export { answerText, type Described, describe, type Language, type Names, summarise } from './describe.ts'
export * from './form.ts'
export { formats } from './formats.ts'
export { type Judgement, judge, type Validator } from './judge.ts'
export type { Fault } from './messages.ts'
export { type Filled, prefill, type RecordValue, withRecord } from './prefill.ts'
export { type Condition, holds, pruneHidden, showsSimply, tidyAnswers, visibleFields } from './visible.ts'
