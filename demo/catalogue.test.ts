/** The demo's record fits the catalogue: nobody of this university meets a form that refuses the record's own values. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Form, fieldsOf, validateAnswers } from '@yizhan/forms'
import { Plan } from './plan.ts'
import { records } from './records.ts'

const catalogue = join(import.meta.dirname, '../catalogue')
const forms = globSync('*/*/form.json', { cwd: catalogue }).map((path) => ({
  path,
  form: JSON.parse(readFileSync(join(catalogue, path), 'utf8')) as Form,
}))

test('every value that other systems give passes the schema of every form that shows it', () => {
  const members = new Map<string, Map<string, unknown>>()
  for (const { number, element, value } of records(new Plan({ members: 400, seed: 'fit' }))) {
    const known = members.get(number) ?? new Map<string, unknown>()
    members.set(number, known.set(element, value))
  }
  let compared = 0
  for (const { path, form } of forms) {
    const bound = fieldsOf(form).flatMap(({ field: { id, bind } }) =>
      bind === undefined ? [] : [{ id, bind }],
    )
    for (const record of members.values()) {
      const answers = Object.fromEntries(
        bound.filter(({ bind }) => record.has(bind)).map(({ id, bind }) => [id, record.get(bind)]),
      )
      const given = Object.keys(answers)
      if (given.length === 0) continue
      compared += given.length
      const { errors } = validateAnswers(form, answers, { today: '2026-11-24', member: { kind: 'student' } })
      const faults = errors.filter((error) => given.includes(error.path.split('.')[0] ?? ''))
      assert.deepEqual(faults, [], path)
    }
  }
  assert.ok(forms.length >= 12 && compared > 2000, `${forms.length} forms, ${compared} values`)
})
