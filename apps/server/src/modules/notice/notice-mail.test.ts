/** E-mail through a real SMTP server. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choose, deliverAgain, read } from './commands.ts'
import { standard } from './decide.ts'
import { createMailer } from './mail.ts'
import { undeliveredFor } from './queries.ts'
import type { NoticeTables } from './tables.ts'
import { withNotices } from './testing.ts'
import { freePort, mailServer } from './testing-mail.ts'

const operatorOf = (subject: string) => ({
  id: '0193a000-0000-7000-8000-000000000001',
  subject,
  effect: 'allow' as const,
  role: 'operator',
  unit: '000.',
  categories: 'all' as const,
  from: Temporal.Instant.from('2026-01-01T00:00:00Z'),
})

test('many notices make one mail, which says service, number and where to go; once', async (t) => {
  const server = await mailServer(t)
  if (!server) return
  const mailer = createMailer(server.url)
  await withNotices(
    async ({ at, addresses, ids, moved, deliver, deliveries }) => {
      addresses.set(ids.student, 'lin.zhixia@example.edu')
      await moved('returned')
      at('2026-11-24T02:01:00Z')
      await moved('finished')
      await deliver('student', 'mail', { mailer })
      assert.deepEqual(await server.taken(), [], 'not before two minutes have passed')
      at('2026-11-24T02:03:00Z')
      await deliver('student', 'mail', { mailer })
      await deliver('student', 'mail', { mailer })
      const [mail, second] = await server.taken()
      assert.equal(second, undefined)
      assert.deepEqual(
        [mail?.subject, mail?.from, mail?.to],
        ['一站：2 条通知', 'yizhan@yizhan.example.edu', 'lin.zhixia@example.edu'],
      )
      for (const part of [mail?.text, mail?.html]) {
        assert.match(part ?? '', /本科生请假：退回修改/)
        assert.match(part ?? '', /本科生请假：办好了/)
        assert.match(part ?? '', /YZ-20261124-0042/)
        assert.match(part ?? '', /https:\/\/yizhan\.example\.edu\/cases\//)
        assert.doesNotMatch(part ?? '', /林知夏|2023310215/)
      }
      assert.deepEqual(
        (await deliveries()).map(({ state }) => state),
        ['sent', 'sent'],
      )
    },
    { mailUrl: server.url },
  )
  mailer.close()
})

test('what was read before is not mailed, nor is anything to nobody’s address', async (t) => {
  const server = await mailServer(t)
  if (!server) return
  const mailer = createMailer(server.url)
  await withNotices(
    async ({ deps, actor, at, addresses, ids, moved, rowsOf, deliver, deliveries }) => {
      await choose(deps, actor('student'), { ...standard, quiet: null })
      addresses.set(ids.student, 'lin.zhixia@example.edu')
      await moved('finished')
      await read(deps, actor('student'), (await rowsOf('student'))[0]?.id ?? '')
      at('2026-11-24T02:03:00Z')
      await deliver('student', 'mail', { mailer })
      addresses.clear()
      await moved('refused')
      at('2026-11-24T02:06:00Z')
      await deliver('student', 'mail', { mailer })
      assert.deepEqual(await server.taken(), [])
      assert.deepEqual(
        (await deliveries()).map(({ state }) => state),
        ['skipped', 'skipped'],
      )
    },
    { mailUrl: server.url },
  )
  mailer.close()
})

test('a server that does not answer is tried again; in the end an operator sees it and sends it', async (t) => {
  const server = await mailServer(t)
  if (!server) return
  const away = `smtp://127.0.0.1:${await freePort()}`
  await withNotices(
    async ({ platform, deps, actor, addresses, ids, moved, at, deliver, deliveries }) => {
      addresses.set(ids.student, 'lin.zhixia@example.edu')
      await moved('supplement')
      const broken = { mailer: createMailer(away) }
      await assert.rejects(deliver('student', 'mail', broken, 1), /ECONNREFUSED/)
      await deliver('student', 'mail', broken, 10)
      const [dead] = await deliveries()
      assert.deepEqual([dead?.state, dead?.attempts], ['dead', 2])

      const listFor = (asker: ReturnType<typeof actor>) =>
        undeliveredFor(platform.read<NoticeTables>(), asker, { limit: 30 }, platform.clock())
      const operator = actor('operator', operatorOf(ids.operator))
      const { rows } = await listFor(operator)
      assert.deepEqual(
        rows.map(({ to, caseNumber, attempts, channel }) => [to.name, caseNumber, attempts, channel]),
        [['林知夏', 'YZ-20261124-0042', 2, 'mail']],
      )
      assert.match(rows[0]?.error ?? '', /ECONNREFUSED/)
      assert.deepEqual((await listFor(actor('counsellor'))).rows, [])
      const id = rows[0]?.id ?? ''
      const again = (who: ReturnType<typeof actor>) => platform.tx((tx) => deliverAgain(deps, tx, who, id))
      assert.deepEqual(await again(actor('counsellor')), { ok: false, code: 'platform.forbidden' })
      assert.equal(await again(operator), undefined)
      assert.deepEqual(await again(operator), { ok: false, code: 'notice.delivered' })
      at('2026-11-24T02:10:00Z')
      const mailer = createMailer(server.url)
      await deliver('student', 'mail', { mailer })
      assert.deepEqual(
        (await server.taken()).map(({ subject }) => subject),
        ['本科生请假：要补材料'],
      )
      const audited = await platform.db.selectFrom('platform.audit').select(['action', 'grant_id']).execute()
      assert.deepEqual(audited, [
        { action: 'notice.deliver-again', grant_id: '0193a000-0000-7000-8000-000000000001' },
      ])
      mailer.close()
    },
    { mailUrl: away },
  )
})
