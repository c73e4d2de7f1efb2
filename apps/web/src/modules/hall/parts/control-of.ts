/** What every control of a form gets. */
import type { Field, PropertySchema } from '@yizhan/forms/browser'
import type { ControlProps } from '#kit'

export type ControlOf = {
  field: Field
  schema: PropertySchema | undefined
  value: unknown
  onChange: (value: unknown) => void
  describe: ControlProps & { id: string }
  errors: ReadonlyMap<string, string>
}
