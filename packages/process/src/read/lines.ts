/** Comments, CDATA, or a start tag whose quoted values may hold `>`. */
const markup = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[^!?/](?:[^>"']|"[^"]*"|'[^']*')*>/g
const idAttribute = /\sid\s*=\s*(?:"([^"]*)"|'([^']*)')/

/** First line of each element that has an id, counted from 1. bpmn-moddle does not keep positions. */
export function linesOf(xml: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  let line = 1
  let counted = 0
  for (const match of xml.matchAll(markup)) {
    for (; counted < match.index; counted++) if (xml.charCodeAt(counted) === 10) line++
    const id = idAttribute.exec(match[0])
    const value = id?.[1] ?? id?.[2]
    if (value !== undefined && !lines.has(value)) lines.set(value, line)
  }
  return lines
}
