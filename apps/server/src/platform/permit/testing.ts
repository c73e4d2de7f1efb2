/** Generated universities, grants and questions for the property tests of permission. */
import fc from 'fast-check'
import type { Grant, Target } from './evaluate.ts'
import { type Action, actions, type Category, roles } from './roles.ts'

export const units = [
  '000.',
  '000.031.',
  '000.031.0311.',
  '000.031.0312.',
  '000.0311.',
  '000.305.',
  '000.305.1.',
]
export const members = ['m1', 'm2', 'm3']
export const campuses = ['XQ', 'YT']
export const start = Temporal.Instant.from('2026-11-24T00:00:00Z')
export const hours = (n: number) => start.add({ hours: n })

const anyCategories = fc.oneof(
  fc.constant('all' as const),
  fc.subarray<Category>(['identity', 'finance', 'academic'], { minLength: 1 }),
)

/** Grants whose parents are earlier or later ones, themselves, or nobody, so that chains, circles and gaps occur. */
export const anyGrants: fc.Arbitrary<Grant[]> = fc
  .array(
    fc.record({
      subject: fc.constantFrom(...members),
      effect: fc.constantFrom('allow' as const, 'allow' as const, 'allow' as const, 'deny' as const),
      role: fc.constantFrom(
        'registrar',
        'people-admin',
        'registrar',
        'people-admin',
        ...Object.keys(roles),
        'no-such-role',
      ),
      unit: fc.constantFrom(...units),
      campus: fc.option(fc.constantFrom(...campuses), { nil: undefined }),
      categories: anyCategories,
      from: fc.integer({ min: -3, max: 2 }).map(hours),
      until: fc.option(fc.integer({ min: -1, max: 4 }).map(hours), { nil: undefined }),
      parent: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined, freq: 2 }),
    }),
    { maxLength: 8 },
  )
  .map((drafts) =>
    drafts.map(({ parent, ...draft }, index) => ({
      ...draft,
      id: `g${index}`,
      ...(parent === undefined ? {} : { parent: `g${parent}` }),
    })),
  )

export const anyTarget: fc.Arbitrary<Target> = fc.record({
  unit: fc.constantFrom(...units),
  campus: fc.option(fc.constantFrom(...campuses), { nil: undefined }),
  category: fc.option(fc.constantFrom<Category>('identity', 'finance', 'academic', 'political'), {
    nil: undefined,
  }),
  owner: fc.option(fc.constantFrom(...members), { nil: undefined }),
})

export const anyActor = fc.constantFrom(...members)
export const anyAction = fc.constantFrom<Action>('people.read', 'people.read', 'people.read', ...actions)
export const anyInstant = fc.integer({ min: -4, max: 5 }).map(hours)
