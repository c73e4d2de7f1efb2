import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBpmn } from '../index.ts'
import { bpmn, end, flow, gateway, row, start, terminate, user } from '../testing/bpmn-text.ts'

async function faults(...elements: string[]): Promise<string[]> {
  const { problems } = await readBpmn(bpmn(...elements))
  return problems.map(({ code, elementId, line }) => `${code} ${elementId} ${line}`)
}

test('an element that nothing leads to', async () => {
  assert.deepEqual(
    await faults(start, user('a'), user('b'), end, row('start', 'a', 'end'), flow('b', 'end')),
    ['sound.unreachable b 6'],
  )
})

test('an element that leads to no end', async () => {
  assert.deepEqual(
    await faults(
      start,
      gateway('exclusive', 'g', 'g-b'),
      user('a'),
      user('b'),
      end,
      row('start', 'g', 'b', 'end'),
      flow('g', 'a', 'x = 1'),
    ),
    ['sound.no-end a 6'],
  )
  assert.deepEqual(await faults(start), ['sound.no-end start 4'])
})

test('a loop without a step', async () => {
  const codes = await faults(
    start,
    gateway('exclusive', 'm'),
    gateway('exclusive', 'g', 'g-a'),
    user('a'),
    end,
    row('start', 'm', 'g', 'a', 'end'),
    flow('g', 'm', 'again = true'),
  )
  assert.deepEqual(codes, ['sound.no-end m 5', 'sound.no-end g 6'])
})

test('a parallel join behind an exclusive fork waits for ever', async () => {
  const codes = await faults(
    start,
    gateway('exclusive', 'g', 'g-b'),
    user('a'),
    user('b'),
    gateway('parallel', 'j'),
    end,
    flow('start', 'g'),
    flow('g', 'a', 'x = 1'),
    row('g', 'b', 'j', 'end'),
    flow('a', 'j'),
  )
  assert.deepEqual(codes, ['sound.deadlock j 8'])
})

test('a step behind a parallel fork without a join runs twice', async () => {
  const codes = await faults(
    start,
    gateway('parallel', 'g'),
    user('a'),
    user('b'),
    user('c'),
    end,
    row('start', 'g', 'a', 'c', 'end'),
    row('g', 'b', 'c'),
  )
  assert.deepEqual(codes, ['sound.twice c 8'])
})

test('two inclusive joins that wait for each other are not a deadlock when a way remains', async () => {
  const codes = await faults(
    start,
    gateway('inclusive', 'o', 'o-b'),
    user('a'),
    user('b'),
    gateway('inclusive', 'j'),
    end,
    flow('start', 'o'),
    flow('o', 'a', 'x = 1'),
    row('o', 'b', 'j', 'end'),
    flow('a', 'j'),
  )
  assert.deepEqual(codes, [])
})

test('a terminate end cuts the other branch, so nothing is left over', async () => {
  const codes = await faults(
    start,
    gateway('parallel', 'g'),
    user('a'),
    user('b'),
    terminate('t'),
    end,
    row('start', 'g', 'a', 't'),
    row('g', 'b', 'end'),
  )
  assert.deepEqual(codes, [])
})

test('a sound loop back by an exclusive gateway is accepted', async () => {
  const codes = await faults(
    start,
    user('a'),
    gateway('exclusive', 'g', 'g-end'),
    end,
    row('start', 'a', 'g', 'end'),
    flow('g', 'a', 'results.again = true'),
  )
  assert.deepEqual(codes, [])
})

test('a model too wide to walk is said to be', async () => {
  const steps = Array.from({ length: 16 }, (_, index) => `w${index}`)
  const { plan, problems } = await readBpmn(
    bpmn(
      start,
      gateway('parallel', 'g'),
      gateway('parallel', 'j'),
      end,
      flow('start', 'g'),
      flow('j', 'end'),
      ...steps.flatMap((id) => [user(id), row('g', id, 'j')]),
    ),
  )
  assert.ok(plan)
  assert.deepEqual(
    problems.map(({ code, severity }) => [code, severity]),
    [['sound.too-many', 'warning']],
  )
})
