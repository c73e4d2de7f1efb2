import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const ownerRole = 'yizhan_owner'
export const appRole = 'yizhan_app'
export const adminRole = 'postgres'

/** What `data/secrets/postgres.json` (mode 0600) holds. */
export interface Secrets {
  port: number
  passwords: Record<typeof adminRole | typeof ownerRole | typeof appRole, string>
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'secrets', 'postgres.json')
}

export function secretsExist(dataDir: string): boolean {
  return existsSync(pathIn(dataDir))
}

/** Reads the passwords, or makes them before the cluster is made, so that a crash between the two loses nothing. */
export function loadSecrets(dataDir: string, firstPort: number): Secrets {
  if (secretsExist(dataDir)) return JSON.parse(readFileSync(pathIn(dataDir), 'utf8')) as Secrets
  const password = () => randomBytes(24).toString('base64url')
  const secrets: Secrets = {
    port: firstPort,
    passwords: { [adminRole]: password(), [ownerRole]: password(), [appRole]: password() },
  }
  saveSecrets(dataDir, secrets)
  return secrets
}

export function saveSecrets(dataDir: string, secrets: Secrets): void {
  mkdirSync(join(dataDir, 'secrets'), { recursive: true, mode: 0o700 })
  const draft = `${pathIn(dataDir)}.new`
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(draft, pathIn(dataDir))
}

/** @param database the database's name; `role` signs in with its stored password */
export function addressOf(secrets: Secrets, role: keyof Secrets['passwords'], database: string): string {
  return `postgres://${role}:${secrets.passwords[role]}@127.0.0.1:${secrets.port}/${database}`
}
