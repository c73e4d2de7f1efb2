import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Mask, masked, masks } from './mask.ts'

test('names, tails and identity numbers are covered as the page shows them', () => {
  const cases: [string, Mask, string][] = [
    ['林知夏', 'name', '林*夏'],
    ['方𬭎', 'name', '方*'],
    ['欧阳知雪', 'name', '欧阳*雪'],
    ['欧阳雪', 'name', '欧阳*'],
    ['Amina Yusuf', 'name', 'A**** Y****'],
    ['古丽·阿不都', 'name', '古****都'],
    ['2023310215', 'tail', '******0215'],
    ['1234', 'tail', '***4'],
    ['999031200405180028', 'id', '999*************28'],
    ['机械学院', 'none', '机械学院'],
    ['秘密', 'hidden', '****'],
  ]
  for (const [text, mask, expected] of cases) assert.equal(masked(text, mask), expected)
})

test('whatever is masked shows at most half of it and never breaks a character', () => {
  const text = fc.string({
    minLength: 1,
    maxLength: 30,
    unit: fc.constantFrom(...('林知夏𬭎㛃0123456789'.match(/./gu) ?? [])),
  })
  fc.assert(
    fc.property(
      text,
      fc.constantFrom(...masks.filter((mask) => mask === 'tail' || mask === 'id')),
      (value, mask) => {
        const result = [...masked(value, mask)]
        assert.equal(result.length, [...value].length)
        assert.ok(result.filter((character) => character !== '*').length <= result.length / 2)
        assert.ok(masked(value, mask).isWellFormed())
      },
    ),
  )
})
