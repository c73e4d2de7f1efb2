import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { main } from '../cli.ts'
import { freshDatabase } from '../platform/testing-database.ts'

test('people import: 0 when taken in, 1 with every bad cell named, 2 when misused', async () => {
  const database = await freshDatabase()
  const folder = await mkdtemp(join(tmpdir(), '导入 import-'))
  const [said, warned]: string[][] = [[], []]
  const io = {
    out: (text: string) => void said?.push(text),
    err: (text: string) => void warned?.push(text),
    env: { DATABASE_URL: database.ownerUrl, YIZHAN_DATA: folder },
  }
  const file = join(folder, '单位.csv')
  const run = (...args: string[]) => main(['people', 'import', ...args], io)
  try {
    await writeFile(file, '单位代码,单位名称,英文名称,单位类型\n000,渭川大学,Weichuan University,大学\n')
    assert.equal(await run(file, '--kind', 'units', '--dry-run'), 0)
    assert.match(said?.at(-1) ?? '', /没有写入.*added 1/)
    assert.equal(await run(file, '--kind', 'units'), 0)
    assert.equal(await run(file, '--kind', 'units', '--json'), 0)
    assert.equal(JSON.parse(said?.at(-1) ?? '').unchanged, 1)
    assert.equal(await run(file, '--kind', 'units'), 0)
    assert.match(said?.at(-1) ?? '', /nothing changed/)
    const many = Array.from({ length: 30 }, (_, index) => `9${index},部门 ${index},Office,部门,000\n`)
    const [heads, root] = [
      '单位代码,单位名称,英文名称,单位类型,上级单位\n',
      '000,渭川大学,Weichuan University,大学,\n',
    ]
    await writeFile(file, `${heads}${root}${many.join('')}`)
    assert.equal(await run(file, '--kind', 'units', '--complete'), 0)
    await writeFile(file, `${heads}${root}`)
    assert.equal(await run(file, '--kind', 'units', '--complete'), 1)
    assert.match(warned?.join('\n') ?? '', /would end 30 of 31[\s\S]*--confirm-departures 30/)
    assert.equal(await run(file, '--kind', 'units', '--complete', '--confirm-departures', 'all'), 2)
    assert.equal(await run(file, '--kind', 'units', '--complete', '--confirm-departures', '30'), 0)
    await writeFile(file, '单位代码,单位名称,英文名称,单位类型\n000,渭川大学,Weichuan University,庄园\n')
    assert.equal(await run(file, '--kind', 'units'), 1)
    assert.match(said?.join('\n') ?? '', /第 2 行 line 2, 单位类型「庄园」: 只能是/)
    await writeFile(file, '')
    assert.equal(await run(file, '--kind', 'units'), 1)
    assert.match(warned?.join('\n') ?? '', /读不懂这份文件：文件是空的\nThe file cannot be read: It is empty/)
    assert.equal(await run(file, '--kind', 'units', '--json'), 1)
    const { ok, code, facts } = JSON.parse(said?.at(-1) ?? '')
    assert.deepEqual([ok, code, facts.reasonEn], [false, 'people.import-unreadable', 'It is empty'])
    await writeFile(file, '单位代码,单位名称,英文名称,单位类型\n000,渭川大学, Weichuan, a University,大学\n')
    assert.equal(await run(file, '--kind', 'units'), 1)
    assert.match(said?.join('\n') ?? '', /第 2 行 line 2, 「大学」: 比第 1 行多出一格/)
    await writeFile(file, '单位代码,单位名称,英文名称,单位类型\n000,渭川大学,Weichuan University,大学,,\n')
    assert.equal(await run(file, '--kind', 'units'), 0, 'empty cells at the end are nothing')
    assert.equal(await run(folder, '--kind', 'units'), 2)
    assert.equal(await run(file, '--kind', 'planets'), 2)
    assert.equal(await run(join(folder, 'nothing.csv'), '--kind', 'units'), 2)
    assert.equal(await run('--kind', 'units'), 2)
  } finally {
    await database.drop()
    await rm(folder, { recursive: true })
  }
})
