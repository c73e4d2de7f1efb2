import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withTestPlatform } from '#platform/testing'
import { smallUniversity, taken, units } from './testing.ts'

const header = '单位代码,单位名称,英文名称,单位类型,上级单位,校区,并入单位\n'

test('renames, moves, merges and closings are history, and the paths below follow', () =>
  withTestPlatform(async (platform) => {
    const { people, take } = await smallUniversity(platform)
    const rename = `${header}031,机械工程学院,School of Mechanical Engineering,学院,000,XQ,\n`
    const renamed = taken(await take('units', rename))
    assert.deepEqual([renamed.changed, renamed.unchanged], [1, 0])
    taken(await take('units', `${header}0311,机械设计系,Department of Mechanical Design,系,033,XQ,\n`))
    taken(await take('units', `${header}033,能源与动力学院,School of Energy,学院,000,CX,031\n`))
    const closing = units.replace(/305.*\n/, '').replace('机械学院', '机械工程学院')
    taken(await take('units', closing, { complete: true }))
    const tree = await people.unitTree()
    assert.deepEqual(
      tree.map(({ code, active }) => [code, active]),
      [
        ['000', true],
        ['031', true],
        ['0311', true],
        ['033', true],
        ['305', false],
      ],
    )
    const { rows } = await platform.pool.query(
      `select unit.code, what from people.unit_history as history join people.unit on unit.id = history.unit_id
       where what <> 'created' order by at, code`,
    )
    assert.deepEqual(
      rows.map(({ code, what }) => `${code} ${what}`),
      ['031 renamed', '0311 moved', '033 merged', '0311 moved', '033 reopened', '305 closed'],
    )
    const { rows: paths } = await platform.pool.query("select path from people.unit where code = '0311'")
    assert.equal(paths[0].path, '000.031.0311.')
  }))

test('members are counted into the tree', () =>
  withTestPlatform(async (platform) => {
    const { people } = await smallUniversity(platform)
    const counted = (await people.unitTree()).map(({ code, members }) => `${code} ${members}`)
    assert.deepEqual(counted, ['000 10', '031 7', '0311 2', '033 1', '305 1'])
  }))

test('a line that repeats one with a bad cell is named, and so is a bad line that repeats another', () =>
  withTestPlatform(async (platform) => {
    const { take } = await smallUniversity(platform)
    const named = async (kind: Parameters<typeof take>[0], file: string) => {
      const outcome = await take(kind, file)
      assert.ok('errors' in outcome)
      return outcome.errors.map(({ line, column, reason }) => `${line} ${column} ${reason.zh}`)
    }
    assert.deepEqual(
      await named('units', `${header}040,甲,A,庄园,000,XQ,\n040,甲,A,学院,000,XQ,\n041,乙,B,学院,000,XQ,\n`),
      ['2 单位类型 只能是：大学、学院、系、部门', '3 单位代码 和第 2 行重复'],
    )
    const positions = '工号,单位,职务,任职日期,免职日期\n'
    assert.deepEqual(
      await named(
        'positions',
        `${positions}0002101,305,院长,2024-09-01,\n0002101,305,院长,2024-09-01,2023-01-01\n0002101,305,院长,2025-09-01,\n`,
      ),
      ['3 免职日期 结束早于开始', '3 工号 和第 2 行重复'],
    )
    const relations = '学号,关系,工号,开始日期,结束日期\n'
    const friend = '2023310215,辅导员,0004410,2024-09-01'
    assert.deepEqual(await named('relations', `${relations}${friend},2024-13-01\n${friend},\n`), [
      '2 结束日期 不是日期，写成 2023-09-01 这样',
      '3 学号 和第 2 行重复',
    ])
    assert.equal((await platform.pool.query('select 1 from people.unit')).rowCount, 5)
  }))

test('lines that make no tree are named', () =>
  withTestPlatform(async (platform) => {
    const { take } = await smallUniversity(platform)
    const outcome = await take(
      'units',
      `${header}040,甲,A,学院,999,XQ,\n041,乙,B,学院,042,XQ,\n042,丙,C,学院,041,XQ,\n043,丁,D,学院,,XQ,\n044,戊,E,学院,000,XQ,998\n031,机械学院,M,学院,000,XQ,\n031,机械学院,M,学院,000,XQ,\n`,
    )
    assert.ok('errors' in outcome)
    assert.deepEqual(
      outcome.errors.map(({ line, column, reason }) => `${line} ${column} ${reason.zh}`),
      [
        '2 上级单位 没有这个上级单位',
        '3 上级单位 上级绕回了自己',
        '4 上级单位 上级绕回了自己',
        '5 上级单位 只能有一个最上级单位',
        '6 并入单位 没有这个并入单位',
        '8 单位代码 和第 7 行重复',
      ],
    )
    assert.equal((await platform.pool.query('select 1 from people.unit')).rowCount, 5)
  }))
