/**
 * Finds, by seeded trial and mending, answers that lead down every way of a service: values come from the form's options and
 * from what its conditions compare with. What it finds is what anybody could type, for the form itself has judged it.
 */
import { type Answers, type Field, fieldsOf, type PropertySchema, validateAnswers } from '@yizhan/forms'
import {
  type Command,
  type Context,
  decide,
  type Event,
  foldAll,
  type Plan,
  ruleKey,
  rulesOf,
} from '@yizhan/process'
import { isFor, type MemberFacts } from './audience.ts'
import type { LoadedService } from './catalogue-loader.ts'

export const today = Temporal.PlainDate.from('2026-11-24')

const people: readonly MemberFacts[] = [
  { kind: 'student', level: '本科', year: 2025, status: '在读', finalYear: false },
  { kind: 'student', level: '本科', year: 2023, status: '在读', finalYear: true },
  { kind: 'student', level: '本科', year: 2024, status: '休学', finalYear: false },
  { kind: 'student', level: '硕士', year: 2025, status: '在读', finalYear: false },
  { kind: 'student', level: '硕士', year: 2024, status: '在读', finalYear: true },
  { kind: 'student', level: '博士', year: 2024, status: '在读', finalYear: false },
  { kind: 'student', level: '博士', year: 2022, status: '在读', finalYear: true },
  { kind: 'staff', finalYear: false },
  { kind: 'retired', finalYear: false },
  { kind: 'external', finalYear: false },
]

export type Found = {
  readonly member: MemberFacts
  readonly answers: Answers
  readonly facts: Context['facts']
}
/** A service, and how to make texts that match a pattern. */
export type Explorable = LoadedService & { readonly matching: (pattern: string) => readonly string[] }
export type Explored = { readonly found: readonly Found[]; readonly untaken: readonly string[] }

/** mulberry32: the same seed gives the same trials on every machine. */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** One member for each rule, named by it; the applicant is somebody else. */
export function contextOf(plan: Plan, facts: Context['facts']): Context {
  const found = new Map(rulesOf(plan).map((rule) => [ruleKey(rule), [ruleKey(rule)]]))
  return { at: '2026-11-24T08:00:00Z', people: found, facts }
}

/** All flows that a case with these facts takes when everybody agrees. */
export function flowsOf(plan: Plan, facts: Context['facts']): ReadonlySet<string> {
  const context = contextOf(plan, facts)
  const events: Event[] = []
  const apply = (command: Command) => {
    const state = events.length === 0 ? undefined : foldAll(events)
    const decision = decide(plan, state, command, context)
    if (!decision.ok) throw new Error(`${plan.id}: ${command.type} was refused: ${JSON.stringify(decision)}`)
    events.push(...decision.events)
    return foldAll(events)
  }
  let state = apply({ type: 'start', id: 'start', by: 'applicant' })
  for (let turn = 0; state.open.length > 0 && turn < 200; turn += 1) {
    const [open] = state.open
    if (open === undefined) break
    const { task, kind, candidates } = open
    state =
      kind === 'service'
        ? apply({ type: 'service-done', id: `${turn}`, task, results: {} })
        : apply({
            type: 'decide-task',
            id: `${turn}`,
            by: candidates[0] ?? '',
            task,
            outcome: 'approve',
            opinion: '已核对',
          })
  }
  if (state.status !== 'finished') throw new Error(`${plan.id} stands still`)
  return new Set(
    events.flatMap((event) => [...('take' in event ? event.take : []), ...('put' in event ? event.put : [])]),
  )
}

/** What the conditions that mention a field compare with: texts, numbers, and the site's limits. */
function comparedWith(loaded: Explorable, id: string): { texts: string[]; numbers: number[] } {
  const { form, plan, service } = loaded
  const shown = form.layout.sections.flatMap((section) => [
    section.visibleWhen,
    ...section.fields.map((field) => field.visibleWhen),
  ])
  const conditions = [
    ...shown,
    ...(form.layout.rules ?? []).map((rule) => rule.holds),
    ...Object.values(plan.flows).map((flow) => flow.when),
  ].filter((text): text is string => text !== undefined && new RegExp(`\\b${id}\\b`).test(text))
  const texts = conditions.flatMap((text) => [...text.matchAll(/"([^"]*)"/g)].map(([, word = '']) => word))
  const limits = conditions.flatMap((text) =>
    [...text.matchAll(/settings\.(\w+)/g)].map(([, name = '']) => Number(service.settings[name])),
  )
  const plain = conditions.flatMap((text) =>
    [...text.matchAll(/\b\d+(\.\d+)?\b/g)].map(([digits]) => Number(digits)),
  )
  return { texts, numbers: [...limits, ...plain].filter(Number.isFinite) }
}

const formatted: Readonly<Record<string, string>> = {
  'mobile-cn': '10012345678',
  email: 'linzhixia@weichuan.example',
  'id-number-cn': '999031200405180028',
  'plate-cn': '陕AD12345',
  'domain-label': 'jixie',
}
const words = '这是为了走通每一条路写下的内容，谁都可以这样填写，读起来也通顺。'

function textOf(schema: PropertySchema): string {
  if (schema.format === 'date') return today.toString()
  const known = schema.format === undefined ? undefined : formatted[schema.format]
  if (known !== undefined) return known
  const least = schema.minLength ?? 1
  const text = words.repeat(Math.ceil(least / words.length) || 1)
  return text.slice(0, Math.min(schema.maxLength ?? 20, Math.max(least, 12)))
}

function uuid(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
}

/** Values worth trying for a field, the plainest first. */
export function candidatesOf(loaded: Explorable, field: Field, schema: PropertySchema): readonly unknown[] {
  const { texts, numbers } = comparedWith(loaded, field.id)
  if (schema.enum !== undefined) return schema.enum
  if (schema.const !== undefined) return [schema.const]
  if (schema.type === 'boolean') return [true, false]
  if (field.widget === 'unit') return ['031', '305']
  if (schema.type === 'number' || schema.type === 'integer') return numbersFor(schema, numbers)
  if (schema.format === 'date') return datesFor(numbers)
  if (schema.type === 'string') {
    if (schema.format === 'uuid') return [uuid(1), uuid(2)]
    return [
      ...(schema.pattern === undefined ? [] : loaded.matching(schema.pattern)),
      textOf(schema),
      ...texts.filter((text) => text !== ''),
    ]
  }
  return listsFor(loaded, field, schema)
}

function numbersFor(schema: PropertySchema, near: readonly number[]): readonly number[] {
  const step = schema.multipleOf ?? 1
  const all = [
    schema.minimum ?? 1,
    1,
    2,
    ...near.flatMap((n) => [n - step, n, n + step]),
    schema.maximum ?? 100,
  ]
  return [...new Set(all)].filter((n) => n >= (schema.minimum ?? n) && n <= (schema.maximum ?? n))
}

function datesFor(near: readonly number[]): readonly string[] {
  const days = [0, 1, 3, 8, 30, 100, 200, 365, 700, -1, -20, -200, -400, -1500]
  const about = near.filter((n) => n < 4000).flatMap((n) => [n - 1, n, n + 1, n + 2, -n])
  return [...new Set([...days, ...about])].map((ahead) => today.add({ days: Math.round(ahead) }).toString())
}

function listsFor(loaded: Explorable, field: Field, schema: PropertySchema): readonly unknown[] {
  const { items, minItems = 1, maxItems = minItems } = schema
  if (items?.enum !== undefined) return [...items.enum.map((value) => [value]), items.enum.slice(0, maxItems)]
  if (items?.type === 'string') {
    const files = (count: number) => Array.from({ length: count }, (_, n) => uuid(n + 1))
    return [files(minItems), files(maxItems)]
  }
  const row = (whole: boolean) =>
    Object.fromEntries(
      (field.fields ?? []).flatMap((inner) => {
        const shape = items?.properties?.[inner.id]
        const wanted = whole || items?.required?.includes(inner.id)
        return shape === undefined || !wanted ? [] : [[inner.id, candidatesOf(loaded, inner, shape)[0]]]
      }),
    )
  const rows = (count: number, whole: boolean) => Array.from({ length: count }, () => row(whole))
  return [
    rows(Math.max(1, minItems), true),
    rows(Math.max(1, minItems), false),
    rows(Math.min(3, maxItems), true),
  ]
}

type Trial = { readonly pick: (below: number) => number; readonly loaded: Explorable }

/** Answers that the form takes, or nothing when mending did not lead there. */
function tryOnce({ pick, loaded }: Trial, member: MemberFacts): Found | undefined {
  const { form, service } = loaded
  const draw = (field: Field) => {
    const schema = form.schema.properties[field.id]
    if (schema === undefined) return undefined
    const candidates = candidatesOf(loaded, field, schema)
    return candidates[pick(candidates.length)]
  }
  const fields = fieldsOf(form).map(({ field }) => field)
  const answers: Record<string, unknown> = {}
  for (const field of fields) {
    // A record need not have what the form does not insist on.
    if (form.schema.required.includes(field.id) || pick(3) > 0) answers[field.id] = draw(field)
  }
  for (let mend = 0; mend < 25; mend += 1) {
    const judged = validateAnswers(form, answers, { today: today.toString(), member })
    const [error] = judged.errors
    if (error === undefined) {
      const facts = { ...judged.answers, settings: service.settings, applicant: member }
      return { member, answers: judged.answers, facts }
    }
    const field = fields.find(({ id }) => error.path === id || error.path.startsWith(`${id}.`))
    if (field === undefined) return undefined
    answers[field.id] = draw(field)
    // A rule stands between fields: sometimes it is another that has to give way.
    const other = fields[pick(fields.length)]
    if (mend > 8 && other !== undefined) answers[other.id] = draw(other)
  }
  return undefined
}

/** @param tries trials at most; it stops as soon as every flow was taken */
export function explore(loaded: Explorable, tries = 1500): Explored {
  const { service, plan } = loaded
  const pick = chance([...service.id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7))
  const who = people.filter((member) => isFor(service, member, today))
  const untaken = new Set(Object.keys(plan.flows))
  const found: Found[] = []
  for (let n = 0; n < tries && untaken.size > 0 && who.length > 0; n += 1) {
    const member = who[n % who.length]
    const one = member && tryOnce({ pick, loaded }, member)
    if (one === undefined) continue
    const fresh = [...flowsOf(plan, one.facts)].filter((flow) => untaken.delete(flow))
    if (fresh.length > 0) found.push(one)
  }
  return { found, untaken: [...untaken] }
}
