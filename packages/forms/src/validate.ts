/** The server's side: compiling a form's schema with ajv, for use here and as a module for the browser. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import type { Answers, Form, Surroundings } from './form.ts'
import { conditional, type Judgement, judge, type Validator } from './judge.ts'

function compile(form: Form): { ajv: Ajv2020; validate: ValidateFunction } {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    validateFormats: false,
    code: { source: true, esm: true },
  })
  const asked = conditional(form)
  const required = form.schema.required.filter((id) => !asked.has(id))
  return { ajv, validate: ajv.compile({ ...form.schema, required }) }
}

export function validatorOf(form: Form): Validator {
  const { validate } = compile(form)
  const run: Validator = (answers) => {
    const ok = validate(answers)
    run.errors = validate.errors ?? null
    return ok
  }
  return run
}

const codePoints = 'const $1 = (text) => [...text].length;'

/**
 * The validator as an ES module: exports `validate` (and as default), imports nothing, evaluates no text.
 * Throws when ajv wants a runtime part that is not put in here; the keywords that checkForm allows never do.
 */
export function validatorModule(form: Form): string {
  const { ajv, validate } = compile(form)
  const code = standalone
    .default(ajv, validate)
    .replace(/const (\w+) = require\("ajv\/dist\/runtime\/ucs2length"\)\.default;/g, codePoints)
    .replace(/const (\w+) = require\("ajv\/dist\/runtime\/equal"\)\.default;/g, 'const $1 = Object.is;')
  if (code.includes('require(')) throw new Error('The compiled validator would need a module at run time')
  return code
}

const compiled = new WeakMap<Form, Validator>()

/** Judges answers with the form's own schema; the compiled validator is kept as long as the form. */
export function validateAnswers(form: Form, answers: Answers, around: Surroundings): Judgement {
  const validate = compiled.get(form) ?? validatorOf(form)
  compiled.set(form, validate)
  return judge(form, answers, around, validate)
}
