/** Properties of every run of every sound model. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Command,
  decide,
  type Event,
  foldAll,
  forecast,
  isOver,
  type Plan,
  readBpmn,
  ruleKey,
  rulesFor,
  type State,
  stopsOf,
} from '../index.ts'
import { bpmn, contextOf, gateway, service, user } from '../testing/bpmn-text.ts'

/** Arbitrary sound models: blocks in blocks, each fork closed by its own join. */
type Block =
  | { readonly kind: 'user' | 'service' | 'empty' }
  | { readonly kind: 'row'; readonly parts: readonly Block[] }
  | { readonly kind: 'exclusive' | 'parallel' | 'inclusive'; readonly parts: readonly Block[] }

/** Conditions read `c0` to `c5`, booleans. */
const conditions = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5'] as const
const facts: fc.Arbitrary<Record<string, boolean>> = fc.record(
  Object.fromEntries(conditions.map((name) => [name, fc.boolean()])),
)

const block: fc.Arbitrary<Block> = fc.letrec<{ block: Block }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 4, arbitrary: fc.constant<Block>({ kind: 'user' }) },
    { weight: 1, arbitrary: fc.constant<Block>({ kind: 'service' }) },
    { weight: 1, arbitrary: fc.constant<Block>({ kind: 'empty' }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          'row' as const,
          'exclusive' as const,
          'parallel' as const,
          'inclusive' as const,
        ),
        parts: fc.array(tie('block'), { minLength: 2, maxLength: 3 }),
      }),
    },
  ),
})).block

/** The block between a start and an end. Exclusive and inclusive forks take their last branch by default. */
function xmlOf(model: Block): string {
  const writer = new Writer()
  const last = writer.write(model, 'start')
  writer.flow(last, 'end')
  return bpmn(
    '<bpmn:startEvent id="start" name="申请"/>',
    ...writer.elements,
    '<bpmn:endEvent id="end" name="办好了"/>',
  )
}

type From = string | { readonly gateway: string; readonly flow: string; readonly when?: string }

class Writer {
  readonly elements: string[] = []
  #count = 0

  /** Writes a block that is entered from `from`; gives where it is left. */
  write(model: Block, from: From): From {
    switch (model.kind) {
      case 'empty':
        return from
      case 'user':
      case 'service': {
        const id = this.#id(model.kind)
        this.elements.push(model.kind === 'user' ? user(id) : service(id))
        this.flow(from, id)
        return id
      }
      case 'row':
        return model.parts.reduce((at, part) => this.write(part, at), from)
      default:
        return this.#fork(model.kind, model.parts, from)
    }
  }

  flow(from: From, to: string): void {
    const plain = typeof from === 'string'
    const id = plain ? this.#id('flow') : from.flow
    const when =
      plain || from.when === undefined
        ? ''
        : `<bpmn:conditionExpression>${from.when}</bpmn:conditionExpression>`
    const source = plain ? from : from.gateway
    this.elements.push(
      `<bpmn:sequenceFlow id="${id}" sourceRef="${source}" targetRef="${to}">${when}</bpmn:sequenceFlow>`,
    )
  }

  #fork(kind: 'exclusive' | 'parallel' | 'inclusive', parts: readonly Block[], from: From): string {
    const fork = this.#id('fork')
    const join = this.#id('join')
    const ways = parts.map(() => this.#id('way'))
    this.elements.push(
      gateway(kind, fork, kind === 'parallel' ? undefined : ways.at(-1)),
      gateway(kind, join),
    )
    this.flow(from, fork)
    for (const [index, part] of parts.entries()) {
      const conditional = kind !== 'parallel' && index < parts.length - 1
      const name = conditions[this.#count % conditions.length]
      const way = {
        gateway: fork,
        flow: ways[index] ?? '',
        ...(conditional ? { when: `${name} = true` } : {}),
      }
      this.flow(this.write(part, way), join)
    }
    return join
  }

  #id(kind: string): string {
    return `${kind}${++this.#count}`
  }
}

const plans = block.map(xmlOf)

async function read(xml: string): Promise<Plan> {
  const { plan, problems } = await readBpmn(xml)
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
    xml,
  )
  assert.ok(plan)
  return plan
}

/** Picks among what can happen next by the numbers of `chance`, in turn. */
type Run = { readonly state: State; readonly events: readonly Event[]; readonly commands: readonly Command[] }

function play(plan: Plan, answers: Record<string, boolean>, chance: readonly number[], wilful: boolean): Run {
  const context = contextOf(plan, answers)
  const events: Event[] = []
  const commands: Command[] = []
  let state: State | undefined
  for (let turn = 0; state === undefined || !isOver(state); turn++) {
    assert.ok(turn < 500, 'a fair run ends')
    const draw = chance[turn % chance.length] ?? 0
    const command: Command =
      state === undefined ? { type: 'start', id: 'start', by: 'me' } : nextCommand(state, turn, draw, wilful)
    const needed = rulesFor(plan, state, command, answers).map(ruleKey)
    const people = new Map(needed.map((key) => [key, context.people.get(key) ?? []]))
    const decision = decide(plan, state, command, { ...context, people })
    assert.ok(decision.ok, JSON.stringify(decision))
    state = foldAll(decision.events, state)
    assert.ok(
      state.open.every((task) => !task.nobody),
      'the rules named for a command are enough for it',
    )
    events.push(...decision.events)
    commands.push(command)
  }
  return { state, events, commands }
}

function nextCommand(state: State, turn: number, draw: number, wilful: boolean): Command {
  const id = `c${turn}`
  if (state.status === 'returned') return { type: 'resubmit', id, by: 'me' }
  const task = state.open[draw % state.open.length]
  assert.ok(task, 'a running case has an open task')
  if (task.kind === 'service') {
    if (task.state === 'failed') {
      return draw % 2 === 0
        ? { type: 'retry-service', id, by: 'op', task: task.task }
        : { type: 'skip-service', id, by: 'op', task: task.task, reason: '手工办了' }
    }
    const fails = wilful && draw % 5 === 0 && turn < 100
    return fails
      ? { type: 'service-failed', id, task: task.task, error: 'no', attempts: 1 }
      : { type: 'service-done', id, task: task.task, results: {} }
  }
  const returns = wilful && draw % 7 === 0 && state.round < 4
  const outcome = returns ? 'return' : wilful && draw % 31 === 30 ? 'refuse' : 'approve'
  return { type: 'decide-task', id, by: task.node, task: task.task, outcome, opinion: '看过' }
}

const chances = fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 })

test('every fair run of a sound model ends, with nothing left over', async () => {
  await fc.assert(
    fc.asyncProperty(plans, facts, chances, async (xml, answers, chance) => {
      const { state } = play(await read(xml), answers, chance, false)
      assert.equal(state.status, 'finished')
      assert.deepEqual([state.tokens, state.open], [[], []])
      assert.ok(Object.values(state.visits).every((visits) => visits === 1))
    }),
    { numRuns: 200 },
  )
})

test('with returns, refusals and failing services every run ends too', async () => {
  await fc.assert(
    fc.asyncProperty(plans, facts, chances, async (xml, answers, chance) => {
      const { state } = play(await read(xml), answers, chance, true)
      assert.deepEqual([state.tokens, state.open], [[], []])
      assert.ok(state.status === 'finished' || state.status === 'refused')
    }),
    { numRuns: 200 },
  )
})

test('replaying the events gives the stored state, also after a trip through JSON', async () => {
  await fc.assert(
    fc.asyncProperty(plans, facts, chances, async (xml, answers, chance) => {
      const { state, events } = play(await read(xml), answers, chance, true)
      assert.deepEqual(foldAll(JSON.parse(JSON.stringify(events)) as Event[]), state)
      assert.equal(state.seq, events.length)
    }),
    { numRuns: 100 },
  )
})

test('no command is lost or applied twice when each comes three times and every commit may fail first', async () => {
  await fc.assert(
    fc.asyncProperty(plans, facts, chances, async (xml, answers, chance) => {
      const plan = await read(xml)
      const once = play(plan, answers, chance, true)
      let state: State | undefined
      for (const [index, command] of once.commands.entries()) {
        const lost = decide(plan, state, command, contextOf(plan, answers))
        const kept = decide(plan, state, command, contextOf(plan, answers))
        assert.deepEqual(lost, kept, 'a lost transaction is decided again the same way')
        assert.ok(kept.ok)
        state = foldAll(kept.events, state)
        assert.deepEqual(decide(plan, state, command, contextOf(plan, answers)), { ok: true, events: [] })
        const earlier = once.commands[index - 1] ?? command
        assert.deepEqual(decide(plan, state, earlier, contextOf(plan, answers)), { ok: true, events: [] })
      }
      assert.deepEqual(state, once.state)
    }),
    { numRuns: 100 },
  )
})

test('a second decision on a task, by anybody, changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(plans, facts, chances, async (xml, answers, chance) => {
      const plan = await read(xml)
      const { state } = play(plan, answers, chance, true)
      for (const { task, node } of state.closed) {
        const late: Command = {
          type: 'decide-task',
          id: 'late',
          by: node,
          task,
          outcome: 'approve',
          opinion: '',
        }
        const decision = decide(plan, state, late, contextOf(plan, answers))
        assert.equal(decision.ok, false)
      }
    }),
    { numRuns: 100 },
  )
})

test('the forecast made at the start names exactly the steps that an undisturbed case visits', async () => {
  await fc.assert(
    fc.asyncProperty(plans, facts, chances, async (xml, answers, chance) => {
      const plan = await read(xml)
      const expected = forecast(plan, undefined, 'me', contextOf(plan, answers))
      const { state } = play(plan, answers, chance, false)
      const visited = state.closed.map(({ node }) => node)
      assert.deepEqual(
        stopsOf(expected.line)
          .map(({ node }) => node)
          .toSorted(),
        visited.toSorted(),
      )
      const past = forecast(plan, state, 'me', contextOf(plan, answers))
      assert.ok(stopsOf(past.line).every(({ status }) => status === 'done'))
      assert.equal(past.daysAhead, 0)
    }),
    { numRuns: 200 },
  )
})
