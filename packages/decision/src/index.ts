/** 决策 Decisions: FEEL with exact decimals, and DMN. See the README. */
export { type Decided, evaluateDecision } from './dmn/evaluate.ts'
export type { Model, ModelProblem } from './dmn/model.ts'
export { readDmn } from './dmn/read.ts'
export {
  compileFeel,
  compileUnary,
  type Expression,
  type Facing,
  type FeelOptions,
  type Problem,
  type Result,
  type UnaryTests,
} from './feel/evaluate.ts'
export type { Read } from './feel/reads.ts'
export type { Names } from './feel/syntax.ts'
export type { Type } from './feel/type.ts'
export { type Context, Decimal, kindOf, type List, type ProblemCode, type Value } from './feel/value.ts'
export { fromJson, type Json, toJson, toValue } from './json.ts'
