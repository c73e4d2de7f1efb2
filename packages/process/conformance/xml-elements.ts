/** The elements of an XML text, by a reader that knows nothing of BPMN: what a round trip is compared by. */

const markup =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<!DOCTYPE[^>]*>|<\/\s*([^\s>]+)\s*>|<([^\s/>]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>|([^<]+)/g
const attribute = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

type Names = Readonly<Record<string, string>>
type Open = { readonly names: Names; readonly index: number }

/** One line an element: its namespace and name, its attributes sorted, and behind a tab its text. Prefixes do not matter. */
export function elementsOf(xml: string): readonly string[] {
  const lines: string[] = []
  const texts: string[] = []
  const open: Open[] = [{ names: { xml: 'xml' }, index: -1 }]
  for (const [, data, closed, tag, rest = '', empty, text] of xml.matchAll(markup)) {
    const around = open.at(-1)
    if (around === undefined) break
    if (tag !== undefined) {
      const pairs = [...rest.matchAll(attribute)].map(
        ([, name = '', double, single]) => [name, plain(double ?? single ?? '')] as const,
      )
      const names = { ...around.names, ...declared(pairs) }
      const index = lines.push(lineOf(tag, pairs, names)) - 1
      if (empty !== '/') open.push({ names, index })
    } else if (closed !== undefined) open.pop()
    else if (around.index >= 0)
      texts[around.index] = (texts[around.index] ?? '') + (data ?? plain(text ?? ''))
  }
  return lines.map((line, index) => `${line}\t${meaningOf(texts[index] ?? '', open[0]?.names ?? {})}`)
}

function declared(pairs: readonly (readonly [string, string])[]): Names {
  return Object.fromEntries(
    pairs.flatMap(([name, value]) =>
      name === 'xmlns' ? [['', value]] : name.startsWith('xmlns:') ? [[name.slice(6), value]] : [],
    ),
  )
}

function lineOf(tag: string, pairs: readonly (readonly [string, string])[], names: Names): string {
  const attributes = pairs
    .filter(([name]) => !name.startsWith('xmlns') && !name.endsWith(':schemaLocation'))
    .map(([name, value]) => `${name.includes(':') ? full(name, names) : name}="${meaningOf(value, names)}"`)
    .toSorted()
  return [full(tag, names), ...attributes].join(' ')
}

function full(name: string, names: Names): string {
  const [prefix = '', local] = name.includes(':') ? name.split(':') : ['', name]
  return `{${names[prefix] ?? prefix}}${local}`
}

/** Numbers by value, names of things by what their prefix means, and no blanks at the ends. */
function meaningOf(value: string, names: Names): string {
  const text = value.trim().replace(/\r\n?/g, '\n')
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text)))
    return String(Number(text))
  const [prefix, local] = /^([\w.-]+):([\w.-]+)$/.test(text) ? text.split(':') : []
  return prefix !== undefined && local !== undefined && names[prefix] !== undefined ? local : text
}

const entities: Names = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function plain(text: string): string {
  return text.replace(
    /&(?:#x([\da-fA-F]+)|#(\d+)|(\w+));/g,
    (all, hex: string, decimal: string, name: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
      return entities[name] ?? all
    },
  )
}
