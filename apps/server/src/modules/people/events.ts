import { z } from 'zod'

/** A file was taken in. Members of kind `students` or `staff` may now sign in; those who departed may not. */
export const IMPORTED = 'people.imported'
export const Imported = z.object({
  importId: z.uuid(),
  kind: z.enum(['units', 'staff', 'students', 'positions', 'relations']),
  added: z.number().int(),
  changed: z.number().int(),
  departed: z.number().int(),
})
export type Imported = z.infer<typeof Imported>

/** Somebody says that a value of their own record is wrong. */
export const REPORTED = 'people.correction-reported'
export const Reported = z.object({ correctionId: z.uuid(), memberId: z.uuid(), element: z.string() })
export type Reported = z.infer<typeof Reported>
