/** What was applied for and finished in the last days, counted from the cases themselves, for service administrators. */
import type { ServiceFigures } from '@yizhan/contracts'
import { sql } from 'kysely'
import type { HallReader } from './queries.ts'

type Period = { readonly to: Temporal.PlainDate; readonly days: number; readonly zone: string }
type Day = { on: string; applied: number; finished: number }
type Hours = { n: number; half: number | null; most: number | null }

/** Cases by the campus day on which they were applied for; hours are those from applying to the end. */
export async function serviceFigures(db: HallReader, { to, days, zone }: Period): Promise<ServiceFigures> {
  const from = to.subtract({ days: days - 1 })
  const start = from.toZonedDateTime(zone).toInstant().toString()
  const { rows } = await sql<{ by_day: Day[] | null; hours: Hours }>`
    with period as (
      select (c.applied_at at time zone ${zone})::date as day, p.status,
        extract(epoch from p.ended_at - c.applied_at) / 3600 as hours
      from hall.case c join process.case_state p on p.case_id = c.id
      where c.applied_at >= ${start}::timestamptz
    )
    select
      (select json_agg(d) from (
        select to_char(day, 'YYYY-MM-DD') as on, count(*)::int as applied,
          (count(*) filter (where status = 'finished'))::int as finished
        from period group by day) d) as by_day,
      (select json_build_object('n', count(*),
          'half', percentile_cont(0.5) within group (order by hours),
          'most', percentile_cont(0.9) within group (order by hours))
        from period where status = 'finished') as hours`.execute(db)
  const [found] = rows
  const known = new Map((found?.by_day ?? []).map((day) => [day.on, day]))
  const hours = found?.hours
  return {
    from: from.toString(),
    to: to.toString(),
    days: Array.from({ length: days }, (_, at) => {
      const on = from.add({ days: at }).toString()
      return known.get(on) ?? { on, applied: 0, finished: 0 }
    }),
    finished: hours?.n ?? 0,
    ...(typeof hours?.half === 'number' && typeof hours.most === 'number'
      ? { hours: { half: hours.half, most: hours.most } }
      : {}),
  }
}
