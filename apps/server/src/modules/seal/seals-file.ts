/** catalogue/seals.yaml: which seals there are, whose they are, what stands on them. Pure. */
import { Words } from '@yizhan/contracts'
import { parse } from 'yaml'
import { z } from 'zod'

const Unit = z.strictObject({ unit: z.string().regex(/^[0-9A-Za-z-]{1,20}$/), name: Words })

const SealEntry = z.strictObject({
  key: z.string().regex(/^[a-z][a-z-]*$/),
  name: Words,
  owner: z.union([Unit, z.literal('applicant-school')]),
  /** Who stands along the ring and signs: the owner, or the university itself. */
  signs: z.enum(['owner', 'institution']).default('owner'),
  bottom: z.string().max(10),
  serial: z.number().int().min(1).max(999),
})

export const SealsFile = z.strictObject({
  institution: z.strictObject({ code: z.string(), name: Words }),
  codePrefix: z.string().regex(/^\d{7}$/),
  seals: z.array(SealEntry).min(1),
})
export type SealsFile = z.infer<typeof SealsFile>

/** A seal as it is made: every text settled. */
export type SealSpec = {
  /** Unique: the key, and the unit's code where each unit has its own. */
  readonly key: string
  readonly name: Words
  readonly owner: Words
  /** Path of the owner unit, as grants name it. */
  readonly ownerPath: string
  /** Who signs, in full, e.g. 渭川大学教务处. */
  readonly signatory: Words
  readonly ring: string
  readonly bottom: string
  readonly code: string
}

export type School = { readonly code: string; readonly name: Words }

/** @throws ZodError or YAMLParseError; the catalogue check shows them. */
export function readSealsFile(text: string): SealsFile {
  return SealsFile.parse(parse(text))
}

/** Undefined: no such key, or a school's seal for somebody who belongs to no school. */
export function specOf(file: SealsFile, key: string, school: School | undefined): SealSpec | undefined {
  const entry = file.seals.find((seal) => seal.key === key)
  if (entry === undefined) return undefined
  const { institution } = file
  const own = entry.owner === 'applicant-school'
  const unit =
    entry.owner === 'applicant-school' ? school && { unit: school.code, name: school.name } : entry.owner
  if (unit === undefined) return undefined
  const signatory =
    entry.signs === 'institution'
      ? institution.name
      : { zh: institution.name.zh + unit.name.zh, en: `${unit.name.en}, ${institution.name.en}` }
  return {
    key: own ? `${key}-${unit.unit}` : key,
    name: own ? { zh: `${unit.name.zh}公章`, en: `Seal of the ${unit.name.en}` } : entry.name,
    owner: unit.name,
    ownerPath: `${institution.code}.${unit.unit}.`,
    signatory,
    ring: signatory.zh,
    bottom: entry.bottom,
    code:
      file.codePrefix +
      unit.unit.replace(/\D/g, '').padStart(3, '0').slice(-3) +
      String(entry.serial).padStart(3, '0'),
  }
}
