/**
 * Other people's verifiers on what we produce: pdfsig (Poppler, NSS), OpenSSL, MuPDF. Where a tool is missing the test
 * is skipped and says so; under CI it fails.
 */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { inFolder, sealedFile, type World, withSeal, written } from './testing.ts'

const run = promisify(execFile)

function toolTest(name: string, tools: readonly string[], work: () => Promise<void>): void {
  const missing = tools.filter((tool) => spawnSync('which', [tool]).status !== 0)
  const skip = missing.length > 0 && !process.env.CI ? `not installed: ${missing.join(', ')}` : false
  test(name, { skip }, async () => {
    assert.deepEqual(missing, [], 'CI has every tool')
    await work()
  })
}

const withSealed = (
  work: (given: { world: World; pdf: Uint8Array; folder: string; root: string }) => Promise<void>,
) =>
  withSeal(async (world) => {
    const caseId = randomUUID()
    await world.issue({ caseId, facts: { purpose: '签证' } })
    const pdf = await sealedFile(world, caseId)
    const root = join(await world.seal.publish(), 'authority.pem')
    await inFolder((folder) => work({ world, pdf, folder, root }))
  })

/** Exit codes differ by tool and version; what they say counts. */
async function said(command: string, args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run(command, [...args], {
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  }).catch((error: { stdout: string; stderr: string }) => error)
  return `${stdout}${stderr}`
}

toolTest(
  'pdfsig: valid, trusted, whole document; every flipped byte is a mismatch',
  ['pdfsig', 'certutil'],
  () =>
    withSealed(async ({ pdf, folder, root }) => {
      const nss = join(folder, 'nss')
      await mkdir(nss)
      await run('certutil', ['-N', '-d', `sql:${nss}`, '--empty-password'])
      await run('certutil', ['-A', '-d', `sql:${nss}`, '-n', 'root', '-t', 'CT,C,C', '-i', root])
      const check = (path: string) => said('pdfsig', ['-nssdir', `sql:${nss}`, path])
      const good = await check(await written(folder, 'good.pdf', pdf))
      assert.match(good, /Signature is Valid/)
      assert.match(good, /Certificate is Trusted/)
      assert.match(good, /Total document signed/)
      assert.match(good, /ETSI\.CAdES\.detached/)
      assert.match(good, /渭川大学教务处学籍专用章/)
      const hole = Buffer.from(pdf).indexOf('/Contents <0')
      const text = Buffer.from(pdf).toString('latin1')
      // One byte in the page, one in the seal's picture, one in the metadata behind the hole.
      for (const place of [
        text.indexOf('stream') + 40,
        text.lastIndexOf('stream') - 60,
        text.lastIndexOf('trailer') - 40,
      ]) {
        assert.ok(place > 0 && Math.abs(place - hole) > 20)
        const bad = pdf.slice()
        bad[place] = (bad[place] ?? 0) ^ 1
        assert.doesNotMatch(await check(await written(folder, 'bad.pdf', bad)), /Signature is Valid/)
      }
    }),
)

toolTest('OpenSSL: the CMS is valid CAdES, and says no signing time', ['openssl'], () =>
  withSealed(async ({ pdf, folder, root }) => {
    const text = Buffer.from(pdf).toString('latin1')
    const [, a, b, c] = (/\/ByteRange \[(\d+) (\d+) (\d+) (\d+)/.exec(text) ?? []).slice(1).map(Number)
    assert.ok(a && b && c)
    const cms = Buffer.from(text.slice(a + 1, b - 1), 'hex')
    const signed = Buffer.concat([pdf.subarray(0, a), pdf.subarray(b, b + c)])
    const [cmsFile, data] = [await written(folder, 'cms.der', cms), await written(folder, 'data', signed)]
    const args = ['-inform', 'DER', '-in', cmsFile, '-content', data, '-binary', '-CAfile', root]
    const purpose = ['-purpose', 'any', '-out', join(folder, 'out')]
    const answer = await said('openssl', ['cms', '-verify', '-cades', ...args, ...purpose])
    assert.match(answer, /CMS Verification successful|CAdES.* successful/)
    const printed = await said('openssl', ['cms', '-cmsout', '-print', '-inform', 'DER', '-in', cmsFile])
    assert.match(printed, /id-smime-aa-signingCertificateV2/)
    assert.doesNotMatch(printed, /signingTime/)
  }),
)

toolTest('OpenSSL: certificates and revocation list are well formed and chain', ['openssl'], () =>
  withSealed(async ({ world, folder, root }) => {
    const rows = await world.platform.pool.query<{ certificate: Buffer }>('select certificate from seal.key')
    const own = await written(folder, 'own.der', rows.rows[0]?.certificate ?? '')
    const pem = join(folder, 'own.pem')
    await run('openssl', ['x509', '-inform', 'DER', '-in', own, '-out', pem])
    const list = join(folder, 'list.pem')
    const crl = join(world.platform.config.data, 'seal', 'revoked.crl')
    await run('openssl', ['crl', '-inform', 'DER', '-in', crl, '-out', list])
    const at = String(Math.floor(world.platform.clock().epochMilliseconds / 1000))
    const checked = await said('openssl', [
      ...['verify', '-x509_strict', '-crl_check', '-attime', at],
      ...['-CAfile', root, '-CRLfile', list, pem],
    ])
    assert.match(checked, /: OK/)
  }),
)

toolTest('MuPDF: unchanged since signing', ['mutool'], () =>
  withSealed(async ({ pdf, folder }) => {
    const answer = await said('mutool', ['sign', '-v', await written(folder, 'good.pdf', pdf)])
    assert.match(answer, /unchanged since signing/)
  }),
)

toolTest(
  'Poppler: every font is embedded, the text can be read out, the file says PDF/A-2b',
  ['pdffonts', 'pdftotext'],
  () =>
    withSealed(async ({ pdf, folder }) => {
      const path = await written(folder, 'good.pdf', pdf)
      const fonts = (await said('pdffonts', [path])).trim().split('\n').slice(2)
      assert.ok(fonts.length >= 3)
      for (const line of fonts) assert.match(line, / yes yes yes /)
      assert.match((await said('pdftotext', [path, '-'])).replace(/\s/g, ''), /林知夏，学号2023310215/)
      const metadata = Buffer.from(await readFile(path)).toString('latin1')
      assert.match(metadata, /pdfaid:part>2</)
      assert.match(metadata, /pdfaid:conformance>B</)
    }),
)
