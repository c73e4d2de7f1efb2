#!/usr/bin/env node
/**
 * `npm test`: sets up, then runs every check in order and ends with the seconds of each.
 * With CI set nothing may be skipped. `npm test -- web e2e` runs only the steps whose name holds one of the words.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildWeb, ensureInstalled, environment, modernNode, root, run } from './runtime.mjs'
import { setUpTools } from './setup.mjs'

const strict = Boolean(process.env.CI)
const wanted = process.argv.slice(2)
const results = []
const node = await step('install', async () => {
  await ensureInstalled()
  return modernNode()
})

await check('tools', async () => {
  const missing = setUpTools()
  if (missing.length > 0 && !strict) console.log('Checks that need them will say that they are skipped.')
  return missing.length > 0 && strict ? 1 : 0
})
for (const project of [
  'packages/tsconfig.json',
  'packages/tsconfig.test.json',
  'apps/server',
  'apps/web',
  'e2e',
]) {
  await check(`types ${project}`, () =>
    run(node, [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', project]),
  )
}
await check('lint', () => run(join('node_modules', '.bin', 'biome'), ['check', '.']))
await check('architecture', () => nodeTest(['apps/server/src/architecture.test.ts']))
await check('packages', () => nodeTest(['packages/*/src/**/*.test.ts']))
await check('server', () => nodeTest(serverTests()))
await check('demo', () => nodeTest(['demo/**/*.test.ts']), existsSync(join(root, 'demo')))
await check('web', () => run(node, [vitest(), 'run', '--reporter=dot'], { cwd: join(root, 'apps', 'web') }))
await check('build', buildWeb)
await check('e2e', () => nodeTest(['e2e/**/*.test.ts'], 1), existsSync(join(root, 'e2e')))
summary()

async function step(name, work) {
  console.log(`\n── ${name}`)
  const begun = performance.now()
  const value = await work()
  results.push({ name, seconds: (performance.now() - begun) / 1000, outcome: 'ok' })
  return value
}

/** @param work resolves with an exit code; @param present whether its folder exists yet */
async function check(name, work, present = true) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) return
  if (!present) {
    results.push({ name, seconds: 0, outcome: strict ? 'FAILED (absent)' : 'absent' })
    return
  }
  const code = await step(name, work)
  if (code !== 0) results[results.length - 1].outcome = 'FAILED'
}

function nodeTest(patterns, concurrency = 2) {
  const reporter = new URL('./test-reporter.mjs', import.meta.url).href
  return run(
    node,
    [
      '--disable-warning=ExperimentalWarning',
      '--test',
      `--test-concurrency=${concurrency}`,
      `--test-reporter=${reporter}`,
      '--test-reporter-destination=stdout',
      ...patterns,
    ],
    { shell: false, env: environment(strict ? { CI: '1' } : {}) },
  )
}

/** The architecture test has its own step. */
function serverTests() {
  const folder = join(root, 'apps', 'server', 'src')
  return readdirSync(folder, { recursive: true })
    .map((path) => String(path).replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.test.ts') && path !== 'architecture.test.ts')
    .map((path) => `apps/server/src/${path}`)
    .sort()
}

function vitest() {
  return join(root, 'node_modules', 'vitest', 'vitest.mjs')
}

function summary() {
  console.log('\n── summary')
  for (const { name, seconds, outcome } of results) {
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${outcome.padEnd(8)} ${name}`)
  }
  const total = results.reduce((sum, { seconds }) => sum + seconds, 0)
  const failed = results.filter(({ outcome }) => outcome.startsWith('FAILED'))
  console.log(
    `${total.toFixed(1).padStart(7)} s  ${failed.length === 0 ? 'all passed' : `${failed.length} failed`}`,
  )
  process.exitCode = failed.length === 0 ? 0 : 1
}
