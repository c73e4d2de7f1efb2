import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameInPinyin, searchKeys } from './pinyin.ts'

test('names are found by whole pinyin and by initials', () => {
  assert.deepEqual(searchKeys('林知夏'), { pinyin: 'linzhixia', initials: 'lzx' })
  assert.deepEqual(searchKeys('欧阳静'), { pinyin: 'ouyangjing', initials: 'oyj' })
  assert.deepEqual(searchKeys('Amina Yusuf'), { pinyin: 'aminayusuf', initials: 'ay' })
  assert.deepEqual(searchKeys('阿依努尔·艾力').initials, 'ayneal')
})

test('a surname is read as a surname', () => {
  assert.equal(searchKeys('单雄').pinyin, 'shanxiong')
  assert.equal(searchKeys('仇英').pinyin, 'qiuying')
})

test('names in pinyin as the standard writes them, or not at all', () => {
  assert.equal(nameInPinyin('林知夏'), 'LIN Zhixia')
  assert.equal(nameInPinyin('欧阳静'), 'OUYANG Jing')
  assert.equal(nameInPinyin('Amina Yusuf'), undefined)
})
