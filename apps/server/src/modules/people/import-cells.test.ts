import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  Bad,
  bad,
  birthDateOf,
  choice,
  date,
  dateOrMonth,
  decimal,
  email,
  idCheckDigit,
  idNumber,
  mobile,
  number,
  text,
  year,
} from './import-cells.ts'
import { columnsOf } from './import-columns.ts'

test('dates in the usual forms', () => {
  for (const written of [
    '2023-09-01',
    '2023/9/1',
    '2023.9.1',
    '20230901',
    '2023年9月1日',
    ' 2023-9-01 ',
    '2023-09-01 00:00:00',
    '2023-09-01T08:00',
  ]) {
    assert.equal(date(written), '2023-09-01', written)
  }
  for (const wrong of ['2023-02-29', '2023-13-01', '23-9-1', '9/1/2023', 'soon', '2023', '202309'])
    assert.equal(date(wrong), bad.date, wrong)
  assert.equal(date(''), null)
})

test('a month counts as its first day where the standard writes months, and only there', () => {
  for (const written of ['202309', '2023-09', '2023/9', '2023年9月'])
    assert.equal(dateOrMonth(written), '2023-09-01', written)
  assert.equal(date('2023年9月'), bad.date)
  assert.equal(dateOrMonth('202313'), bad.date)
})

test('property: every date is read from each form of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 70_000 }), (days) => {
      const day = Temporal.PlainDate.from('1900-01-01').add({ days })
      for (const form of [
        day.toString(),
        day.toString().replaceAll('-', ''),
        `${day.year}年${day.month}月${day.day}日`,
        `${day.year}/${day.month}/${day.day}`,
      ]) {
        assert.equal(date(form), day.toString())
      }
    }),
  )
})

test('the identity number of the standard’s own example is right, and one wrong digit is found', () => {
  // GB 11643-1999, annex: 11010519491231002X.
  assert.equal(idNumber('11010519491231002x'), '11010519491231002X')
  assert.equal(idNumber('110105194912310021'), bad.idCheck)
  assert.equal(idNumber('11010519490231002X'), bad.idDate)
  assert.equal(idNumber('110105194912310'), bad.idLength)
  assert.equal(birthDateOf('11010519491231002X'), '1949-12-31')
})

test('property: changing any one digit breaks the check', () => {
  fc.assert(
    fc.property(fc.nat(9999), fc.nat(16), fc.integer({ min: 1, max: 9 }), (serial, at, by) => {
      const body = `99900120050518${String(serial).padStart(3, '0').slice(-3)}`
      const right = body + idCheckDigit(body)
      assert.equal(idNumber(right), right)
      const changed = right.slice(0, at) + ((Number(right[at]) + by) % 10) + right.slice(at + 1)
      assert.ok(idNumber(changed) instanceof Bad)
    }),
  )
})

test('text is NFC, trimmed and counted by characters; garbled and hidden characters are refused', () => {
  assert.equal(text(3)(' 方𬭎㛃 '), '方𬭎㛃')
  assert.ok(text(2)('方𬭎㛃') instanceof Bad)
  assert.equal(text(9)('e\u0301'), 'é')
  assert.equal(text(9)('a\u0007b'), bad.control)
  assert.equal(text(9)('张\ufffd'), bad.replacement)
})

test('what a cell may be is said in Chinese words to Chinese readers and in English words to English ones', () => {
  const reasons = Object.values(columnsOf)
    .flat()
    .map(({ parse }) => parse('§'))
    .filter((value) => value instanceof Bad && value.reason.zh.startsWith('只能是'))
    .map((value) => (value as Bad).reason)
  assert.ok(reasons.length >= 7)
  assert.deepEqual(
    reasons.filter(({ zh }) => /[a-z0-9]/i.test(zh)),
    [],
  )
  assert.deepEqual(
    reasons.filter(({ en }) => /\p{Script=Han}|\d/u.test(en)),
    [],
  )
})

test('numbers, choices, years, mail and mobile', () => {
  assert.equal(number('２０２３３１'), '202331')
  assert.equal(number('20 23'), bad.number4id)
  const sex = choice({ '1': ['男', 'm'], '2': ['女'] })
  assert.deepEqual([sex('男'), sex('M'), sex('2'), sex('')], ['1', '1', '2', null])
  assert.ok(sex('x') instanceof Bad)
  assert.deepEqual([year('2023级'), year('2023'), year('23')], ['2023', '2023', bad.year])
  assert.deepEqual([decimal('4.0'), decimal('2.5年'), decimal('four')], ['4.0', '2.5', bad.number])
  assert.deepEqual([email('a@b.example'), email('a@b')], ['a@b.example', bad.email])
  assert.deepEqual(
    [mobile('100 1234 5678'), mobile('+8613900000000'), mobile('12')],
    ['10012345678', '+8613900000000', bad.mobile],
  )
})
