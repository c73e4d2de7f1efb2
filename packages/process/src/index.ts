export { analyse, type Facts, isTrue } from './feel.ts'
export { inputsOf } from './inputs.ts'
export {
  type Assignment,
  type Flow,
  isStep,
  nodeOf,
  type Outcome,
  outcomes,
  type Plan,
  type PlanNode,
  type Rule,
  ruleKey,
  type ServiceTask,
  type StepNode,
  type UserTask,
  type Words,
} from './plan.ts'
export { formatProblems, type Problem, type ProblemCode } from './problems.ts'
export { type BpmnModel, readModel, writeModel } from './read/model.ts'
export type { Host, ReadOptions } from './read/options.ts'
export { readBpmn } from './read/read-bpmn.ts'
export { type Candidates, candidatesOf, type People } from './run/candidates.ts'
export type { Command, CommandOf, Context, Decision, Refused } from './run/command.ts'
export { decide } from './run/decide.ts'
export { fold, foldAll } from './run/fold.ts'
export { type Forecast, forecast, type Line, type Stop, stopsOf } from './run/forecast.ts'
export { rulesFor, rulesOf } from './run/rules.ts'
export {
  type ClosedTask,
  type Done,
  type Event,
  isOver,
  type OpenTask,
  type Scope,
  type State,
  type Status,
  statusOf,
  type Values,
  type Wait,
} from './run/state.ts'
