import { afterEach, expect, test } from 'vitest'
import { changeLanguage } from './language.ts'
import { addWords, speak, translate } from './translate.ts'
import { en } from './words/en.ts'
import { zh } from './words/zh.ts'

afterEach(() => {
  addWords('en', en)
  addWords('zh-CN', zh)
  speak('zh-CN')
})

test('holes are filled, a singular is English, and what English lacks is Chinese', () => {
  addWords('zh-CN', { shell: { days: '{{count}} 天', only: '只有中文' }, kit: { and: '、' } })
  addWords('en', { shell: { days: '{{count}} days', days_one: 'one day' }, kit: { and: ', ' } })
  expect(translate(['shell'], 'days', { count: 1 })).toBe('1 天')
  speak('en')
  expect(translate(['shell'], 'days', { count: 1 })).toBe('one day')
  expect(translate(['shell'], 'days', { count: 2 })).toBe('2 days')
  expect(translate(['shell', 'kit'], 'and')).toBe(', ')
  expect(translate(['shell'], 'only')).toBe('只有中文')
  expect(translate(['shell'], 'nowhere')).toBe('nowhere')
})

test('a text that looks like a pattern is put in as it is', () => {
  addWords('zh-CN', { shell: { by: '{{who}} 和 {{what}}' } })
  expect(translate(['shell'], 'by', { who: '$& {{what}}', what: '<b>' })).toBe('$& {{what}} 和 <b>')
})

test('English is loaded when it is asked for', async () => {
  await changeLanguage('en')
  expect(translate(['kit'], 'close')).toBe(en.kit.close)
})
