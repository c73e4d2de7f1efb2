/** The built-in functions by name (DMN 10.3.4). */
import type { FeelFunction } from '../feel/value.ts'
import { contexts } from './contexts.ts'
import { lists } from './lists.ts'
import { moments } from './moments.ts'
import { numbers } from './numbers.ts'
import { rangeRelations } from './ranges.ts'
import { strings } from './strings.ts'

const all = new Map<string, FeelFunction>(
  [...moments, ...numbers, ...strings, ...lists, ...contexts, ...rangeRelations].map((each) => [
    each.name,
    each,
  ]),
)

export const builtin = (name: string): FeelFunction | undefined => all.get(name)

export const builtinNames: readonly string[] = [...all.keys()]
