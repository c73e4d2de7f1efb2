/** What the pages say that one can type must be something that the command knows. */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'
import { verbs } from './cli.ts'

const root = resolve(import.meta.dirname, '../../..')
const pages = [
  '*.md',
  'docs/**/*.md',
  'catalogue/*.md',
  'demo/*.md',
  'packages/*/README.md',
  'apps/server/src/**/README.md',
].flatMap((pattern) => globSync(pattern, { cwd: root }))
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts,
)

test('every yizhan verb and npm script that a page shows exists', () => {
  assert.ok(pages.length > 15, `only ${pages.length} pages`)
  const wrong: string[] = []
  let seen = 0
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8')
    for (const [, rest = ''] of text.matchAll(/(?:npx yizhan|`yizhan|^yizhan) ([a-z][^`\n|]*)/gm)) {
      seen += 1
      if (
        !verbs.some(
          ({ name }) => rest === name || rest.startsWith(`${name} `) || rest.startsWith(`${name}\``),
        )
      )
        wrong.push(`${page}: yizhan ${rest}`)
    }
    for (const [, script = ''] of text.matchAll(/npm run ([a-z-]+)/g)) {
      seen += 1
      if (!scripts.includes(script)) wrong.push(`${page}: npm run ${script}`)
    }
  }
  assert.ok(seen > 10, `only ${seen} commands`)
  assert.deepEqual(wrong, [])
})

test('every file that a page links to exists', () => {
  const broken = pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !existsSync(resolve(root, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  )
  assert.deepEqual(broken, [])
})
