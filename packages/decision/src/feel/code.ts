/** What the parts of the compiler share. */
import type { SyntaxNode } from '@lezer/common'
import type { Scope } from './scope.ts'
import type { Types } from './type.ts'
import type { Value } from './value.ts'

export type Code = (scope: Scope) => Value

/** The text that is compiled, the types that it may name, and the compiler itself. */
export interface Source {
  readonly text: string
  readonly types: Types
  readonly compile: (node: SyntaxNode | undefined) => Code
}

export const textOf = (node: SyntaxNode, source: Source) => source.text.slice(node.from, node.to)

/** A name as it is written, with single spaces. */
export const nameOf = (node: SyntaxNode, source: Source) => textOf(node, source).replace(/\s+/g, ' ').trim()
