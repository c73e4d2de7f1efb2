/** Slow senders are cut: Fastify alone would wait for a body for ever. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { test } from 'node:test'
import { withTestPlatform } from '../testing.ts'
import { createServer } from './server.ts'

const starts = {
  'a body that does not end':
    'POST /api/slow HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\ncontent-type: application/json\r\n\r\n{',
  'headers that do not end': 'GET /api/slow HTTP/1.1\r\nhost: x\r\nx-long: ',
}

for (const [what, bytes] of Object.entries(starts)) {
  test(`${what}: the connection is closed`, () =>
    withTestPlatform(async (platform) => {
      const app = await createServer(platform, async () => undefined)
      app.post('/api/slow', async () => ({}))
      assert.deepEqual([app.server.requestTimeout, app.server.headersTimeout], [60_000, 10_000])
      // The same limits, only sooner; how often they are looked at stays as the server sets it.
      app.server.requestTimeout = 200
      app.server.headersTimeout = 100
      await app.listen({ port: 0, host: '127.0.0.1' })
      try {
        const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
        socket.on('error', () => {})
        let answer = ''
        socket.setEncoding('utf8').on('data', (text: string) => {
          answer += text
        })
        const began = performance.now()
        socket.write(bytes)
        await once(socket, 'close')
        assert.ok(performance.now() - began < 10_000, 'cut long before the test itself would be')
        assert.match(answer, /^HTTP\/1\.1 408 /)
      } finally {
        await app.close()
      }
    }))
}
