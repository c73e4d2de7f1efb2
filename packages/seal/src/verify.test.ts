import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { concat, equalBytes } from './der.ts'
import type { FindingCode } from './findings.ts'
import { contentOf, latin1 } from './seal-pdf.ts'
import { makeCertificate, makeRevocationList, signerOf } from './testing/authority.ts'
import { nodeCrypto } from './testing/crypto.ts'
import { at, bytesOf, holeOf, office, picture, plainPdf, root, seal } from './testing/sample.ts'
import { type VerifyOptions, verifyPdf } from './verify.ts'

const sealed = await seal()

const check = async (pdf: Uint8Array, changes: Partial<VerifyOptions> = {}) =>
  verifyPdf(pdf, { trust: [root.certificate], at, crypto: nodeCrypto, ...changes })
const codes = async (pdf: Uint8Array, changes: Partial<VerifyOptions> = {}): Promise<FindingCode[]> => {
  const { findings, signatures } = await check(pdf, changes)
  return [...findings, ...signatures.flatMap((one) => one.findings)].map(({ code }) => code)
}

test('a sealed file is valid, and the unsigned part before it is untouched', async () => {
  const verdict = await check(sealed)
  assert.equal(verdict.valid, true)
  assert.equal(verdict.signatures.length, 1)
  assert.equal(verdict.signatures[0]?.signer, '渭川大学教务处')
  assert.equal(verdict.signatures[0]?.claimedAt, 'D:20261124080000Z')
  const plain = plainPdf()
  assert.deepEqual(sealed.subarray(0, plain.length), plain)
})

test('the file says what PAdES B-B asks for, and the range leaves out exactly the hexadecimal string', () => {
  const text = latin1(sealed)
  const { start, end } = holeOf(sealed)
  assert.match(text, /\/SubFilter \/ETSI\.CAdES\.detached/)
  assert.ok(text.includes(`/ByteRange [0 ${start} ${end} ${sealed.length - end}]`))
  assert.match(latin1(sealed.subarray(start, end)), /^<[0-9a-f]+>$/)
  assert.match(text, /\/BM \/Multiply/)
  // signingTime, 1.2.840.113549.1.9.5, must not be there.
  assert.ok(!text.includes('06092a864886f70d010905'))
})

test('a picture that the caller has compressed gives the same drawing', async () => {
  const deflated = new Uint8Array(deflateSync(contentOf(picture)))
  const pdf = await seal(plainPdf(), { deflated })
  assert.equal((await check(pdf)).valid, true)
  const streams = latin1(pdf).split('stream\n').length
  assert.equal(streams, latin1(sealed).split('stream\n').length)
  const start = Buffer.from(pdf).indexOf(Buffer.from(deflated.subarray(0, 40)))
  assert.equal(
    inflateSync(pdf.subarray(start, start + deflated.length)).toString('latin1'),
    contentOf(picture),
  )
})

test('any flipped bit outside the hole makes it invalid', async () => {
  const { start, end } = holeOf(sealed)
  const offset = fc.integer({ min: 0, max: sealed.length - (end - start) - 1 })
  await fc.assert(
    fc.asyncProperty(offset, fc.integer({ min: 0, max: 7 }), async (place, bit) => {
      const copy = sealed.slice()
      const index = place < start ? place : place + (end - start)
      copy[index] = (copy[index] ?? 0) ^ (1 << bit)
      assert.equal((await check(copy)).valid, false, `byte ${index}, bit ${bit}`)
    }),
    { numRuns: 300 },
  )
})

test('any changed digit inside the hole makes it invalid', async () => {
  // Without the root: the pinned one counts, so a damaged copy of it in the signature changes nothing.
  const sealed = await seal(plainPdf(), { signer: signerOf(office) })
  const { start, end } = holeOf(sealed)
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: start + 1, max: end - 2 }),
      fc.integer({ min: 1, max: 15 }),
      async (index, add) => {
        const copy = sealed.slice()
        const digit = Number.parseInt(String.fromCharCode(copy[index] ?? 0), 16)
        copy[index] = ((digit + add) % 16).toString(16).charCodeAt(0)
        assert.equal((await check(copy)).valid, false, `digit ${index}`)
      },
    ),
    { numRuns: 300 },
  )
})

test('cutting the file anywhere makes it invalid', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: sealed.length - 1 }), async (length) => {
      assert.equal((await check(sealed.subarray(0, length))).valid, false)
    }),
    { numRuns: 100 },
  )
})

test('chance files are judged, never thrown at', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      assert.equal((await check(bytes)).valid, false)
    }),
    { numRuns: 200 },
  )
})

test('spliced, doubled and shuffled files are judged quickly', async () => {
  const piece = fc.tuple(fc.integer({ min: 0, max: sealed.length }), fc.integer({ min: 1, max: 4000 }))
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 8 }), async (pieces) => {
      const parts = pieces.map(([from, length]) => sealed.subarray(from, from + length))
      const pdf = concat(sealed.subarray(0, 9), ...parts)
      assert.equal((await check(pdf)).valid, pdf.length === sealed.length && equalBytes(pdf, sealed))
    }),
    { numRuns: 300 },
  )
})

test('a file made to keep the verifier busy is put down in time', async () => {
  const open = `1 0 obj << /ByteRange [0 1 2 3] /Contents (${'('.repeat(40_000)}`
  const signature = (hex: string) =>
    `1 0 obj << /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] /Contents <${hex}> >> endobj\n`
  const nested = '3080'.repeat(30) + '3000'.repeat(100_000) + '0000'.repeat(30)
  const hostile = [
    open.repeat(20),
    open.repeat(8),
    `1 0 obj ${'<< /A '.repeat(30_000)} /ByteRange`,
    `1 0 obj << /ByteRange [${'0 '.repeat(500_000)}] >>`,
    `1 0 obj << /A [${'n '.repeat(19_000)}] /ByteRange [0 1 2 3] ${' '.repeat(550_000)}`.repeat(8),
    `1 0 obj %${'x'.repeat(3_000_000)} /ByteRange`,
    '/ByteRange'.repeat(100_000),
    ' obj'.repeat(2_000_000) + '/ByteRange '.repeat(8),
    signature(nested).repeat(8),
  ]
  for (const body of hostile) {
    const started = performance.now()
    assert.equal((await check(bytesOf(`%PDF-1.7\n${body}\n%%EOF\n`))).valid, false)
    assert.ok(performance.now() - started < 2_000, body.slice(0, 40))
  }
})

test('an unsigned file and a file that is no PDF', async () => {
  assert.deepEqual(await codes(plainPdf()), ['unsigned'])
  assert.deepEqual(await codes(new Uint8Array(20)), ['not-pdf'])
})

test('no trusted root, and a root that only looks alike, are untrusted', async () => {
  assert.ok((await codes(sealed, { trust: [] })).includes('chain-untrusted'))
  const lookAlike = makeCertificate({ name: root.name, serial: root.serial, authority: true })
  const forged = makeCertificate({ name: office.name, serial: office.serial }, lookAlike)
  const fake = await seal(plainPdf(), { signer: signerOf(forged, lookAlike) })
  assert.equal((await check(fake)).valid, false)
  assert.ok((await codes(fake)).includes('chain-false'))
})

test('validity is judged at the time of asking, or at a time on our own record', async () => {
  const short = makeCertificate({ name: 'Short', serial: 9, until: '2026-12-01T00:00:00' }, root)
  const pdf = await seal(plainPdf(), { signer: signerOf(short, root) })
  const later = Temporal.Instant.from('2027-03-01T00:00:00Z')
  assert.equal((await check(pdf)).valid, true)
  assert.ok((await codes(pdf, { at: later })).includes('chain-time'))
  assert.equal((await check(pdf, { at: later, knownSince: at })).valid, true)
})

test('a certificate that may not sign, an authority that may not issue, a critical limit', async () => {
  const cases: [Parameters<typeof makeCertificate>[0], FindingCode][] = [
    [{ name: 'Encrypts only', serial: 20, usage: 0x20 }, 'usage-wrong'],
    [{ name: 'An authority', serial: 21, authority: true }, 'usage-wrong'],
    [{ name: 'Limited', serial: 22, critical: '1.2.3.4' }, 'chain-critical'],
  ]
  for (const [wish, code] of cases) {
    const pdf = await seal(plainPdf(), { signer: signerOf(makeCertificate(wish, root), root) })
    assert.ok((await codes(pdf)).includes(code), wish.name)
    assert.equal((await check(pdf)).valid, false)
  }
  const below = makeCertificate({ name: 'Below an office', serial: 23 }, office)
  const pdf = await seal(plainPdf(), { signer: signerOf(below, office, root) })
  assert.ok((await codes(pdf)).includes('chain-authority'))
})

test('revocation by list: before, after, stale, and by a list that somebody else signed', async () => {
  const span = { from: '2026-11-24T00:00:00', until: '2026-12-24T00:00:00' }
  const lists = (revoked: { serial: number; at: string }[], by = root) => [
    makeRevocationList(by, revoked, span),
  ]
  const now = Temporal.Instant.from('2026-11-26T00:00:00Z')
  const gone = [{ serial: 2, at: '2026-11-25T00:00:00' }]
  assert.deepEqual(await codes(sealed, { crls: lists([]), at: now }), [])
  assert.deepEqual(
    await codes(sealed, { crls: lists([{ serial: 3, at: '2026-11-25T00:00:00' }]), at: now }),
    [],
  )
  assert.deepEqual(await codes(sealed, { crls: lists(gone), at: now }), ['revoked'])
  assert.equal((await check(sealed, { crls: lists(gone), at: now })).valid, false)
  assert.deepEqual(await codes(sealed, { crls: lists(gone), at: now, knownSince: at }), ['revoked-later'])
  assert.equal((await check(sealed, { crls: lists(gone), at: now, knownSince: at })).valid, true)
  assert.deepEqual(await codes(sealed, { crls: lists(gone, office), at: now }), ['revocation-unknown'])
  const stale = await codes(sealed, { crls: lists([]), at: Temporal.Instant.from('2027-01-01T00:00:00Z') })
  assert.deepEqual(stale, ['revocation-stale'])
})

test('two good signatures: the first no longer covers the file and the verdict says so', async () => {
  const twice = await seal(sealed, { field: 'seal-2', lock: false })
  const verdict = await check(twice)
  assert.equal(verdict.valid, false)
  assert.deepEqual(
    verdict.signatures.map(({ valid }) => valid),
    [false, true],
  )
  assert.ok(verdict.signatures[0]?.findings.some(({ code }) => code === 'changed-after'))
})
