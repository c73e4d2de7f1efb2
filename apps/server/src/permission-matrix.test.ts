/**
 * Every operation of the API as each of ten people, with own and others' things, beside the table in docs/permissions.md.
 * When a permission changed on purpose, `YIZHAN_WRITE=1` before the command writes the table anew; read its diff.
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { apiGroups } from './main.ts'
import { type Asker, type Probe, probes } from './permission-probes.ts'
import { makeScene, type Scene } from './permission-scene.ts'
import { type Answer, type Method, withUniversity } from './testing-university.ts'

const page = join(import.meta.dirname, '../../../docs/permissions.md')

const askers = {
  visitor: 'visitor',
  undergraduate: 'undergraduate',
  graduate: 'graduate',
  counsellor: 'counsellor',
  secretary: 'deputy secretary',
  registrar: 'registrar',
  peopleAdmin: 'people admin',
  serviceAdmin: 'service admin, operator',
  sealManager: 'seal manager',
  auditor: 'auditor',
} as const satisfies Partial<Record<Asker, string>>

const operations = new Map(
  apiGroups.flatMap(({ name, api }) =>
    Object.entries(api).map(([operation, endpoint]) => [`${name}.${operation}` as string, endpoint] as const),
  ),
)

test('every operation is asked about, and nothing else', () => {
  assert.ok(operations.size > 40)
  assert.deepEqual(
    [...new Set(probes.map(({ operation }) => operation))].sort(),
    [...operations.keys()].sort(),
  )
})

/** What an answer says about permission. */
function mark({ status, code, body }: Answer, question: string, faults: readonly string[]): string {
  if (status < 300) return Array.isArray(body.rows) && body.rows.length === 0 ? 'none' : 'yes'
  if (status === 401 && code === 'platform.sign-in') return 'sign in'
  if (status === 403) return 'no'
  if (status === 404) return 'unseen'
  assert.ok(status < 500 && status !== 429, `${question}: ${status} ${code} ${faults.at(-1) ?? ''}`)
  assert.notEqual(code, 'platform.idempotency-missing', question)
  return `may: ${code.split('.')[1]}`
}

function ask(scene: Scene, probe: Probe, asker: Asker): Promise<Answer> {
  const endpoint = operations.get(probe.operation)
  if (!endpoint) throw new Error(`no operation ${probe.operation}`)
  const url = typeof probe.url === 'string' ? probe.url : probe.url(scene, asker)
  const session =
    asker === 'visitor' ? undefined : (probe.session?.(scene, asker) ?? scene.sessions[asker].main)
  const { file } = probe
  const body = typeof probe.body === 'function' ? probe.body(scene, asker) : probe.body
  const method: Method = endpoint.method
  return scene.university.call(session, {
    method,
    url,
    ...(body === undefined ? {} : { body }),
    ...(file === undefined ? {} : { file }),
  })
}

async function tableOf(scene: Scene): Promise<string> {
  const names = Object.keys(askers) as (keyof typeof askers)[]
  const lines: string[] = []
  for (const { name, title } of apiGroups) {
    lines.push('', `## ${title}`, '')
    lines.push(`| operation | whose | ${Object.values(askers).join(' | ')} |`)
    lines.push(`| --- | --- |${' --- |'.repeat(names.length)}`)
    for (const probe of probes.filter(({ operation }) => operation.startsWith(`${name}.`))) {
      const marks: string[] = []
      for (const asker of names) {
        const question = `${asker}: ${probe.operation} ${probe.of ?? ''}`
        marks.push(mark(await ask(scene, probe, asker), question, scene.university.faults))
      }
      lines.push(`| \`${probe.operation}\` | ${probe.of ?? ''} | ${marks.join(' | ')} |`)
    }
  }
  return lines.join('\n')
}

const head = `# Who may do what

Every operation of the HTTP API, asked by people of the demo university. \`apps/server/src/permission-matrix.test.ts\` asks
the running server each of these questions and compares its answers with this page; an operation without a line fails it.

| here | means |
| --- | --- |
| yes | done, or shown |
| none | a list in which this person sees nothing |
| may: … | allowed, but the state or the content of the request says no; the code of the refusal |
| no | refused: 403 |
| unseen | answered as if it did not exist: 404 |
| sign in | nobody is signed in: 401 |

The undergraduate and the graduate are of the School of Mechanical Engineering, as are the counsellor (of these two) and
the deputy secretary; the others are of central offices. Roles are in \`apps/server/src/platform/permit/roles.ts\`.
`

test('each answer is the one that docs/permissions.md names', () =>
  withUniversity(async (university) => {
    const scene = await makeScene(university)
    const table = await tableOf(scene)
    assert.deepEqual(university.faults, [])
    const found = `${head}${table}\n`
    const kept = await university.call(scene.sessions.elsewhere.main, { method: 'GET', url: '/api/session' })
    assert.equal(kept.status, 200, 'nobody could end another person’s session')
    if (process.env.YIZHAN_WRITE) writeFileSync(page, found)
    const written = readFileSync(page, 'utf8')
    const differing = found.split('\n').filter((line) => !written.includes(line))
    assert.equal(found, written, `docs/permissions.md says otherwise about:\n${differing.join('\n')}`)
  }))
