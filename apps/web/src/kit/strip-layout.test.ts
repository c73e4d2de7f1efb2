import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listStrip, planStrip, type StripLine, type StripStatus, type StripStop } from './strip-layout.ts'

const stop = (id: string, status: StripStatus = 'next'): StripStop => ({ id, name: id, note: '', status })

test('a straight road: one column a stop, walked up to where it stands', () => {
  const plan = planStrip([stop('a', 'done'), stop('b', 'now'), stop('c')])
  expect(plan.columns).toBe(3)
  expect(plan.stops.map(({ x, y }) => [x, y])).toEqual([
    [0.5, 0],
    [1.5, 0],
    [2.5, 0],
  ])
  expect(plan.segments.map((segment) => segment.walked)).toEqual([true, false])
})

test('a fork splits around the middle and joins again; labels of the upper road stand above it', () => {
  const plan = planStrip([stop('a', 'done'), { fork: [[stop('b', 'done')], [stop('c', 'now')]] }, stop('d')])
  const place = new Map(plan.stops.map((placed) => [placed.stop.id, placed]))
  expect(plan.rows).toBe(2)
  expect(place.get('b')?.y).toBe(-0.5)
  expect(place.get('c')?.y).toBe(0.5)
  expect(place.get('b')?.above).toBe(true)
  expect(place.get('c')?.above).toBe(false)
  // The road behind the join waits for both.
  expect(plan.segments.at(-1)?.walked).toBe(false)
})

test('from top to bottom, parallel stops name their track', () => {
  expect(
    listStrip([stop('a'), { fork: [[stop('b')], [stop('c')]] }]).map(({ stop: one, track, tracks }) => [
      one.id,
      track,
      tracks,
    ]),
  ).toEqual([
    ['a', 0, 1],
    ['b', 0, 2],
    ['c', 1, 2],
  ])
})

const statuses = fc.constantFrom<StripStatus>('done', 'now', 'next', 'stopped')
let next = 0
const { line } = fc.letrec<{ line: StripLine; item: StripLine[number] }>((tie) => ({
  line: fc.array(tie('item'), { minLength: 1, maxLength: 3 }),
  item: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    statuses.map((status) => stop(`${next++}`, status)),
    fc.array(tie('line'), { minLength: 2, maxLength: 3 }).map((fork) => ({ fork })),
  ),
}))

test('any road: every stop is placed once, inside the picture, and no two stand on each other', () => {
  fc.assert(
    fc.property(line, (road) => {
      const plan = planStrip(road)
      const listed = listStrip(road)
      expect(plan.stops.length).toBe(listed.length)
      const places = new Set(plan.stops.map(({ x, y }) => `${x},${y}`))
      expect(places.size).toBe(plan.stops.length)
      for (const { x, y } of plan.stops) {
        expect(x).toBeGreaterThan(0)
        expect(x).toBeLessThan(plan.columns)
        expect(Math.abs(y)).toBeLessThanOrEqual((plan.rows - 1) / 2)
      }
    }),
    { numRuns: 200 },
  )
})
