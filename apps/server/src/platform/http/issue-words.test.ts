import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { wordsOf } from './issue-words.ts'

function said(schema: z.ZodType, value: unknown) {
  const result = schema.safeParse(value)
  assert.ok(!result.success)
  return result.error.issues.map(wordsOf)
}

test('each kind of fault is said in both languages, without the words of a schema', () => {
  const cases: [z.ZodType, unknown, string][] = [
    [z.string().min(1), '', '不能空着'],
    [z.string().min(3), 'a', '至少 3 个字'],
    [z.string().max(2), 'abc', '最多 2 个字'],
    [z.array(z.string()).max(1), ['a', 'b'], '最多 1 项'],
    [z.number().min(1), 0, '不能小于 1'],
    [z.number().max(5), 6, '不能大于 5'],
    [z.string(), undefined, '还没有填'],
    [z.string(), 5, '要填文字'],
    [z.number().int(), 'x', '要填数字'],
    [z.enum(['a', 'b']), 'c', '只能是：a、b'],
    [z.uuid(), 'x', '写法不对，要 36 位的编号'],
    [z.iso.date(), '24.11.', '写法不对，日期写成 2026-11-24'],
    [z.strictObject({}), { x: 1 }, '多出了：x'],
  ]
  for (const [schema, value, zh] of cases) {
    const [first] = said(schema, value)
    assert.equal(first?.zh, zh)
    assert.doesNotMatch(first?.en ?? '', /[\p{Script=Han}]|expected|received|string|>=|<=/u)
  }
})
