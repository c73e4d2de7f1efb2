/** A FormView carries form.json as plain data; here it gets the type that packages/forms gives it. */
import type { FormView } from '@yizhan/contracts'
import { type Answers, type Field, type Form, fieldsOf, type Surroundings } from '@yizhan/forms/browser'
import { campusToday } from '#kit'

/** The server checked the form when it was deployed, so its shape is the one of packages/forms. */
export const formOf = (view: FormView): Form => view.form as unknown as Form

export const surroundingsOf = (view: FormView): Surroundings => ({
  today: campusToday(),
  member: view.member ?? {},
})

/** How many questions a form has, prefilled ones among them. */
export const fieldCount = (view: FormView): number =>
  formOf(view).layout.sections.reduce((sum, section) => sum + section.fields.length, 0)

/** Shown from the record and never typed. */
export const isRecord = (field: Field): boolean => field.policy === 'record'

/** What the form starts with: the record's values, then what the draft says. */
export function startingAnswers(view: FormView, kept: Answers | undefined): Answers {
  const answers: Record<string, unknown> = {}
  for (const { field } of fieldsOf(formOf(view))) {
    const filled = view.prefilled[field.id]
    if (filled !== undefined) answers[field.id] = filled.value
  }
  const own = kept ?? view.draft?.answers ?? {}
  for (const { field } of fieldsOf(formOf(view))) {
    if (!isRecord(field) && own[field.id] !== undefined) answers[field.id] = own[field.id]
  }
  return answers
}
