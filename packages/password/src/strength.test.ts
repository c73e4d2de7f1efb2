import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { generated } from '../generate.ts'
import { strength } from './index.ts'

const codes = (password: string, options = {}) => strength(password, options).reasons.map(({ code }) => code)

test('pinyin of names, words and study is weak, and the reason says so', () => {
  for (const [password, code] of [
    ['wangxiaoming', 'name'],
    ['Wangxm2003', 'name'],
    ['WangXiaoming@2024', 'name'],
    ['zhangwei1998', 'name'],
    ['li.na.1999', 'name'],
    ['yanjiusheng2024', 'pinyin'],
    ['beijingdaxue', 'pinyin'],
    ['biyeshengjiuye', 'pinyin'],
    ['woaini1314', 'habit'],
    ['1qaz2wsx', 'common'],
    ['abcdefgh', 'sequence'],
    ['aaaaaaaaaaaa', 'repeat'],
  ] as const) {
    const { score, ok, reasons } = strength(password)
    assert.equal(ok, false, password)
    assert.ok(score <= 2, `${password}: ${score}`)
    const reason = reasons.find((one) => one.code !== 'short')
    assert.equal(reason?.code, code, password)
    assert.ok(reason.zh && reason.en)
  }
})

test('unrelated words are taken, in pinyin, English or any script', () => {
  for (const password of [
    'moguhuochedengta',
    'mogu-dengta-huoche-lanse',
    'correct horse battery staple',
    'tk8-Qv2m!rLx-94',
  ]) {
    assert.deepEqual(strength(password), { score: 4, ok: true, reasons: [] }, password)
  }
})

test('what an attacker knows about the person weakens the password', () => {
  const password = 'Kx2021012345'
  assert.ok(strength(password).score > strength(password, { userInputs: ['2021012345'] }).score)
  assert.deepEqual(codes(password, { userInputs: ['刘洋', '2021012345'] }), ['short', 'personal'])
  assert.deepEqual(codes('012345-kd', { userInputs: ['2021012345'] }), ['short', 'personal'])
})

test('the two profiles: nist counts guesses, gbt22239 wants kinds as well', () => {
  assert.deepEqual(codes('correct horse battery staple', { profile: 'nist' }), [])
  assert.deepEqual(codes('correct horse battery staple', { profile: 'gbt22239' }), ['kinds'])
  assert.deepEqual(codes('Correct horse battery 9 staple', { profile: 'gbt22239' }), [])
  assert.deepEqual(codes('tk8-Qv2m!rLx', { profile: 'gbt22239' }), [])
  assert.deepEqual(codes('tk8-Qv2m!rLx', { profile: 'nist' }), ['short'])
})

test('any text is judged, within bounds, and a composed and a decomposed one alike', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (password) => {
      const { score, ok, reasons } = strength(password)
      assert.ok(score >= 0 && score <= 4)
      assert.equal(ok, reasons.length === 0)
      assert.deepEqual(strength(password.normalize('NFD')), strength(password.normalize('NFC')))
    }),
    { numRuns: 60 },
  )
})

test('only the first 64 characters count, so a long text cannot stall the server', () => {
  const start = `${'aA1!bB2@cC3#dD4$'.repeat(4)}`
  assert.deepEqual(strength(start + 'p4ssw0rd'.repeat(200)), strength(start))
})

test('pinyin.ts is what generate.ts makes of words.txt', () => {
  const words = (text: string) => text.match(/'[^']*'/g)
  assert.deepEqual(words(readFileSync(`${import.meta.dirname}/pinyin.ts`, 'utf8')), words(generated()))
})
