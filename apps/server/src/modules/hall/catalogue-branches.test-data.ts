/** For every branch of every service: answers by hand, and the steps that they must lead through. */
import type { Answers } from '@yizhan/forms'

export type Branch = {
  readonly name: string
  /** Facts of the applicant, as in `MemberFacts`. */
  readonly member: Readonly<Record<string, unknown>>
  readonly answers: Answers
  /** Ids of the steps, in any order: work side by side has none. */
  readonly steps: string
}

/** The day on which all of them are sent. */
export const today = '2026-11-24'

export const undergraduate = { kind: 'student', level: '本科', year: 2023, status: '在读', finalYear: true }
export const master = { kind: 'student', level: '硕士', year: 2025, status: '在读', finalYear: false }
export const staff = { kind: 'staff', finalYear: false }
const retired = { kind: 'retired', finalYear: false }
const external = { kind: 'external', finalYear: false }

const file = (n: number) => `00000000-0000-7000-8000-00000000000${n}`
const student = {
  name: '林知夏',
  number: '2023310215',
  school: '机械学院',
  level: '本科',
  status: '在读',
}
const colleague = { name: '陈砚秋', number: '0003312', unit: '机械学院' }

const enrolment = { ...student, language: 'zh', purpose: 'visa', withId: 'no' }
const recommendation = {
  name: '林知夏',
  number: '2023310215',
  school: '机械学院',
  mobile: '10012345678',
  email: 'linzhixia@weichuan.example',
  direction: '机械设计、工艺，西安或成都',
  selfAssessment: '做事有始有终，愿意从一线做起。'.repeat(8),
  copy: 'first',
  truth: true,
}
const grades = [
  { term: '2025-2026-1', course: '机械原理', courseEn: 'Machine Theory', credits: 4, score: 92 },
]
const { courseEn: ___, ...unnamed } = { ...grades[0] }
const transcript = {
  name: '林知夏',
  number: '2023310215',
  school: '机械学院',
  language: 'zh',
  purpose: 'abroad',
  withRank: 'no',
}
const employment = { ...colleague, language: 'zh', purpose: 'loan', withIncome: 'no' }
export const leave = {
  name: '林知夏',
  number: '2023310215',
  school: '机械学院',
  mobile: '10012345678',
  emergency: '母亲 10087654321',
  kind: 'family',
  leaveFrom: '2026-11-25',
  leaveTo: '2026-11-27',
  misses: 'no',
  away: 'yes',
  place: '成都市武侯区',
  reason: '参加姐姐的婚礼',
  informed: true,
}
export const suspension = {
  ...student,
  kind: 'family',
  reason: '母亲住院，家里需要人照顾，打算下学期停学一学期。',
  fromTerm: '2026-2027-2',
  terms: 1,
  lives: 'out',
  guardian: '父亲 林建国 10087654321',
  familyKnows: true,
  mustReturn: true,
}
export const abroad = {
  ...student,
  pinyin: 'LIN Zhixia',
  passport: 'E99900042',
  kind: 'conference',
  place: '德国亚琛',
  placeEn: 'Aachen, Germany',
  host: 'RWTH Aachen University',
  leaveOn: '2027-03-01',
  backOn: '2027-03-12',
  days: [{ on: '2027-03-01', where: '亚琛', what: '参加会议并作报告' }],
  invitation: [file(1)],
  money: ['self'],
  secret: 'no',
  insured: true,
  safety: true,
}
export const letter = {
  name: '陈砚秋',
  idNumber: '999031197805180028',
  unit: '机械学院',
  target: '陕西省档案馆',
  kind: 'archive',
  matter: '查阅 1956 年西迁档案',
  goOn: '2026-11-26',
}
export const sealing = {
  ...colleague,
  title: '关于邀请参加学术年会的函',
  seal: 'university',
  matter: 'general',
  weighty: 'no',
  receiver: '西安市科学技术协会',
  purpose: '邀请对方派人参会',
  final: [file(2)],
  pages: 2,
  copies: 3,
  position: '末页落款处',
  whole: true,
}
export const site = {
  ...colleague,
  action: 'open',
  sponsor: '031',
  host: 'jixie',
  siteName: '机械学院',
  purpose: '给考生和校友看的学院主页',
  responsible: file(3),
  officer: file(4),
  contentRules: [file(5)],
  platform: 'cluster',
  outside: 'yes',
  pledge: true,
}
export const account = {
  ...colleague,
  relation: 'visiting',
  organisation: '亚琛工业大学',
  people: [{ name: 'Jonas Weber', idNumber: 'C01X00T47', mobile: '10012345679' }],
  rights: ['network', 'library'],
  firstDay: '2026-12-01',
  lastDay: '2027-05-31',
  consent: true,
  vouch: true,
}
export const car = {
  name: '陈砚秋',
  category: '教职工',
  staffNumber: '0003312',
  mobile: '10012345678',
  action: 'new',
  plate: '陕AD12345',
  owner: 'self',
  order: 'first',
  licence: [file(6)],
  campuses: ['XQ'],
  lastDay: '2027-11-23',
}
const { staffNumber: _, ...otherCar } = car
const { unit: __, ...studentLetter } = letter

const branch = (name: string, member: Branch['member'], answers: Answers, steps: string): Branch => ({
  name,
  member,
  answers,
  steps,
})

export const branches: Readonly<Record<string, readonly Branch[]>> = {
  'enrolment-certificate': [
    branch('在读', undergraduate, enrolment, 'issue'),
    branch('休学的本科生', undergraduate, { ...enrolment, status: '休学' }, 'clerk-undergraduate issue'),
    branch('休学的硕士', master, { ...enrolment, status: '休学', level: '硕士' }, 'clerk-graduate issue'),
  ],
  'graduate-recommendation-form': [
    branch('毕业生', undergraduate, recommendation, 'counsellor school issue'),
    branch(
      '遗失补办',
      undergraduate,
      {
        ...recommendation,
        copy: 'lost',
        lossStatement: '上周在去成都的火车上丢了文件袋，原表没有交给单位。',
      },
      'counsellor school void-original issue',
    ),
  ],
  'transcript-undergraduate': [
    branch('成绩齐', undergraduate, { ...transcript, grades }, 'issue'),
    branch('没有成绩', undergraduate, transcript, 'clerk issue'),
    branch(
      '英文，都齐',
      undergraduate,
      { ...transcript, language: 'en', pinyin: 'LIN Zhixia', grades },
      'issue',
    ),
    branch(
      '英文，缺课名',
      undergraduate,
      {
        ...transcript,
        language: 'en',
        pinyin: 'LIN Zhixia',
        grades: [...grades, { course: '机械设计', ...unnamed }],
      },
      'clerk issue',
    ),
  ],
  'employment-income-certificate': [
    branch('只证明在职', staff, employment, 'issue'),
    branch('含收入', staff, { ...employment, withIncome: 'yes', income: 236400 }, 'clerk issue'),
    branch('备案人员办签证', staff, { ...employment, purpose: 'visa', registered: '是' }, 'travel issue'),
    branch(
      '备案人员办签证，含收入',
      staff,
      { ...employment, purpose: 'visa', registered: '是', withIncome: 'yes', income: 236400 },
      'travel clerk issue',
    ),
  ],
  'student-leave': [
    branch('3 天', undergraduate, leave, 'counsellor back'),
    branch('7 天', undergraduate, { ...leave, leaveTo: '2026-12-01' }, 'counsellor school back'),
    branch('8 天', undergraduate, { ...leave, leaveTo: '2026-12-02' }, 'counsellor school affairs back'),
    branch(
      '病假 8 天',
      undergraduate,
      { ...leave, kind: 'sick', leaveTo: '2026-12-02', proof: [file(1)] },
      'counsellor school hospital affairs back',
    ),
  ],
  'study-suspension': [
    branch('本科生，不住校', undergraduate, suspension, 'counsellor finance library school registrar issue'),
    branch(
      '硕士，因病，住校',
      master,
      {
        ...suspension,
        level: '硕士',
        kind: 'illness',
        diagnosis: [file(1)],
        lives: 'dorm',
        bed: '东 12-304-2',
      },
      'counsellor supervisor finance library hospital dormitory school graduate-school issue',
    ),
    branch(
      '本科生，说不住校而有床位',
      undergraduate,
      { ...suspension, bed: '东 12-304-2' },
      'counsellor finance library dormitory school registrar issue',
    ),
  ],
  'student-exchange-travel': [
    branch('本科生，自费', undergraduate, abroad, 'adviser school registrar international notice issue'),
    branch(
      '硕士，学校经费，涉密',
      master,
      {
        ...abroad,
        level: '硕士',
        money: ['project', 'host'],
        projectNumber: '2026ZD0042',
        budget: 28000,
        secret: 'yes',
      },
      'adviser school graduate-school finance secrecy international notice issue',
    ),
  ],
  'introduction-letter': [
    branch('查档', staff, letter, 'head office issue'),
    branch('危险品', staff, { ...letter, kind: 'dangerous' }, 'head security office issue'),
    branch('出国手续', staff, { ...letter, kind: 'abroad' }, 'head international office issue'),
    branch(
      '学生，人事',
      undergraduate,
      {
        ...studentLetter,
        kind: 'personnel',
        school: '机械学院',
        companions: [{ name: '许望舒', idNumber: '999031200205180028' }],
      },
      'head personnel office issue',
    ),
  ],
  'seal-use-application': [
    branch('一般公函', staff, sealing, 'head office stamp'),
    branch(
      '科研，校长签名章',
      staff,
      { ...sealing, matter: 'research', seal: 'president' },
      'head research office president stamp',
    ),
    branch(
      '人事，党委章，重大',
      staff,
      { ...sealing, matter: 'personnel', seal: 'party', weighty: 'yes' },
      'head personnel office party stamp',
    ),
    branch(
      '大额合同',
      staff,
      { ...sealing, matter: 'contract', amount: 500000 },
      'head finance office vice stamp',
    ),
    branch(
      '小额合同',
      staff,
      { ...sealing, matter: 'contract', amount: 499999 },
      'head finance office stamp',
    ),
    branch('教学', staff, { ...sealing, matter: 'teaching' }, 'head teaching office stamp'),
  ],
  'website-domain': [
    branch('开通', staff, site, 'head publicity security setup'),
    branch(
      '关闭',
      staff,
      { ...colleague, action: 'close', sponsor: '031', host: 'jixie', closeWhy: '并入学校站群，内容已迁移' },
      'head setup',
    ),
  ],
  'non-staff-account': [
    branch('校园网', staff, account, 'head open'),
    branch(
      '服务器',
      staff,
      { ...account, rights: ['network', 'server'], which: '高性能计算平台', pledge: [file(1)] },
      'head security open',
    ),
    branch(
      '数据',
      staff,
      { ...account, rights: ['data'], which: '公开课程数据', pledge: [file(1)] },
      'head security open',
    ),
  ],
  'vehicle-pass': [
    branch('教职工本人首辆', staff, car, 'enter'),
    branch(
      '教职工配偶的首辆',
      staff,
      { ...car, owner: 'spouse', relationProof: [file(1)] },
      'security enter',
    ),
    branch('教职工第二辆', staff, { ...car, order: 'second' }, 'security pay enter'),
    branch('退休人员', retired, { ...otherCar, category: '离退休人员' }, 'security pay enter'),
    branch(
      '驻校单位',
      external,
      {
        ...otherCar,
        category: '校外人员',
        owner: 'employer',
        contractNumber: 'HT-2026-0117',
        contractHolder: file(3),
      },
      'holder security pay enter',
    ),
  ],
}
