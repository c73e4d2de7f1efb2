/** What other systems know about a member: grades, awards, fees, dormitory, income, a portrait. */
import { Chance } from './chance.ts'
import { type Employee, lengthOfLevel, type Plan, type Student, schoolYear } from './plan.ts'
import { portrait } from './portrait.ts'
import { courses } from './university.ts'

export type DemoRecord = {
  readonly number: string
  readonly element: string
  readonly value: unknown
  readonly source: string
}

/** Course lists and portraits are large; a university of more members than this has them for personas only. */
export const DETAILED_MEMBERS = 20_000

/** When those systems were read. */
export const recordedAt = `${schoolYear}-11-20T02:00:00Z`

export function* records(plan: Plan): Generator<DemoRecord> {
  const detailed = plan.members <= DETAILED_MEMBERS
  for (const student of plan.students())
    yield* ofStudent(plan, student, detailed || student.persona !== undefined)
  for (const employee of plan.employees()) {
    if (employee.kind === 'staff') yield* ofStaff(plan, employee, detailed || employee.persona !== undefined)
  }
}

type Course = {
  readonly term: string
  readonly course: string
  readonly courseEn: string
  readonly credits: number
  readonly score: number
}

function* ofStudent(plan: Plan, student: Student, detailed: boolean): Generator<DemoRecord> {
  const { number, persona } = student
  const chance = new Chance(plan.seed, 'record', number)
  const source = student.level === '本科' ? '本科教务系统' : '研究生系统'
  const record = (element: string, value: unknown, from = source): DemoRecord => ({
    number,
    element,
    value,
    source: from,
  })
  const taken = coursesOf(student, chance)
  const credits = taken.reduce((all, course) => all + course.credits, 0)
  if (credits > 0) {
    const average =
      taken.reduce((all, { score, credits: weight }) => all + points(score) * weight, 0) / credits
    const gpa = Math.round(average * 100) / 100
    const peers = chance.between(60, 150)
    const rank = Math.min(peers, Math.max(1, Math.round(((4 - gpa) / 1.4) * peers)))
    yield record('grade.gpa', gpa)
    yield record('grade.rank', `${rank}/${peers}`)
    yield record('grade.credits', credits)
    if (detailed) yield record('grade.score', taken)
  }
  const awards = persona ? personaAwards : awardsOf(student, chance)
  if (awards !== '') yield record('student.awards-discipline', awards, '学工系统')
  yield record('aid.tuition-status', chance.happens(0.97) || persona ? '已缴清' : '欠缴', '财务系统')
  yield record(
    'dorm.bed',
    `${chance.pick(['东', '西', '南'])}${chance.between(1, 12)}-${chance.between(101, 630)}-${chance.between(1, 4)}`,
    '宿舍系统',
  )
  yield record('library.loans', `在借 ${chance.between(0, 6)} 册，无欠费`, '图书馆系统')
  yield record('card.number', String(100_000 + chance.between(0, 899_999)), '一卡通系统')
  yield record('person.emergency', `${chance.pick(['父亲', '母亲'])} 100${chance.digits(8)}`, '学工系统')
  if (detailed)
    yield record('person.photo', portrait(new Chance(plan.seed, 'portrait', number)), '一卡通系统')
}

const personaAwards = '2024 年校级一等奖学金；2025 年国家励志奖学金；2025 年机械创新设计大赛省级一等奖'
const prizes = [
  '校级一等奖学金',
  '校级二等奖学金',
  '校级三等奖学金',
  '国家励志奖学金',
  '优秀学生干部',
  '三好学生',
  '数学建模竞赛省级二等奖',
]

function awardsOf(student: Student, chance: Chance): string {
  const awards: string[] = []
  for (let year = student.year + 1; year <= schoolYear; year++) {
    if (chance.happens(0.22)) awards.push(`${year} 年${chance.pick(prizes)}`)
  }
  return awards.join('；')
}

/** Courses of the terms that are over, in the order of the plan of studies, with marks around the student's own level. */
function coursesOf(student: Student, chance: Chance): Course[] {
  const terms = (schoolYear - student.year) * 2
  const inAll = Math.min(lengthOfLevel(student.level) * 2, 8)
  const strength = student.persona ? 92 : chance.between(68, 92)
  return courses.flatMap(([course, courseEn, credits], index) => {
    const term = Math.floor((index * inAll) / courses.length)
    if (term >= terms) return []
    const year = student.year + Math.floor(term / 2)
    const score = Math.min(99, Math.max(55, strength + chance.between(-7, 7)))
    return [{ term: `${year}-${year + 1}-${(term % 2) + 1}`, course, courseEn, credits, score }]
  })
}

/** A mark out of 100 to grade points out of 4; below 60 there are none. */
function points(score: number): number {
  return score < 60 ? 0 : 4 - (3 * (100 - score) ** 2) / 1600
}

function* ofStaff(plan: Plan, { number }: Employee, detailed: boolean): Generator<DemoRecord> {
  const chance = new Chance(plan.seed, 'record', number)
  const record = (element: string, value: unknown, source = '人事系统'): DemoRecord => ({
    number,
    element,
    value,
    source,
  })
  yield record('staff.income', chance.between(90, 320) * 1000 + chance.between(0, 999), '财务系统')
  yield record('staff.travel-register', chance.happens(0.1) ? '是' : '否')
  yield record('staff.leave-balance', `年假 ${chance.between(0, 10)} 天`)
  yield record('staff.appraisal', chance.happens(0.15) ? '优秀' : '合格')
  yield record('card.number', String(100_000 + chance.between(0, 899_999)), '一卡通系统')
  if (detailed)
    yield record('person.photo', portrait(new Chance(plan.seed, 'portrait', number)), '一卡通系统')
}
