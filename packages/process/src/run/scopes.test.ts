/** Properties of every run of models with subprocesses, boundary events, several instances and loops. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Command,
  decide,
  type Event,
  foldAll,
  isOver,
  type Plan,
  readBpmn,
  type State,
} from '../index.ts'
import { bpmn, contextOf, gateway, row, service, user } from '../testing/bpmn-text.ts'
import { boundary, endEvent, inside, keeping, startEvent, sub, timer } from '../testing/scripts.ts'

type Block =
  | { readonly kind: 'user' | 'service' }
  | { readonly kind: 'row' | 'parallel' | 'exclusive'; readonly parts: readonly Block[] }
  | { readonly kind: 'sub'; readonly part: Block; readonly around: string }
  | { readonly kind: 'timed'; readonly part: Block; readonly aside: Block; readonly interrupting: boolean }

const several = (count: number, sequential: boolean, until: boolean) =>
  `<bpmn:multiInstanceLoopCharacteristics isSequential="${sequential}"><bpmn:loopCardinality>${count}</bpmn:loopCardinality>${until ? '<bpmn:completionCondition>numberOfCompletedInstances = 1</bpmn:completionCondition>' : ''}</bpmn:multiInstanceLoopCharacteristics>`
const repeated = (max: number) => `<bpmn:standardLoopCharacteristics loopMaximum="${max}"/>`

const arounds = fc.oneof(
  fc.constant(''),
  fc.tuple(fc.integer({ min: 0, max: 3 }), fc.boolean(), fc.boolean()).map((given) => several(...given)),
  fc.integer({ min: 1, max: 3 }).map(repeated),
)

const block: fc.Arbitrary<Block> = fc.letrec<{ block: Block }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 4, arbitrary: fc.constantFrom<Block>({ kind: 'user' }, { kind: 'service' }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom('row' as const, 'parallel' as const, 'exclusive' as const),
        parts: fc.array(tie('block'), { minLength: 2, maxLength: 3 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('sub' as const), part: tie('block'), around: arounds }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('timed' as const),
        part: tie('block'),
        aside: tie('block'),
        interrupting: fc.boolean(),
      }),
    },
  ),
})).block

/** Writes a block as one row between `from` and whatever comes next; gives the id of its last element. */
class Writer {
  #count = 0

  model(block: Block): string {
    const { parts, first, last } = this.write(block)
    return bpmn(startEvent('start'), endEvent('end'), ...parts, row('start', first), row(last, 'end'))
  }

  write(block: Block): { parts: readonly string[]; first: string; last: string } {
    switch (block.kind) {
      case 'user':
      case 'service': {
        const id = this.#id(block.kind)
        return { parts: [block.kind === 'user' ? user(id) : service(id)], first: id, last: id }
      }
      case 'row': {
        const inner = block.parts.map((part) => this.write(part))
        const links = inner.slice(1).map((next, index) => row(inner[index]?.last ?? '', next.first))
        return {
          parts: [...inner.flatMap(({ parts }) => parts), ...links],
          first: inner[0]?.first ?? '',
          last: inner.at(-1)?.last ?? '',
        }
      }
      case 'sub': {
        const id = this.#id('sub')
        const { parts, first, last } = this.write(block.part)
        const within = [
          startEvent(`${id}_s`),
          endEvent(`${id}_e`),
          row(`${id}_s`, first),
          row(last, `${id}_e`),
        ]
        return { parts: [sub(id, [block.around, ...within, ...parts])], first: id, last: id }
      }
      case 'timed':
        return this.#timed(block)
      default:
        return this.#fork(block.kind, block.parts)
    }
  }

  /** An interrupting event joins the ordinary way again; what another one leads to ends by itself. */
  #timed({ part, aside, interrupting }: Extract<Block, { kind: 'timed' }>) {
    const inner = this.write({ kind: 'sub', part, around: '' })
    const other = this.write({ kind: 'sub', part: aside, around: '' })
    const [event, join, stop] = [this.#id('event'), this.#id('join'), this.#id('stop')]
    const way = interrupting ? [row(other.last, join)] : [endEvent(stop), row(other.last, stop)]
    const parts = [
      ...inner.parts,
      ...other.parts,
      boundary(event, inner.first, timer('PT1H'), interrupting ? '' : keeping),
      gateway('exclusive', join),
      row(event, other.first),
      row(inner.last, join),
      ...way,
    ]
    return { parts, first: inner.first, last: join }
  }

  #fork(kind: 'parallel' | 'exclusive', blocks: readonly Block[]) {
    const [fork, join] = [this.#id('fork'), this.#id('join')]
    const inner = blocks.map((part) => this.write(part))
    const ways = inner.map(({ first }, index) => {
      const when =
        kind === 'exclusive' && index < inner.length - 1
          ? `<bpmn:conditionExpression>c${index} = true</bpmn:conditionExpression>`
          : ''
      return `<bpmn:sequenceFlow id="${fork}-${first}" sourceRef="${fork}" targetRef="${first}">${when}</bpmn:sequenceFlow>`
    })
    const otherwise = kind === 'exclusive' ? `${fork}-${inner.at(-1)?.first}` : undefined
    const parts = [
      gateway(kind, fork, otherwise),
      gateway(kind, join),
      ...inner.flatMap(({ parts }) => parts),
      ...ways,
      ...inner.map(({ last }) => row(last, join)),
    ]
    return { parts, first: fork, last: join }
  }

  #id(kind: string): string {
    return `${kind}${++this.#count}`
  }
}

const plans = block.map((made) => new Writer().model(made))
const facts = fc.record({ c0: fc.boolean(), c1: fc.boolean() })
const chances = fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 })

async function read(xml: string): Promise<Plan> {
  const { plan, problems } = await readBpmn(xml, { host: { timers: true } })
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
    xml,
  )
  assert.ok(plan)
  return plan
}

type Run = {
  readonly state: State
  readonly events: readonly Event[]
  readonly commands: readonly (readonly [Command, string])[]
}

/** Everything that can happen next: what people and services do, and timers that are due by then. */
function choices(state: State, id: string, wilful: boolean): readonly Command[] {
  if (state.status === 'returned') return [{ type: 'resubmit', id, by: 'me' }]
  const tasks = state.open.map(
    ({ task, node, kind }): Command =>
      kind === 'service'
        ? { type: 'service-done', id, task, results: {} }
        : {
            type: 'decide-task',
            id,
            by: node,
            task,
            outcome: wilful && state.round < 3 && id.endsWith('7') ? 'return' : 'approve',
            opinion: '看过',
          },
  )
  const timers = (state.waits ?? []).map(({ key }): Command => ({ type: 'fire-timer', id, wait: key }))
  return [...tasks, ...timers]
}

function play(
  plan: Plan,
  answers: Record<string, boolean>,
  chance: readonly number[],
  wilful: boolean,
  stopAt = Number.POSITIVE_INFINITY,
): Run {
  const events: Event[] = []
  const commands: (readonly [Command, string])[] = []
  let state: State | undefined
  for (let turn = 0; state === undefined || (!isOver(state) && turn < stopAt); turn++) {
    assert.ok(turn < 3000, 'a fair run ends')
    const able: readonly Command[] =
      state === undefined ? [{ type: 'start', id: 'start', by: 'me' }] : choices(state, `c${turn}`, wilful)
    const command = able[(chance[turn % chance.length] ?? 0) % able.length]
    assert.ok(command, 'a running case waits for something')
    const at = Temporal.Instant.from('2026-11-24T08:00:00Z')
      .add({ hours: turn + 1 })
      .toString()
    const decision = decide(plan, state, command, { ...contextOf(plan, answers), at })
    assert.ok(decision.ok, JSON.stringify([command, decision]))
    state = foldAll(decision.events, state)
    events.push(...decision.events)
    commands.push([command, at])
  }
  return { state, events, commands }
}

function left({ tokens, open, waits = [], scopes = [] }: State): readonly unknown[] {
  return [...tokens, ...open, ...waits, ...scopes]
}

test('every fair run ends, with no token, task, wait or scope left over', async () => {
  await fc.assert(
    fc.asyncProperty(plans, facts, chances, fc.boolean(), async (xml, answers, chance, wilful) => {
      const { state } = play(await read(xml), answers, chance, wilful)
      assert.equal(state.status, 'finished')
      assert.deepEqual(left(state), [])
    }),
    { numRuns: 150 },
  )
})

test('replaying the events gives the stored state, and keys are never used twice', async () => {
  await fc.assert(
    fc.asyncProperty(plans, facts, chances, async (xml, answers, chance) => {
      const { state, events } = play(await read(xml), answers, chance, true)
      assert.deepEqual(foldAll(JSON.parse(JSON.stringify(events)) as Event[]), state)
      const keys = events.flatMap((event) => {
        if (event.type === 'task-opened' || event.type === 'service-requested') return [event.task]
        return event.type === 'scope-opened' || event.type === 'wait-opened' ? [event.key] : []
      })
      assert.equal(new Set(keys).size, keys.length)
    }),
    { numRuns: 100 },
  )
})

test('a command that comes again changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(plans, facts, chances, async (xml, answers, chance) => {
      const plan = await read(xml)
      let state: State | undefined
      for (const [command, at] of play(plan, answers, chance, true).commands) {
        const context = { ...contextOf(plan, answers), at }
        const decision = decide(plan, state, command, context)
        assert.ok(decision.ok)
        state = foldAll(decision.events, state)
        assert.deepEqual(decide(plan, state, command, context), { ok: true, events: [] })
      }
    }),
    { numRuns: 60 },
  )
})

test('a case that is withdrawn leaves nothing open behind it, wherever it was', async () => {
  await fc.assert(
    fc.asyncProperty(plans, facts, chances, fc.nat(12), async (xml, answers, chance, turns) => {
      const plan = await read(xml)
      const { state } = play(plan, answers, chance, false, turns + 1)
      if (isOver(state)) return
      const command: Command = { type: 'withdraw', id: 'gone', by: 'me', reason: '' }
      const decision = decide(plan, state, command, contextOf(plan, answers))
      assert.ok(decision.ok)
      const after = foldAll(decision.events, state)
      assert.equal(after.status, 'withdrawn')
      assert.deepEqual(left(after), [])
    }),
    { numRuns: 100 },
  )
})

test('a timer that is not due yet does not go off', async () => {
  const plan = await read(
    bpmn(
      startEvent('start'),
      endEvent('end'),
      endEvent('late'),
      sub('s', [user('a'), ...inside('s', 'a')]),
      boundary('b', 's', timer('PT1H')),
      row('start', 's', 'end'),
      row('b', 'late'),
    ),
  )
  const context = contextOf(plan)
  const started = decide(plan, undefined, { type: 'start', id: 's', by: 'me' }, context)
  assert.ok(started.ok)
  const state = foldAll(started.events)
  const [wait] = state.waits ?? []
  assert.equal(wait?.due, '2026-11-24T09:00:00Z')
  const early = decide(plan, state, { type: 'fire-timer', id: 'f', wait: wait.key }, context)
  assert.deepEqual(early, { ok: false, code: 'process.not-waiting' })
})
