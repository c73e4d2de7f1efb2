/** What a service.yaml, categories.yaml, campuses.yaml and data-elements.yaml hold. Read strictly: an unknown key is a mistake. */
import { conditionFaults } from '@yizhan/forms'
import { z } from 'zod'
import { memberNames } from './audience.ts'

const text = z.string().trim().min(1)
const words = z.strictObject({ zh: text, en: text })
const slug = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)

/** FEEL over `member` and `today`. One that cannot be read would answer every visit with a fault, or let everybody in. */
const condition = text.superRefine((expression, check) => {
  for (const { en } of conditionFaults(expression, [], { member: memberNames, settings: [] }))
    check.addIssue({ code: 'custom', message: en })
})

const named = z.strictObject({ name: words, note: words.optional() })

const guide = z.strictObject({
  who: words,
  needs: z.array(words).min(1),
  duration: words,
  decides: words,
  result: words,
  steps: z.array(named).min(2),
  contact: z.strictObject({ name: words, phone: text.optional(), place: words.optional() }),
  notes: z.array(words).default([]),
})

/** Recommended on the hall's home in these months to whom the condition holds. */
const recommendation = z.strictObject({
  when: condition,
  months: z.array(z.number().int().min(1).max(12)).min(1),
  reason: words,
})

export const ServiceFile = z.strictObject({
  id: slug,
  name: words,
  /** On the title slip: at most four Chinese characters. */
  short: words.refine((short) => [...short.zh].length <= 4, { error: 'short.zh: at most 4 characters' }),
  category: slug,
  owner: z.strictObject({ unit: z.string().regex(/^\d{3,6}$/), name: words }),
  summary: words,
  /** 用印场景, for services that end with a sealed document. */
  scenario: z
    .string()
    .regex(/^S\d\d$/)
    .optional(),
  audience: z.strictObject({ words, when: condition }),
  guide,
  promise: z.strictObject({ workingDays: z.number().int().min(0).max(90) }),
  /** Fen; what is said about it. */
  fee: z.strictObject({ fen: z.number().int().min(0), words }),
  tripsSaved: z.number().int().min(0).max(20),
  /** Limits that a site may change; the process reads them as `settings.name`. */
  settings: z
    .record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), z.union([z.number(), z.string(), z.boolean()]))
    .default({}),
  recommend: z.array(recommendation).default([]),
  search: z.strictObject({ zh: z.array(text).min(2), en: z.array(text).min(1) }),
})
export type ServiceFile = z.infer<typeof ServiceFile>

export const CategoriesFile = z.array(
  z.strictObject({
    head: words,
    categories: z.array(z.strictObject({ id: slug, name: words })).min(1),
  }),
)
export type CategoriesFile = z.infer<typeof CategoriesFile>

/** The codes are those of the records of units and members. */
export const CampusesFile = z
  .array(z.strictObject({ id: z.string().regex(/^[A-Za-z0-9-]{1,16}$/), name: words }))
  .min(1)
  .refine((campuses) => new Set(campuses.map(({ id }) => id)).size === campuses.length, {
    error: 'each id stands once',
  })

export const ElementsFile = z.record(
  z.string().regex(/^[a-z]+(\.[a-z-]+)$/),
  z.strictObject({
    name: words,
    source: words,
    graduateSource: words.optional(),
    type: text,
    category: text,
    standard: text.optional(),
  }),
)
export type ElementsFile = z.infer<typeof ElementsFile>
