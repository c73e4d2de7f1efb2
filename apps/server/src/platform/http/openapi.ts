/** OpenAPI 3.1 from the contract values: one source, no annotations. */
import { type Api, type Endpoint, Problem } from '@yizhan/contracts'
import { z } from 'zod'

export type ApiGroup = { readonly name: string; readonly title: string; readonly api: Api }
type JsonObject = Record<string, unknown>

export function openApi(groups: readonly ApiGroup[], version: string): JsonObject {
  const paths: Record<string, JsonObject> = {}
  for (const { name, api } of groups) {
    for (const [operation, endpoint] of Object.entries(api)) {
      const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}')
      paths[path] ??= {}
      paths[path][endpoint.method.toLowerCase()] = operationOf(name, operation, endpoint)
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Yizhan 一站', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    tags: groups.map(({ name, title }) => ({ name, description: title })),
    paths,
    components: {
      schemas: { Problem: jsonSchema(Problem, 'output') },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'yz' } },
    },
  }
}

function operationOf(tag: string, operation: string, endpoint: Endpoint): JsonObject {
  const command = endpoint.method !== 'GET'
  return {
    operationId: `${tag}.${operation}`,
    tags: [tag],
    summary: endpoint.summary,
    security: endpoint.audience === 'member' ? [{ session: [] }] : [],
    parameters: [
      ...parameters(endpoint.params, 'path'),
      ...parameters(endpoint.query, 'query'),
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
    ...requestBody(endpoint),
    responses: {
      ...answers(endpoint),
      default: {
        description: 'A refusal, RFC 9457',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function parameters(schema: z.ZodObject | undefined, where: 'path' | 'query'): JsonObject[] {
  if (!schema) return []
  const whole = jsonSchema(schema, 'input') as {
    properties?: Record<string, JsonObject>
    required?: string[]
  }
  return Object.entries(whole.properties ?? {}).map(([name, shape]) => ({
    name,
    in: where,
    required: where === 'path' || (whole.required?.includes(name) ?? false),
    schema: shape,
  }))
}

function requestBody(endpoint: Endpoint): JsonObject {
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
      content: { 'application/json': { schema: jsonSchema(endpoint.body, 'input') } },
    },
  }
}

function answers(endpoint: Endpoint): JsonObject {
  if (endpoint.wire === 'download')
    return { '200': { description: 'The file', content: { 'application/octet-stream': {} } } }
  if (!endpoint.ok) return { '204': { description: 'Done' } }
  return {
    '200': {
      description: 'Done',
      content: { 'application/json': { schema: jsonSchema(endpoint.ok, 'output') } },
    },
  }
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as JsonObject
  return rest
}
