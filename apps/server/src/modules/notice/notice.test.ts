import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { isRefusal } from '@yizhan/contracts'
import fc from 'fast-check'
import { choose, read, readUpTo } from './commands.ts'
import { standard } from './decide.ts'
import { noticesOf, unreadOf } from './queries.ts'
import type { NoticeTables } from './tables.ts'
import { type Who, withNotices } from './testing.ts'

const step = { zh: '辅导员审核', en: 'Counsellor' }

test('the applicant is told of an answer, approvers of a task, each of the other’s nothing', () =>
  withNotices(async ({ moved, opened, rowsOf, about, ids, platform }) => {
    const taskId = platform.newId()
    about.current = { ...about.current, open: [{ taskId, step, members: [ids.counsellor, ids.secretary] }] }
    await opened()
    await moved('supplement')
    await moved('running')
    await moved('withdrawn')
    const kinds = async (who: Who) => (await rowsOf(who)).map(({ kind }) => kind)
    assert.deepEqual(await kinds('student'), ['case-supplement'])
    assert.deepEqual(await kinds('counsellor'), ['task-opened'])
    assert.deepEqual(await kinds('secretary'), ['task-opened'])
    assert.deepEqual(await kinds('operator'), [])
    const [row] = await rowsOf('counsellor')
    assert.deepEqual([row?.taskId, row?.step, row?.read], [taskId, step, false])
  }))

test('an event that is delivered twice, also at once, makes one notice and one message', () =>
  withNotices(
    async ({ moved, opened, rowsOf, deliveries, about, ids, platform }) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom('finished', 'returned', 'refused'), { minLength: 1, maxLength: 3 }),
          fc.integer({ min: 1, max: 4 }),
          async (statuses, times) => {
            const rows = (await rowsOf('student')).length
            const sent = (await deliveries()).length
            const events = statuses.map((status) => [status, randomUUID()] as const)
            await Promise.all(
              Array.from({ length: times }, () => events.map(([status, id]) => moved(status, id))).flat(),
            )
            assert.equal((await rowsOf('student')).length, Math.min(100, rows + statuses.length))
            assert.equal((await deliveries()).length, sent + 2 * statuses.length)
          },
        ),
        { numRuns: 12 },
      )
      const id = randomUUID()
      about.current = {
        ...about.current,
        open: [{ taskId: platform.newId(), step, members: [ids.counsellor] }],
      }
      await Promise.all([opened(id), opened(id), opened(id)])
      assert.equal((await rowsOf('counsellor')).length, 1)
    },
    { mailUrl: 'smtp://127.0.0.1:1', chatUrl: 'http://127.0.0.1:1', chatSecret: 'sixteen or more letters' },
  ))

test('a task that somebody else decided is no news any more', () =>
  withNotices(async ({ moved, opened, rowsOf, about, ids, platform }) => {
    const open = [{ taskId: platform.newId(), step, members: [ids.counsellor, ids.secretary] }]
    about.current = { ...about.current, open }
    await opened()
    about.current = { ...about.current, open: [] }
    await moved('finished')
    assert.deepEqual(
      (await rowsOf('counsellor')).map(({ read }) => read),
      [true],
    )
    about.current = { ...about.current, open: [] }
    await opened()
    assert.equal((await rowsOf('secretary')).length, 1)
  }))

test('nobody reads or marks another’s notices', () =>
  withNotices(async ({ deps, moved, rowsOf, actor, platform, ids }) => {
    await moved('finished')
    const [mine] = await rowsOf('student')
    assert.ok(mine)
    const refused = await read(deps, actor('counsellor'), mine.id)
    assert.ok(isRefusal(refused) && refused.code === 'platform.not-found')
    await readUpTo(deps, actor('counsellor'), mine.id)
    const unread = () => unreadOf(platform.read<NoticeTables>(), [ids.student, ids.counsellor])
    assert.deepEqual([...(await unread())], [[ids.student, 1]])
    assert.equal(await read(deps, actor('student'), mine.id), undefined)
    assert.equal((await unread()).size, 0)
  }))

test('unread ones come first, page by page, none twice and none left out', () =>
  withNotices(async ({ deps, moved, actor, platform, ids, rowsOf }) => {
    for (let n = 0; n < 9; n += 1) await moved('finished')
    const all = await rowsOf('student')
    for (const row of [all[1], all[4], all[8]]) await read(deps, actor('student'), row?.id ?? '')
    const seen: { id: string; read: boolean }[] = []
    for (let after: string | undefined, pages = 0; pages < 9; pages += 1) {
      const page = await noticesOf(platform.read<NoticeTables>(), ids.student, { after, limit: 2 })
      seen.push(...page.rows)
      after = page.next
      if (after === undefined) break
    }
    assert.deepEqual(
      seen.map(({ read }) => read),
      [false, false, false, false, false, false, true, true, true],
    )
    assert.deepEqual(new Set(seen.map(({ id }) => id)), new Set(all.map(({ id }) => id)))
    assert.equal(seen.length, 9)
  }))

test('marking all keeps what came after the page was read', () =>
  withNotices(async ({ at, deps, moved, actor, rowsOf }) => {
    await moved('returned')
    const [newest] = await rowsOf('student')
    at('2026-11-24T02:01:00Z')
    await moved('finished')
    await readUpTo(deps, actor('student'), newest?.id ?? '')
    assert.deepEqual(
      (await rowsOf('student')).map(({ kind, read }) => [kind, read]),
      [
        ['case-finished', false],
        ['case-returned', true],
      ],
    )
  }))

test('what a member does not want on the page is sent, and does not show there', () =>
  withNotices(
    async ({ deps, moved, actor, rowsOf, deliveries, platform, ids }) => {
      const on = { ...standard.on, 'case-finished': ['mail' as const], 'case-refused': [] }
      await choose(deps, actor('student'), { on, quiet: null, digest: 'daily' })
      await moved('finished')
      await moved('refused')
      assert.deepEqual(await rowsOf('student'), [])
      assert.equal((await unreadOf(platform.read<NoticeTables>(), [ids.student])).size, 0)
      assert.deepEqual(
        (await deliveries()).map(({ channel, due_at }) => [channel, due_at]),
        [['mail', '2026-11-25T00:00:00Z']],
      )
    },
    { mailUrl: 'smtp://127.0.0.1:1' },
  ))

test('in quiet hours a message waits for their end, an urgent one does not', () =>
  withNotices(
    async ({ at, moved, deliveries }) => {
      at('2026-11-24T15:30:00Z')
      await moved('finished')
      at('2026-11-24T15:31:00Z')
      await moved('supplement')
      assert.deepEqual((await deliveries()).map(({ channel, due_at }) => `${due_at} ${channel}`).sort(), [
        '2026-11-24T15:31:00Z chat',
        '2026-11-24T15:31:00Z mail',
        '2026-11-24T23:00:00Z chat',
        '2026-11-24T23:00:00Z mail',
      ])
    },
    { mailUrl: 'smtp://127.0.0.1:1', chatUrl: 'http://127.0.0.1:1', chatSecret: 'sixteen or more letters' },
  ))
