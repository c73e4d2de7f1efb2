import assert from 'node:assert/strict'
import { test } from 'node:test'
import { givenName } from './names.ts'

test('a given name is what is left of the surname, and never nothing', () => {
  for (const [name, greeting] of [
    ['林知夏', '知夏'],
    ['周敏', '周敏'],
    ['欧阳雪', '雪'],
    ['欧阳静怡', '静怡'],
    ['赵𬭎之', '𬭎之'],
    ['Amina Yusuf', 'Amina Yusuf'],
  ] as const)
    assert.equal(givenName(name), greeting)
})
