/** What an expression reads and calls, found without running it. */
import type { SyntaxNode } from '@lezer/common'
import { nameOf, type Source } from './code.ts'
import { childrenOf } from './syntax.ts'

/** A name from outside. Inside of a filter it may also be a field of the list's items, so it need not exist. */
export type Read = { readonly name: string; readonly mayBeField: boolean }

export type Reads = { readonly reads: readonly Read[]; readonly calls: readonly string[] }

/** Callees that are a name; others are expressions. */
const named = new Set(['VariableName', 'DateTimeConstructor', 'SpecialFunctionName'])

type Inside = { readonly local: ReadonlySet<string>; readonly filter: boolean }

export function readsOf(root: SyntaxNode, source: Source): Reads {
  const reads = new Map<string, boolean>()
  const calls = new Set<string>()
  const note = (name: string, inside: Inside) => {
    if (!inside.local.has(name)) reads.set(name, inside.filter && reads.get(name) !== false)
  }
  const visit = (node: SyntaxNode, inside: Inside): void => {
    const children = childrenOf(node)
    switch (node.name) {
      case 'VariableName':
        note(nameOf(node, source), inside)
        return
      case 'Type':
        return
      case 'FunctionInvocation':
      case 'DateTimeLiteral':
        call(children, inside)
        return
      case 'FilterExpression': {
        const [target, , filter] = children
        if (target !== undefined) visit(target, inside)
        if (filter !== undefined) visit(filter, { local: new Set([...inside.local, 'item']), filter: true })
        return
      }
      case 'ForExpression':
      case 'QuantifiedExpression':
      case 'FunctionDefinition':
      case 'Context':
        binding(children, inside)
        return
      default:
        for (const child of children) visit(child, inside)
    }
  }
  const call = ([callee, ...rest]: readonly SyntaxNode[], inside: Inside) => {
    if (callee !== undefined && callee.name !== 'AtLiteral') {
      const name = nameOf(callee, source)
      if (!named.has(callee.name)) visit(callee, inside)
      else if (!inside.local.has(name)) calls.add(name)
    }
    for (const each of rest) visit(each, inside)
  }
  /** Each name that is bound is known to all that follows it. */
  const binding = (children: readonly SyntaxNode[], inside: Inside) => {
    const local = new Set(inside.local)
    if (children[0]?.name === 'for') local.add('partial')
    const parts = children.flatMap((child) =>
      child.name === 'InExpressions' || child.name === 'FormalParameters' ? childrenOf(child) : [child],
    )
    for (const part of parts) {
      const [bound, ...values] = childrenOf(part)
      const binds = ['InExpression', 'FormalParameter', 'ContextEntry'].includes(part.name)
      if (!binds || bound === undefined) {
        visit(part, { ...inside, local: new Set(local) })
        continue
      }
      for (const value of values) visit(value, { ...inside, local: new Set(local) })
      local.add(nameOf(bound, source).replace(/^"|"$/g, ''))
    }
  }
  visit(root, { local: new Set(), filter: false })
  return {
    reads: [...reads].map(([name, mayBeField]) => ({ name, mayBeField })),
    calls: [...calls],
  }
}
