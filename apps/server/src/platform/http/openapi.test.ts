/** The committed API description is the one that is served; a change of it shows in review. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { apiGroups } from '../../main.ts'
import { readConfig } from '../config.ts'
import { openApi } from './openapi.ts'

type Operation = {
  operationId: string
  security: unknown[]
  parameters: { name: string; in: string; required: boolean }[]
  responses: Record<string, unknown>
}
type Description = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}

const file = resolve(import.meta.dirname, '../../../openapi.json')
const endpoints = apiGroups.flatMap(({ name, api }) =>
  Object.entries(api).map(([operation, endpoint]) => ({ id: `${name}.${operation}`, endpoint })),
)
const described = openApi(apiGroups, readConfig({}).config.version) as unknown as Description
const operations = Object.entries(described.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
)

test('openapi.json is what `npx yizhan openapi > apps/server/openapi.json` writes', () => {
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(JSON.stringify(described)))
})

test('each endpoint of the contracts is described, with its own method and path', () => {
  assert.ok(endpoints.length > 40)
  assert.deepEqual(
    operations.map(({ operationId }) => operationId).sort(),
    endpoints.map(({ id }) => id).sort(),
  )
  // Parameters' names do not tell two paths apart, for the router nor for readers.
  const routes = endpoints.map(
    ({ endpoint }) => `${endpoint.method} ${endpoint.path.replaceAll(/:\w+/g, ':')}`,
  )
  assert.deepEqual(
    routes.filter((route, index) => routes.indexOf(route) !== index),
    [],
  )
})

test('every reference points at a component, and every component is referred to', () => {
  const text = JSON.stringify(described)
  const pointed = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target))
  const components = Object.keys(described.components.schemas).map((name) => `#/components/schemas/${name}`)
  assert.ok(components.length > 20)
  assert.deepEqual([...pointed].sort(), components.sort())
})

test('paths name their parameters, commands their keys, and every answer its refusal', () => {
  for (const { path, method, operationId, parameters, responses, security } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const named = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
    assert.deepEqual(named.sort(), inPath.sort(), operationId)
    const headers = parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name)
    const session = security.length > 0
    assert.equal(headers.includes('x-csrf'), method !== 'get' && session, operationId)
    assert.ok('default' in responses, operationId)
    assert.equal(Object.keys(responses).filter((status) => status.startsWith('2')).length, 1, operationId)
  }
})
