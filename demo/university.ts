/** 渭川大学: campuses, units, majors and courses. Data only; the same at every size. */
export const university = { code: '000', zh: '渭川大学', en: 'Weichuan University' } as const
export const campuses = { XQ: '兴庆校区', YT: '雁塔校区', QJ: '曲江校区', CX: '创新港校区' } as const
export type Campus = keyof typeof campuses

export type Major = { readonly code: string; readonly zh: string; readonly short: string }
export type School = {
  readonly code: string
  readonly zh: string
  readonly en: string
  readonly campus: Campus
  /** Share of the students; mechanical engineering has the most. */
  readonly weight: number
  readonly departments: readonly (readonly [zh: string, en: string])[]
  readonly majors: readonly Major[]
}

const majors = (list: string): Major[] =>
  list.split(' ').map((item) => {
    const [code = '', zh = '', short = ''] = item.split('/')
    return { code, zh, short }
  })
const school = (
  code: string,
  campus: Campus,
  weight: number,
  [zh, en]: readonly [string, string],
  departments: readonly (readonly [string, string])[],
  list: string,
): School => ({ code, zh, en, campus, weight, departments, majors: majors(list) })

export const schools: readonly School[] = [
  school(
    '011',
    'XQ',
    4,
    ['人文学院', 'School of Humanities'],
    [
      ['中文系', 'Department of Chinese'],
      ['哲学系', 'Department of Philosophy'],
    ],
    '050101/汉语言文学/中文 010101/哲学/哲学 060101/历史学/历史',
  ),
  school(
    '012',
    'XQ',
    4,
    ['外国语学院', 'School of Foreign Studies'],
    [
      ['英语系', 'Department of English'],
      ['日语系', 'Department of Japanese'],
    ],
    '050201/英语/英语 050207/日语/日语',
  ),
  school('013', 'XQ', 4, ['法学院', 'School of Law'], [['法律系', 'Department of Law']], '030101K/法学/法学'),
  school(
    '014',
    'XQ',
    2,
    ['马克思主义学院', 'School of Marxism'],
    [['原理教研部', 'Department of Principles']],
    '030503/思想政治教育/思政',
  ),
  school(
    '015',
    'YT',
    6,
    ['经济与金融学院', 'School of Economics and Finance'],
    [
      ['经济系', 'Department of Economics'],
      ['金融系', 'Department of Finance'],
    ],
    '020101/经济学/经济 020301K/金融学/金融 020401/国际经济与贸易/国贸',
  ),
  school(
    '016',
    'YT',
    7,
    ['管理学院', 'School of Management'],
    [
      ['会计系', 'Department of Accounting'],
      ['工商管理系', 'Department of Business Administration'],
    ],
    '120203K/会计学/会计 120201K/工商管理/工商 120102/信息管理与信息系统/信管',
  ),
  school(
    '021',
    'CX',
    4,
    ['数学与统计学院', 'School of Mathematics and Statistics'],
    [
      ['数学系', 'Department of Mathematics'],
      ['统计系', 'Department of Statistics'],
    ],
    '070101/数学与应用数学/数学 071201/统计学/统计',
  ),
  school(
    '022',
    'CX',
    3,
    ['物理学院', 'School of Physics'],
    [['应用物理系', 'Department of Applied Physics']],
    '070202/应用物理学/物理 080403/材料物理/材物',
  ),
  school(
    '023',
    'CX',
    3,
    ['化学学院', 'School of Chemistry'],
    [['应用化学系', 'Department of Applied Chemistry']],
    '070302/应用化学/化学',
  ),
  school(
    '024',
    'CX',
    4,
    ['生命科学与技术学院', 'School of Life Science and Technology'],
    [['生物工程系', 'Department of Bioengineering']],
    '083001/生物工程/生工 082601/生物医学工程/生医',
  ),
  school(
    '031',
    'XQ',
    10,
    ['机械学院', 'School of Mechanical Engineering'],
    [
      ['机械设计系', 'Department of Mechanical Design'],
      ['制造系', 'Department of Manufacturing'],
      ['车辆系', 'Department of Vehicle Engineering'],
    ],
    '080202/机械设计制造及其自动化/机械 080207/车辆工程/车辆 080205/工业设计/设计',
  ),
  school(
    '032',
    'XQ',
    9,
    ['电气学院', 'School of Electrical Engineering'],
    [
      ['电力系', 'Department of Power Systems'],
      ['电机系', 'Department of Electrical Machines'],
    ],
    '080601/电气工程及其自动化/电气',
  ),
  school(
    '033',
    'XQ',
    7,
    ['能源与动力学院', 'School of Energy and Power Engineering'],
    [['热能系', 'Department of Thermal Energy']],
    '080501/能源与动力工程/能动 080503T/新能源科学与工程/新能源',
  ),
  school(
    '034',
    'CX',
    8,
    ['电子与信息学院', 'School of Electronics and Information'],
    [
      ['通信系', 'Department of Communications'],
      ['自动化系', 'Department of Automation'],
    ],
    '080703/通信工程/通信 080801/自动化/自动化 080701/电子信息工程/电信',
  ),
  school(
    '035',
    'CX',
    8,
    ['计算机学院', 'School of Computer Science'],
    [['计算机系', 'Department of Computer Science']],
    '080901/计算机科学与技术/计算机 080911TK/网络空间安全/网安',
  ),
  school(
    '036',
    'XQ',
    5,
    ['材料学院', 'School of Materials Science'],
    [['材料系', 'Department of Materials']],
    '080401/材料科学与工程/材料',
  ),
  school(
    '037',
    'QJ',
    4,
    ['航天学院', 'School of Aerospace Engineering'],
    [['飞行器系', 'Department of Flight Vehicles']],
    '082002/飞行器设计与工程/飞行器 080102/工程力学/力学',
  ),
  school(
    '038',
    'QJ',
    5,
    ['人居环境与建筑学院', 'School of Human Settlements'],
    [
      ['土木系', 'Department of Civil Engineering'],
      ['建筑系', 'Department of Architecture'],
    ],
    '081001/土木工程/土木 082801/建筑学/建筑',
  ),
  school(
    '039',
    'CX',
    4,
    ['软件学院', 'School of Software'],
    [['软件系', 'Department of Software Engineering']],
    '080902/软件工程/软件',
  ),
  school(
    '041',
    'YT',
    8,
    ['医学院', 'School of Medicine'],
    [
      ['临床系', 'Department of Clinical Medicine'],
      ['护理系', 'Department of Nursing'],
    ],
    '100201K/临床医学/临床 101101/护理学/护理',
  ),
]

export type Office = {
  readonly code: string
  readonly zh: string
  readonly en: string
  readonly campus: Campus
  readonly head: string
}
const office = (code: string, zh: string, en: string, head: string, campus: Campus = 'XQ'): Office => ({
  code,
  zh,
  en,
  campus,
  head,
})

export const offices: readonly Office[] = [
  office('301', '学校办公室', 'University Office', '主任'),
  office('302', '宣传部', 'Publicity Department', '部长'),
  office('303', '人事处', 'Human Resources Office', '处长'),
  office('304', '财务处', 'Finance Office', '处长'),
  office('305', '教务处', 'Academic Affairs Office', '处长'),
  office('306', '研究生院', 'Graduate School', '院长'),
  office('307', '学生处', 'Student Affairs Office', '处长'),
  office('308', '就业中心', 'Career Centre', '主任'),
  office('309', '国际处', 'International Office', '处长'),
  office('310', '保卫处', 'Security Office', '处长'),
  office('311', '保密办', 'Secrecy Office', '主任'),
  office('312', '网信中心', 'Information Technology Centre', '主任', 'CX'),
  office('313', '校医院', 'University Hospital', '院长', 'YT'),
  office('314', '图书馆', 'Library', '馆长'),
  office('315', '后勤处', 'Logistics Office', '处长'),
  office('316', '科研院', 'Research Office', '院长', 'CX'),
]

/** What each position is called in a school and in an office; the office's head has the office's own word. */
export const positionTitles = {
  head: { school: ['院长', 'Dean'], office: ['', 'Head'] },
  'deputy-head': { school: ['副院长', 'Associate Dean'], office: ['副', 'Deputy Head'] },
  secretary: { school: ['党委书记', 'Party Secretary'], office: ['党支部书记', 'Party Secretary'] },
  'deputy-secretary': {
    school: ['党委副书记', 'Deputy Party Secretary'],
    office: ['党支部副书记', 'Deputy Party Secretary'],
  },
  registrar: { school: ['教务秘书', 'Academic Secretary'], office: ['学籍档案管理员', 'Registrar'] },
  clerk: { school: ['办公室经办人', 'Office Clerk'], office: ['经办人', 'Clerk'] },
  reviewer: { school: ['审核人', 'Reviewer'], office: ['审核人', 'Reviewer'] },
  'seal-keeper': { school: ['印章管理员', 'Seal Keeper'], office: ['印章管理员', 'Seal Keeper'] },
} as const
export type HeldPosition = keyof typeof positionTitles
export const heldPositions = Object.keys(positionTitles) as HeldPosition[]

/** Courses of the transcript: common ones, then those of each field by the first digit of the school's code. */
export const courses: readonly (readonly [zh: string, en: string, credits: number])[] = [
  ['高等数学（上）', 'Calculus I', 6],
  ['高等数学（下）', 'Calculus II', 6],
  ['线性代数', 'Linear Algebra', 4],
  ['大学英语（一）', 'College English I', 2],
  ['大学英语（二）', 'College English II', 2],
  ['中国近现代史纲要', 'Outline of Modern Chinese History', 3],
  ['马克思主义基本原理', 'Basic Principles of Marxism', 3],
  ['体育（一）', 'Physical Education I', 1],
  ['体育（二）', 'Physical Education II', 1],
  ['大学物理（上）', 'College Physics I', 4],
  ['大学物理（下）', 'College Physics II', 4],
  ['程序设计基础', 'Fundamentals of Programming', 3],
  ['概率论与数理统计', 'Probability and Statistics', 4],
  ['理论力学', 'Theoretical Mechanics', 4],
  ['材料力学', 'Mechanics of Materials', 4],
  ['机械原理', 'Theory of Machines and Mechanisms', 4],
  ['机械设计', 'Machine Design', 4],
  ['电工与电子技术', 'Electrical and Electronic Engineering', 4],
  ['工程热力学', 'Engineering Thermodynamics', 3],
  ['控制工程基础', 'Fundamentals of Control Engineering', 3],
  ['机械制造技术', 'Manufacturing Technology', 4],
  ['数控技术', 'Numerical Control Technology', 2],
  ['学术写作', 'Academic Writing', 2],
  ['认识实习', 'Introductory Practice', 1],
  ['生产实习', 'Production Practice', 3],
  ['创新训练', 'Innovation Training', 2],
]
