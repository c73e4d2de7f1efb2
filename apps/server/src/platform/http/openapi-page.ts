/** The API description as a page that people can read: no script, no other origin. */
type JsonObject = Record<string, unknown>
type Operation = {
  operationId: string
  summary: string
  tags: string[]
  security: unknown[]
  parameters: { name: string; in: string; required?: boolean }[]
  requestBody?: { content: JsonObject }
  responses: Record<string, { content?: JsonObject }>
}

const style = `
  :root { color-scheme: light dark }
  body { font: 16px/1.7 "PingFang SC","Noto Sans SC",system-ui,sans-serif; margin: 0 auto; max-width: 60rem; padding: 2rem 1rem }
  h2 { border-bottom: 2px solid; margin-top: 3rem } details { border-bottom: 1px solid #75838f; padding: .5rem 0 }
  summary { cursor: pointer } code, pre { font-family: "SFMono-Regular",Consolas,monospace; font-size: .875rem }
  pre { overflow: auto; padding: 1rem; border: 1px solid #75838f } .m { display: inline-block; min-width: 4rem; font-weight: 600 }`

export function apiPage(description: JsonObject, nonce: string): string {
  const paths = description.paths as Record<string, Record<string, Operation>>
  const tags = description.tags as { name: string; description: string }[]
  const sections = tags.map(({ name, description: title }) => {
    const rows = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, operation]) => operation.tags.includes(name))
        .map(([method, operation]) => row(path, method, operation)),
    )
    return `<h2 id="${asHtml(name)}">${asHtml(title)}</h2>${rows.join('')}`
  })
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>API · 一站 Yizhan</title><style nonce="${nonce}">${style}</style></head><body><main>
<h1>一站 Yizhan API</h1><p>OpenAPI 3.1: <a href="/api/openapi.json">openapi.json</a>. Commands carry <code>Idempotency-Key</code> and <code>x-csrf</code>; refusals are RFC 9457 problems.</p>
${sections.join('\n')}
<h2 id="shapes">Shapes</h2>${shapes(description)}</main></body></html>`
}

function shapes(description: JsonObject): string {
  const { schemas } = description.components as { schemas: JsonObject }
  return Object.entries(schemas)
    .map(
      ([name, shape]) =>
        `<details id="shape-${name}" open><summary><code>${asHtml(name)}</code></summary><pre tabindex="0">${withLinks(shape)}</pre></details>`,
    )
    .join('')
}

function withLinks(value: unknown): string {
  return asHtml(JSON.stringify(value, null, 2)).replaceAll(
    /#\/components\/schemas\/(\w+)/g,
    '<a href="#shape-$1">$1</a>',
  )
}

function row(path: string, method: string, operation: Operation): string {
  const detail = {
    audience: operation.security.length > 0 ? 'member' : 'public',
    parameters: operation.parameters.map(
      ({ name, in: where, required }) => `${name} (${where}${required ? ', required' : ''})`,
    ),
    request: operation.requestBody?.content,
    answer: operation.responses['200']?.content,
  }
  return `<details><summary><span class="m">${method.toUpperCase()}</span> <code>${asHtml(path)}</code> ${asHtml(operation.summary)}</summary><pre tabindex="0">${withLinks(detail)}</pre></details>`
}

function asHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
