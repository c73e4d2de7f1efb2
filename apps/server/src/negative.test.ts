/**
 * Whatever is sent to whichever operation by whomever, the answer is an answer: never a 5xx, and a refusal is always a
 * problem of the catalogue. The same requests every time; YIZHAN_FUZZ=200 sends that many others to each operation.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusals } from '@yizhan/contracts'
import fc from 'fast-check'
import { apiGroups } from './main.ts'
import { makeScene, type Scene } from './permission-scene.ts'
import { openApi } from './platform/http/openapi.ts'
import { nastyText, type Shape, type Shapes, valuesFor } from './testing-shapes.ts'
import { type Answer, type Method, withUniversity } from './testing-university.ts'

const tries = Number(process.env.YIZHAN_FUZZ ?? 25)

type Parameter = { readonly name: string; readonly in: string; readonly schema: Shape }
type Operation = {
  readonly operationId: string
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Shape }>> }
}
const description = openApi(apiGroups, 'test') as unknown as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Shapes }
}
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method: method.toUpperCase() as Method,
    operation,
  })),
)

const askers = ['undergraduate', 'counsellor', 'peopleAdmin', 'serviceAdmin', 'registrar'] as const

function idsOf(scene: Scene): string[] {
  return [
    ...Object.values(scene.cases),
    ...Object.values(scene.tasks),
    ...Object.values(scene.documents),
    ...Object.values(scene.failed),
    scene.file,
    scene.importId,
    scene.correction,
    scene.university.members.undergraduate.id,
  ]
}

/** A request that mostly has the shape of the contract. */
function requestOf({ path, operation }: (typeof operations)[number], ids: readonly string[]) {
  const { parameters, requestBody } = operation
  const shapes = description.components.schemas
  const inPath = parameters.filter((parameter) => parameter.in === 'path')
  const inQuery = parameters.filter((parameter) => parameter.in === 'query')
  const words = (shape: Shape) =>
    fc.oneof(
      valuesFor(shape, shapes, ids).map(String),
      fc.constantFrom('student-leave', 'enrolment-certificate', ...ids),
    )
  const json = requestBody?.content['application/json']?.schema
  const upload = requestBody?.content['multipart/form-data'] !== undefined
  return fc.record({
    asker: fc.constantFrom(...askers, 'visitor' as const),
    path: fc
      .tuple(...inPath.map(({ schema }) => words(schema)))
      .map((values) =>
        inPath.reduce((made, { name }, i) => made.replace(`{${name}}`, () => encode(values[i] ?? '')), path),
      ),
    query: fc.record(Object.fromEntries(inQuery.map(({ name, schema }) => [name, words(schema)])), {
      requiredKeys: [],
    }),
    body: json === undefined ? fc.constant(undefined) : valuesFor(json, shapes, ids),
    file: upload
      ? fc.record({ name: nastyText, bytes: fc.uint8Array({ maxLength: 200 }) })
      : fc.constant(undefined),
  })
}

/** As a client would; half a character cannot be encoded, so its bytes go as they are. */
function encode(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : '%ed%a0%80'
}

/** The stream of notices goes on for as long as its session, unless it is asked not to. */
function ending(
  { operationId }: Operation,
  query: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const endless = operationId === 'notice.noticeStream' && (query.follow ?? 'yes') === 'yes'
  return endless ? { ...query, follow: 'no' } : query
}

function check(answer: Answer, faults: readonly string[]): void {
  assert.ok(answer.status < 500, `${answer.status} ${faults.at(-1) ?? answer.text}`)
  if (answer.status < 400) return
  assert.ok(Object.hasOwn(refusals, answer.code), `no refusal of the catalogue: ${answer.text}`)
}

test('no operation answers with 5xx, whatever is sent', () =>
  withUniversity(async (university) => {
    const scene = await makeScene(university)
    const ids = idsOf(scene)
    assert.ok(operations.length > 40)
    for (const asked of operations) {
      await fc.assert(
        fc.asyncProperty(requestOf(asked, ids), async ({ asker, path, query, body, file }) => {
          const whose = asker === 'visitor' ? undefined : scene.sessions[asker]
          const session = asked.operation.operationId === 'account.signOut' ? whose?.spare : whose?.main
          const search = Object.entries(ending(asked.operation, query)).map(
            ([name, value]) => `${name}=${encode(String(value))}`,
          )
          const answer = await university.call(session, {
            method: asked.method,
            url: search.length > 0 ? `${path}?${search.join('&')}` : path,
            ...(body === undefined ? {} : { body }),
            ...(file === undefined
              ? {}
              : { file: { name: file.name.replaceAll(/[\r\n"]/g, ''), bytes: Buffer.from(file.bytes) } }),
          })
          check(answer, university.faults)
        }),
        { numRuns: tries, ...(process.env.YIZHAN_FUZZ ? {} : { seed: 20261124 }) },
      )
    }
    const still = await university.call(scene.sessions.undergraduate.main, {
      method: 'GET',
      url: '/api/session',
    })
    assert.equal(still.status, 200, 'the session outlived it, so that members were asked too')
  }))
