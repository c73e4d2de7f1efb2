import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { withTestPlatform } from '../testing.ts'
import { createServer } from './server.ts'
import { pageOf, webRoutes } from './web.ts'

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

const pages = [
  { path: '/', scripts: [], answers: ['/api/hall/home'] },
  {
    path: '/services/$id',
    scripts: ['assets/guide.js'],
    answers: ['/api/x/$id'],
  },
]

test('a page is known by its address; what varies goes into what it asks, and only if it is an id', () => {
  assert.deepEqual(pageOf(pages, '/services/leave-2')?.answers, ['/api/x/leave-2'])
  assert.deepEqual(pageOf(pages, '/?q=1')?.answers, [])
  for (const url of ['/services/', '/services/a/b', '/services/%22%3E', '/elsewhere'])
    assert.equal(pageOf(pages, url), undefined, url)
})

test('site and session go with the page as data that cannot end its element; nobody signed in asks nothing yet', async () => {
  const dist = await mkdtemp(join(tmpdir(), 'yizhan-dist-'))
  await writeFile(join(dist, 'index.html'), '<head><!--first--></head>')
  await writeFile(join(dist, 'pages.json'), JSON.stringify({ english: 'assets/en.js', pages }))
  const university = '</script><script>alert(1)</script><!-- $& __'
  try {
    await withTestPlatform(async (platform) => {
      const app = await createServer(platform, async () => undefined)
      app.get('/api/site', async () => ({ university }))
      app.get('/api/session', async (request, reply) =>
        reply.code(request.cookies.who ? 200 : 401).send({ name: request.cookies.who ?? 'nobody' }),
      )
      await webRoutes(app, dist)
      for (const who of ['', '2023310215']) {
        const { body } = await app.inject({
          url: '/services/leave',
          headers: who ? { cookie: `who=${who}` } : {},
        })
        assert.match(body, /<link rel="modulepreload" crossorigin href="\/assets\/guide.js">/)
        assert.equal(body.match(/<script/g)?.length, 1)
        const json = /<script type="application\/json" id="first">(.*)<\/script>/.exec(body)?.[1] ?? ''
        assert.deepEqual(JSON.parse(json), {
          answers: {
            '/api/site': { status: 200, body: { university } },
            '/api/session': { status: who ? 200 : 401, body: { name: who || 'nobody' } },
          },
          ask: who ? ['/api/x/leave'] : [],
          english: 'assets/en.js',
        })
      }
      await app.close()
    })
  } finally {
    await rm(dist, { recursive: true, force: true })
  }
})
