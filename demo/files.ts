/** The five files of the demo university, as any university would hand them over: CSV in UTF-8 with Chinese headers. */
import { Chance } from './chance.ts'
import { makeName } from './names.ts'
import type { Persona } from './personas.ts'
import { type Employee, lengthOfLevel, type Plan, type Student, schoolYear } from './plan.ts'
import { offices, positionTitles, schools, university } from './university.ts'

export type FileKind = 'units' | 'staff' | 'students' | 'positions' | 'relations'
type Cells = readonly (string | number)[]

/** In the order in which they must be imported. */
export const fileKinds: readonly FileKind[] = ['units', 'staff', 'students', 'positions', 'relations']

const rowsOf: Readonly<Record<FileKind, (plan: Plan) => Generator<Cells>>> = {
  units: unitRows,
  staff: staffRows,
  students: studentRows,
  positions: positionRows,
  relations: relationRows,
}

/** The bytes of one file in pieces; the same plan gives the same bytes. */
export function* fileBytes(plan: Plan, kind: FileKind): Generator<Buffer> {
  let piece = ''
  for (const cells of rowsOf[kind](plan)) {
    piece += `${cells.map(csvCell).join(',')}\r\n`
    if (piece.length > 64 * 1024) {
      yield Buffer.from(piece)
      piece = ''
    }
  }
  if (piece !== '') yield Buffer.from(piece)
}

function csvCell(cell: string | number): string {
  const text = String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function* unitRows(): Generator<Cells> {
  yield ['单位代码', '单位名称', '英文名称', '单位类型', '上级单位', '校区']
  yield [university.code, university.zh, university.en, '大学', '', 'XQ']
  for (const { code, zh, en, campus, departments } of schools) {
    yield [code, zh, en, '学院', university.code, campus]
    for (const [index, [name, english]] of departments.entries()) {
      yield [`${code}${index + 1}`, name, english, '系', code, campus]
    }
  }
  for (const { code, zh, en, campus } of offices) yield [code, zh, en, '部门', university.code, campus]
}

const campusOf = new Map<string, string>([
  [university.code, 'XQ'],
  ...schools.map(({ code, campus }) => [code, campus] as const),
  ...offices.map(({ code, campus }) => [code, campus] as const),
])

type Person = {
  readonly name: string
  readonly english: string
  readonly sex: string
  readonly birth: string
  readonly ethnicity: string
  readonly nationality: string
  readonly idType: string
  readonly id: string
  readonly mobile: string
  readonly email: string
}

/** @param ages in what years somebody of this kind was born */
function makePerson(
  chance: Chance,
  number: string,
  ages: readonly [number, number],
  foreign: number,
  persona: Persona | undefined,
): Person {
  const named = makeName(chance, foreign)
  const year = chance.between(...ages)
  const month = String(chance.between(1, 12)).padStart(2, '0')
  const birth = persona?.birth ?? `${year}-${month}-${String(chance.between(1, 28)).padStart(2, '0')}`
  const sex = persona?.sex ?? named.sex
  const fromAbroad = persona === undefined && named.english !== undefined
  return {
    name: persona?.name ?? named.name,
    english: fromAbroad ? (named.english ?? '') : '',
    sex,
    birth,
    ethnicity: persona ? '汉族' : named.ethnicity,
    nationality: persona ? '中国' : named.nationality,
    idType: fromAbroad ? '护照' : '居民身份证',
    id: fromAbroad ? `E${chance.digits(8)}` : idNumber(chance, birth, sex),
    // No operator issues numbers that begin with 100, and .example is no domain (RFC 2606).
    mobile: `100${chance.digits(8)}`,
    email: `${number.toLowerCase()}@weichuan.example`,
  }
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** A right check digit (GB 11643) on a region that does not exist. */
function idNumber(chance: Chance, birth: string, sex: string): string {
  const order = chance.between(0, 49) * 2 + (sex === '男' ? 1 : 0)
  const serial = `${chance.between(0, 9)}${String(order % 100).padStart(2, '0')}`
  const body = `9990${String(chance.between(1, 4)).padStart(2, '0')}${birth.replaceAll('-', '')}${serial}`
  const total = weights.reduce((sum, weight, index) => sum + weight * Number(body[index]), 0)
  return body + '10X98765432'.charAt(total % 11)
}

function* studentRows(plan: Plan): Generator<Cells> {
  yield [
    '学号',
    '姓名',
    '学院',
    '校区',
    '英文姓名',
    '性别',
    '出生日期',
    '民族',
    '国籍',
    '证件类型',
    '证件号码',
    '手机号码',
    '电子邮箱',
    '政治面貌',
    '生源地',
    '学生类别',
    '培养层次',
    '年级',
    '专业代码',
    '专业',
    '班级',
    '学制',
    '入学日期',
    '预计毕业日期',
    '学籍状态',
  ]
  for (const student of plan.students()) yield studentRow(plan, student)
}

/** The programmes of medicine run five years. */
function lengthOf({ level, school }: Student): number {
  return level === '本科' && school.code === '041' ? 5 : lengthOfLevel(level)
}

const provinces = [
  '陕西省',
  '河南省',
  '山东省',
  '四川省',
  '甘肃省',
  '湖北省',
  '江苏省',
  '新疆维吾尔自治区',
  '广东省',
  '山西省',
]

function studentRow(plan: Plan, student: Student): Cells {
  const { number, school, level, year, persona } = student
  const chance = new Chance(plan.seed, 'student', number)
  const age = level === '本科' ? 18 : level === '硕士' ? 22 : 25
  const person = makePerson(
    chance,
    number,
    [year - age - 1, year - age],
    level === '本科' ? 0.008 : 0.02,
    persona,
  )
  const major = persona ? school.majors[0] : chance.pick(school.majors)
  const length = lengthOf(student)
  const classNumber = persona ? 2 : (student.place % 4) + 1
  const suspended = persona === undefined && chance.happens(0.008)
  const political =
    person.nationality === '中国'
      ? chance.happens(level === '本科' ? 0.06 : 0.3)
        ? '中共党员'
        : '共青团员'
      : ''
  return [
    number,
    person.name,
    school.code,
    school.campus,
    person.english,
    person.sex,
    person.birth,
    person.ethnicity,
    person.nationality,
    person.idType,
    person.id,
    person.mobile,
    person.email,
    persona ? '共青团员' : political,
    person.nationality === '中国' ? (persona ? '陕西省' : chance.pick(provinces)) : '',
    level === '本科' ? '普通本科生' : `全日制${level}研究生`,
    level,
    year,
    major?.code ?? '',
    major?.zh ?? '',
    `${major?.short ?? ''}${level === '本科' ? '' : level}${String(year).slice(2)}${String(classNumber).padStart(2, '0')}`,
    length,
    `${year}-09-01`,
    `${year + length}-07-01`,
    suspended ? '休学' : '在读',
  ]
}

function* staffRows(plan: Plan): Generator<Cells> {
  yield [
    '工号',
    '人员类别',
    '姓名',
    '单位',
    '校区',
    '英文姓名',
    '性别',
    '出生日期',
    '民族',
    '国籍',
    '证件类型',
    '证件号码',
    '手机号码',
    '电子邮箱',
    '政治面貌',
    '岗位',
    '专业技术职务',
    '编制类型',
    '来校日期',
    '最高学历',
    '最高学位',
    '涉密等级',
    '退休日期',
    '派出单位',
    '账号到期日',
  ]
  for (const employee of plan.employees()) yield staffRow(plan, employee)
}

const titles = ['教授', '副教授', '副教授', '讲师', '讲师', '助教'] as const
const posts: Readonly<Record<string, string>> = {
  教授: '教师三级',
  副教授: '教师六级',
  讲师: '教师九级',
  助教: '教师十一级',
}
const companies = ['渭北软件有限公司', '秦岭物业服务公司', '灞上建筑设计院', '沣东网络科技公司']
const kindNames = { staff: '教职工', retired: '离退休', external: '校外人员' } as const

function staffRow(plan: Plan, employee: Employee): Cells {
  const { number, unit, kind, persona } = employee
  const chance = new Chance(plan.seed, 'staff', number)
  const ages = kind === 'retired' ? ([1936, 1963] as const) : ([1967, 1998] as const)
  const person = makePerson(chance, number, ages, kind === 'staff' ? 0.004 : 0, persona)
  const teaches = unit.startsWith('0') && unit !== university.code
  const title = persona?.title ?? (teaches && persona === undefined ? chance.pick(titles) : '')
  const birthYear = Number(person.birth.slice(0, 4))
  const joined = `${Math.min(birthYear + chance.between(24, 32), schoolYear)}-${chance.pick(['07', '09'])}-01`
  const retires = `${birthYear + 60}-${person.birth.slice(5, 7)}-28`
  const external = kind === 'external'
  const doctor = teaches || chance.happens(0.15)
  return [
    number,
    kindNames[kind],
    person.name,
    unit,
    campusOf.get(unit) ?? '',
    person.english,
    person.sex,
    person.birth,
    person.ethnicity,
    person.nationality,
    person.idType,
    person.id,
    person.mobile,
    person.email,
    chance.happens(0.55) && person.nationality === '中国' ? '中共党员' : '',
    external ? '' : title === '' ? `管理${chance.pick(['六', '七', '八', '九'])}级` : (posts[title] ?? ''),
    title,
    external ? '' : chance.happens(0.85) ? '事业编制' : '合同聘用',
    external ? '' : joined,
    external ? '' : doctor ? '博士研究生' : '硕士研究生',
    external ? '' : doctor ? '博士' : '硕士',
    external ? '' : '非涉密',
    external ? '' : kind === 'retired' || birthYear < schoolYear - 45 ? retires : '',
    external ? chance.pick(companies) : '',
    external ? `${schoolYear + 1}-06-30` : '',
  ]
}

function* positionRows(plan: Plan): Generator<Cells> {
  yield ['工号', '单位', '职务', '职务名称', '职务英文名称', '任职日期']
  for (const { number, unit, position } of plan.holdings()) {
    const chance = new Chance(plan.seed, 'position', number, unit, position)
    const since = `${chance.between(2021, 2025)}-${chance.pick(['03', '09'])}-01`
    const [zh, en] = titleOf(unit, position)
    yield [number, unit, position, zh, en, since]
  }
}

function titleOf(unit: string, position: string): readonly [string, string] {
  if (position === 'counsellor') return ['辅导员', 'Counsellor']
  if (unit === university.code && position === 'head') return ['校长', 'President']
  if (unit === university.code && position === 'deputy-head') return ['副校长', 'Vice President']
  const words = positionTitles[position as keyof typeof positionTitles]
  const office = offices.find(({ code }) => code === unit)
  if (!office) return words.school
  if (position === 'head') return [office.head, 'Head']
  return position === 'deputy-head' ? [`副${office.head}`, 'Deputy Head'] : words.office
}

function* relationRows(plan: Plan): Generator<Cells> {
  yield ['学号', '关系', '工号', '开始日期']
  for (const student of plan.students()) {
    const since = `${student.year}-09-01`
    yield [student.number, '辅导员', plan.counsellorOf(student).number, since]
    if (student.level !== '本科') yield [student.number, '导师', plan.supervisorOf(student).number, since]
  }
}
