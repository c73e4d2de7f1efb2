import pg from 'pg'
import { appRole, ownerRole } from './secrets.ts'

export interface RolePasswords {
  [ownerRole]: string
  [appRole]: string
}

/**
 * Makes the owner role (runs migrations) and the application role (no DELETE or UPDATE on history), and the database.
 * Safe to repeat; passwords are set only when a role is made.
 */
export async function ensureRoles(
  adminUrl: string,
  passwords: RolePasswords,
  database: string,
): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    for (const role of [ownerRole, appRole] as const) {
      const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role])
      if (rowCount === 0) {
        await client.query(`create role ${role} login password ${client.escapeLiteral(passwords[role])}`)
      }
    }
    // The owner may act as the application, so that one address serves where only an owner is given.
    await client.query(`grant ${appRole} to ${ownerRole}`)
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database])
    if (rowCount === 0) await createDatabase(client, database)
  } finally {
    await client.end()
  }
}

/** @param template a database to copy, or nothing for an empty one */
export async function createDatabase(client: pg.Client, database: string, template?: string): Promise<void> {
  const name = client.escapeIdentifier(database)
  const copy = template ? ` template ${client.escapeIdentifier(template)}` : ''
  await client.query(`create database ${name} owner ${ownerRole}${copy}`)
  await client.query(`revoke all on database ${name} from public`)
  await client.query(`grant connect on database ${name} to ${appRole}`)
}
