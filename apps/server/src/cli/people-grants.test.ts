import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { main } from '../cli.ts'
import { freshDatabase } from '../platform/testing-database.ts'

type Said = { exit: number; out: string; err: string }

/** A university of two units and three members, made by the command line. */
async function withUniversity(
  yizhan: (run: (...args: string[]) => Promise<Said>) => Promise<void>,
): Promise<void> {
  const database = await freshDatabase()
  const folder = await mkdtemp(join(tmpdir(), '授权 grants-'))
  const env = { DATABASE_URL: database.ownerUrl, YIZHAN_DATA: folder }
  const run = async (...args: string[]) => {
    const [out, err]: [string[], string[]] = [[], []]
    const exit = await main(args, {
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      env,
    })
    return { exit, out: out.join('\n'), err: err.join('\n') }
  }
  try {
    const [units, staff] = [join(folder, 'units.csv'), join(folder, 'staff.csv')]
    await writeFile(
      units,
      '单位代码,单位名称,英文名称,单位类型,上级单位\n000,渭川大学,Weichuan,大学,\n031,机械学院,Machines,学院,000\n',
    )
    await writeFile(staff, '工号,姓名,单位,人员类别\n0001001,何予安,000,教职工\n0002101,顾怀瑾,031,教职工\n')
    assert.equal((await run('people', 'import', units, '--kind', 'units')).exit, 0)
    assert.equal((await run('people', 'import', staff, '--kind', 'staff')).exit, 0)
    await yizhan(run)
  } finally {
    await database.drop()
    await rm(folder, { recursive: true })
  }
}

test('people grant and people revoke: 0 given, 1 what is not there or too wide, 2 misused', () =>
  withUniversity(async (run) => {
    const grant = (...args: string[]) => run('people', 'grant', ...args)
    const why = ['--reason', '岗位']
    const given = await grant(
      '0002101',
      '--role',
      'auditor',
      '--unit',
      '031',
      '--categories',
      'identity,finance',
      ...why,
      '--json',
    )
    assert.equal(given.exit, 0, given.err)
    const { ok, id } = JSON.parse(given.out)
    assert.equal(ok, true)
    const part = ['0001001', '--role', 'auditor', '--unit', '031', '--parent', id, ...why]
    const wide = await grant(...part, '--until', '2030-01-31')
    assert.equal(wide.exit, 1)
    assert.match(wide.err, /categories: 超出/)
    const child = await grant(...part, '--categories', 'identity', '--until', '2030-01-31')
    assert.match(child.out, /^✓ 已授权 given: /)
    assert.equal((await grant('0001001', '--role', 'clerk', '--deny', ...why)).exit, 0)
    for (const [args, code] of [
      [['999', '--role', 'clerk'], 'people.member-unknown'],
      [['0001001', '--role', 'clerk', '--unit', '999'], 'people.unit-unknown'],
      [['0001001', '--role', 'clerk', '--campus', 'Mars'], 'platform.invalid'],
      [['0001001', '--role', 'clerk', '--until', '2020-01-01'], 'platform.invalid'],
      [['0001001', '--role', 'clerk', '--parent', 'x'], 'platform.not-found'],
    ] as const) {
      const refused = await grant(...args, ...why, '--json')
      assert.deepEqual([refused.exit, JSON.parse(refused.out).code], [1, code])
    }
    for (const args of [
      ['0001001', '--role', 'king', ...why],
      ['0001001', '--role', 'clerk'],
      ['0001001', '--role', 'clerk', '--reason', ' '],
      ['0001001', '--role', 'clerk', '--until', 'soon', ...why],
      ['0001001', '--role', 'clerk', '--categories', 'secrets', ...why],
      ['--role', 'clerk', ...why],
    ])
      assert.equal((await grant(...args)).exit, 2, args.join(' '))
    const revoke = (...args: string[]) => run('people', 'revoke', ...args)
    assert.equal((await revoke(id)).exit, 2)
    assert.equal((await revoke('nothing', ...why)).exit, 1)
    assert.match((await revoke(id, ...why)).out, /^✓ 已撤销 revoked/)
    const again = await revoke(id, ...why, '--json')
    assert.deepEqual([again.exit, JSON.parse(again.out).code], [1, 'platform.not-found'])
  }))

test('account password: prints a one-time password; 1 for nobody', () =>
  withUniversity(async (run) => {
    const given = await run('account', 'password', '0001001')
    assert.equal(given.exit, 0, given.err)
    assert.match(given.out, /^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\n0001001 /)
    const json = JSON.parse((await run('account', 'password', '0001001', '--json')).out)
    assert.ok(json.ok && json.password !== given.out.slice(0, 14))
    const nobody = await run('account', 'password', '999')
    assert.equal(nobody.exit, 1)
    assert.match(nobody.err, /没有这个人\nThere is no such person/)
    assert.equal((await run('account', 'password')).exit, 2)
  }))
