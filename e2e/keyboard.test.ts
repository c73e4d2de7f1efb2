/** Without a mouse: sign in, find, apply; and an approver's list by J, K and A. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { demoPassword } from '../demo/personas.ts'
import { browserHere } from './browser.ts'
import { apply, counsellor, leave, student } from './scene.ts'
import { openStage } from './stage.ts'

/** Tab until the focus stands on what is called so; wherever it stands on the way must be visible. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = []
  for (let press = 0; press < 60; press++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const element = document.activeElement
      if (!(element instanceof HTMLElement) || element === document.body) return { name: '', seen: true }
      const label = 'labels' in element ? (element as HTMLInputElement).labels?.[0] : undefined
      const { width, height } = element.getBoundingClientRect()
      return {
        name: element.getAttribute('aria-label') ?? label?.textContent ?? element.textContent ?? '',
        seen: element.matches(':focus-visible') && width > 0 && height > 0,
      }
    })
    assert.ok(at.seen, `the focus is on 「${at.name}」 and cannot be seen`)
    if (typeof name === 'string' ? at.name.startsWith(name) : name.test(at.name)) return
    passed.push(at.name)
  }
  throw new Error(`Tab never reached ${name}; it passed ${passed.join(' | ')}`)
}

test('by keyboard alone', async (t) => {
  if (!browserHere(t)) return
  const { journey } = await openStage(t)

  await journey('sign in, find, apply and get the document', async ({ enter }) => {
    const page = await enter(undefined)
    await page.goto('/')
    await page.getByRole('button', { name: '登录', exact: true }).waitFor()
    await page.keyboard.type(student)
    await page.keyboard.press('Tab')
    await page.keyboard.type(demoPassword)
    await page.keyboard.press('Enter')
    await page.getByRole('combobox', { name: '找服务' }).waitFor()
    await tabTo(page, '找服务')
    await page.keyboard.type('zaidu')
    await page.getByRole('option', { name: '在读证明' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: '开始办' }).waitFor()
    await tabTo(page, '开始办')
    await page.keyboard.press('Enter')
    await page.getByRole('radio', { name: /^中文/ }).waitFor()
    await tabTo(page, '中文')
    await page.keyboard.press('Space')
    await tabTo(page, '用途')
    await page.keyboard.press('ArrowDown')
    await page.getByText('保险', { exact: true }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await tabTo(page, '不写')
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '提交前再看一遍' }).waitFor()
    await tabTo(page, '提交申请')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: '下载 PDF' }).waitFor()
    await tabTo(page, /^下载 PDF/)
    const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
    assert.match(file.suggestedFilename(), /\.pdf$/)
  })

  await journey(
    'J and K move, A approves, Z takes it back, the next one opens by itself',
    async ({ enter, person }) => {
      const applicant = await person(student)
      const today = Temporal.Now.plainDateISO('Asia/Shanghai')
      const numbers: string[] = []
      for (const days of [3, 5, 7]) {
        const on = today.add({ days }).toString()
        const { number } = await apply(applicant, leave, {
          kind: 'family',
          leaveFrom: on,
          leaveTo: on,
          misses: 'no',
          away: 'no',
          reason: '家里有事，要回去一天',
          informed: true,
        })
        numbers.push(number)
      }
      const page = await enter(counsellor)
      await page.goto('/tasks')
      const open = async () => {
        const line = page.getByRole('article').getByText(/^编号 YZ-/)
        await line.waitFor()
        return (await line.textContent())?.replace('编号 ', '')
      }
      const first = await open()
      const move = async (key: string, from: string | undefined) => {
        await page.keyboard.press(key)
        await page.getByRole('article').getByText(`编号 ${from}`).waitFor({ state: 'detached' })
        return open()
      }
      const second = await move('j', first)
      assert.notEqual(second, first)
      assert.equal(await move('k', second), first)
      // A key counts once the task has stood there for a moment: nobody decides what they have not seen.
      const keys = page.locator('[data-keys="on"]')
      await keys.waitFor()
      await page.keyboard.press('a')
      await page.getByText(`同意 ${first}`).waitFor()
      const next = await move('z', await open())
      assert.equal(next, first)
      await keys.waitFor()
      await page.keyboard.press('a')
      await page.getByText(`同意 ${first}`).waitFor()
      const after = await open()
      assert.ok(after !== first && numbers.includes(after ?? ''))
      await keys.waitFor()
      await page.keyboard.press('r')
      await page.getByText('写一句原因，申请人会看到').waitFor()
      await page.keyboard.type('日期写清楚')
      await page.keyboard.press('Escape')
      await page.keyboard.press('r')
      // The next decision sends the one before.
      await page.getByText(`已同意 ${first}`).waitFor()
      await page.getByText(`退回 ${after}`).waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type(numbers[2] ?? '')
      await page.keyboard.press('Enter')
      await page.waitForURL(/q=YZ-/)
    },
  )
})
