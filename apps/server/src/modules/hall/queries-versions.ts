/** The versions of every service with what runs in each, for service administrators. */
import type { ServiceVersions } from '@yizhan/contracts'
import { sql } from 'kysely'
import type { HallReader } from './queries.ts'
import type { ServiceFile } from './service-file.ts'

export async function serviceVersions(db: HallReader): Promise<ServiceVersions[]> {
  const rows = await db
    .selectFrom('hall.service_version as v')
    .innerJoin('hall.service as s', 's.id', 'v.service_id')
    .leftJoin(
      (eb) =>
        eb
          .selectFrom('hall.case as c')
          .innerJoin('process.case_state as p', 'p.case_id', 'c.id')
          .select(['c.service_id', 'c.version', ({ fn }) => fn.countAll().as('running')])
          .where('p.ended_at', 'is', null)
          .groupBy(['c.service_id', 'c.version'])
          .as('r'),
      (join) => join.onRef('r.service_id', '=', 'v.service_id').onRef('r.version', '=', 'v.version'),
    )
    .select([
      'v.service_id',
      'v.version',
      'v.hash',
      'v.deployed_at',
      's.current_version',
      's.offered',
      'r.running',
    ])
    .select(sql<ServiceFile['name']>`v.service -> 'name'`.as('name'))
    .orderBy('v.service_id')
    .orderBy('v.version', 'desc')
    .execute()
  const services = new Map<string, ServiceVersions>()
  for (const row of rows) {
    const entry = services.get(row.service_id) ?? { id: row.service_id, name: row.name, versions: [] }
    entry.versions.push({
      version: row.version,
      deployedAt: row.deployed_at,
      hash: row.hash,
      running: Number(row.running ?? 0),
      current: row.offered && row.version === row.current_version,
    })
    services.set(row.service_id, entry)
  }
  return [...services.values()]
}
