import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { withTestPlatform } from '../testing.ts'
import { createServer } from './server.ts'
import { webRoutes } from './system.ts'

test('every page address answers with the one page and its own nonce; a missing asset or API is not a page', async () => {
  const dist = await mkdtemp(join(tmpdir(), 'yizhan-dist-'))
  await mkdir(join(dist, 'assets'))
  await writeFile(join(dist, 'index.html'), '<script nonce="__CSP_NONCE__"></script>')
  await writeFile(join(dist, 'assets', 'a.js'), '1')
  try {
    await withTestPlatform(async (platform) => {
      const app = await createServer(platform, async () => undefined)
      await webRoutes(app, dist)
      for (const url of ['/', '/index.html', '/cases', '/verify/ABCD?x=1']) {
        const { statusCode, body, headers } = await app.inject({ url })
        const nonce = /nonce="([^"]+)"/.exec(body)?.[1] ?? ''
        assert.equal(statusCode, 200, url)
        assert.ok(
          nonce.length > 10 && String(headers['content-security-policy']).includes(`'nonce-${nonce}'`),
          url,
        )
        assert.equal(headers['cache-control'], 'no-store')
      }
      const asset = await app.inject({ url: '/assets/a.js' })
      assert.match(String(asset.headers['cache-control']), /immutable/)
      for (const url of ['/assets/gone.js', '/api/gone'])
        assert.equal((await app.inject({ url })).statusCode, 404, url)
      await app.close()
    })
  } finally {
    await rm(dist, { recursive: true, force: true })
  }
})
