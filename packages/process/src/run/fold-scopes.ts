/** What events do to the scopes of an instance, and to the variables in them. */
import { type Done, type Event, type Scope, type State, scopeIn, type Values } from './state.ts'

type Of<T extends Event['type']> = Extract<Event, { type: T }>
type In = { readonly node: string; readonly scope?: string }

export function scopeOf(state: State, key: string): Scope {
  const scope = state.scopes?.find((candidate) => candidate.key === key)
  if (scope === undefined) throw new Error(`scope ${key} is not open`)
  return scope
}

export function scopeOpened(state: State, event: Of<'scope-opened'>): Partial<State> {
  const { key, node, kind, scope, vars = {}, total, todo } = event
  const made: Scope = {
    key,
    node,
    kind,
    ...(scope === undefined ? {} : { scope }),
    vars,
    ...(kind === 'multi' ? { made: 0, completed: 0 } : {}),
    ...(total === undefined ? {} : { total }),
    ...(todo === undefined ? {} : { todo }),
  }
  const { scopes = state.scopes ?? [] } = counted(state, event, 'made')
  return {
    scopes: [...scopes, made],
    visits: { ...state.visits, [node]: (state.visits[node] ?? 0) + 1 },
  }
}

export function scopeClosed(state: State, event: Of<'scope-closed'>): Partial<State> {
  const scope = scopeOf(state, event.key)
  const { scopes = state.scopes ?? [] } = event.how === 'done' ? counted(state, scope, 'completed') : {}
  return {
    scopes: scopes.filter((other) => other.key !== event.key),
    tokens: [...state.tokens.filter((token) => scopeIn(token) !== event.key), ...event.put],
    ...kept(state, event, scope),
    ...(state.fired === undefined
      ? {}
      : { fired: state.fired.filter((gateway) => scopeIn(gateway) !== event.key) }),
  }
}

/** Counts an instance in the body around it, if it is one among several, and takes what it undoes off the list. */
export function counted(
  state: State,
  item: In & { readonly undoes?: string },
  what: 'made' | 'completed',
): Partial<State> {
  const around = state.scopes?.find(({ key }) => key === item.scope)
  if (around === undefined) return {}
  const put = (patch: Partial<Scope>) => ({
    scopes: (state.scopes ?? []).map((other) => (other.key === around.key ? { ...other, ...patch } : other)),
  })
  if (around.kind === 'multi' && around.node === item.node) return put({ [what]: (around[what] ?? 0) + 1 })
  const { undoes } = item
  if (undoes === undefined || what !== 'made') return {}
  return {
    ...put({ todo: (around.todo ?? []).filter((key) => key !== undoes) }),
    kept: (state.kept ?? []).filter(({ key }) => key !== undoes),
  }
}

/** The activity stands in the scope of its body, when it is one instance among several: the body is what can be undone. */
export function kept(state: State, event: { kept?: true }, item: Done): Partial<State> {
  if (event.kept === undefined) return {}
  const { key, node, scope } = item
  return { kept: [...(state.kept ?? []), { key, node, ...(scope === undefined ? {} : { scope }) }] }
}

/** A value goes to the innermost scope that declares its name, else to the instance's variables, else to the results. */
export function assigned(state: State, from: string | undefined, values: Values): Partial<State> {
  const entries = Object.entries(values)
  if (state.scopes === undefined && state.vars === undefined)
    return { results: { ...state.results, ...values } }
  let scopes = state.scopes ?? []
  const vars: Record<string, unknown> = {}
  const results: Record<string, unknown> = {}
  for (const [name, value] of entries) {
    const home = homeOf(scopes, from, name)
    if (home === undefined)
      Object.assign(state.vars !== undefined && name in state.vars ? vars : results, { [name]: value })
    else
      scopes = scopes.map((scope) =>
        scope.key === home ? { ...scope, vars: { ...scope.vars, [name]: value } } : scope,
      )
  }
  return {
    ...(state.scopes === undefined ? {} : { scopes }),
    ...(Object.keys(vars).length === 0 ? {} : { vars: { ...state.vars, ...vars } }),
    results: { ...state.results, ...results },
  }
}

/** The name of a scope that keeps everything to itself: a called process with declared inputs. */
export const isolated = '#'

function homeOf(scopes: readonly Scope[], from: string | undefined, name: string): string | undefined {
  let at = scopes.find(({ key }) => key === from)
  while (at !== undefined) {
    if (name in at.vars || isolated in at.vars) return at.key
    const { scope } = at
    at = scopes.find(({ key }) => key === scope)
  }
  return undefined
}
