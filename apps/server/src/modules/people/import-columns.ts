/** What a file of each kind may hold: columns, how people head them in Chinese and English, and how a cell is read. */
import type { Words } from '@yizhan/contracts'
import {
  choice,
  date,
  dateOrMonth,
  decimal,
  email,
  mobile,
  number,
  type Parse,
  text,
  year,
} from './import-cells.ts'
import type { ImportKind } from './tables.ts'

export type Column = {
  /** Column of the staging table. `unit` columns are looked up and staged as the unit's id. */
  readonly name: string
  readonly zh: string
  /** Further headers, among them the names of JY/T 1006. Compared without case, spaces, marks and brackets. */
  readonly also: readonly string[]
  readonly parse: Parse
  readonly required?: true
  readonly unit?: true
}

const words = (list: string) => list.split(' ').filter((word) => word !== '')
const column = (
  name: string,
  zh: string,
  also: string,
  parse: Parse,
  more: Partial<Column> = {},
): Column => ({
  name,
  zh,
  also: words(also),
  parse,
  ...more,
})
const required = { required: true } as const

const sex = choice({
  '1': words('男 男性 male m'),
  '2': words('女 女性 female f'),
  '0': words('未知 unknown'),
  '9': ['未说明', 'not stated'],
})
const unitKind = choice({
  university: words('大学 学校'),
  school: words('学院 学部 院系 faculty college'),
  department: words('系 系所 教研室 中心 dept'),
  office: words('部门 机关 处室 管理部门 直属单位 administration'),
})
const level = choice({
  本科: words('本科生 普通本科 undergraduate bachelor'),
  硕士: words('硕士生 硕士研究生 master masters'),
  博士: words('博士生 博士研究生 doctor doctoral phd'),
  专科: words('专科生 college'),
})
const studyStatus = choice({
  在读: words('在校 在籍 正常 enrolled active'),
  休学: ['suspended'],
  保留学籍: ['reserved'],
  毕业: ['graduated'],
  结业: ['completed'],
  退学: ['withdrawn'],
})
const staffKind = choice({
  staff: words('教职工 在职 教师 教工 职工 teacher'),
  retired: words('离退休 退休 离休'),
  external: words('校外人员 校外 外聘 合作人员'),
})
const relationKind = choice({ counsellor: words('辅导员 counselor'), supervisor: words('导师 指导教师') })
/** The kinds of position that rules may name, each with the titles that people use. */
export const positionKinds = {
  head: words('正职 负责人 院长 处长 主任 馆长 校长 部长'),
  'deputy-head': words('副职 副院长 副处长 副主任 副馆长 副校长 副部长'),
  secretary: words('书记 党委书记 党支部书记 总支书记'),
  'deputy-secretary': words('副书记 党委副书记 党支部副书记'),
  registrar: words('教务秘书 学籍管理员 档案管理员'),
  clerk: words('经办人 办事员 科员'),
  reviewer: words('审核人 审核员'),
  'seal-keeper': words('印章管理员 印章保管人'),
  counsellor: words('辅导员 班主任 counselor'),
} as const
const position = choice(positionKinds)

/** What a position is called when the file gives it no title of its own. */
export const positionTitles: Readonly<Record<keyof typeof positionKinds, Words>> = {
  head: { zh: '负责人', en: 'Head' },
  'deputy-head': { zh: '副职', en: 'Deputy head' },
  secretary: { zh: '书记', en: 'Party secretary' },
  'deputy-secretary': { zh: '副书记', en: 'Deputy Party secretary' },
  registrar: { zh: '学籍管理员', en: 'Registrar' },
  clerk: { zh: '经办人', en: 'Clerk' },
  reviewer: { zh: '审核人', en: 'Reviewer' },
  'seal-keeper': { zh: '印章管理员', en: 'Seal keeper' },
  counsellor: { zh: '辅导员', en: 'Counsellor' },
}

const common: readonly Column[] = [
  column('name', '姓名', 'XM name fullname 学生姓名 教职工姓名', text(50), required),
  column(
    'unit_id',
    '单位',
    'DWH 单位代码 单位号 学院代码 学院 院系 所在单位 部门 部门代码 unit unitcode school department',
    text(60),
    {
      required: true,
      unit: true,
    },
  ),
  column('campus', '校区', 'XQH 校区代码 所在校区 campus', text(20)),
  column('name_pinyin', '姓名拼音', 'XMPY pinyin namepinyin', text(60)),
  column('name_en', '英文姓名', 'YWXM nameen englishname', text(60)),
  column('sex', '性别', 'XBM 性别码 sex gender', sex),
  column('birth_date', '出生日期', 'CSRQ birthdate dateofbirth birthday 生日', date),
  column('ethnicity', '民族', 'MZM 民族码 ethnicity ethnicgroup', text(20)),
  column('nationality', '国籍', 'GJDQM 国籍地区 nationality', text(40)),
  column('id_type', '证件类型', 'SFZJLXM 身份证件类型 idtype', text(20)),
  column('id_number', '证件号码', 'SFZJH 身份证号 身份证号码 证件号 身份证件号 idnumber idcard', text(20)),
  column('mobile', '手机号码', '手机 手机号 移动电话 联系电话 YDDH mobile phone', mobile),
  column('email', '电子邮箱', 'DZXX 邮箱 电子邮件 电子信箱 email mail', email),
  column('political', '政治面貌', 'ZZMMM 政治面貌码 political', text(20)),
]

const student: readonly Column[] = [
  column('number', '学号', 'XH studentnumber studentno studentid number no', number, required),
  ...common,
  column('category', '学生类别', 'XSLBM 学生类别码 category studentcategory', text(20)),
  column('level', '培养层次', 'PYCCM 层次 学历层次 level', level, required),
  column('year', '年级', 'NJ 入学年级 grade gradeyear year', year, required),
  column('major_code', '专业代码', 'ZYM ZYDM majorcode', text(20)),
  column('major', '专业', 'ZYMC 专业名称 major programme', text(60)),
  column('class', '班级', 'BH 班号 班级名称 行政班 class', text(20)),
  column('length', '学制', 'XZ length duration', decimal),
  column('entry_date', '入学日期', 'RXNY 入学年月 入学时间 entrydate enrolled', dateOrMonth),
  column(
    'expected_end',
    '预计毕业日期',
    'YJBYRQ 预计毕业时间 毕业日期 expectedend expectedgraduation',
    dateOrMonth,
  ),
  column('study_status', '学籍状态', 'XSDQZTM 学生当前状态 状态 status', studyStatus, required),
  column('origin_place', '生源地', 'SYD 生源地代码 origin', text(40)),
]

const staff: readonly Column[] = [
  column(
    'number',
    '工号',
    'GH 职工号 教职工号 教工号 人员编号 编号 staffnumber staffno staffid number no',
    number,
    required,
  ),
  column('kind', '人员类别', 'RYLB kind type', staffKind),
  ...common,
  column('category', '教职工类别', 'JZGLBM category staffcategory', text(20)),
  column('post', '岗位', 'GWMC 岗位名称 post', text(40)),
  column('title', '专业技术职务', 'ZYJSZWM 职称 title', text(40)),
  column('office', '行政职务', 'XZZW 职务级别 office rank', text(40)),
  column('contract_type', '编制类型', 'BZLBM 编制类别 用工类型 contracttype', text(20)),
  column('join_date', '来校日期', 'LXNY 来校年月 入职日期 joindate joined', dateOrMonth),
  column('education', '最高学历', 'XLM 学历 education', text(20)),
  column('degree', '最高学位', 'XWM 学位 degree', text(20)),
  column('secrecy_level', '涉密等级', 'secrecylevel', text(20)),
  column('retire_date', '退休日期', 'TXRQ 退休时间 retiredate', date),
  column('employer', '派出单位', '合作单位 工作单位 employer company', text(60)),
  column('ends_on', '账号到期日', '到期日期 有效期至 endson expires', date),
]

const units: readonly Column[] = [
  column('code', '单位代码', 'DWH 代码 单位号 code unitcode', number, required),
  column('name_zh', '单位名称', 'DWMC 名称 中文名称 name namezh', text(60), required),
  column('name_en', '英文名称', 'DWYWMC nameen englishname', text(100), required),
  column('kind', '单位类型', 'DWLBM 类型 单位类别 kind type', unitKind, required),
  column('parent_code', '上级单位', 'LSDWH 隶属单位号 上级代码 上级单位代码 parent parentcode', number),
  column('campus', '校区', 'XQH 校区代码 campus', text(20)),
  column('merged_into_code', '并入单位', '并入 mergedinto', number),
]

const positions: readonly Column[] = [
  column('number', '工号', 'GH 职工号 教职工号 staffnumber staffno number no', number, required),
  column('unit_id', '单位', 'DWH 单位代码 任职单位 unit unitcode', text(60), { required: true, unit: true }),
  column('kind', '职务', '职务代码 岗位 position role', position, required),
  column('title_zh', '职务名称', 'ZWMC title titlezh', text(40)),
  column('title_en', '职务英文名称', 'titleen', text(60)),
  column('from_date', '任职日期', 'RZRQ 开始日期 任职时间 from fromdate start', date, required),
  column('to_date', '免职日期', 'MZRQ 结束日期 to todate end', date),
]

const relations: readonly Column[] = [
  column('number', '学号', 'XH studentnumber studentno number no', number, required),
  column('kind', '关系', 'relation kind', relationKind, required),
  column(
    'other_number',
    '工号',
    'GH 教职工号 职工号 导师工号 辅导员工号 DSH staffnumber staffno',
    number,
    required,
  ),
  column('from_date', '开始日期', 'from fromdate start', date, required),
  column('to_date', '结束日期', 'to todate end', date),
]

export const columnsOf: Readonly<Record<ImportKind, readonly Column[]>> = {
  units,
  staff,
  students: student,
  positions,
  relations,
}

/** `学 号（必填）*` and `学号` are the same header, and so are `Student No.` and `student_no`. */
function headerKey(header: string): string {
  return header
    .normalize('NFKC')
    .replaceAll(/[(【[].*?[)】\]]/g, '')
    .replaceAll(/[\s*_.:/-]/g, '')
    .toLowerCase()
}

export type Heading = { readonly column: Column; readonly index: number; readonly shown: string }
export type Headings =
  | { readonly ok: true; readonly headings: readonly Heading[] }
  | { readonly ok: false; readonly zh: string; readonly en: string }

/**
 * Which cell of a row is which column. Headers that nobody knows are ignored.
 * @returns a reason when the key column is missing or two headers mean the same column
 */
export function matchHeadings(kind: ImportKind, headers: readonly string[]): Headings {
  const columns = columnsOf[kind]
  const found = new Map<Column, Heading>()
  for (const [index, shown] of headers.entries()) {
    const key = headerKey(shown)
    const column = columns.find(
      (candidate) =>
        headerKey(candidate.zh) === key || candidate.also.some((word) => headerKey(word) === key),
    )
    if (!column) continue
    const before = found.get(column)
    if (before) {
      const both = `「${before.shown}」「${shown}」`
      return { ok: false, zh: `${both}是同一列`, en: `“${before.shown}” and “${shown}” are the same column` }
    }
    found.set(column, { column, index, shown: shown.trim() })
  }
  const key = columns[0]
  if (key && !found.has(key)) {
    return { ok: false, zh: `第 1 行没有「${key.zh}」这一列`, en: `Line 1 has no column “${key.zh}”` }
  }
  return { ok: true, headings: [...found.values()] }
}

/** The columns without which a row of this kind cannot be new: links need all of them in every file. */
export function missingColumns(kind: ImportKind, headings: readonly Heading[]): readonly Column[] {
  if (kind === 'students' || kind === 'staff') return []
  return columnsOf[kind].filter((column) => column.required && !headings.some((one) => one.column === column))
}
