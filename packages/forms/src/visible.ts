/** Which fields are shown, and answers without what is hidden or empty. */
import { evaluate } from 'feelin'
import { type Answers, type Field, type Form, fieldsOf, type Surroundings } from './form.ts'
import { isSimple, simplyHolds } from './simple.ts'

type Context = Record<string, unknown>

/** The value of a FEEL expression; a name that is not set is null. Throws when it cannot be read (checkForm finds that). */
export function feel(expression: string, context: Context): unknown {
  return evaluate(expression, context).value
}

/** A FEEL condition. */
export type Condition = string

/** Whether the condition is true of these facts; null and everything else is not. */
export function holds(condition: Condition, facts: Context): boolean {
  return simplyHolds(condition, facts) ?? feel(condition, facts) === true
}

/** Whether a form can be shown without the FEEL engine; judging its rules is another matter. */
export function showsSimply(form: Form): boolean {
  return fieldsOf(form).every(({ field, section }) =>
    [field.visibleWhen, section.visibleWhen].every((one) => one === undefined || isSimple(one)),
  )
}

function emptyContext(form: Form, around: Surroundings): Context {
  const names = fieldsOf(form).map(({ field }) => [field.id, null] as const)
  const { today, member } = around
  return { ...Object.fromEntries(names), today, member, settings: form.layout.settings ?? {} }
}

/** Answers and surroundings as FEEL sees them: unanswered fields are null. */
export function contextOf(form: Form, answers: Answers, around: Surroundings): Context {
  const context = emptyContext(form, around)
  for (const { field } of fieldsOf(form))
    if (answers[field.id] !== undefined) context[field.id] = answers[field.id]
  return context
}

function walk(form: Form, answers: Answers, around: Surroundings): { shown: Field[]; kept: Context } {
  const context = emptyContext(form, around)
  const shown: Field[] = []
  const kept: Context = {}
  // A condition sees only answers that stand above it and are shown themselves, so one pass is enough.
  for (const { field, section } of fieldsOf(form)) {
    const conditions = [section.visibleWhen, field.visibleWhen].filter((condition) => condition !== undefined)
    if (!conditions.every((condition) => holds(condition, context))) continue
    shown.push(field)
    const value = answers[field.id]
    if (value === undefined || value === null) continue
    context[field.id] = value
    kept[field.id] = value
  }
  return { shown, kept }
}

export function visibleFields(form: Form, answers: Answers, around: Surroundings): readonly Field[] {
  return walk(form, answers, around).shown
}

/** Drops the answers of hidden fields and answers that no field asks for. Applying it again changes nothing. */
export function pruneHidden(form: Form, answers: Answers, around: Surroundings): Answers {
  return walk(form, answers, around).kept
}

/** Controls, and marks that turn the direction of writing: on a sealed page the eye would read something else. */
const unseen = /[\u202A-\u202E\u2066-\u2069]|(?![\t\n\r])\p{Cc}/gu

function tidyValue(value: unknown): unknown {
  if (typeof value === 'string') {
    const text = value.replaceAll(unseen, '').normalize('NFC').trim()
    return text === '' ? undefined : text
  }
  if (Array.isArray(value)) {
    const items = value.map(tidyValue).filter((item) => item !== undefined)
    return items.length === 0 ? undefined : items
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => [key, tidyValue(inner)] as const)
    const full = entries.filter(([, inner]) => inner !== undefined)
    return full.length === 0 ? undefined : Object.fromEntries(full)
  }
  return value === null ? undefined : value
}

/** Text in NFC without blanks around it and without what nobody sees; empty texts, lists and rows are as good as not given. */
export function tidyAnswers(answers: Answers): Answers {
  const tidied = tidyValue(answers)
  return typeof tidied === 'object' && tidied !== null ? { ...tidied } : {}
}
