/** `yizhan process check` knows what a model may name. */
import assert from 'node:assert/strict'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { processCheck } from './process.ts'

const leave = join(import.meta.dirname, '../../../../catalogue/leave-return/student-leave')

async function check(file: string): Promise<{ exit: number; codes: string[] }> {
  const lines: string[] = []
  const io = { out: (text: string) => void lines.push(text), err: () => {}, env: {} }
  const exit = await processCheck.run([file, '--json'], io)
  const { problems }: { problems: { severity: string; code: string }[] } = JSON.parse(lines.join('\n'))
  return { exit, codes: problems.filter((p) => p.severity === 'error').map((p) => p.code) }
}

test('a position, a service and a form field that nobody knows are named; without a form beside it any field goes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'process-check-'))
  try {
    const file = join(folder, 'process.bpmn')
    const good = await readFile(join(leave, 'process.bpmn'), 'utf8')
    const position = /position="([\w-]+)"/.exec(good)?.[1] ?? ''
    const field = /<bpmn:conditionExpression[^>]*>\s*(\w+)/.exec(good)?.[1] ?? ''
    assert.ok(position !== '' && field !== '')
    await writeFile(file, good)
    assert.deepEqual(await check(file), { exit: 0, codes: [] })
    await writeFile(file, good.replaceAll(`position="${position}"`, 'position="archduke"'))
    const unknown = await check(file)
    assert.equal(unknown.exit, 1)
    assert.ok(unknown.codes.length > 0)
    const misspelt = good.replace(new RegExp(`(<bpmn:conditionExpression[^>]*>\\s*)${field}`), `$1${field}x`)
    await writeFile(file, misspelt)
    assert.equal((await check(file)).exit, 0, 'nothing says which fields there are')
    await copyFile(join(leave, 'form.json'), join(folder, 'form.json'))
    assert.equal((await check(file)).exit, 1)
    await writeFile(join(folder, 'form.json'), '{')
    await assert.rejects(check(file), /not a form/)
  } finally {
    await rm(folder, { recursive: true })
  }
})
