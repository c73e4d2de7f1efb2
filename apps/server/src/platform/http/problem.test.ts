import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RefusalCode, refusals, refuse } from '@yizhan/contracts'
import { toProblem } from './problem.ts'

test('every refusal has a status, both languages, and the same placeholders in both', () => {
  const entries = Object.entries(refusals) as [
    string,
    { status: number; zh: string; en: string; nextZh?: string; nextEn?: string },
  ][]
  assert.ok(entries.length > 40)
  const holes = (text = '') => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()
  for (const [code, entry] of entries) {
    assert.match(code, /^[a-z]+\.[a-z-]+$/)
    assert.ok(entry.status >= 400 && entry.status < 600, code)
    assert.ok(/\p{Script=Han}/u.test(entry.zh) && !/\p{Script=Han}/u.test(entry.en), code)
    assert.deepEqual(holes(entry.zh), holes(entry.en), code)
    assert.equal(entry.nextZh === undefined, entry.nextEn === undefined, code)
    assert.deepEqual(holes(entry.nextZh), holes(entry.nextEn), code)
    assert.doesNotMatch(entry.zh, /[！!]|请您|系统异常|成功/, `${code} keeps the wording rules`)
  }
})

test('facts are filled in, in the reader’s language', () => {
  const refusal = refuse('process.gone', { who: '周敏' })
  assert.equal(toProblem(refusal, 'zh-CN').title, '周敏已经办了这件事')
  assert.equal(toProblem(refusal, 'en').title, '周敏 has already dealt with this')
  assert.equal(toProblem(refusal, 'en').status, 409)
  const code: RefusalCode = 'process.gone'
  assert.match(toProblem(refusal, 'en').type, new RegExp(`${code}$`))
})

test('an English fact is used in English only', () => {
  const refusal = refuse('process.nobody', { step: '学院审核', stepEn: 'School review', unit: '机械学院' })
  assert.equal(toProblem(refusal, 'zh-CN').title, '「学院审核」现在没有人办')
  assert.equal(toProblem(refusal, 'en').title, 'Nobody holds the step “School review” now')
  assert.equal(toProblem(refusal, 'en').next, 'Ask 机械学院; apply again when somebody is in post')
})
