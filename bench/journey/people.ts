/** A school with forty counsellors of fifty students, and those who decide after them. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Platform } from '../../apps/server/src/platform/platform.ts'

export type School = {
  readonly students: readonly { readonly id: string; readonly counsellor: string }[]
  readonly secretary: string
  readonly registrar: string
}

export async function makeSchool({ db }: Platform): Promise<School> {
  const units = { university: randomUUID(), school: randomUUID(), office: randomUUID() }
  await sql`insert into people.unit (id, code, name_zh, name_en, kind, parent_id, path, school_id, as_of) values
    (${units.university}, '000', '渭川大学', 'Weichuan University', 'university', null, '000.', null, now()),
    (${units.school}, '031', '机械学院', 'Mechanics', 'school', ${units.university}, '000.031.', ${units.school}, now()),
    (${units.office}, '305', '教务处', 'Registry', 'office', ${units.university}, '000.305.', ${units.office}, now())`.execute(
    db,
  )
  let made = 0
  const member = async (kind: 'student' | 'staff', unit: string) => {
    const id = randomUUID()
    made += 1
    await sql`insert into people.member (id, number, kind, unit_id, name, pinyin, initials, source, as_of)
      values (${id}, ${String(1_000_000 + made)}, ${kind}, ${unit}, '林知夏', 'linzhixia', 'lzx', 'bench', now())`.execute(
      db,
    )
    return id
  }
  const hold = (id: string, unit: string, position: string) =>
    sql`insert into people.position (id, member_id, unit_id, position, title_zh, title_en, from_date, as_of)
      values (${randomUUID()}, ${id}, ${unit}, ${position}, ${position}, ${position}, '2020-01-01', now())`.execute(
      db,
    )
  const secretary = await member('staff', units.school)
  await hold(secretary, units.school, 'deputy-secretary')
  const registrar = await member('staff', units.office)
  await hold(registrar, units.office, 'registrar')
  const students: { id: string; counsellor: string }[] = []
  for (let i = 0; i < 40; i += 1) {
    const counsellor = await member('staff', units.school)
    for (let j = 0; j < 50; j += 1) {
      const id = await member('student', units.school)
      await sql`insert into people.relation (id, kind, member_id, other_id, from_date, as_of)
        values (${randomUUID()}, 'counsellor', ${id}, ${counsellor}, '2020-01-01', now())`.execute(db)
      students.push({ id, counsellor })
    }
  }
  await sql`analyze`.execute(db).catch(() => {})
  return { students, secretary, registrar }
}
