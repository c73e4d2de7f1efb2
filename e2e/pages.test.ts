/**
 * Every page, in both languages and both themes, at a desk and on phones: nothing for axe-core to find, nothing to
 * scroll sideways, no error in the console, no request to another origin.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import type { Page } from 'playwright-core'
import { assertAccessible, assertFits, browserHere, desk, phone, shot, smallPhone } from './browser.ts'
import {
  apply,
  caseWhen,
  counsellor,
  decide,
  deputySecretary,
  enrolment,
  leave,
  master,
  peopleAdmin,
  recommendation,
  recommendationAnswers,
  sealManager,
  serviceAdmin,
  student,
  taskOf,
} from './scene.ts'
import { type Company, openStage } from './stage.ts'

type Stop = {
  readonly name: string
  readonly path: string
  /** What one does on the page before it is looked at. */
  readonly first?: (page: Page) => Promise<void>
}

/** Every language meets every theme and every size, and every theme every size; the width is tried in every language at every size. */
const looks = {
  'zh-CN': [
    { viewport: desk, colorScheme: 'light' },
    { viewport: phone, colorScheme: 'dark' },
  ],
  en: [
    { viewport: desk, colorScheme: 'dark' },
    { viewport: phone, colorScheme: 'light' },
  ],
} as const

async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.locator('.loading').first().waitFor({ state: 'detached' })
}

async function lookAt(page: Page, stops: readonly Stop[]): Promise<void> {
  const found: string[] = []
  const look = async (name: string, check: (page: Page, name: string) => Promise<void>) =>
    check(page, name).catch((error: unknown) =>
      found.push(error instanceof Error ? error.message : String(error)),
    )
  for (const language of ['zh-CN', 'en'] as const) {
    await page.evaluate((kept) => localStorage.setItem('yizhan.preferences', JSON.stringify(kept)), {
      language,
    })
    for (const { name, path, first } of stops) {
      await page.setViewportSize(desk)
      await page.goto(path)
      await settled(page)
      await first?.(page)
      assert.equal(await page.locator('html').getAttribute('lang'), language)
      for (const { viewport, colorScheme } of looks[language]) {
        const full = `${name} ${language} ${colorScheme} ${viewport.width}`
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize(viewport)
        await page.locator(`html[data-theme="${colorScheme}"]`).waitFor()
        await settled(page)
        await look(full, assertAccessible)
        if (viewport === desk) await look(full, assertFits)
        await shot(page, full.replaceAll(' ', '-'))
      }
      for (const viewport of [phone, smallPhone]) {
        await page.setViewportSize(viewport)
        await look(`${name} ${language} ${viewport.width}`, assertFits)
      }
    }
  }
  assert.deepEqual(found, [])
}

/** As if the printer of documents had given up: what a broken template leaves behind, without waiting for every retry. */
async function fail(databaseUrl: string, caseId: string): Promise<void> {
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  const { rowCount } = await owner.query(
    `update process.task set state = 'failed', stuck = true, kind = 'service', handler = 'document.issue', attempts = 5,
       step_zh = '编号盖章', step_en = 'Number and seal', error = '「𬭎」 is in none of the fonts of the template'
     where case_id = $1 and state = 'open'`,
    [caseId],
  )
  await owner.end()
  assert.equal(rowCount, 1)
}

/** Cases in every state that a page can show. */
async function scene({ person, university }: Company) {
  const applicant = await person(student)
  const adviser = await person(counsellor)
  const certificate = await apply(applicant, enrolment, { language: 'zh', purpose: 'visa', withId: 'no' })
  const form = await apply(applicant, recommendation, recommendationAnswers)
  await decide(adviser, form.caseId, 'approve', '踏实，推荐。')
  await decide(await person(deputySecretary), form.caseId, 'approve', '同意推荐。')
  const { documents } = await caseWhen(applicant, form.caseId, (detail) => detail.documents.length > 0)
  const sealed = await caseWhen(applicant, certificate.caseId, (detail) => detail.documents.length > 0)
  const keeper = await person(sealManager)
  await keeper.ask('POST', `/api/documents/${documents[0]?.id}/withdraw`, {
    reason: '成绩登记有误，改好后重发',
  })
  const away = async () => {
    const on = Temporal.Now.plainDateISO('Asia/Shanghai').add({ days: 9 }).toString()
    return apply(applicant, leave, {
      ...{ kind: 'family', leaveFrom: on, leaveTo: on, misses: 'no', away: 'no', informed: true },
      reason: '家里有事，要回去一天',
    })
  }
  const returned = await away()
  await decide(adviser, returned.caseId, 'return', '写清楚去哪里')
  const more = await away()
  await decide(adviser, more.caseId, 'supplement', '补一份证明')
  const running = await away()
  const open = await taskOf(adviser, running.caseId)
  await fail(university.databaseUrl, (await away()).caseId)
  const { rows } = await (await person(peopleAdmin)).ask<{ rows: { id: string }[] }>(
    'GET',
    `/api/people/members?q=${student}`,
  )
  return {
    finished: form.caseId,
    certificate: certificate.caseId,
    returned: returned.caseId,
    more: more.caseId,
    running: running.caseId,
    task: open?.id ?? '',
    valid: sealed.documents[0]?.verifyId ?? '',
    withdrawn: documents[0]?.verifyId ?? '',
    member: rows[0]?.id ?? '',
  }
}

const brokenList = '学号,姓名,学院\n2023310215,林知夏,没有这个学院\n,无名氏,031\n2023310215,林知夏,031\n'

async function tryBrokenList(page: Page): Promise<void> {
  await page.locator('#import-file').setInputFiles({
    name: '名单.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(brokenList),
  })
  await page.getByRole('button', { name: /^(先试一遍|Try first|Try it first|Dry run)/ }).click()
  await page.getByRole('table').waitFor()
}

const tab = (name: RegExp) => async (page: Page) => {
  await page.getByRole('button', { name }).click()
  await page.getByRole('table').waitFor()
}

test('every page', async (t) => {
  if (!browserHere(t)) return
  const { journey } = await openStage(t)
  let known: Awaited<ReturnType<typeof scene>> | undefined
  await journey('a scene with cases in every state', async (company) => {
    known = await scene(company)
  })
  if (!known) return
  const at = known

  await journey('for anybody', async ({ enter }) => {
    const page = await enter(undefined)
    await page.goto('/verify')
    await lookAt(page, [
      { name: 'sign-in', path: '/sign-in' },
      { name: 'find-document', path: '/verify' },
      { name: 'verify-valid', path: `/verify/${at.valid}` },
      { name: 'verify-withdrawn', path: `/verify/${at.withdrawn}` },
      { name: 'verify-unknown', path: '/verify/AAAA-AAAA-AAAA-AAAA' },
    ])
  })

  await journey('for a student', async ({ enter }) => {
    const page = await enter(student)
    await lookAt(page, [
      { name: 'home', path: '/' },
      { name: 'hall', path: '/hall' },
      { name: 'category', path: '/hall?category=student-status' },
      { name: 'found-nothing', path: '/hall?q=zzzz' },
      { name: 'guide', path: `/services/${enrolment}` },
      { name: 'apply', path: '/services/student-exchange-travel/apply' },
      {
        name: 'apply-mistakes',
        path: '/services/student-exchange-travel/apply',
        first: async (one) => {
          await one.locator('form button[type="submit"]').click()
          await one.getByRole('alert').waitFor()
        },
      },
      { name: 'check', path: `/services/${enrolment}/check` },
      { name: 'done', path: `/cases/${at.certificate}/received` },
      { name: 'notices', path: '/notices' },
      { name: 'cases', path: '/cases' },
      { name: 'case-finished', path: `/cases/${at.finished}` },
      { name: 'case-running', path: `/cases/${at.running}` },
      { name: 'case-returned', path: `/cases/${at.returned}` },
      { name: 'case-change', path: `/cases/${at.returned}/change` },
      { name: 'case-supplement', path: `/cases/${at.more}` },
      { name: 'me', path: '/me' },
      { name: 'password', path: '/password' },
      { name: 'missing', path: '/no-such-page' },
    ])
  })

  await journey('for approvers', async ({ enter }) => {
    const page = await enter(counsellor)
    await lookAt(page, [
      { name: 'tasks', path: '/tasks?list=done' },
      { name: 'task', path: `/tasks/${at.task}` },
      { name: 'not-for-me', path: `/services/${enrolment}` },
    ])
    const nobody = await enter(master)
    await lookAt(nobody, [
      { name: 'no-cases', path: '/cases' },
      { name: 'no-notices', path: '/notices' },
      { name: 'forbidden', path: `/cases/${at.finished}` },
    ])
  })

  await journey('for administrators', async ({ enter }) => {
    const people = await enter(peopleAdmin)
    await lookAt(people, [
      { name: 'people', path: '/admin/people' },
      { name: 'member', path: `/admin/people/${at.member}` },
      { name: 'import', path: '/admin/people/import' },
      { name: 'import-errors', path: '/admin/people/import', first: tryBrokenList },
    ])
    const seals = await enter(sealManager)
    await lookAt(seals, [{ name: 'seals', path: '/admin/seals' }])
    const services = await enter(serviceAdmin)
    await lookAt(services, [
      { name: 'failed', path: '/admin/services' },
      {
        name: 'failed-return',
        path: '/admin/services',
        first: async (page) => {
          await page
            .getByRole('button', { name: /^(退给申请人|Return to the applicant)/ })
            .first()
            .click()
          await page.getByRole('dialog').waitFor()
        },
      },
      { name: 'versions', path: '/admin/services', first: tab(/^(服务和版本|Services and versions)/) },
      { name: 'running', path: '/admin/services', first: tab(/^(正在办的|Running)/) },
      {
        name: 'figures',
        path: '/admin/services',
        first: async (page) => {
          await page.getByRole('button', { name: /^(办了多少|Figures)/ }).click()
          await page.locator('canvas').waitFor()
        },
      },
    ])
  })
})

test('the first run', async (t) => {
  if (!browserHere(t)) return
  const { journey } = await openStage(t, { demo: 'none' })
  await journey('creates the administrator', async ({ enter, university }) => {
    const page = await enter(undefined)
    await page.goto('/')
    await page.waitForURL('**/setup')
    await lookAt(page, [{ name: 'setup', path: '/setup' }])
    const code = /([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})/.exec(university.printed())?.[1]
    assert.ok(code, university.printed())
    await page.evaluate(() => localStorage.clear())
    await page.setViewportSize(desk)
    await page.goto('/setup')
    await page.getByLabel('设置码').fill(code)
    await page.getByLabel('学校名称').fill('渭川大学')
    await page.getByLabel('学校英文名').fill('Weichuan University')
    await page.getByLabel('你的姓名').fill('何予安')
    await page.getByLabel('你的工号').fill('0001001')
    await page.getByLabel('密码', { exact: true }).fill('mogu-dengta-huoche-lanse')
    await page.getByRole('button', { name: '开始用' }).click()
    await page.getByRole('heading', { name: '予安，今天办什么事？' }).waitFor()
    await page.getByRole('link', { name: '人员', exact: true }).click()
    await page.getByRole('heading', { name: '人员', level: 1 }).waitFor()
  })
})
