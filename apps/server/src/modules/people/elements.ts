/**
 * Data elements: the units of a member's record that forms, documents and the profile ask for. Names, sources and
 * categories come from the catalogue's dictionary; this file says where each value lies.
 */
import { readFileSync } from 'node:fs'
import type { Words } from '@yizhan/contracts'
import type { Selectable } from 'kysely'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Category, categories } from '#platform/permit/roles'
import { nameInPinyin } from './pinyin.ts'
import type { MemberKind, MemberTable } from './tables.ts'

const Dictionary = z.record(
  z.string(),
  z.object({
    name: z.object({ zh: z.string(), en: z.string() }),
    source: z.object({ zh: z.string(), en: z.string() }),
    /** Where a graduate student's value comes from, when that is another system. */
    graduateSource: z.object({ zh: z.string(), en: z.string() }).optional(),
    category: z.string(),
  }),
)

export type Entry = {
  readonly name: Words
  readonly source: Words
  readonly graduateSource?: Words | undefined
  readonly category: Category
}
export type DataDictionary = ReadonlyMap<string, Entry>

/** @param file `data-elements.yaml` of the catalogue */
export function readDictionary(file: string): DataDictionary {
  const entries = Object.entries(Dictionary.parse(parse(readFileSync(file, 'utf8'))))
  return new Map(entries.map(([id, entry]) => [id, { ...entry, category: strictest(entry.category) }]))
}

/** `family; contact` and `finance (sensitive)`: of all categories named, the one that comes last in `categories`. */
export function strictest(text: string): Category {
  const named = categories.filter((category) => new RegExp(`(^|[^a-z-])${category}([^a-z-]|$)`).test(text))
  return named.at(-1) ?? 'identity'
}

/** What the readers below need of a member, beside the columns of the member's own row. */
export type Facts = Selectable<MemberTable> & {
  readonly unit_code: string
  readonly unit_zh: string
  readonly unit_en: string
  readonly school_zh: string | null
  readonly school_en: string | null
  readonly counsellors: readonly string[]
  readonly supervisors: readonly string[]
}

/** A value, with words in both languages where the value is a code or the name of a unit. */
export type Found = { readonly value: unknown; readonly words?: Words }
type Read = (facts: Facts) => Found | undefined

const plain =
  (column: keyof MemberTable): Read =>
  (facts) => {
    const value = facts[column]
    return value === null ? undefined : { value }
  }

/** Stored value to what is shown in each language; what the list does not know is shown as it is. */
const coded =
  (column: keyof MemberTable, list: Readonly<Record<string, Words>>): Read =>
  (facts) => {
    const stored = facts[column]
    if (stored === null) return undefined
    const words = list[String(stored)]
    return words ? { value: words.zh, words } : { value: stored }
  }

const only =
  (kinds: readonly MemberKind[], read: Read): Read =>
  (facts) =>
    kinds.includes(facts.kind) ? read(facts) : undefined

const student = (read: Read) => only(['student'], read)
const staff = (read: Read) => only(['staff', 'retired'], read)
const text = (value: string | undefined | null): Found | undefined => (value ? { value } : undefined)
const unitWords = (zh: string | null, en: string | null): Found | undefined =>
  zh === null ? undefined : { value: zh, words: { zh, en: en ?? zh } }

const sexes = {
  '1': { zh: '男', en: 'Male' },
  '2': { zh: '女', en: 'Female' },
  '9': { zh: '未说明', en: 'Not stated' },
}
export const levels: Readonly<Record<string, Words>> = {
  本科: { zh: '本科', en: 'Undergraduate' },
  硕士: { zh: '硕士', en: 'Master’s' },
  博士: { zh: '博士', en: 'Doctoral' },
  专科: { zh: '专科', en: 'Junior college' },
}
export const studyStatuses: Readonly<Record<string, Words>> = {
  在读: { zh: '在读', en: 'Enrolled' },
  休学: { zh: '休学', en: 'Suspended' },
  保留学籍: { zh: '保留学籍', en: 'Enrolment reserved' },
  毕业: { zh: '毕业', en: 'Graduated' },
  结业: { zh: '结业', en: 'Completed without degree' },
  退学: { zh: '退学', en: 'Withdrawn' },
}
const kindWords: Readonly<Record<MemberKind, Words>> = {
  student: { zh: '学生', en: 'Student' },
  staff: { zh: '教职工', en: 'Staff' },
  retired: { zh: '离退休人员', en: 'Retired' },
  external: { zh: '校外人员', en: 'External' },
}
const idTypes = {
  居民身份证: { zh: '居民身份证', en: 'Resident identity card' },
  护照: { zh: '护照', en: 'Passport' },
}

/** Elements that lie in the member's own row or in relations. Every other element is a row of `people.record`. */
export const readers: Readonly<Record<string, Read>> = {
  'person.name': plain('name'),
  'person.name-pinyin': (facts) => text(facts.name_pinyin ?? nameInPinyin(facts.name)),
  'person.name-en': plain('name_en'),
  'person.sex': coded('sex', sexes),
  'person.birth-date': plain('birth_date'),
  'person.ethnicity': plain('ethnicity'),
  'person.nationality': plain('nationality'),
  'person.id-type': coded('id_type', idTypes),
  'person.id-number': plain('id_number'),
  'person.mobile': plain('mobile'),
  'person.email': plain('email'),
  'person.political': plain('political'),
  'person.origin-place': plain('origin_place'),
  'person.category': (facts) =>
    facts.category === null
      ? { value: kindWords[facts.kind].zh, words: kindWords[facts.kind] }
      : { value: facts.category },
  'person.account': plain('number'),
  'student.number': student(plain('number')),
  'student.category': student(plain('category')),
  'student.level': student(coded('level', levels)),
  'student.school': student((facts) => unitWords(facts.school_zh, facts.school_en)),
  'student.major': student(plain('major')),
  'student.grade-year': student(plain('year')),
  'student.class': student(plain('class')),
  'student.length': student((facts) => (facts.length === null ? undefined : { value: Number(facts.length) })),
  'student.entry-date': student(plain('entry_date')),
  'student.expected-end': student(plain('expected_end')),
  'student.status': student(coded('study_status', studyStatuses)),
  'student.counsellor': student((facts) => text(facts.counsellors.join('、'))),
  'student.supervisor': student((facts) => text(facts.supervisors.join('、'))),
  'staff.number': staff(plain('number')),
  'staff.unit': staff((facts) => unitWords(facts.unit_zh, facts.unit_en)),
  'staff.unit-code': staff((facts) => text(facts.unit_code)),
  'staff.post': staff(plain('post')),
  'staff.title': staff(plain('title')),
  'staff.office': staff(plain('office')),
  'staff.contract-type': staff(plain('contract_type')),
  'staff.join-date': staff(plain('join_date')),
  'staff.education': staff(plain('education')),
  'staff.degree': staff(plain('degree')),
  'staff.secrecy-level': staff(plain('secrecy_level')),
  'staff.retire-date': staff(plain('retire_date')),
}
