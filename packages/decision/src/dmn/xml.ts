/** XML as a tree of elements by local name. Namespaces of all versions of DMN read alike; extension elements are left out. */
import { Parser } from 'saxen'

export type Xml = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Xml[]
  text: string
  /** From 1. */
  readonly line: number
}

export type XmlProblem = { readonly message: string; readonly line: number }

/** The root element, or why there is none. */
export function readXml(xml: string): { readonly root?: Xml; readonly problem?: XmlProblem } {
  const top: Xml = { name: '', attributes: {}, children: [], text: '', line: 0 }
  const stack: Xml[] = [top]
  let problem: XmlProblem | undefined
  const parser = new Parser()
  parser.on('error', (error, context) => {
    problem ??= { message: error.message, line: context().line + 1 }
  })
  parser.on('openTag', (name, attributes, decode, _selfClosing, context) => {
    const decoded = Object.entries(attributes()).map(([key, value]) => [local(key), decode(value)])
    const element: Xml = {
      name: local(name),
      attributes: Object.fromEntries(decoded),
      children: [],
      text: '',
      line: context().line + 1,
    }
    stack.at(-1)?.children.push(element)
    stack.push(element)
  })
  parser.on('closeTag', () => {
    stack.pop()
  })
  const addText = (text: string) => {
    const element = stack.at(-1)
    if (element !== undefined) element.text += text
  }
  parser.on('text', (text, decode) => addText(decode(text)))
  parser.on('cdata', addText)
  parser.parse(xml.replace(/^\uFEFF/, ''))
  const [root] = top.children
  if (problem === undefined && root === undefined) problem = { message: 'no XML element', line: 1 }
  return problem === undefined && root !== undefined ? { root } : { ...(problem && { problem }) }
}

const local = (name: string) => name.slice(name.indexOf(':') + 1)

export const child = (element: Xml | undefined, name: string): Xml | undefined =>
  element?.children.find((each) => each.name === name)

export const childrenNamed = (element: Xml | undefined, name: string): readonly Xml[] =>
  element?.children.filter((each) => each.name === name) ?? []

/** The text of a child, without the spaces around it; undefined when there is none. */
export const textOf = (element: Xml | undefined, name: string): string | undefined =>
  child(element, name)?.text.trim()
