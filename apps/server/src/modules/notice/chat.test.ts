/** Messages to a gateway that checks what it gets, as a real one must. */
import assert from 'node:assert/strict'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { bodyOf } from './chat.ts'
import { withNotices } from './testing.ts'

const secret = 'sixteen or more letters'
const message = { title: '本科生请假：办好了', number: 'YZ-1', link: 'https://yizhan.example.edu/cases/1' }

type Got = { readonly body: Record<string, unknown>; readonly id: string }
type Gateway = {
  readonly url: string
  readonly taken: Got[]
  answer: { status: number; body: string }
  now: Temporal.Instant
}

/** Takes what is signed, young and new; everything else is 401. */
async function gateway(t: TestContext): Promise<Gateway> {
  const nonces = new Set<string>()
  const it: Gateway = {
    url: '',
    taken: [],
    answer: { status: 200, body: '{"errcode":0}' },
    now: Temporal.Instant.from('2026-11-24T02:00:00Z'),
  }
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      text += chunk
    })
    request.on('end', () => {
      const head = (name: string) => String(request.headers[name] ?? '')
      const nonce = head('x-yizhan-nonce')
      const stamp = head('x-yizhan-timestamp')
      const wanted = createHmac('sha256', secret).update(`${stamp}.${nonce}.${text}`).digest()
      const given = Buffer.from(head('x-yizhan-signature').replace(/^v1=/, ''), 'hex')
      const young = Math.abs(it.now.epochMilliseconds / 1000 - Number(stamp)) < 300
      const genuine = given.length === wanted.length && timingSafeEqual(given, wanted)
      if (!genuine || !young || nonces.has(nonce)) return response.writeHead(401).end()
      nonces.add(nonce)
      it.taken.push({ body: JSON.parse(text), id: head('x-yizhan-id') })
      return response.writeHead(it.answer.status).end(it.answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const address = server.address()
  return Object.assign(it, {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`,
  })
}

test('the bodies are those that WeCom, DingTalk and a plain gateway read', () => {
  const ask = { to: '2023310215', message, id: 'a' }
  assert.deepEqual(bodyOf({ ...ask, style: 'plain' }), { id: 'a', to: '2023310215', ...message })
  const wecom = bodyOf({ ...ask, style: 'wecom' })
  assert.deepEqual(Object.keys(wecom), ['touser', 'msgtype', 'markdown'])
  assert.deepEqual(Object.keys(bodyOf({ ...ask, style: 'dingtalk' })), ['userid_list', 'msg'])
  assert.match(JSON.stringify(wecom), /本科生请假：办好了/)
})

test('the gateway takes what is signed, and the same message has the same id when it is sent again', async (t) => {
  const hook = await gateway(t)
  await withNotices(
    async ({ moved, deliver, deliveries }) => {
      await moved('finished')
      hook.answer = { status: 503, body: '' }
      await assert.rejects(deliver('student', 'chat'), /answered 503/)
      hook.answer = { status: 200, body: '{"errcode":40014,"errmsg":"invalid token"}' }
      await assert.rejects(deliver('student', 'chat', {}, 2), /errcode 40014/)
      hook.answer = { status: 200, body: '{"errcode":0}' }
      await deliver('student', 'chat', {}, 3)
      await deliver('student', 'chat', {}, 4)
      assert.equal(hook.taken.length, 3)
      assert.equal(new Set(hook.taken.map(({ id }) => id)).size, 1)
      assert.equal(hook.taken[2]?.body.touser, '2023310215')
      assert.deepEqual(
        (await deliveries()).map(({ state, attempts }) => [state, attempts]),
        [['sent', 3]],
      )
    },
    { chatUrl: hook.url, chatSecret: secret, chatStyle: 'wecom' },
  )
})

test('another secret, an old message and one that was changed are refused; a redirect is not followed', async (t) => {
  const hook = await gateway(t)
  const settings = { chatUrl: hook.url, chatStyle: 'plain' }
  await withNotices(
    async ({ moved, deliver, deliveries }) => {
      await moved('finished')
      await assert.rejects(deliver('student', 'chat'), /answered 401/)
      await deliver('student', 'chat', {}, 10)
      assert.equal((await deliveries())[0]?.state, 'dead')
    },
    { ...settings, chatSecret: 'another secret altogether' },
  )
  await withNotices(
    async ({ moved, deliver }) => {
      await moved('finished')
      hook.now = hook.now.add({ minutes: 10 })
      await assert.rejects(deliver('student', 'chat'), /answered 401/)
      hook.now = hook.now.subtract({ minutes: 10 })
      hook.answer = { status: 302, body: '' }
      await assert.rejects(deliver('student', 'chat'))
    },
    { ...settings, chatSecret: secret },
  )
})
