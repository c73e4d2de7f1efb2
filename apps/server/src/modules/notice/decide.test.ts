import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NoticeKind } from '@yizhan/contracts'
import fc from 'fast-check'
import { afterQuiet, dueAt, isQuiet, standard, urgentKinds } from './decide.ts'

const shanghai = 'Asia/Shanghai'
const instant = (text: string) => Temporal.Instant.from(`${text}+08:00`)
const clock = fc
  .integer({ min: 0, max: 1439 })
  .map((minutes) => Temporal.PlainTime.from('00:00').add({ minutes }).toString({ smallestUnit: 'minute' }))
const moments = fc
  .integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 })
  .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms))
const quiets = fc.record({ from: clock, to: clock })

test('a message waits for the end of quiet hours, which may pass midnight', () => {
  const quiet = { from: '22:00', to: '07:00' }
  const end = (text: string) => afterQuiet(instant(text), quiet, shanghai).toZonedDateTimeISO(shanghai)
  assert.equal(end('2026-11-24T23:30').toPlainDateTime().toString(), '2026-11-25T07:00:00')
  assert.equal(end('2026-11-25T00:30').toPlainDateTime().toString(), '2026-11-25T07:00:00')
  assert.equal(end('2026-11-25T06:59').toPlainDateTime().toString(), '2026-11-25T07:00:00')
  assert.equal(end('2026-11-25T07:00').toPlainDateTime().toString(), '2026-11-25T07:00:00')
  assert.equal(end('2026-11-25T21:59').toPlainDateTime().toString(), '2026-11-25T21:59:00')
})

test('whatever the hours: nothing goes out in them, nothing before its time, nothing more than a day late', () => {
  for (const zone of [shanghai, 'Europe/Berlin', 'America/New_York'])
    fc.assert(
      fc.property(moments, quiets, (at, quiet) => {
        const due = afterQuiet(at, quiet, zone)
        const late = at.until(due).total('hours')
        assert.ok(late >= 0 && late <= 25, `${late} hours`)
        assert.equal(isQuiet(due, quiet, zone), false)
        if (!isQuiet(at, quiet, zone)) assert.ok(due.equals(at))
      }),
    )
})

test('an urgent kind goes out at once whatever was chosen, every other never in quiet hours', () => {
  assert.deepEqual(urgentKinds, ['case-supplement'])
  fc.assert(
    fc.property(
      moments,
      quiets,
      fc.constantFrom(...NoticeKind.options),
      fc.constantFrom('mail' as const, 'chat' as const),
      fc.constantFrom('soon' as const, 'daily' as const),
      (at, quiet, kind, channel, digest) => {
        const due = dueAt(at, { kind, channel, preference: { quiet, digest } }, shanghai)
        if (urgentKinds.includes(kind)) assert.ok(due.equals(at))
        else assert.equal(isQuiet(due, quiet, shanghai), false)
      },
    ),
  )
})

test('mails gather for two minutes or until eight in the morning; chat does not gather', () => {
  const at = instant('2026-11-24T10:00')
  const due = (channel: 'mail' | 'chat', digest: 'soon' | 'daily') =>
    dueAt(at, { kind: 'case-finished', channel, preference: { ...standard, digest } }, shanghai)
  assert.ok(due('mail', 'soon').equals(instant('2026-11-24T10:02')))
  assert.ok(due('mail', 'daily').equals(instant('2026-11-25T08:00')))
  assert.ok(due('chat', 'daily').equals(at))
})
