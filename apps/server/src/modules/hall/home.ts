/** The hall's home for one person. */
import type { Home, Locale } from '@yizhan/contracts'
import { languageOf } from './case-detail.ts'
import { todayOf } from './commands.ts'
import type { HallDeps } from './faces.ts'
import { givenName } from './names.ts'
import { casesForHome, type Member, mostUsed, recentServices } from './queries.ts'
import { recommend } from './recommend.ts'
import { cardsOf } from './shelf.ts'
import type { HallTables } from './tables.ts'

const keptMinutes = 10
const countedDays = 30
const finishedDays = 14

/** What everybody applied for lately, counted at most every ten minutes by each node. */
export function popularity(deps: HallDeps): () => Promise<readonly string[]> {
  let kept: { readonly ids: readonly string[]; readonly until: Temporal.Instant } | undefined
  return async () => {
    const now = deps.platform.clock()
    if (kept && Temporal.Instant.compare(now, kept.until) < 0) return kept.ids
    const since = now.subtract({ hours: 24 * countedDays }).toString()
    const counted = await mostUsed(deps.platform.read<HallTables>(), since)
    kept = { ids: counted, until: now.add({ minutes: keptMinutes }) }
    return counted
  }
}

export async function home(
  deps: HallDeps,
  member: Member,
  popular: readonly string[],
  locale: Locale,
): Promise<Home> {
  const { shelf, platform } = deps
  const db = platform.read<HallTables>()
  const today = todayOf(deps)
  const language = languageOf(locale)
  const endedSince = platform
    .clock()
    .subtract({ hours: 24 * finishedDays })
    .toString()
  const [{ running, ended: finished }, recent] = await Promise.all([
    casesForHome(db, member.id, { running: 6, ended: 4, endedSince }, language),
    recentServices(db, member.id),
  ])
  const services = [...shelf.services.values()].map(({ service }) => service)
  const busy = new Set(running.map((row) => row.service.id))
  const recommended = recommend(services, member.facts, today, busy, popular, 4)
  const cards = (ids: readonly string[]) => cardsOf(shelf, ids, member.facts, today)
  return {
    today: today.toString(),
    greeting: language === 'zh' ? givenName(member.name) : member.name,
    recommended: recommended.flatMap(({ id, reason }) => cards([id]).map((card) => ({ ...card, reason }))),
    running,
    finished,
    recent: cards(recent).slice(0, 6),
    // A young hall has no counts: then the catalogue's own order fills up, without claiming that it is often used.
    popular: cards([...new Set([...popular, ...shelf.services.keys()])])
      .filter((card) => card.forMe)
      .slice(0, 8),
    categories: [...shelf.categories],
  }
}
