/** The machine does not allow a start. The message is for people and says what to do; no stack is wanted. */
export class CannotStart extends Error {
  override name = 'CannotStart'
}
