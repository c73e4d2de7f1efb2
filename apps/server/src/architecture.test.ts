/** The rules of the house that no linter knows. Each test says how many files it looked at: checking nothing is a failure. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { readModules, renderModules, root } from './architecture.ts'

const modules = readModules()
const names = Object.keys(modules)
const outside = /(^|\/)(node_modules|dist|\.git|data|tmp|shots)(\/|$)/
/** Every file of the checkout that we wrote. */
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  .filter((path) => !outside.test(path))
  .sort()
const code = files.filter((path) => /\.(ts|tsx|mjs)$/.test(path))
const moduleFiles = files.filter((path) => path.startsWith('apps/server/src/modules/'))
const packageFiles = code.filter(
  (path) => /^packages\/\w+\/src\//.test(path) && !/\.test\.ts$|\/testing\//.test(path),
)

const read = (path: string) => readFileSync(resolve(root, path), 'utf8')

/** What a file imports, comments left out. */
function importsOf(path: string): string[] {
  const text = read(path)
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$/gm, '')
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^'\n]+)'/g)].map((match) => match[1] ?? '')
}

/** Fails with every breach, not with the first. */
function none(breaches: string[], rule: string): void {
  assert.deepEqual(breaches, [], `${rule}\n${breaches.join('\n')}`)
}

const moduleOf = (path: string) => path.split('/')[4] ?? ''
const shape = [
  'index',
  'routes',
  'commands',
  'decide',
  'policy',
  'store',
  'queries',
  'events',
  'jobs',
  'tables',
  'testing',
]

test('a module is flat, has a README, and its files are named by the common shape or by its own words', () => {
  const breaches = moduleFiles
    .filter((path) => path.endsWith('.ts'))
    .filter((path) => {
      const own = modules[moduleOf(path)]?.files ?? []
      const stem = basename(path).replace(/(\.test)?\.ts$/, '')
      const named = [moduleOf(path), ...shape, ...own].some(
        (word) => stem === word || stem.startsWith(`${word}-`),
      )
      return path.split('/').length !== 6 || !named
    })
  none(breaches, 'name it by its role, or add its first word to docs/modules.json:')
  none(
    names.filter((name) => !moduleFiles.includes(`apps/server/src/modules/${name}/README.md`)),
    'modules without a README.md:',
  )
  assert.deepEqual(
    [...new Set(moduleFiles.map(moduleOf))].sort(),
    [...names].sort(),
    'docs/modules.json names them all',
  )
  assert.ok(moduleFiles.length >= 60, `only ${moduleFiles.length} files`)
})

test('a module reaches another only through its face, and only along an edge of docs/modules.json', () => {
  const breaches: string[] = []
  for (const path of moduleFiles.filter((one) => one.endsWith('.ts'))) {
    const allowed = modules[moduleOf(path)]?.calls ?? []
    for (const target of importsOf(path)) {
      const face = /^#modules\/(.+)$/.exec(target)?.[1]
      if (target.startsWith('../') || (face !== undefined && !allowed.includes(face)))
        breaches.push(`${path}: ${target}`)
    }
  }
  none(breaches, 'imports that the house does not allow:')
})

test('the edges of docs/modules.json are those of the composition, and form no circle', () => {
  const main = read('apps/server/src/main.ts')
  for (const name of names) {
    const made = new RegExp(`const ${name} = (?:await )?create\\w+\\(platform(?:, \\{([^}]*)\\})?`).exec(main)
    assert.ok(made, `main.ts does not make ${name}`)
    const given = (made[1] ?? '')
      .split(',')
      .map((word) => word.trim())
      .filter((word) => names.includes(word))
    assert.deepEqual([...(modules[name]?.calls ?? [])].sort(), given.sort(), `faces given to ${name}`)
  }
  const settled = new Set<string>()
  for (let before = -1; before < settled.size; ) {
    before = settled.size
    for (const name of names) if (modules[name]?.calls.every((other) => settled.has(other))) settled.add(name)
  }
  assert.deepEqual([...settled].sort(), [...names].sort(), 'these call each other in a circle')
})

test('a module knows its own tables, the platform’s, and published views that docs/modules.json names', () => {
  const breaches: string[] = []
  let tables = 0
  for (const path of moduleFiles.filter((one) => /\/tables[^/]*\.ts$/.test(one))) {
    for (const [, schema, table] of read(path).matchAll(/^\s+'(\w+)\.(\w+)':/gm)) {
      tables += 1
      const readable = modules[moduleOf(path)]?.reads.includes(`${schema}.${table}`)
      if (schema !== moduleOf(path) && schema !== 'platform' && !readable)
        breaches.push(`${path}: ${schema}.${table}`)
    }
  }
  none(breaches, 'tables of others:')
  assert.ok(tables >= 20, `only ${tables} tables`)
})

test('migrations are numbered, stay in their own schema, and publish the views that docs/modules.json names', () => {
  const migrations = files.filter((path) => path.startsWith('apps/server/db/migrations/'))
  const published: Record<string, string[]> = Object.fromEntries(names.map((name) => [name, []]))
  const breaches: string[] = []
  for (const path of migrations) {
    const owner = /^\d{4}-([a-z]+)(-[a-z0-9-]+)?\.sql$/.exec(basename(path))?.[1] ?? ''
    if (owner !== 'platform' && !names.includes(owner)) breaches.push(`${path}: whose is it?`)
    const sql = read(path).replaceAll(/--.*$/gm, '')
    for (const [, schema] of sql.matchAll(
      /\bcreate (?:unlogged )?(?:table|view)(?: if not exists)? (\w+)\./g,
    )) {
      if (schema !== owner) breaches.push(`${path}: makes something in ${schema}`)
    }
    for (const [, view] of sql.matchAll(/\bcreate (?:or replace )?view (\w+\.\w+)/g))
      published[owner]?.push(view ?? '')
  }
  none(breaches, 'migrations out of their schema:')
  for (const name of names) {
    assert.deepEqual(
      [...new Set(published[name])].sort(),
      [...(modules[name]?.publishes ?? [])].sort(),
      `views of ${name}`,
    )
    for (const view of modules[name]?.reads ?? []) {
      assert.ok(
        modules[view.split('.')[0] ?? '']?.publishes.includes(view),
        `${name} reads ${view}, which nobody publishes`,
      )
    }
  }
  assert.ok(migrations.length >= 6, `only ${migrations.length} migrations`)
})

test('packages are pure: no node:, no app, no clock, no chance, and the contracts know nothing but zod', () => {
  const impure = /\bDate\.now\(|\bnew Date\(|\bMath\.random\(|\bTemporal\.Now\b|\bprocess\.env\b/
  const breaches = packageFiles.flatMap((path) => [
    ...importsOf(path)
      .filter((target) => /^node:|^#|apps\/|^@yizhan\/(server|web)/.test(target))
      .map((target) => `${path}: ${target}`),
    ...(impure.test(read(path).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''))
      ? [`${path}: clock, chance or surroundings`]
      : []),
  ])
  none(breaches, 'packages that reach outside:')
  none(
    packageFiles
      .filter((path) => path.startsWith('packages/contracts/'))
      .flatMap((path) => importsOf(path).filter((target) => target !== 'zod' && !target.startsWith('./'))),
    'contracts import only zod:',
  )
  assert.ok(packageFiles.length >= 40, `only ${packageFiles.length} files`)
})

/** Data, not logic: catalogues of texts and tables of facts. */
const tablesOfData =
  /\/words(\.|-|\/)|\/refusals\.ts$|\/locales?\/|^demo\/.*(names|words|places)|\/pinyin\.ts$/

test('no file is longer than 400 lines, and none is named for having no name', () => {
  none(
    code
      .filter((path) => !tablesOfData.test(path) && read(path).trimEnd().split('\n').length > 400)
      .map((path) => `${path}: ${read(path).trimEnd().split('\n').length}`),
    'files longer than 400 lines:',
  )
  none(
    files.filter((path) => /(^|\/)(utils?|helpers?|common|misc|shared)(\.[^/]*)?(\/|$)/.test(path)),
    'name the thing:',
  )
  assert.ok(code.length >= 200, `only ${code.length} files`)
})

test('the linter holds functions to 60 lines, and nothing switches a rule off without a reason', () => {
  const biome = JSON.parse(read('biome.json')) as {
    linter: { rules: Record<string, Record<string, unknown>> }
  }
  const rule = biome.linter.rules.complexity?.noExcessiveLinesPerFunction as {
    level: string
    options: { maxLines: number }
  }
  assert.deepEqual([rule.level, rule.options.maxLines], ['error', 60])
  none(
    code.flatMap((path) =>
      [
        ...read(path).matchAll(
          /^.*(?:biome-ignore(?! [\w/]+: \S+ \S+)|@ts-(?:ignore|nocheck|expect-error)).*$/gm,
        ),
      ]
        .filter(() => path !== 'apps/server/src/architecture.test.ts')
        .map((match) => `${path}: ${match[0].trim()}`),
    ),
    'ignored without words:',
  )
})

test('docs/modules.md is what modules.json renders to', () => {
  assert.equal(read('docs/modules.md'), renderModules(modules), 'run: node apps/server/src/architecture.ts')
})
