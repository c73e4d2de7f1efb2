/** The whole face: forms for people, checked and validated. `@yizhan/forms/browser` is the part without the compiler. */
export * from './browser.ts'
export { checkForm, conditionFaults, type FormProblem, type KnownNames } from './check.ts'
export { type Lists, listsOf, withLists } from './lists.ts'
export { shapeFaults } from './shape.ts'
export { validateAnswers, validatorModule, validatorOf } from './validate.ts'
