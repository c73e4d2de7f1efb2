/** Writes src/pinyin.ts from words.txt: `node packages/password/generate.ts`. A test compares the two. */
import { readFileSync, writeFileSync } from 'node:fs'
import { pinyin } from 'pinyin-pro'

const here = import.meta.dirname

/** The text of src/pinyin.ts. Duplicates keep their first, most likely, place; single letters say nothing. */
export function generated(): string {
  const sections = readFileSync(`${here}/words.txt`, 'utf8')
    .split(/^\[(\w+)\]$/m)
    .slice(1)
  const lists: string[] = []
  for (let i = 0; i < sections.length; i += 2) {
    const name = sections[i] ?? ''
    const words = (sections[i + 1] ?? '').split(/\s+/).filter((word) => word !== '')
    const spelled = new Set(
      words.map((word) => spell(word, name === 'surnames')).filter((word) => word.length > 1),
    )
    lists.push(`export const ${name} =\n  '${[...spelled].join(' ')}'\n`)
  }
  return `// Made by generate.ts from words.txt; most likely first, separated by spaces.\n${lists.join('\n')}`
}

function spell(word: string, surname: boolean): string {
  return pinyin(word, { toneType: 'none', type: 'array', v: true, ...(surname ? { surname: 'all' } : {}) })
    .join('')
    .toLowerCase()
}

if (import.meta.main) writeFileSync(`${here}/src/pinyin.ts`, generated())
