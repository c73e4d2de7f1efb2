/** Cases that do not go straight: returned, supplemented, withdrawn, decided by two at once, and a server that dies. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { browserHere } from './browser.ts'
import { leaveTasks, openTask } from './desk.ts'
import {
  abroad,
  apply,
  caseWhen,
  counsellor,
  decide,
  deputySecretary,
  invitation,
  leave,
  master,
  recommendation,
  recommendationAnswers,
  selfAssessment,
  student,
  supervisor,
  taskOf,
} from './scene.ts'
import { openStage } from './stage.ts'

const travel = (letter: string) => ({
  passport: 'E12345678',
  kind: 'conference',
  place: '德国亚琛',
  placeEn: 'Aachen, Germany',
  host: 'RWTH Aachen',
  leaveOn: inDays(60),
  backOn: inDays(67),
  days: [{ on: inDays(60), where: '亚琛', what: '参加会议，作报告' }],
  invitation: [letter],
  money: ['self'],
  secret: 'no',
  insured: true,
  safety: true,
})

const inDays = (days: number) => Temporal.Now.plainDateISO('Asia/Shanghai').add({ days }).toString()

test('returned, withdrawn, contested, interrupted', async (t) => {
  if (!browserHere(t)) return
  const { journey } = await openStage(t)

  await journey('return and resubmit keep the answers; supplement; withdraw', async ({ enter, person }) => {
    const { caseId, number } = await apply(await person(student), recommendation, recommendationAnswers)
    const desk = await enter(counsellor)
    await openTask(desk, number)
    await desk.getByRole('button', { name: '退回修改' }).click()
    await desk.getByText('写一句原因，申请人会看到').waitFor()
    await desk.getByRole('textbox', { name: '意见' }).fill('求职意向写具体一点')
    await desk.getByRole('button', { name: '退回修改' }).click()
    await leaveTasks(desk)
    await desk.getByText(`已退回 ${number}`).waitFor()

    const page = await enter(student)
    await page.goto(`/cases/${caseId}`)
    await page.getByText(/周敏\s?请你改一改/).waitFor()
    await page.getByText('求职意向写具体一点').first().waitFor()
    await page.getByRole('link', { name: '去修改' }).click()
    const direction = page.getByLabel('求职意向')
    assert.equal(await direction.inputValue(), recommendationAnswers.direction)
    assert.equal(await page.getByLabel('自我鉴定').inputValue(), selfAssessment)
    assert.ok(await page.getByRole('radio', { name: /第一次领/ }).isChecked())
    await direction.fill('主轴装配工艺，西安')
    await page.getByRole('button', { name: '重新提交' }).click()
    await page.waitForURL(`**/cases/${caseId}`)
    await page.getByText('你改好重新提交').waitFor()
    await page.getByRole('region', { name: '现在在谁手里' }).getByText('周敏').waitFor()

    await openTask(desk, number)
    await desk.getByText('主轴装配工艺，西安').first().waitFor()
    await desk.getByRole('textbox', { name: '意见' }).fill('请补实习证明')
    await desk.getByRole('button', { name: '请补材料' }).click()
    await leaveTasks(desk)
    await desk.getByText(`已请申请人补材料 ${number}`).waitFor()

    await page.reload()
    await page.getByText(/周敏\s?请你补材料/).waitFor()
    const letter = invitation()
    await page.getByLabel('拖到这里，或者选文件').setInputFiles({
      name: '实习证明.png',
      mimeType: letter.type,
      buffer: Buffer.from(await letter.arrayBuffer()),
    })
    await page.getByText('实习证明.png').waitFor()
    await page.getByLabel(/^要说的话/).fill('证明在附件里')
    await page.getByRole('button', { name: '补上' }).click()
    await page.getByText('你补了材料').waitFor()
    await page.getByRole('link', { name: '实习证明.png' }).waitFor()

    await openTask(desk, number)
    await desk.getByText('证明在附件里').waitFor()
    await desk.getByRole('link', { name: '实习证明.png' }).waitFor()
    await page.getByRole('button', { name: '撤回申请' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤回', exact: true }).click()
    await page.getByText('你撤回了申请').waitFor()
    await desk.getByRole('textbox', { name: '意见' }).fill('同意')
    await desk.getByRole('button', { name: '同意', exact: true }).click()
    await leaveTasks(desk)
    await desk
      .getByRole('alert')
      .getByText(new RegExp(`${number} 没有办成`))
      .waitFor()
    await desk.getByRole('link', { name: '去看看' }).click()
    await desk.getByText('这件事不在等你办').waitFor()
    assert.equal(await taskOf(await person(counsellor), caseId), undefined)
    const { history } = await caseWhen(await person(student), caseId, () => true)
    assert.deepEqual(
      history.toSorted((a, b) => a.seq - b.seq).map((line) => line.kind),
      [
        ...['started', 'task-opened', 'returned', 'resubmitted', 'task-opened'],
        ...['supplement-asked', 'supplemented', 'withdrawn'],
      ],
    )
  })

  await journey('a decision may be taken back, and leaving sends it', async ({ enter, person }) => {
    const applicant = await person(student)
    const { caseId, number } = await apply(applicant, leave, {
      ...{
        kind: 'family',
        leaveFrom: inDays(3),
        leaveTo: inDays(3),
        misses: 'no',
        away: 'no',
        informed: true,
      },
      reason: '家里有事，要回去一天',
    })
    const approvals = async () => {
      const { history } = await caseWhen(applicant, caseId, () => true)
      return history.filter((line) => line.kind === 'approved').length
    }
    const desk = await enter(counsellor)
    const asked: string[] = []
    desk.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/decision')) asked.push(request.url())
    })
    const yes = desk.getByRole('button', { name: '同意', exact: true })
    const held = desk.getByText(`同意 ${number}`)
    await openTask(desk, number)
    await desk.getByRole('textbox', { name: '意见' }).fill('路上小心')
    await yes.click()
    await held.waitFor()
    await desk.keyboard.press('z')
    await desk.getByText(`编号 ${number}`).waitFor()
    assert.equal(await desk.getByRole('textbox', { name: '意见' }).inputValue(), '路上小心')
    assert.equal(await held.count(), 0)
    await yes.click()
    await desk.getByRole('button', { name: '撤销' }).click()
    await yes.waitFor()
    assert.deepEqual(asked, [])
    assert.equal(await approvals(), 0)
    assert.ok(await taskOf(await person(counsellor), caseId))

    await yes.click()
    await held.waitFor()
    // The address of another site would do the same: the page is thrown away.
    await desk.goto('about:blank')
    await caseWhen(applicant, caseId, ({ history }) => history.some((line) => line.kind === 'approved'))
    assert.equal(await approvals(), 1)
  })

  await journey('left alone, a decision is sent after ten seconds', async ({ enter, person }) => {
    const applicant = await person(student)
    const { caseId, number } = await apply(applicant, leave, {
      ...{
        kind: 'family',
        leaveFrom: inDays(5),
        leaveTo: inDays(5),
        misses: 'no',
        away: 'no',
        informed: true,
      },
      reason: '家里有事，要回去一天',
    })
    const desk = await enter(counsellor)
    await openTask(desk, number)
    await desk.getByRole('button', { name: '同意', exact: true }).click()
    await desk.getByText(`已同意 ${number}`).waitFor()
    const { history } = await caseWhen(applicant, caseId, () => true)
    assert.equal(history.filter((line) => line.kind === 'approved').length, 1)
  })

  await journey(
    'two approvers at once: one decides, the other is told who did',
    async ({ enter, person }) => {
      const applicant = await person(master)
      const letter = await applicant.upload(invitation())
      const { caseId, number } = await apply(applicant, abroad, travel(letter))
      const desks = [await enter(supervisor), await enter(counsellor)]
      for (const desk of desks) {
        await openTask(desk, number)
        await desk.getByRole('textbox', { name: '意见' }).fill('同意前往，注意安全')
      }
      for (const desk of desks) {
        await desk.getByRole('button', { name: '同意', exact: true }).click()
        await desk.getByText(`同意 ${number}`).waitFor()
      }
      // Both decisions are held by their pages: nobody has decided yet.
      assert.ok(await taskOf(await person(supervisor), caseId))
      await Promise.all(desks.map(leaveTasks))
      const ends = await Promise.all(
        desks.map(async (desk) => {
          const won = desk.getByText(`已同意 ${number}`)
          // Told where they are by now, which is not the task.
          const lost = desk
            .getByRole('alert')
            .getByText(new RegExp(`${number} 没有办成：(陈砚秋|周敏)已经办了这件事`))
          await won.or(lost).first().waitFor()
          if ((await won.count()) > 0) return 'won'
          await desk.getByRole('link', { name: '去看看' }).click()
          await desk.getByText(/(陈砚秋|周敏)已办：同意/).waitFor()
          assert.equal(await lost.count(), 0)
          return 'lost'
        }),
      )
      assert.deepEqual(ends.toSorted(), ['lost', 'won'])
      const { history, holders } = await caseWhen(applicant, caseId, () => true)
      assert.equal(history.filter((line) => line.kind === 'approved').length, 1)
      assert.deepEqual(
        holders.map((holder) => holder.name),
        ['韩立群'],
      )
    },
  )

  await journey('one draft on two devices: neither is lost, and the person chooses', async ({ enter }) => {
    const open = async () => {
      const page = await enter(master)
      await page.goto(`/services/${abroad}/apply`)
      return { page, host: page.getByLabel('接待单位'), saved: page.getByText(/已自动保存/) }
    }
    const [desk, phone] = [await open(), await open()]
    await desk.host.fill('RWTH Aachen')
    await desk.saved.waitFor()
    await phone.host.fill('Universität Aachen')
    const notice = (page: Page) => page.getByText(/^今天 .*，这份草稿在别处改过$/)
    await notice(phone.page).waitFor()
    assert.equal(await phone.host.inputValue(), 'Universität Aachen')
    // A reload loses nothing and asks again.
    await phone.page.reload()
    await notice(phone.page).waitFor()
    assert.equal(await phone.host.inputValue(), 'Universität Aachen')
    await phone.page.getByRole('button', { name: '看看哪里不同' }).click()
    const dialog = phone.page.getByRole('dialog', { name: '两份草稿哪里不同' })
    await dialog.getByText('RWTH Aachen').waitFor()
    await dialog.getByRole('button', { name: '用那一份' }).click()
    await notice(phone.page).waitFor({ state: 'hidden' })
    assert.equal(await phone.host.inputValue(), 'RWTH Aachen')
    await phone.host.fill('RWTH Aachen University')
    await phone.saved.waitFor()

    await desk.host.fill('RWTH')
    await notice(desk.page).waitFor()
    await desk.page.getByRole('button', { name: '用这里写的' }).click()
    await desk.saved.waitFor()
    const later = await open()
    assert.equal(await later.host.inputValue(), 'RWTH')
  })

  await journey(
    'a server killed between submit and approve loses nothing',
    async ({ university, enter, person }) => {
      const page = await enter(master)
      await page.goto(`/services/${abroad}/apply`)
      const host = (one: Page) => one.getByLabel('接待单位')
      await host(page).fill('RWTH Aachen University')
      await page.getByText(/已自动保存/).waitFor()

      const { caseId, number } = await apply(await person(student), recommendation, recommendationAnswers)
      const desk = await enter(counsellor)
      await openTask(desk, number)
      await university.kill()
      await desk.getByRole('textbox', { name: '意见' }).fill('踏实，推荐')
      await university.start()
      await desk.getByRole('button', { name: '同意', exact: true }).click()
      await university.kill()
      await leaveTasks(desk)
      await desk.getByText(`${number} 还没送到`).waitFor()
      await university.start()
      await desk.getByText(`已同意 ${number}`).waitFor()

      // The last decision is committed, the job of the seal has hardly begun.
      await decide(await person(deputySecretary), caseId, 'approve', '同意推荐')
      await university.kill()
      await university.start()
      const applicant = await person(student)
      const { documents, history } = await caseWhen(
        applicant,
        caseId,
        ({ case: one }) => one.status === 'finished',
      )
      assert.equal(documents.length, 1)
      assert.deepEqual(
        history.filter((line) => line.kind === 'approved').map((line) => line.by?.name),
        ['周敏', '郑书远'],
      )

      const elsewhere = await enter(master)
      await elsewhere.goto(`/services/${abroad}`)
      await elsewhere.getByText(/你有一份没提交的草稿/).waitFor()
      await elsewhere.getByRole('link', { name: '接着填' }).click()
      await host(elsewhere).waitFor()
      assert.equal(await host(elsewhere).inputValue(), 'RWTH Aachen University')
    },
  )
})
