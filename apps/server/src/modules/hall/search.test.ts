import assert from 'node:assert/strict'
import { test } from 'node:test'
import { root } from '#platform/config'
import { loadCatalogue } from './catalogue-loader.ts'
import { entryOf, search } from './search.ts'

const { catalogue } = await loadCatalogue(`${root}/catalogue`)
const names = new Map(
  catalogue.heads.flatMap((head) => head.categories.map((category) => [category.id, category.name])),
)
const entries = [...catalogue.services.values()].map(({ service }) =>
  entryOf(service, names.get(service.category) ?? { zh: '', en: '' }),
)
const first = (query: string) => search(query, entries, 5)[0]

test('Chinese, pinyin, initials, synonyms and English find the recommendation form first', () => {
  const queries = [
    '推荐表',
    'tuijianbiao',
    'tjb',
    'graduate recommendation',
    'Recommendation',
    '就业推荐表',
    'jytjb',
    '双选会',
    ' 推荐 表 ',
    '毕业生推荐表',
  ]
  for (const query of queries) assert.equal(first(query), 'graduate-recommendation-form', query)
})

test('words of everyday speech and sentences find the certificate', () => {
  for (const query of ['开证明', '在校证明', 'zaidu', 'zdzm', '我想开个在读证明', 'proof of study', '在读'])
    assert.equal(first(query), 'enrolment-certificate', query)
})

test('nonsense and punctuation find nothing', () => {
  for (const query of ['', '？', 'xqzv', '𬭎𬭎', '%']) assert.deepEqual(search(query, entries, 5), [], query)
})

test('every service is found first by its own name, short name and pinyin initials of two words of its list', () => {
  assert.ok(entries.length >= 2)
  for (const { service } of catalogue.services.values()) {
    assert.equal(first(service.name.zh), service.id)
    assert.equal(first(service.name.en), service.id)
    assert.equal(first(service.short.zh), service.id)
  }
})
