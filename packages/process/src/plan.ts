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
  /** The subprocess or event subprocess around it; absent at the top. */
  readonly parent?: string
}

/** What a catching event waits for. `code` absent: any. */
export type Trigger =
  | { readonly type: 'timer'; readonly form: 'date' | 'duration' | 'cycle'; readonly value: string }
  | { readonly type: 'message' | 'signal'; readonly name: string; readonly correlation?: string }
  | { readonly type: 'error' | 'escalation'; readonly code?: string }
  | { readonly type: 'condition'; readonly when: string }
  | { readonly type: 'compensation' | 'cancel' }

/** What a throwing event does. A compensation without `activity` undoes everything in its scope. */
export type Throw =
  | { readonly type: 'message' | 'signal'; readonly name: string }
  | { readonly type: 'error' | 'escalation'; readonly code: string }
  | { readonly type: 'compensation'; readonly activity?: string }
  | { readonly type: 'cancel' | 'terminate' }

/** Several instances of one activity (BPMN 2.0.2 §13.3.7). Expressions are FEEL. */
export type Multi = {
  readonly sequential: boolean
  /** How many; or `collection`, a list with one instance for each item. */
  readonly cardinality?: string
  readonly collection?: string
  /** The variable that holds an instance's item. */
  readonly item?: string
  /** The others are cancelled as soon as this holds. */
  readonly until?: string
  /** Thrown at the first completed instance, or at each. */
  readonly behavior?: { readonly at: 'first' | 'each'; readonly throws: Throw }
  /** Each instance's `from` becomes an item of the list `to`. */
  readonly gather?: Association
}

export type Loop = { readonly testBefore: boolean; readonly while?: string; readonly max?: number }

/** The value of the expression `from` becomes the variable `to`. */
export type Association = { readonly from: string; readonly to: string }

/** What every activity may have. */
export type Work = {
  readonly multi?: Multi
  readonly loop?: Loop
  /** The flow taken when no condition of its conditional flows is true. */
  readonly otherwise?: string
  /** Tokens needed to start, and given to each flow at the end; absent: one. */
  readonly quantity?: { readonly start: number; readonly completion: number }
  readonly reads?: readonly Association[]
  readonly writes?: readonly Association[]
  /** Only undoes another activity; no flow leads to it. */
  readonly undoes?: true
}

type Step = Common &
  Work & {
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

/** A business rule: the host evaluates the decision and reports its results as of a service. */
export type DecisionTask = Step & { readonly kind: 'decision-task'; readonly decision: string }

export type ReceiveTask = Common & Work & { readonly kind: 'receive-task'; readonly trigger: Trigger }

/** Done at once: throws its message, or does nothing at all. */
export type InstantTask = Common & Work & { readonly kind: 'instant-task'; readonly throws?: Throw }

/** Embedded, called or ad hoc. Its elements stand in the plan beside it and name it as `parent`. */
export type Subprocess = Common &
  Work & {
    readonly kind: 'subprocess'
    readonly start: string
    /** Data objects and properties, by name. */
    readonly variables?: readonly string[]
    /** A called process: sees what it `reads` alone when there is any, and ids within it begin with this one's and a slash. */
    readonly calls?: string
    /** A transaction: its cancel end undoes what was done in it. */
    readonly transaction?: true
    /** Ad hoc: over as soon as this holds. */
    readonly until?: string
  }

export type EventSubprocess = Common & {
  readonly kind: 'event-subprocess'
  readonly start: string
  readonly interrupting: boolean
  readonly triggers: readonly Trigger[]
  readonly variables?: readonly string[]
}

export type Gateway = Common & {
  readonly kind: 'exclusive' | 'parallel' | 'inclusive' | 'complex'
  /** The flow taken when no condition is true; forks of exclusive and inclusive gateways have one. */
  readonly otherwise?: string
  /** Of a complex join: FEEL over `activationCount`, the tokens that have come. */
  readonly activation?: string
}

/** The first of the catching events behind it decides. `all`: each of them is waited for by itself. */
export type EventGateway = Common & { readonly kind: 'event-gateway'; readonly all?: true }

export type Start = Common & { readonly kind: 'start'; readonly triggers?: readonly Trigger[] }
export type Catch = Common & {
  readonly kind: 'catch'
  /** Any one of them; with `all` every one. */
  readonly triggers: readonly Trigger[]
  readonly all?: true
}
/** Nothing to throw: a none event, or a link, whose flow leads to its other half. */
export type Intermediate = Common & { readonly kind: 'throw'; readonly throws: readonly Throw[] }
export type Boundary = Common & {
  readonly kind: 'boundary'
  readonly attachedTo: string
  readonly interrupting: boolean
  readonly triggers: readonly Trigger[]
  readonly all?: true
  /** Of a compensation event: the activity that undoes. */
  readonly handler?: string
}
export type End = Common & { readonly kind: 'end' | 'terminate'; readonly throws?: readonly Throw[] }

export type Activity = StepNode | ReceiveTask | InstantTask | Subprocess
export type PlanNode =
  | Activity
  | EventSubprocess
  | Gateway
  | EventGateway
  | Start
  | Catch
  | Intermediate
  | Boundary
  | End
export type StepNode = UserTask | ServiceTask | DecisionTask

export type Flow = {
  readonly id: string
  readonly name?: string
  readonly from: string
  readonly to: string
  /** FEEL; in a service only on flows out of exclusive and inclusive forks. */
  readonly when?: string
}

export type Plan = {
  readonly format: 1
  readonly id: string
  readonly name: string
  /** The start event of an application. */
  readonly start: string
  /** Data objects and properties, by name. */
  readonly variables?: readonly string[]
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
  return node.kind === 'user-task' || node.kind === 'service-task' || node.kind === 'decision-task'
}

export function isActivity(node: PlanNode): node is Activity {
  return (
    isStep(node) || node.kind === 'receive-task' || node.kind === 'instant-task' || node.kind === 'subprocess'
  )
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
