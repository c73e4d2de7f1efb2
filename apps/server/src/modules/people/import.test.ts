import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestPlatform, withTestPlatform } from '#platform/testing'
import { idCheckDigit } from './import-cells.ts'
import { createPeople, type ImportOutcome } from './index.ts'
import {
  type Importer,
  idOf,
  importer,
  smallUniversity,
  staff,
  students,
  taken,
  units,
  xlsx,
} from './testing.ts'

const withPeople = (work: (take: Importer, platform: TestPlatform) => Promise<void>) =>
  withTestPlatform(async (platform) => {
    const take = importer(createPeople(platform))
    taken(await take('units', units))
    await work(take, platform)
  })

const counts = ({ added, changed, unchanged, departed }: ImportOutcome) => [
  added,
  changed,
  unchanged,
  departed,
]

/** line, column and Chinese reason of each complaint */
async function complaints(outcome: ReturnType<Importer>): Promise<string[]> {
  const done = await outcome
  assert.ok('errors' in done, JSON.stringify(done))
  assert.equal(done.added + done.changed, 0)
  return done.errors.map(({ line, column, reason }) => `${line} ${column} ${reason.zh}`)
}

async function reasonOf(outcome: ReturnType<Importer>): Promise<unknown> {
  const done = await outcome
  assert.ok('code' in done, JSON.stringify(done))
  assert.equal(done.code, 'people.import-unreadable')
  return done.facts?.reason
}

const members = async ({ pool }: TestPlatform, what: string) =>
  (await pool.query(`select ${what} from people.member order by number`)).rows

test('a first import adds, the same again changes nothing, a correction changes one', () =>
  withPeople(async (take) => {
    assert.deepEqual(counts(taken(await take('students', students))), [3, 0, 0, 0])
    assert.deepEqual(counts(taken(await take('students', students))), [0, 0, 3, 0])
    const corrected = students.replace('10012345678', '10012345679')
    assert.deepEqual(counts(taken(await take('students', corrected))), [0, 1, 2, 0])
  }))

test('reads GB18030, a byte order mark, and characters beyond the common ones', () =>
  withPeople(async (take, platform) => {
    const gb =
      'd1a7bac52cd0d5c3fb2cd1a7d4ba2cb2e3b4ce2cc4eabcb62cd1a7bcaed7b4ccac0a323032343331303030312cd5c5fe9f2c3033312cb1bebfc62c323032342cd4dab6c10a323032343331303030322cc0ee8230b7312c3033312cb1bebfc62c323032342cd4dab6c10a'
    taken(await take('students', Buffer.from(gb, 'hex')))
    assert.deepEqual(await members(platform, 'name'), [{ name: '张䶮' }, { name: '李㛃' }])
    const marked = `\ufeff${students}`
    assert.deepEqual(counts(taken(await take('students', marked))), [3, 0, 0, 0])
  }))

test('knows English headers, marked headers, unit names, and the names of the standard', () =>
  withPeople(async (take, platform) => {
    taken(
      await take(
        'students',
        'Student No.,Name*,School,Level,Grade,Status,Sex\n2023310215,林知夏,机械学院,undergraduate,2023,enrolled,F\n',
      ),
    )
    taken(
      await take(
        'students',
        'XH,XM,DWH,PYCCM,NJ,XSDQZTM,RXNY,备注\n2023310216,方𬭎,031 机械学院,本科生,2023级,在读,202309,随便\n',
      ),
    )
    assert.deepEqual(await members(platform, 'name, sex, level, entry_date'), [
      { name: '林知夏', sex: '2', level: '本科', entry_date: null },
      { name: '方𬭎', sex: null, level: '本科', entry_date: '2023-09-01' },
    ])
  }))

test('reads a workbook', () =>
  withPeople(async (take, platform) => {
    const book = xlsx([
      ['学号', '姓名', '学院', '培养层次', '年级', '学籍状态'],
      ['2023310215', '林知夏', '031', '本科', 2023, '在读'],
    ])
    taken(await take('students', book))
    assert.deepEqual(await members(platform, 'name, year'), [{ name: '林知夏', year: 2023 }])
    const bad = xlsx([
      ['学号', '姓名', '学院', '培养层次', '年级', '学籍状态'],
      ['2023310215', '林知夏', '999', '本科', 2023, '在读'],
    ])
    assert.deepEqual(await complaints(take('students', bad)), ['2 学院 没有这个单位'])
  }))

test('whole or nothing: every bad cell is named and not one line is kept', () =>
  withPeople(async (take, platform) => {
    const wrongCheck = `99900120050518001${idCheckDigit('99900120050518001') === '0' ? '1' : '0'}`
    const file = `学号,姓名,学院,培养层次,年级,学籍状态,出生日期,身份证号
2023310215,林知夏,031,本科,2023,在读,2005-05-18,${wrongCheck}
2023310216,,031,本科,2023,在读,,
2023310217,张三,777,本科,2023,在读,,
2023310218,李四,031,小学,二零,在读,2005-02-30,
2023310219,王五,031,本科,2023,在读,2004-01-01,99900120050518001${idCheckDigit('99900120050518001')}
2023310215,赵六,031,本科,2023,在读,,
2023310220,孙七,031,本科,2023,在读,,
2023310220,孙八,031,本科,2023,在读,,
`
    assert.deepEqual(await complaints(take('students', file)), [
      '2 身份证号 身份证号校验位不对',
      '3 姓名 不能为空',
      '4 学院 没有这个单位',
      '5 培养层次 只能是：本科、硕士、博士、专科',
      '5 年级 不是年份，写成 2023 这样',
      '5 出生日期 不是日期，写成 2023-09-01 这样',
      '6 出生日期 和身份证号里的出生日期不一致',
      '7 学号 和第 2 行重复',
      '9 学号 和第 8 行重复',
    ])
    assert.deepEqual(await members(platform, 'number'), [])
  }))

test('a thousand bad cells are shown and the rest is counted', () =>
  withPeople(async (take) => {
    const lines = Array.from({ length: 1500 }, (_, index) => `${index},人,999,本科,2023,在读`)
    const outcome = await take('students', `学号,姓名,学院,培养层次,年级,学籍状态\n${lines.join('\n')}`)
    assert.ok('errors' in outcome)
    assert.deepEqual([outcome.errors.length, outcome.errorCount, outcome.linesRead], [1000, 1500, 1500])
    const twice = Array.from({ length: 3000 }, (_, index) => `${index % 1500},人,031,本科,2023,在读`)
    const repeated = await take('students', `学号,姓名,学院,培养层次,年级,学籍状态\n${twice.join('\n')}`)
    assert.ok('errors' in repeated)
    assert.deepEqual([repeated.errors.length, repeated.errorCount], [1000, 1500])
  }))

test('departures are marked only by a complete file, never deleted, and undone by coming back', () =>
  withPeople(async (take, platform) => {
    taken(await take('staff', staff))
    taken(await take('students', students))
    const without = students.replace(/2023310216.*\n/, '')
    assert.deepEqual(counts(taken(await take('students', without))), [0, 0, 2, 0])
    assert.deepEqual(counts(taken(await take('students', without, { complete: true }))), [0, 0, 2, 1])
    const gone = await members(platform, 'number, departed_on is not null as gone')
    assert.deepEqual(
      gone.filter((row) => row.gone),
      [{ number: '2023310216', gone: true }],
      'staff are not touched',
    )
    assert.deepEqual(counts(taken(await take('students', students, { complete: true }))), [0, 1, 2, 0])
  }))

test('a file may hold some columns: they change, the others stay; a new member needs name and unit', () =>
  withPeople(async (take, platform) => {
    taken(await take('students', students))
    assert.deepEqual(
      counts(taken(await take('students', '学号,手机号码\n2023310215,\n2023310216,10011112222\n'))),
      [0, 2, 0, 0],
    )
    const rows = await members(platform, 'name, mobile')
    assert.deepEqual(rows.slice(0, 2), [
      { name: '林知夏', mobile: null },
      { name: '方𬭎', mobile: '10011112222' },
    ])
    assert.deepEqual(await complaints(take('students', '学号,手机号码\n2029310001,10011112222\n')), [
      '2 姓名 是新人员，文件里要有「姓名」这一列',
      '2 单位 是新人员，文件里要有「单位」这一列',
    ])
  }))

test('staff, retired and external come in one file; a number is a student’s or a member of staff’s, not both', () =>
  withPeople(async (take, platform) => {
    taken(await take('staff', staff))
    taken(await take('students', students))
    const kinds = new Set((await members(platform, 'kind')).map(({ kind }) => kind))
    assert.deepEqual(kinds, new Set(['retired', 'staff', 'student']))
    assert.deepEqual(await complaints(take('staff', '工号,姓名,单位\n2023310215,林知夏,031\n')), [
      '2 工号 这个编号已是学生',
    ])
    assert.deepEqual(counts(taken(await take('staff', '工号,手机\n0000087,10011112222\n'))), [0, 1, 0, 0])
    const retired = await platform.pool.query("select kind from people.member where number = '0000087'")
    assert.equal(retired.rows[0].kind, 'retired', 'a file without the column leaves the kind')
  }))

test('a dry run judges and counts, and keeps nothing', () =>
  withPeople(async (take, platform) => {
    const outcome = taken(await take('students', students, { dryRun: true }))
    assert.deepEqual(counts(outcome), [3, 0, 0, 0])
    assert.deepEqual(await members(platform, 'number'), [])
    const { rows } = await platform.pool.query(
      "select state, added, dry_run from people.import where kind = 'students'",
    )
    assert.deepEqual(rows, [{ state: 'done', added: 3, dry_run: true }])
  }))

test('what cannot be read says why', () =>
  withPeople(async (take) => {
    assert.equal(await reasonOf(take('students', '')), '文件是空的')
    assert.equal(
      await reasonOf(take('students', Buffer.from('fffe5b66', 'hex'))),
      '编码是 UTF-16，另存为「CSV UTF-8」再传',
    )
    assert.equal(await reasonOf(take('students', Buffer.from('61006200', 'hex'))), '不是文本文件')
    assert.equal(
      await reasonOf(take('students', Buffer.from('d1a7ff', 'hex'))),
      '编码既不是 UTF-8 也不是 GB18030，另存为「CSV UTF-8」再传',
    )
    assert.equal(await reasonOf(take('students', '姓名,学院\n林知夏,031\n')), '第 1 行没有「学号」这一列')
    assert.equal(await reasonOf(take('students', '学号,XH\n1,1\n')), '「学号」「XH」是同一列')
    assert.equal(await reasonOf(take('positions', '工号,单位\n1,031\n')), '第 1 行没有「职务」「任职日期」')
    assert.equal(await reasonOf(take('students', '学号,姓名\n1,"林\n')), '第 2 行的引号不成对')
    assert.equal(await reasonOf(take('students', Buffer.from('PK\x03\x04nothing'))), '不是能读的 xlsx 文件')
  }))

test('positions and relations: unknown people are named, a complete file ends what it leaves out', () =>
  withTestPlatform(async (platform) => {
    const { people, take } = await smallUniversity(platform)
    const held = '工号,单位,职务,任职日期,免职日期\n0002101,031,院长,2022-09-01,\n'
    assert.deepEqual(counts(taken(await take('positions', held, { complete: true }))), [0, 0, 1, 3])
    assert.deepEqual(counts(taken(await take('positions', held, { complete: true }))), [0, 0, 1, 0])
    assert.deepEqual(
      await complaints(
        take('positions', '工号,单位,职务,任职日期,免职日期\n9,031,院长,2022-09-01,2021-01-01\n'),
      ),
      ['2 免职日期 结束早于开始'],
    )
    assert.deepEqual(
      await complaints(
        take('positions', '工号,单位,职务,任职日期\n9,031,院长,2022-09-01\n2023310215,031,院长,2022-09-01\n'),
      ),
      ['2 工号 没有这个教职工', '3 工号 没有这个教职工'],
    )
    assert.deepEqual(
      await complaints(
        take(
          'relations',
          '学号,关系,工号,开始日期\n2023310215,导师,2023310216,2023-09-01\n0004410,导师,0002101,2023-09-01\n',
        ),
      ),
      ['2 工号 没有这个教职工', '3 学号 没有这个学生'],
    )
    const lin = await idOf(people, '2023310215')
    assert.equal((await people.elementsOf(lin, ['student.counsellor']))[0]?.value, '周敏')
    taken(
      await take(
        'relations',
        '学号,关系,工号,开始日期,结束日期\n2023310215,辅导员,0004410,2023-09-01,2024-07-01\n',
      ),
    )
    assert.deepEqual(await people.elementsOf(lin, ['student.counsellor']), [])
  }))

test('one at a time: a second import is refused while one runs, and one that was killed bars nobody', () =>
  withPeople(async (take, platform) => {
    const holder = await platform.pool.connect()
    await holder.query('begin; select pg_advisory_xact_lock(7261010)')
    const refused = await take('students', students)
    assert.ok('code' in refused)
    assert.equal(refused.code, 'people.import-running')
    await holder.query('rollback')
    holder.release()
    const dead = `insert into people.import (id, kind, file_name, dry_run, complete, state, started_at)
      values ('${platform.newId()}', 'staff', 'killed.csv', false, false, 'running', now())`
    await platform.pool.query(dead)
    taken(await take('students', students))
    const { rows } = await platform.pool.query(
      "select state from people.import where file_name = 'killed.csv'",
    )
    assert.deepEqual(rows, [{ state: 'failed' }])
  }))
