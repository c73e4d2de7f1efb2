/** The catalogue as this node offers it: services with their versions, search entries, names of categories. */
import type { CategoryCard, ServiceCard, Words } from '@yizhan/contracts'
import { isFor, type MemberFacts } from './audience.ts'
import type { Catalogue, LoadedService } from './catalogue-loader.ts'
import { type Entry, entryOf } from './search.ts'
import type { ServiceFile } from './service-file.ts'

export type OnShelf = LoadedService & { readonly version: number }

export type Shelf = {
  readonly services: ReadonlyMap<string, OnShelf>
  readonly entries: readonly Entry[]
  readonly elements: Catalogue['elements']
  readonly categories: readonly CategoryCard[]
}

/** `versions` as deployed, by service id; a service without one is not offered. */
export function shelve(catalogue: Catalogue, versions: ReadonlyMap<string, number>): Shelf {
  const services = new Map<string, OnShelf>()
  for (const [id, loaded] of catalogue.services) {
    const version = versions.get(id)
    if (version !== undefined) services.set(id, { ...loaded, version })
  }
  const counts = new Map<string, number>()
  for (const { service } of services.values())
    counts.set(service.category, (counts.get(service.category) ?? 0) + 1)
  const categories = catalogue.heads.flatMap(({ head, categories }) =>
    categories.map(({ id, name }) => ({ id, name, head, services: counts.get(id) ?? 0 })),
  )
  const nameOf = new Map(categories.map(({ id, name }) => [id, name]))
  const entries = [...services.values()].map(({ service }) =>
    entryOf(service, nameOf.get(service.category) ?? { zh: '', en: '' }),
  )
  return { services, entries, elements: catalogue.elements, categories }
}

export function cardOf(service: ServiceFile, forMe: boolean): ServiceCard {
  const { id, name, short, category, summary } = service
  return { id, name, short, category, summary, forMe }
}

/** Cards of these ids that are on the shelf, in the order given. */
export function cardsOf(
  shelf: Shelf,
  ids: readonly string[],
  member: MemberFacts,
  today: Temporal.PlainDate,
): ServiceCard[] {
  return ids.flatMap((id) => {
    const found = shelf.services.get(id)
    return found ? [cardOf(found.service, isFor(found.service, member, today))] : []
  })
}

/** Why somebody may not apply. */
export function notForYou(service: ServiceFile): Words {
  const { zh, en } = service.audience.words
  return { zh: `这项服务办给${zh}`, en: `This service is for ${en}` }
}
