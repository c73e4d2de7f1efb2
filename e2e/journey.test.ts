/** A final-year student, two approvers and an employer: from the search box to a sealed paper that anyone can check. */
import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { browserHere, shot } from './browser.ts'
import { approve } from './desk.ts'
import { pdfsig, scan, textOf } from './paper.ts'
import { counsellor, deputySecretary, sealManager, selfAssessment, student } from './scene.ts'
import { openStage } from './stage.ts'

const comment = '该生学习踏实，动手能力强，在团队里愿意承担难的部分，推荐。'
const service = '毕业生就业推荐表'

async function find(page: Page, words: string) {
  await page.getByRole('combobox', { name: '找服务' }).fill(words)
  const hit = page.getByRole('option', { name: service })
  await hit.waitFor()
  return hit
}

/** Opens the file behind a link that downloads. */
async function download(page: Page, name: string | RegExp): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name }).first().click(),
  ])
  return file.path()
}

test('three people and an employer', async (t) => {
  if (!browserHere(t)) return
  const { journey } = await openStage(t)

  await journey(
    'a recommendation form, from the search box to the rating',
    async ({ university, enter, person }) => {
      const page = await enter(student)
      await find(page, 'tuijianbiao')
      await (await find(page, '推荐表')).click()
      await page.getByRole('heading', { name: service, level: 1 }).waitFor()
      for (const term of ['谁能办', '多久', '费用', '带什么', '谁决定', '得到什么'])
        await page.getByRole('term').filter({ hasText: term }).waitFor()
      await page.getByText('预计一年内毕业的在读本科生、研究生本人').waitFor()
      await shot(page, 'guide')
      await page.getByRole('link', { name: '开始办' }).click()

      await page.getByText(/项里已替你填好 \d+ 项，请核对/).waitFor()
      await page.getByText(student, { exact: true }).waitFor()
      assert.ok((await page.getByText(/，.+ 更新$/).count()) >= 10, 'each filled field says where it is from')
      assert.match(await page.getByLabel('手机号码').inputValue(), /^1\d{10}$/)
      await page.getByRole('button', { name: '下一步，核对' }).click()
      await page
        .getByRole('alert')
        .getByText(/有 \d+ 处要改/)
        .waitFor()
      const direction = page.getByLabel('求职意向')
      await direction.fill('工艺，西安')
      await direction.press('Home')
      await direction.pressSequentially('机械设计、')
      await direction.press('End')
      await direction.pressSequentially('或成都')
      assert.equal(
        await direction.inputValue(),
        '机械设计、工艺，西安或成都',
        'the caret stays where one types',
      )
      await page.getByLabel('自我鉴定').fill(selfAssessment)
      await page.getByRole('radio', { name: /第一次领/ }).check()
      await page.getByRole('checkbox', { name: /以上内容属实/ }).check()
      await page.getByText(/已自动保存/).waitFor()
      await shot(page, 'apply')
      await page.getByRole('button', { name: '下一步，核对' }).click()

      await page.getByRole('heading', { name: '提交前再看一遍' }).waitFor()
      await page.getByText('机械设计、工艺，西安或成都').waitFor()
      await page.getByRole('link', { name: '改「求职意向」' }).waitFor()
      await shot(page, 'check')
      await page.getByRole('button', { name: '提交申请' }).click()

      await page.waitForURL(/\/cases\/[\w-]+\/received$/)
      const number = (await page.getByText(/^YZ-\d{8}-\d{4}$/).textContent()) ?? ''
      await page.getByRole('heading', { name: '收到了' }).waitFor()
      await shot(page, 'received')
      await page.getByRole('link', { name: '看进度' }).click()
      const now = page.getByRole('region', { name: '现在在谁手里' })
      await now.getByText('周敏').waitFor()
      await shot(page, 'case')
      const caseId = page.url().split('/').at(-1) ?? ''

      await approve(await enter(counsellor), number, comment)
      await page.reload()
      await now.getByText('郑书远').waitFor()
      const second = await enter(deputySecretary)
      await second.goto('/tasks')
      await second.getByText(comment).waitFor()
      await shot(second, 'task')
      await approve(second, number, '同意推荐。')

      await page.reload()
      await now.getByRole('link', { name: service }).waitFor()
      for (const line of [/你提交了申请/, /周敏同意/, /郑书远同意/, /「编号盖章」已由系统办好/])
        await page.getByText(line).first().waitFor()
      const pdf = await download(page, service)
      const signed = await pdfsig(pdf, join(university.data, 'seal', 'authority.pem'))
      assert.match(signed, /Signature is Valid/)
      assert.match(signed, /Certificate is Trusted/)
      assert.match(await textOf(pdf), new RegExp(comment.slice(0, 8)))

      const employer = await enter(undefined)
      const address = await scan(pdf)
      assert.equal(new URL(address).origin, university.url)
      await employer.goto(address)
      await employer.getByRole('heading', { name: '这份文件有效' }).waitFor()
      await employer.getByText('林*夏').first().waitFor()
      await employer
        .getByText(/^\*+0215$/)
        .first()
        .waitFor()
      await employer.getByLabel('选文件比对').setInputFiles(pdf)
      await employer.getByText('一模一样，就是我们盖章的那份。').waitFor()
      const changed = await readFile(pdf)
      const place = changed.indexOf('stream') + 40
      changed[place] = (changed[place] ?? 0) ^ 1
      await employer
        .getByLabel('选文件比对')
        .setInputFiles({ name: 'changed.pdf', mimeType: 'application/pdf', buffer: changed })
      await employer.getByText('和我们盖章的那份不一样。').waitFor()
      await shot(employer, 'verify')

      const keeper = await person(sealManager)
      const { rows } = await keeper.ask<{ rows: { id: string; caseId: string }[] }>(
        'GET',
        '/api/admin/documents',
      )
      const document = rows.find((row) => row.caseId === caseId)
      assert.ok(document)
      const reason = '成绩登记有误，改好后重发'
      await keeper.ask('POST', `/api/documents/${document.id}/withdraw`, { reason })
      await employer.reload()
      await employer.getByRole('heading', { name: '这份文件已撤回，不要再用' }).waitFor()
      await employer.getByText(reason).waitFor()
      await shot(employer, 'verify-withdrawn')

      await page.getByRole('radio', { name: '很满意', exact: true }).check({ force: true })
      await page.getByLabel(/^想说的话/).fill('没有跑一趟')
      await page.getByRole('button', { name: '评好了' }).click()
      await page.getByRole('heading', { name: '你评了 5 分' }).waitFor()
      const again = await (await person(student)).send('POST', `/api/hall/cases/${caseId}/rating`, {
        stars: 1,
      })
      assert.equal(again.status, 409)
    },
  )

  await journey(
    'an enrolment certificate within seconds, without anybody',
    async ({ university, enter }, t) => {
      const page = await enter(student)
      await page.goto('/services/enrolment-certificate/apply')
      await page.getByRole('radio', { name: /^中文/ }).check()
      await page.getByRole('combobox', { name: '用途' }).click()
      await page.getByText('银行开户、贷款', { exact: true }).click()
      await page.getByRole('radio', { name: /^不写/ }).check()
      await page.getByRole('button', { name: '下一步，核对' }).click()
      await page.getByText('提交后系统马上办，不用等人。').waitFor()
      const begun = performance.now()
      await page.getByRole('button', { name: '提交申请' }).click()
      await page.getByRole('link', { name: '下载 PDF' }).waitFor()
      const seconds = (performance.now() - begun) / 1000
      t.diagnostic(`sealed after ${seconds.toFixed(1)} s`)
      assert.ok(seconds < 15, `from apply to the sealed PDF took ${seconds.toFixed(1)} s`)
      await shot(page, 'received-sealed')
      const pdf = await download(page, '下载 PDF')
      assert.ok((await stat(pdf)).size > 10_000)
      assert.match(await pdfsig(pdf, join(university.data, 'seal', 'authority.pem')), /Signature is Valid/)
      assert.match(await textOf(pdf), /林知夏/)
    },
  )
})
