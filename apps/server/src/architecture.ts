/** What docs/modules.json says about the modules, read and rendered. `node apps/server/src/architecture.ts` writes docs/modules.md. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

export type ModuleEntry = {
  title: string
  does: string
  /** modules whose faces main.ts hands to it */
  calls: string[]
  /** published views of other modules that it reads */
  reads: string[]
  /** views that it publishes */
  publishes: string[]
  /** its own kinds of file beyond the common shape, by the first word of the name */
  files: string[]
}

export const root = resolve(import.meta.dirname, '../../..')
const page = resolve(root, 'docs/modules.md')

export function readModules(): Record<string, ModuleEntry> {
  return JSON.parse(readFileSync(resolve(root, 'docs/modules.json'), 'utf8'))
}

export function renderModules(modules: Record<string, ModuleEntry>): string {
  const names = Object.keys(modules)
  const edges = names.flatMap((name) => modules[name]?.calls.map((other) => `  ${name} --> ${other}`) ?? [])
  const sections = names.map((name) => section(name, modules[name] as ModuleEntry))
  return `<!-- Made from modules.json by \`node apps/server/src/architecture.ts\`; a test compares both with the code. -->
# Modules

An arrow is a face that one module may call. Everything else goes by events and published views.

\`\`\`mermaid
graph TD
${edges.join('\n')}
\`\`\`

${sections.join('\n')}`
}

function section(name: string, { title, does, calls, reads, publishes, files }: ModuleEntry): string {
  const list = (items: string[]) => items.map((item) => `\`${item}\``).join(', ') || 'nothing'
  const own = files.map((word) => `- \`${word}*.ts\`: ${purposeOf(name, word)}`)
  return `## ${title} (\`${name}\`)

${does} [README](../apps/server/src/modules/${name}/README.md)

Calls ${list(calls)}; reads ${list(reads)}; publishes ${list(publishes)}.
${own.length > 0 ? `\nBeyond the common shape:\n\n${own.join('\n')}\n` : ''}`
}

const isTest = (name: string) => name.endsWith('.test.ts')

/** The first sentence of the shortest-named file of that kind; of a test where there is nothing else. */
function purposeOf(module: string, word: string): string {
  const folder = resolve(root, 'apps/server/src/modules', module)
  const file = readdirSync(folder)
    .filter((name) => name.startsWith(word) && name.endsWith('.ts'))
    .sort((a, b) => Number(isTest(a)) - Number(isTest(b)) || a.length - b.length)[0]
  const comment = file
    ? /\/\*\*([\s\S]*?)\*\//.exec(readFileSync(resolve(folder, file), 'utf8'))?.[1]
    : undefined
  const text = (comment ?? '').replaceAll(/\s*\n\s*\* ?/g, ' ').trim()
  return /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text
}

if (import.meta.main) writeFileSync(page, renderModules(readModules()))
