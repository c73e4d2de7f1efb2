/** For the tests of people: files as text or bytes, a small university, and actors. */
import assert from 'node:assert/strict'
import { crc32 } from 'node:zlib'
import type { Actor } from '#platform/auth'
import type { TestPlatform } from '#platform/testing'
import { createPeople, type ImportKind, type ImportOutcome, type People } from './index.ts'

export const units = `单位代码,单位名称,英文名称,单位类型,上级单位,校区
000,渭川大学,Weichuan University,大学,,XQ
031,机械学院,School of Mechanical Engineering,学院,000,XQ
0311,机械设计系,Department of Mechanical Design,系,031,XQ
033,能源与动力学院,School of Energy,学院,000,CX
305,教务处,Academic Affairs Office,部门,000,XQ
`
export const staff = `工号,姓名,单位,人员类别
0002101,顾怀瑾,031,教职工
0002107,郑书远,031,教职工
0004410,周敏,031,教职工
0003312,陈砚秋,0311,教职工
0005021,沈静宜,305,教职工
0001001,何予安,000,教职工
0000087,秦守拙,031,离退休
`
export const students = `学号,姓名,学院,培养层次,年级,学籍状态,出生日期,证件号码,手机号码
2023310215,林知夏,031,本科,2023,在读,2005-05-18,99900120050518001X,10012345678
2023310216,方𬭎,0311,本科,2023,在读,,,
2024330001,张䶮,033,本科,2024,在读,,,
`
export const positions = `工号,单位,职务,任职日期,免职日期
0002101,031,院长,2022-09-01,
0002107,031,党委副书记,2022-09-01,
0004410,031,辅导员,2022-09-01,
0005021,305,学籍管理员,2022-09-01,
`
export const relations = `学号,关系,工号,开始日期
2023310215,辅导员,0004410,2023-09-01
2023310216,辅导员,0004410,2023-09-01
`

export type Importer = (
  kind: ImportKind,
  file: string | Uint8Array,
  more?: { complete?: boolean; dryRun?: boolean; confirmDepartures?: number },
) => ReturnType<People['importWithoutPermit']>

export function importer(people: People): Importer {
  return (kind, file, more = {}) => {
    const bytes = typeof file === 'string' ? Buffer.from(file) : file
    const open = async function* () {
      // Two pieces, cut in the middle of whatever is there.
      yield bytes.subarray(0, bytes.length >> 1)
      yield bytes.subarray(bytes.length >> 1)
    }
    return people.importWithoutPermit({ kind, source: { name: `${kind}.csv`, open }, ...more })
  }
}

export function taken(outcome: Awaited<ReturnType<Importer>>): ImportOutcome {
  assert.ok('linesRead' in outcome, JSON.stringify(outcome))
  assert.deepEqual(outcome.errors, [])
  return outcome
}

/** The small university of the files above. */
export async function smallUniversity(platform: TestPlatform): Promise<{ people: People; take: Importer }> {
  const people = createPeople(platform)
  const take = importer(people)
  for (const [kind, file] of Object.entries({ units, staff, students, positions, relations })) {
    taken(await take(kind as ImportKind, file))
  }
  return { people, take }
}

export async function idOf(people: People, number: string): Promise<string> {
  const found = await people.memberByNumber(number)
  assert.ok(found, number)
  return found.id
}

/** Somebody signed in, with the grants of this moment. */
export async function actorOf(people: People, number: string): Promise<Actor> {
  const row = await people.memberByNumber(number)
  assert.ok(row, number)
  const grants = await people.grantsOf(row.id)
  return {
    memberId: row.id,
    sessionId: row.id,
    number,
    name: row.name,
    kind: row.kind as Actor['kind'],
    locale: 'zh-CN',
    grants,
  }
}

/** The smallest workbook: one sheet, texts inline, stored without compression. */
export function xlsx(rows: readonly (readonly (string | number)[])[]): Uint8Array {
  const cell = (value: string | number, place: string) =>
    typeof value === 'number'
      ? `<c r="${place}"><v>${value}</v></c>`
      : `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`
  const body = rows
    .map((cells, row) => {
      const written = cells.map((value, column) =>
        cell(value, `${String.fromCharCode(65 + column)}${row + 1}`),
      )
      return `<row r="${row + 1}">${written.join('')}</row>`
    })
    .join('')
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const pack = 'http://schemas.openxmlformats.org/package/2006'
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  return zip({
    '[Content_Types].xml': `<Types xmlns="${pack}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${pack}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${pack}/relationships"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${body}</sheetData></worksheet>`,
  })
}

function zip(files: Readonly<Record<string, string>>): Uint8Array {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(files)) {
    const [path, data] = [Buffer.from(name), Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`)]
    const sizes = Buffer.alloc(26)
    sizes.writeUInt16LE(20, 0)
    sizes.writeUInt32LE(crc32(data), 10)
    sizes.writeUInt32LE(data.length, 14)
    sizes.writeUInt32LE(data.length, 18)
    sizes.writeUInt16LE(path.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), sizes, path, data])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), sizes, place, path]))
    parts.push(local)
    offset += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(directory.length, 4)
  end.writeUInt16LE(directory.length, 6)
  end.writeUInt32LE(listed.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, listed, Buffer.from('PK\x05\x06'), end])
}
