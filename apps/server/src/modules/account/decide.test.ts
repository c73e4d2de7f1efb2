import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { laneLimit, normalAccount, strangersLimit, turnsOf, waitAfter } from './decide.ts'
import { deviceName } from './decide-device.ts'

test('five tries are free, then the wait doubles to a quarter of an hour', () => {
  const waits = Array.from({ length: 16 }, (_, failures) => waitAfter(failures, laneLimit))
  assert.deepEqual(waits, [0, 0, 0, 0, 0, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
  assert.equal(waitAfter(1_000_000, laneLimit), 900)
  assert.equal(waitAfter(1_000_000, strangersLimit), 60)
})

const origin = { account: 'A1', network: '10.0.0', networkKnown: false, underAttack: false }

test('whoever tries from elsewhere shares no counter with a known device, nor with a known network', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.boolean(), (elsewhere, underAttack) => {
      fc.pre(elsewhere !== origin.network)
      const attacker = turnsOf({ ...origin, network: elsewhere, underAttack }).map(({ key }) => key)
      const owners = [
        ...turnsOf({ ...origin, network: elsewhere, device: 'd1', underAttack }),
        ...turnsOf({ ...origin, networkKnown: true, underAttack }),
      ]
      for (const { key } of owners) assert.ok(!attacker.includes(key), key)
    }),
  )
})

test('under attack strangers get fewer free tries, people at home as many as ever', () => {
  const free = (more: object) => turnsOf({ ...origin, underAttack: true, ...more })[0]?.limit.free
  assert.deepEqual([free({}), free({ networkKnown: true }), free({ device: 'd1' })], [2, 5, 5])
})

test('an account is found however it is typed', () => {
  assert.equal(normalAccount(' ２０２３３１ 0215 '), '2023310215')
  assert.equal(normalAccount('w000021'), 'W000021')
})

test('devices are named by what they say, within bounds', () => {
  assert.equal(
    deviceName('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36'),
    'Chrome · Windows',
  )
  assert.equal(
    deviceName('Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile MicroMessenger/8.0'),
    '微信 WeChat · Android',
  )
  assert.equal(deviceName('curl/8.0'), 'curl/8.0')
  assert.equal(deviceName(undefined), '未知设备 Unknown device')
  assert.equal([...deviceName('𬭎'.repeat(90))].length, 40)
})
