/**
 * What a model says, as plain JSON. A plan is immutable and versioned with its service: a running case keeps it.
 */

/** One text in both languages. */
export type Words = { readonly zh: string; readonly en: string }

/** 同意, 退回修改, 不同意, 请补材料. */
export type Outcome = 'approve' | 'return' | 'refuse' | 'supplement'
export const outcomes: readonly Outcome[] = ['approve', 'return', 'refuse', 'supplement']

/** Whom a task may go to. `unit` is a unit's code, `applicant-unit` or `applicant-school`. */
export type Rule =
  | { readonly kind: 'member'; readonly number: string }
  | { readonly kind: 'position'; readonly position: string; readonly unit: string }
  | { readonly kind: 'relation'; readonly relation: 'counsellor' | 'supervisor' }
  | { readonly kind: 'unit-head'; readonly unit: string }
  | { readonly kind: 'field'; readonly field: string }

/** Any one of those whom `to` finds decides (或签); `backstop` steps in when it finds nobody. */
export type Assignment = { readonly to: readonly Rule[]; readonly backstop?: Rule }

type Common = {
  readonly id: string
  /** The BPMN name, Chinese. */
  readonly name: string
  readonly incoming: readonly string[]
  readonly outgoing: readonly string[]
}

type Step = Common & {
  /** Short name of the step in both languages. */
  readonly title: Words
  /** What happens in this step, to the applicant. */
  readonly note: Words
  /** Expected working days. */
  readonly days: number
}

export type UserTask = Step & {
  readonly kind: 'user-task'
  readonly assignment: Assignment
  readonly outcomes: readonly Outcome[]
  readonly opinionRequired: boolean
}

export type ServiceTask = Step & {
  readonly kind: 'service-task'
  readonly service: string
  readonly params: Readonly<Record<string, string>>
}

export type Gateway = Common & {
  readonly kind: 'exclusive' | 'parallel' | 'inclusive'
  /** The flow taken when no condition is true; forks of exclusive and inclusive gateways have one. */
  readonly otherwise?: string
}

export type Start = Common & { readonly kind: 'start' }
export type End = Common & { readonly kind: 'end' | 'terminate' }

export type PlanNode = Start | UserTask | ServiceTask | Gateway | End
export type StepNode = UserTask | ServiceTask

export type Flow = {
  readonly id: string
  readonly name?: string
  readonly from: string
  readonly to: string
  /** FEEL; only on flows out of exclusive and inclusive forks. */
  readonly when?: string
}

export type Plan = {
  readonly format: 1
  readonly id: string
  readonly name: string
  readonly start: string
  readonly nodes: Readonly<Record<string, PlanNode>>
  readonly flows: Readonly<Record<string, Flow>>
}

/** The node of an id that the plan itself names; a missing one is a bug. */
export function nodeOf(plan: Plan, id: string): PlanNode {
  const node = plan.nodes[id]
  if (node === undefined) throw new Error(`plan ${plan.id} has no element ${id}`)
  return node
}

export function flowOf(plan: Plan, id: string): Flow {
  const flow = plan.flows[id]
  if (flow === undefined) throw new Error(`plan ${plan.id} has no flow ${id}`)
  return flow
}

export function isStep(node: PlanNode): node is StepNode {
  return node.kind === 'user-task' || node.kind === 'service-task'
}

/** A stable name of a rule, e.g. `position:registrar@305`: the key under which resolved people are passed to `decide`. */
export function ruleKey(rule: Rule): string {
  switch (rule.kind) {
    case 'member':
      return `member:${rule.number}`
    case 'position':
      return `position:${rule.position}@${rule.unit}`
    case 'relation':
      return `relation:${rule.relation}`
    case 'unit-head':
      return `unit-head@${rule.unit}`
    case 'field':
      return `field:${rule.field}`
  }
}
