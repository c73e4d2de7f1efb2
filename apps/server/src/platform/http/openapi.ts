/**
 * OpenAPI 3.1 from the contract values: one source, no annotations. A shape that the contracts export under a name is a
 * component under that name; a shape whose defaults make what is sent differ from what is read is there twice.
 */

import type { Api, Endpoint } from '@yizhan/contracts'
import * as contracts from '@yizhan/contracts'
import { z } from 'zod'

export type ApiGroup = { readonly name: string; readonly title: string; readonly api: Api }
type JsonObject = Record<string, unknown>

const names = z.registry<{ id: string }>()
for (const [id, shape] of Object.entries(contracts))
  if (shape instanceof z.ZodType && !names.has(shape)) names.add(shape, { id })

export function openApi(groups: readonly ApiGroup[], version: string): JsonObject {
  const paths: Record<string, JsonObject> = {}
  const shapes = new Shapes()
  for (const { name, api } of groups) {
    for (const [operation, endpoint] of Object.entries(api)) {
      const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}')
      paths[path] ??= {}
      paths[path][endpoint.method.toLowerCase()] = operationOf(name, operation, endpoint, shapes)
    }
  }
  shapes.of(contracts.Problem, 'output')
  return {
    openapi: '3.1.0',
    info: { title: 'Yizhan 一站', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    tags: groups.map(({ name, title }) => ({ name, description: title })),
    paths,
    components: {
      schemas: shapes.components(),
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'yz' } },
    },
  }
}

function operationOf(tag: string, operation: string, endpoint: Endpoint, shapes: Shapes): JsonObject {
  const command = endpoint.method !== 'GET'
  return {
    operationId: `${tag}.${operation}`,
    tags: [tag],
    summary: endpoint.summary,
    security: endpoint.audience === 'member' ? [{ session: [] }] : [],
    parameters: [
      ...parameters(endpoint.params, 'path', shapes),
      ...parameters(endpoint.query, 'query', shapes),
      ...(command && !endpoint.naturallyIdempotent
        ? [
            {
              name: 'Idempotency-Key',
              in: 'header',
              required: true,
              schema: { type: 'string', format: 'uuid' },
            },
          ]
        : []),
      ...(command && endpoint.audience === 'member'
        ? [{ name: 'x-csrf', in: 'header', required: true, schema: { type: 'string' } }]
        : []),
    ],
    ...requestBody(endpoint, shapes),
    responses: {
      ...answers(endpoint, shapes),
      default: {
        description: 'A refusal, RFC 9457',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function parameters(schema: z.ZodObject | undefined, where: 'path' | 'query', shapes: Shapes): JsonObject[] {
  return Object.entries(schema?.shape ?? {}).map(([name, shape]) => ({
    name,
    in: where,
    required: where === 'path' || !z.safeParse(shape, undefined).success,
    schema: shapes.of(shape as z.ZodType, 'input'),
  }))
}

function requestBody(endpoint: Endpoint, shapes: Shapes): JsonObject {
  if (endpoint.wire === 'upload') {
    const schema = {
      type: 'object',
      required: ['file'],
      properties: { file: { type: 'string', contentMediaType: 'application/octet-stream' } },
    }
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } }
  }
  if (!endpoint.body) return {}
  return {
    requestBody: {
      required: true,
      content: { 'application/json': { schema: shapes.of(endpoint.body, 'input') } },
    },
  }
}

function answers(endpoint: Endpoint, shapes: Shapes): JsonObject {
  if (endpoint.wire === 'download')
    return { '200': { description: 'The file', content: { 'application/octet-stream': {} } } }
  if (!endpoint.ok) return { '204': { description: 'Done' } }
  return {
    '200': {
      description: 'Done',
      content: { 'application/json': { schema: shapes.of(endpoint.ok, 'output') } },
    },
  }
}

class Shapes {
  readonly #known = new Map<string, string>()

  /** The JSON Schema of a shape; what has a name in it is a reference to a component. */
  of(shape: z.ZodType, io: 'input' | 'output'): JsonObject {
    const {
      $schema: _,
      $defs = {},
      ...rest
    } = z.toJSONSchema(shape, {
      io,
      unrepresentable: 'any',
      target: 'draft-2020-12',
      metadata: names,
    }) as JsonObject & { $defs?: Record<string, JsonObject> }
    const local = new Map(Object.keys($defs).map((name) => [name, name]))
    for (const [name, definition] of Object.entries($defs))
      if (io === 'input' && this.#differs(name, definition)) local.set(name, `${name}Input`)
    for (const [name, definition] of Object.entries($defs))
      this.#known.set(local.get(name) ?? name, JSON.stringify(pointed(definition, local)))
    return pointed(rest, local)
  }

  components(): Record<string, JsonObject> {
    const sorted = [...this.#known].sort(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(sorted.map(([name, text]) => [name, JSON.parse(text)]))
  }

  #differs(name: string, definition: JsonObject): boolean {
    const shape = (contracts as Record<string, unknown>)[name]
    if (!(shape instanceof z.ZodType)) return false
    const options = { unrepresentable: 'any', target: 'draft-2020-12', metadata: names } as const
    const read = z.toJSONSchema(shape, { ...options, io: 'output' }) as { $defs?: Record<string, JsonObject> }
    return JSON.stringify(loosened(read.$defs?.[name])) !== JSON.stringify(loosened(definition))
  }
}

/** Whether other members may come is said of answers only; it is no difference of shape. */
function loosened(definition: JsonObject | undefined): unknown {
  return JSON.parse(JSON.stringify(definition ?? {}), (key, value) =>
    key === 'additionalProperties' && value === false ? undefined : value,
  )
}

/** References within one schema become references to the description's components. */
function pointed(schema: JsonObject, local: ReadonlyMap<string, string>): JsonObject {
  return JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key !== '$ref' || typeof value !== 'string') return value
    const name = value.replace('#/$defs/', '')
    return `#/components/schemas/${local.get(name) ?? name}`
  }) as JsonObject
}
