/** The `yizhan` command: finds the verb, prints help, turns misuse into exit code 2. */
import { backupVerb, restoreVerb } from './cli/backup.ts'
import { catalogueCheck } from './cli/catalogue.ts'
import { demoLoad } from './cli/demo.ts'
import { doctor } from './cli/doctor.ts'
import { migrateVerb } from './cli/migrate.ts'
import { openApiVerb } from './cli/openapi.ts'
import { peopleImport } from './cli/people.ts'
import { processCheck } from './cli/process.ts'
import { sealVerify } from './cli/seal.ts'
import { serveVerb } from './cli/serve.ts'
import { type Exit, type Io, Misuse, type Verb } from './cli/verb.ts'
import { ConfigError } from './platform/config.ts'
import { MigrationError } from './platform/migrate.ts'
import { CannotStart } from './platform/postgres/embedded.ts'

export const verbs: readonly Verb[] = [
  serveVerb,
  migrateVerb,
  demoLoad,
  doctor,
  peopleImport,
  processCheck,
  catalogueCheck,
  sealVerify,
  backupVerb,
  restoreVerb,
  openApiVerb,
]

function help(): string {
  const width = Math.max(...verbs.map((verb) => verb.name.length))
  const lines = verbs.map((verb) => `  ${verb.name.padEnd(width)}  ${verb.summary}`)
  return `yizhan 一站\n\n${lines.join('\n')}\n\nyizhan <verb> --help says more. Exit codes: 0 ok, 1 what was checked is bad, 2 misuse.`
}

export async function main(argv: readonly string[], io: Io): Promise<Exit> {
  const verb = verbs.find(({ name }) => argv.slice(0, name.split(' ').length).join(' ') === name)
  if (!verb) {
    const asked = argv[0]
    const wantsHelp = asked === undefined || asked === '--help' || asked === 'help'
    ;(wantsHelp ? io.out : io.err)(
      wantsHelp ? help() : `没有这个命令 no such verb: ${argv.join(' ')}\n\n${help()}`,
    )
    return wantsHelp && asked !== undefined ? 0 : 2
  }
  const rest = argv.slice(verb.name.split(' ').length)
  if (rest.includes('--help')) {
    io.out(`yizhan ${verb.name}: ${verb.summary}\n\n${verb.usage}`)
    return 0
  }
  try {
    return await verb.run(rest, io)
  } catch (error) {
    if (error instanceof Misuse) {
      io.err(`${error.message}\n\nyizhan ${verb.name}: ${verb.summary}\n\n${verb.usage}`)
      return 2
    }
    if (error instanceof CannotStart || error instanceof ConfigError || error instanceof MigrationError) {
      io.err(error.message)
      return error instanceof ConfigError ? 2 : 1
    }
    throw error
  }
}

if (process.argv[1] === import.meta.filename) {
  const io: Io = {
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
    env: process.env,
  }
  process.exitCode = await main(process.argv.slice(2), io)
}
