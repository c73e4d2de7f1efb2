/**
 * Stands in for `feelin` in the browser (see vite.config.ts). The engine is most of what a form would add to the first
 * load, and its first sight does not need it: `@yizhan/forms` answers simple conditions by itself, and rules are judged
 * when the form is sent.
 */
type Evaluate = (expression: string, context?: Readonly<Record<string, unknown>>) => { value: unknown }

let engine: Evaluate | undefined

/** Must have ended before a condition that is not simple, or a rule, is asked. */
export async function loadFeel(): Promise<void> {
  engine ??= (await import('virtual:feel')).evaluate
}

export const evaluate: Evaluate = (...asked) => {
  if (engine === undefined) throw new Error('A condition was asked before FEEL was loaded')
  return engine(...asked)
}
