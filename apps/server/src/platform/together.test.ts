import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { together } from './together.ts'

/** Gives batches one at a time into the test's hands. */
function byHand() {
  const batches: { items: readonly number[]; end: (how: 'done' | 'failed') => void }[] = []
  const run = (items: readonly number[]) =>
    new Promise<readonly number[]>((resolve, reject) => {
      const end = (how: 'done' | 'failed') =>
        how === 'done' ? resolve(items.map((item) => item * 10)) : reject(new Error('the batch broke'))
      batches.push({ items, end })
    })
  return { batches, run }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('one alone starts at once; those that come meanwhile share the next batch', async () => {
  const { batches, run } = byHand()
  const one = together(run, { most: 3, lanes: 1 })
  const first = one(1)
  await turn()
  const rest = [2, 3, 4, 5].map(one)
  await turn()
  assert.deepEqual(
    batches.map(({ items }) => items),
    [[1]],
  )
  batches[0]?.end('done')
  assert.equal(await first, 10)
  await turn()
  assert.deepEqual(batches[1]?.items, [2, 3, 4])
  batches[1]?.end('done')
  await turn()
  batches[2]?.end('done')
  assert.deepEqual(await Promise.all(rest), [20, 30, 40, 50])
})

test('as many batches at once as there are lanes', async () => {
  const { batches, run } = byHand()
  const one = together(run, { most: 2, lanes: 2 })
  const all = [1, 2].map(one)
  await turn()
  all.push(one(3))
  await turn()
  all.push(one(4))
  await turn()
  assert.deepEqual(
    batches.map(({ items }) => items),
    [[1, 2], [3]],
  )
  for (const { end } of batches) end('done')
  await turn()
  batches[2]?.end('done')
  assert.deepEqual(await Promise.all(all), [10, 20, 30, 40])
})

test('only what fails by itself fails, whoever its neighbours were', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ bad: fc.boolean(), pause: fc.boolean() }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 3 }),
      async (items, most, lanes) => {
        const done: number[] = []
        const one = together(
          async (batch: readonly number[]) => {
            assert.ok(batch.length <= most && batch.length > 0)
            await turn()
            const bad = batch.find((index) => items[index]?.bad)
            if (bad !== undefined) throw new Error(`bad ${bad}`)
            done.push(...batch)
            return batch.map((index) => index * 10)
          },
          { most, lanes },
        )
        const answers: Promise<number | string>[] = []
        for (const [index, { pause }] of items.entries()) {
          answers.push(one(index).catch((error: Error) => error.message))
          if (pause) await turn()
        }
        const expected = items.map(({ bad }, index) => (bad ? `bad ${index}` : index * 10))
        assert.deepEqual(await Promise.all(answers), expected)
        const good = [...items.keys()].filter((index) => !items[index]?.bad)
        assert.deepEqual(
          done.toSorted((a, b) => a - b),
          good,
        )
      },
    ),
  ))
