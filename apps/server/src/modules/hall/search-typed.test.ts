/** How often the search shows what was meant among the first three. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { root } from '#platform/config'
import { loadCatalogue } from './catalogue-loader.ts'
import { entryOf, search } from './search.ts'
import { typed } from './search-typed.test-data.ts'

const { catalogue } = await loadCatalogue(`${root}/catalogue`)
const names = new Map(
  catalogue.heads.flatMap((head) => head.categories.map((category) => [category.id, category.name])),
)
const entries = [...catalogue.services.values()].map(({ service }) =>
  entryOf(service, names.get(service.category) ?? { zh: '', en: '' }),
)

test('of what people type, at least 95 in 100 find the service among the first three', () => {
  // A service that is not offered cannot be found: its words wait here for it.
  const asked = typed.filter(([, ...services]) => services.some((id) => catalogue.services.has(id)))
  const missed = asked.filter(([query, ...services]) => {
    const shown = search(query, entries, 3)
    return !services.some((id) => shown.includes(id))
  })
  const found = asked.length - missed.length
  assert.ok(typed.length >= 200 && asked.length >= 30)
  assert.ok(found / asked.length >= 0.95, `${found} of ${asked.length}; not: ${JSON.stringify(missed)}`)
})
