/** People to sign in as. Their numbers never change, at any size and with any seed. */
import type { Category, Role } from '../apps/server/src/platform/permit/roles.ts'

export const demoPassword = 'Weichuan-2026'

export type Persona = {
  readonly number: string
  readonly name: string
  readonly sex: '男' | '女'
  readonly birth: string
  readonly role: { readonly zh: string; readonly en: string }
  readonly unit: string
  readonly kind: 'student' | 'staff' | 'retired' | 'external'
  /** A position that the person holds in the unit. */
  readonly position?: string
  readonly title?: string
}

const persona = (
  number: string,
  name: string,
  sex: '男' | '女',
  birth: string,
  kind: Persona['kind'],
  unit: string,
  zh: string,
  en: string,
  more: Pick<Persona, 'position' | 'title'> = {},
): Persona => ({ number, name, sex, birth, kind, unit, role: { zh, en }, ...more })

export const personas: readonly Persona[] = [
  persona(
    '2023310215',
    '林知夏',
    '女',
    '2005-05-18',
    'student',
    '031',
    '机械学院大四学生',
    'Final-year undergraduate, Mechanical Engineering',
  ),
  persona(
    '3125310042',
    '许望舒',
    '男',
    '2002-09-03',
    'student',
    '031',
    '机械学院硕士生',
    'Master’s student, Mechanical Engineering',
  ),
  persona(
    '0003312',
    '陈砚秋',
    '男',
    '1976-03-12',
    'staff',
    '031',
    '机械学院教授，研究生导师',
    'Professor and supervisor',
    { title: '教授' },
  ),
  persona('0004410', '周敏', '女', '1991-07-21', 'staff', '031', '机械学院辅导员', 'Counsellor', {
    position: 'counsellor',
  }),
  persona(
    '0002107',
    '郑书远',
    '男',
    '1983-11-02',
    'staff',
    '031',
    '机械学院党委副书记',
    'Deputy secretary of the school',
    { position: 'deputy-secretary' },
  ),
  persona(
    '0002103',
    '韩立群',
    '男',
    '1974-01-28',
    'staff',
    '031',
    '机械学院副院长',
    'Deputy head of the school',
    { position: 'deputy-head', title: '教授' },
  ),
  persona('0002101', '顾怀瑾', '女', '1970-06-15', 'staff', '031', '机械学院院长', 'Head of the school', {
    position: 'head',
    title: '教授',
  }),
  persona('0005021', '沈静宜', '女', '1986-04-09', 'staff', '305', '教务处学籍管理员', 'Registrar', {
    position: 'registrar',
  }),
  persona('0006033', '罗秋实', '男', '1988-12-30', 'staff', '303', '人事处经办人', 'Personnel clerk', {
    position: 'clerk',
  }),
  persona('0001001', '何予安', '女', '1985-02-14', 'staff', '312', '人员管理员', 'People administrator'),
  persona(
    '0001002',
    '孟继川',
    '男',
    '1982-08-08',
    'staff',
    '312',
    '服务管理员，运行值守',
    'Service administrator and operator',
  ),
  persona('0001003', '苏明远', '男', '1979-10-19', 'staff', '301', '印章管理员', 'Seal manager', {
    position: 'seal-keeper',
  }),
  persona(
    '0001004',
    '温如衡',
    '女',
    '1981-01-26',
    'staff',
    '301',
    '审计员，只看不改',
    'Auditor: reads, changes nothing',
  ),
  persona('0000087', '秦守拙', '男', '1958-05-05', 'retired', '031', '退休教师', 'Retired teacher', {
    title: '教授',
  }),
  persona(
    'W000021',
    '方𬭎',
    '男',
    '1993-03-23',
    'external',
    '312',
    '校外合作人员',
    'External, of a contractor',
  ),
]

export const personaNumbers: ReadonlySet<string> = new Set(personas.map(({ number }) => number))

export type DemoGrant = {
  readonly number: string
  readonly effect: 'allow' | 'deny'
  readonly role: Role
  readonly categories?: readonly Category[]
  /** Code of the unit that it covers; absent: the whole university. */
  readonly unit?: string
  readonly reason: string
}

/**
 * Who administers people may not stamp: an explicit deny. A grant covers everybody below its unit, students too; so the
 * personnel clerk has one over the own office, and sees the cases of other staff by the tasks that come to 303.
 */
export const demoGrants: readonly DemoGrant[] = [
  { number: '0001001', effect: 'allow', role: 'people-admin', reason: '人员数据由网信中心维护' },
  { number: '0001001', effect: 'deny', role: 'seal-manager', reason: '人员管理与用印分离' },
  {
    number: '0001002',
    effect: 'allow',
    role: 'service-admin',
    categories: ['none', 'identity'],
    reason: '服务上线与维护',
  },
  { number: '0001002', effect: 'allow', role: 'operator', reason: '运行值守' },
  { number: '0001003', effect: 'allow', role: 'seal-manager', reason: '学校印章由学校办公室管理' },
  { number: '0001004', effect: 'allow', role: 'auditor', reason: '核查用印、办件和查看个人信息的记录' },
  {
    number: '0005021',
    effect: 'allow',
    role: 'registrar',
    categories: ['none', 'identity', 'academic', 'id-number'],
    reason: '全校本科生学籍',
  },
  {
    number: '0006033',
    effect: 'allow',
    role: 'clerk',
    categories: ['none', 'identity', 'personnel'],
    unit: '303',
    reason: '本处教职工人事',
  },
]
