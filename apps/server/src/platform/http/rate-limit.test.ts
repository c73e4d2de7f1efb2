import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { network, RateLimiter } from './rate-limit.ts'

test('a burst passes, then one waits, then time refills', () => {
  const limiter = new RateLimiter({ burst: 2, perMinute: 60 })
  assert.deepEqual([limiter.take('a', 0), limiter.take('a', 0)], [0, 0])
  assert.equal(limiter.take('a', 0), 1)
  assert.equal(limiter.take('b', 0), 0)
  assert.equal(limiter.take('a', 1000), 0)
})

test('never more than burst plus refill passes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 200 }),
      (burst, gaps) => {
        const limiter = new RateLimiter({ burst, perMinute: 60 })
        let now = 0
        let passed = 0
        for (const gap of gaps) {
          now += gap
          if (limiter.take('k', now) === 0) passed += 1
        }
        assert.ok(passed <= burst + now / 1000 + 1)
      },
    ),
  )
})

test('memory is bounded', () => {
  const limiter = new RateLimiter({ burst: 1, perMinute: 1 }, 10)
  for (let i = 0; i < 100; i += 1) limiter.take(`k${i}`, 0)
  assert.equal(limiter.take('k0', 0), 0, 'the oldest bucket was forgotten')
  assert.ok(limiter.take('k99', 0) > 0, 'the newest was not')
})

test('networks', () => {
  assert.equal(network('10.1.2.3'), '10.1.2')
  assert.equal(network('::ffff:10.1.2.3'), '10.1.2')
  assert.equal(network('2001:db8:1:2::1'), '2001:db8:1')
})
