/** Every service of the catalogue is started and ended along every way that its process has, with answers found by itself. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Command,
  decide,
  foldAll,
  forecast,
  nodeOf,
  type Outcome,
  type Plan,
  type State,
} from '@yizhan/process'
import fc from 'fast-check'
import { root } from '#platform/config'
import { contextOf, explore, type Found } from './catalogue-explore.test-data.ts'
import { loadCatalogue } from './catalogue-loader.ts'

const { catalogue, problems } = await loadCatalogue(`${root}/catalogue`)

/** The same few texts each time. */
function matching(pattern: string): readonly string[] {
  return fc.sample(fc.stringMatching(new RegExp(pattern)), { seed: 1, numRuns: 3 })
}

type Say = (node: string) => Outcome

/** Goes on until the case ends; a returned one is sent again, an asked supplement given. `say` answers the first visit. */
function walk(plan: Plan, { facts }: Found, say: Say): { state: State; said: ReadonlySet<string> } {
  const context = contextOf(plan, facts)
  const said = new Set<string>()
  let state: State | undefined
  let turn = 0
  const apply = (command: Command): State => {
    const decision = decide(plan, state, command, context)
    if (!decision.ok) throw new Error(`${plan.id}: ${command.type} was refused: ${JSON.stringify(decision)}`)
    state = foldAll(decision.events, state)
    return state
  }
  let now = apply({ type: 'start', id: 'start', by: 'applicant' })
  while (now.status === 'running' || now.status === 'returned') {
    turn += 1
    if (turn > 200) throw new Error(`${plan.id} stands still`)
    const id = `${turn}`
    const open = now.open.at(-1)
    if (open === undefined) now = apply({ type: 'resubmit', id, by: 'applicant' })
    else if (open.state === 'waiting-applicant')
      now = apply({ type: 'supplement', id, by: 'applicant', note: '补上了' })
    else if (open.kind === 'service') now = apply({ type: 'service-done', id, task: open.task, results: {} })
    else {
      const outcome = said.has(open.node) ? 'approve' : say(open.node)
      said.add(open.node)
      const by = open.candidates[0] ?? ''
      now = apply({ type: 'decide-task', id, by, task: open.task, outcome, opinion: '已核对' })
    }
  }
  return { state: now, said }
}

test('the catalogue is read without a fault', () => {
  assert.deepEqual(problems, [])
})

for (const [id, loaded] of catalogue.services) {
  test(`${id}: answers lead down every way, each ends within the promise, and every no is taken`, () => {
    const { plan, service } = loaded
    const { found, untaken } = explore({ ...loaded, matching })
    assert.deepEqual(untaken, [], 'no answers lead here')
    const asked = new Set<string>()
    for (const one of found) {
      const { state, said } = walk(plan, one, () => 'approve')
      assert.equal(state.status, 'finished')
      const { daysAhead } = forecast(plan, undefined, 'applicant', contextOf(plan, one.facts))
      assert.ok(
        daysAhead <= service.promise.workingDays,
        `${daysAhead} days promised as ${service.promise.workingDays}`,
      )
      for (const node of said) {
        if (asked.has(node)) continue
        asked.add(node)
        const step = nodeOf(plan, node)
        const others =
          step.kind === 'user-task' ? step.outcomes.filter((outcome) => outcome !== 'approve') : []
        for (const outcome of others) {
          const ended = walk(plan, one, (at) => (at === node ? outcome : 'approve'))
          assert.equal(
            ended.state.status,
            outcome === 'refuse' ? 'refused' : 'finished',
            `${node}: ${outcome}`,
          )
        }
      }
    }
  })
}
