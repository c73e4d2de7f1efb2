/** What one is told without asking: the approver's page shows the new task by itself, the applicant's the answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserHere } from './browser.ts'
import { apply, counsellor, decide, leave, student } from './scene.ts'
import { openStage } from './stage.ts'

const on = Temporal.Now.plainDateISO('Asia/Shanghai').add({ days: 4 }).toString()
const away = {
  ...{ kind: 'family', leaveFrom: on, leaveTo: on, misses: 'no', away: 'no', informed: true },
  reason: '家里有事，要回去一天',
}

test('notices', async (t) => {
  if (!browserHere(t)) return
  const { journey } = await openStage(t)

  await journey('the task and the answer show without reload', async ({ enter, person }) => {
    const desk = await enter(counsellor)
    await desk.goto('/tasks')
    await desk.getByRole('link', { name: '通知，都看过了' }).waitFor()
    const loads: string[] = []
    desk.on('framenavigated', (frame) => loads.push(frame.url()))
    const { caseId, number } = await apply(await person(student), leave, away)
    await desk.getByText(number).first().waitFor()
    await desk.getByRole('link', { name: '通知，1 条没看' }).waitFor()
    assert.deepEqual(
      loads.filter((url) => !url.includes('/tasks')),
      [],
      'nothing was loaded anew',
    )

    const page = await enter(student)
    await page.getByRole('link', { name: '通知，都看过了' }).waitFor()
    await decide(await person(counsellor), caseId, 'return', '写清楚去哪里')
    await page.getByRole('link', { name: '通知，1 条没看' }).click()
    await page.getByRole('heading', { name: '通知', level: 1 }).waitFor()
    await page.getByRole('link', { name: /退回修改：.*没看过/ }).click()
    await page.waitForURL(`**/cases/${caseId}`)
    await page.getByText('写清楚去哪里').first().waitFor()
    await page.getByRole('link', { name: '通知，都看过了' }).waitFor()
    // Returned: there is no task any more, so the approver has nothing to look at.
    await desk.getByRole('link', { name: '通知，都看过了' }).waitFor()
  })

  await journey('all are marked at once, in every tab; choices are kept', async ({ enter, person }) => {
    const page = await enter(student)
    const tab = await page.context().newPage()
    await tab.goto('/cases')
    await tab.getByRole('link', { name: '通知，都看过了' }).waitFor()
    const applicant = await person(student)
    const adviser = await person(counsellor)
    for (const reason of ['写清楚去哪里', '写清楚和谁去']) {
      const { caseId } = await apply(applicant, leave, away)
      await decide(adviser, caseId, 'return', reason)
    }
    for (const one of [page, tab]) await one.getByRole('link', { name: '通知，2 条没看' }).waitFor()
    await page.getByRole('link', { name: '通知，2 条没看' }).click()
    await page.getByRole('button', { name: '全部标为看过' }).click()
    for (const one of [page, tab]) await one.getByRole('link', { name: '通知，都看过了' }).waitFor()
    await page.getByRole('link', { name: '通知怎么收' }).click()
    const box = page.getByRole('checkbox', { name: '我的事办好了，站内' })
    assert.equal(await box.isChecked(), true)
    await box.uncheck()
    await page.getByText('存好了').waitFor({ state: 'attached' })
    await page.reload()
    await box.waitFor()
    assert.equal(await box.isChecked(), false)
  })
})
