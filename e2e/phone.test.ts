/** On a phone, 390 px wide: the student applies page by page, the deputy secretary approves in two taps. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertFits, browserHere, phone, shot } from './browser.ts'
import { leaveTasks } from './desk.ts'
import { caseWhen, counsellor, decide, deputySecretary, selfAssessment, student } from './scene.ts'
import { openStage } from './stage.ts'

const fits = (page: Page) => assertFits(page, page.url())

/** What a thumb must hit is at least 24 px high and wide (WCAG 2.5.8); the journey's own buttons 44. */
async function thumbSized(page: Page, name: string): Promise<void> {
  const box = await page.getByRole('button', { name, exact: true }).boundingBox()
  assert.ok(box && box.height >= 44 && box.width >= 44, `${name} is ${box?.width} x ${box?.height}`)
}

test('on a phone', async (t) => {
  if (!browserHere(t)) return
  const { journey } = await openStage(t)

  await journey('apply page by page; approve in two taps', async ({ enter, person }) => {
    const page = await enter(student, { viewport: phone })
    await fits(page)
    await page.getByRole('combobox', { name: '找服务' }).fill('推荐表')
    await page.getByRole('option', { name: '毕业生就业推荐表' }).click()
    await page.getByRole('link', { name: '开始办' }).waitFor()
    await fits(page)
    await page.getByRole('link', { name: '开始办' }).click()
    const next = page.getByRole('button', { name: '下一步', exact: true })
    for (const section of ['个人与学籍', '成绩与奖惩', '联系方式']) {
      await page.getByRole('heading', { name: section }).waitFor()
      await fits(page)
      await thumbSized(page, '下一步')
      await next.click()
    }
    await page.getByRole('heading', { name: '由你来写' }).waitFor()
    await next.click()
    await page.getByRole('alert').getByText('有 2 处要改').waitFor()
    await fits(page)
    await page.getByLabel('求职意向').fill('机械设计，西安')
    await page.getByLabel('自我鉴定').fill(selfAssessment)
    await next.click()
    await page.getByRole('radio', { name: /第一次领/ }).check()
    await page.getByRole('checkbox', { name: /以上内容属实/ }).check()
    await fits(page)
    await shot(page, 'phone-apply')
    await page.getByRole('button', { name: '下一步，核对' }).click()
    await page.getByRole('heading', { name: '提交前再看一遍' }).waitFor()
    await fits(page)
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.waitForURL(/\/received$/)
    await page.getByRole('heading', { name: '收到了' }).waitFor()
    await fits(page)
    const caseId = page.url().split('/').at(-2) ?? ''
    await page.getByRole('link', { name: '看进度' }).click()
    await page.getByRole('region', { name: '现在在谁手里' }).getByText('周敏').waitFor()
    await fits(page)
    await shot(page, 'phone-case')
    await decide(await person(counsellor), caseId, 'approve', '踏实肯干，推荐')

    const desk = await enter(deputySecretary, { viewport: phone })
    await desk.goto('/tasks')
    const row = desk.getByRole('link', { name: /林知夏.*毕业生就业推荐表/ })
    await row.waitFor()
    await fits(desk)
    await shot(desk, 'phone-tasks')
    await row.click()
    const yes = desk.getByRole('button', { name: '同意', exact: true })
    await yes.waitFor()
    await fits(desk)
    await thumbSized(desk, '同意')
    const inSight = await yes.evaluate((button) => button.getBoundingClientRect().bottom <= innerHeight)
    assert.ok(inSight, 'the decision is in sight without scrolling')
    await shot(desk, 'phone-task')
    await yes.click()
    await desk.getByText(/^同意 YZ-/).waitFor()
    await desk.getByRole('heading', { name: /待办/ }).waitFor()
    await fits(desk)
    await shot(desk, 'phone-undo')
    await leaveTasks(desk)
    await desk.getByText(/^已同意 YZ-/).waitFor()

    const { documents } = await caseWhen(
      await person(student),
      caseId,
      (detail) => detail.case.status === 'finished',
    )
    await page.reload()
    await page.getByRole('link', { name: '毕业生就业推荐表' }).waitFor()
    await fits(page)
    await page.goto(`/verify/${documents[0]?.verifyId}`)
    await page.getByRole('heading', { name: '这份文件有效' }).waitFor()
    await fits(page)
    await shot(page, 'phone-verify')
  })
})
