import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { preferredLocale } from './locale.ts'

test('the preferred of the two languages, zh-CN when neither is named', () => {
  assert.equal(preferredLocale(undefined), 'zh-CN')
  assert.equal(preferredLocale('en-GB,en;q=0.9'), 'en')
  assert.equal(preferredLocale('en;q=0.3, zh-CN;q=0.8'), 'zh-CN')
  assert.equal(preferredLocale('fr, en;q=0.5'), 'en')
  assert.equal(preferredLocale('zh;q=0, en;q=0.1'), 'en')
  assert.equal(preferredLocale('de'), 'zh-CN')
})

test('any header gives one of the two', () => {
  fc.assert(fc.property(fc.string(), (header) => ['zh-CN', 'en'].includes(preferredLocale(header))))
})
