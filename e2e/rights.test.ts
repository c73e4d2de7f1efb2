/** Rights: given over a unit, used, passed on for a time, revoked; a one-time password; a document withdrawn; who read. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, assertFits, browserHere, phone, shot } from './browser.ts'
import { apply, counsellor, student } from './scene.ts'
import { openStage } from './stage.ts'

const [peopleAdmin, sealManager, registrar] = ['0001001', '0001003', '0005021']
const school = '机械学院'

test('rights, passwords, seals and readers', async (t) => {
  if (!browserHere(t)) return
  const { journey } = await openStage(t)

  await journey(
    'an auditor is made for one school, sees who read whom, and is no auditor any more',
    async ({ enter, person }) => {
      const [admin, officer] = [await person(peopleAdmin), await person(registrar)]
      const found = await admin.send('GET', `/api/people/members?q=${student}`)
      const [{ id = '' } = {}] = found.body.rows as { id?: string }[]
      assert.equal((await officer.send('GET', `/api/people/members/${id}`)).status, 200)

      const desk = await enter(peopleAdmin)
      await desk.goto('/admin/people')
      await desk.getByRole('button', { name: '能办什么' }).click()
      await look(desk, 'rights')
      await desk.getByRole('button', { name: '给权限' }).click()
      const form = desk.getByRole('dialog')
      await form.getByRole('button', { name: '给权限' }).click()
      await form.getByText('写一句原因').waitFor()
      await form.getByText('找到要给的人').waitFor()
      await look(desk, 'give-right-missing')
      await pick(desk, '给谁', counsellor, '周敏')
      await choose(desk, '做什么', '审计员')
      await form.getByText('查看谁看过谁的数据，查看文件和办理中的事').waitFor()
      await pick(desk, '在哪个单位', school, school)
      await form.getByLabel('做什么').click()
      const list = desk.locator('.ant-select-dropdown:visible')
      await list.waitFor()
      await desk.keyboard.press('Escape')
      await list.waitFor({ state: 'hidden' })
      assert.ok(await form.isVisible(), 'Escape closes the open list, not the dialog around it')
      await form.getByLabel('为什么').fill('专项审计')
      await form.getByRole('button', { name: '给权限' }).click()
      await desk.getByText(`${school}的审计员`).first().waitFor()
      await look(desk, 'rights-given')

      const auditor = await enter(counsellor)
      await auditor.goto('/admin/people')
      await auditor.getByRole('button', { name: '谁看过谁' }).click()
      await auditor.getByRole('cell', { name: '证件号码' }).first().waitFor()
      await look(auditor, 'readings')
      await auditor.goto('/me')
      await auditor.getByRole('button', { name: '转给别人一段时间' }).click()
      await auditor.getByRole('dialog').getByRole('button', { name: '转给别人一段时间' }).click()
      await auditor.getByText('转给别人要写到哪天为止').waitFor()
      await look(auditor, 'pass-on')

      const owner = await enter(student, { viewport: phone })
      await owner.goto('/me')
      await owner.getByText('沈静宜').waitFor()
      await owner.getByText('在人员页').first().waitFor()
      await look(owner, 'me-readers')

      await desk.getByRole('button', { name: '撤掉' }).first().click()
      await desk.getByRole('dialog').getByLabel('为什么').fill('审计结束')
      await desk.getByRole('dialog').getByRole('button', { name: '撤掉' }).click()
      await desk.getByText(/撤掉：审计结束/).waitFor()
      await auditor.goto('/admin/people')
      await auditor.getByRole('button', { name: '说不对的' }).waitFor()
      assert.equal(await auditor.getByRole('button', { name: '谁看过谁' }).count(), 0)
    },
  )

  await journey('a one-time password is shown once and replaced at the first sign-in', async ({ enter }) => {
    const desk = await enter(peopleAdmin)
    await inEnglish(desk)
    await desk.goto('/admin/people')
    await desk.getByLabel('Find by name, number or pinyin').fill('3125310042')
    await desk.getByRole('cell', { name: '3125310042' }).waitFor()
    await desk.getByRole('row').nth(1).getByRole('link').click()
    await desk.getByRole('button', { name: 'Reset password' }).click()
    await desk.getByRole('button', { name: 'Reset', exact: true }).click()
    const shown = (await desk.getByText(/^One-time password: /).textContent()) ?? ''
    await look(desk, 'one-time-password')
    const password = shown.replace(/^.*: /, '')
    const owner = await enter(undefined)
    await owner.goto('/sign-in')
    await owner.getByLabel('学号或工号').fill('3125310042')
    await owner.getByLabel('密码').first().fill(password)
    await owner.locator('button[type="submit"]').click()
    await owner.waitForURL(/\/password/)
  })

  await journey(
    'a sealed document is found, withdrawn with a reason, and says so to whoever scans it',
    async ({ enter, person }) => {
      const own = await person(student)
      const { caseId } = await apply(own, 'enrolment-certificate', certificate)
      for (const locale of ['zh-CN', 'en'] as const) {
        const page = await enter(sealManager, { viewport: phone })
        if (locale === 'en') await inEnglish(page)
        await page.goto('/admin/seals')
        await page.getByRole('button', { name: /^(印章|Seals)$/ }).click()
        await page.getByRole('table').waitFor()
        await look(page, `seals-${locale}`)
      }
      const page = await enter(sealManager)
      await page.goto('/admin/seals')
      const row = page.getByRole('row', { name: /在读证明/ })
      await row.first().waitFor()
      await look(page, 'sealed-documents')
      await row.first().getByRole('button').click()
      const ask = page.getByRole('dialog')
      await ask.getByRole('button', { name: '撤回' }).click()
      await ask.getByText('写一句原因，扫码的人会看到').waitFor()
      await ask.getByLabel('为什么撤回').fill('用途写错了')
      await look(page, 'withdraw')
      await ask.getByRole('button', { name: '撤回' }).click()
      await row.first().getByText('已撤回').waitFor()
      const { body } = await own.send('GET', `/api/hall/cases/${caseId}`)
      const [{ verifyId = '' } = {}] = body.documents as { verifyId?: string }[]
      const passer = await enter(undefined)
      await passer.goto(`/verify/${verifyId}`)
      await passer.getByText('用途写错了').waitFor()
    },
  )
})

const certificate = { language: 'zh', purpose: 'bank', purposeOther: '', withId: 'no', idNumber: '' }

async function look(page: Page, name: string): Promise<void> {
  await assertAccessible(page, name)
  await assertFits(page, name)
  await shot(page, name)
}

async function inEnglish(page: Page): Promise<void> {
  await page.evaluate(() => localStorage.setItem('yizhan.preferences', '{"language":"en"}'))
}

async function pick(page: Page, label: string, typed: string, name: string): Promise<void> {
  await page.getByLabel(label).fill(typed)
  await page.locator(option(name)).click()
}

async function choose(page: Page, label: string, name: string): Promise<void> {
  await page.getByLabel(label).click()
  await page.locator(option(name)).click()
}

/** Of the list that is open: those that were closed stay in the page, unseen. */
function option(name: string): string {
  return `.ant-select-item-option[title="${name}"]:visible`
}
