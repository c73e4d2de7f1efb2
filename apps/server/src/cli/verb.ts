import { type ParseArgsConfig, parseArgs } from 'node:util'

/** 0: well. 1: the thing checked is bad, or the work could not be done. 2: the command was misused. */
export type Exit = 0 | 1 | 2

export type Io = {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
}

export type Verb = {
  /** The whole help text below the summary. */
  readonly usage: string
  readonly run: (args: readonly string[], io: Io) => Promise<Exit>
}

export class Misuse extends Error {
  override readonly name = 'Misuse'
}

type Options = NonNullable<ParseArgsConfig['options']>

/** Parses a verb's arguments; what is not known or missing is a misuse that says so. */
export function parse<const O extends Options>(
  args: readonly string[],
  options: O,
  positionals: { least?: number; most?: number } = {},
) {
  const { least = 0, most = 0 } = positionals
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: most > 0, strict: true })
    if (parsed.positionals.length < least || parsed.positionals.length > most) {
      throw new Misuse(
        least === most
          ? `expected ${least} argument(s), got ${parsed.positionals.length}`
          : `expected ${least} to ${most} arguments`,
      )
    }
    return parsed
  } catch (error) {
    if (error instanceof Misuse) throw error
    throw new Misuse(error instanceof Error ? error.message : String(error))
  }
}
