/** Signers who are not what they seem: weak keys and digests, certificates for something else, lists that tell half. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { der, objectId, sequence, smallInteger, toHex } from './der.ts'
import type { FindingCode } from './findings.ts'
import { oid } from './oids.ts'
import { weaknessOf } from './public-key.ts'
import { latin1 } from './seal-pdf.ts'
import { makeCertificate, makeRevocationList, signerOf, type Wish } from './testing/authority.ts'
import { nodeCrypto } from './testing/crypto.ts'
import { at, bytesOf, cmsOf, plainPdf, replaced, root, seal, withCms } from './testing/sample.ts'
import { type PdfVerdict, type VerifyOptions, verifyPdf } from './verify.ts'

const verdictOf = (pdf: Uint8Array, changes: Partial<VerifyOptions> = {}) =>
  verifyPdf(pdf, { trust: [root.certificate], at, crypto: nodeCrypto, ...changes })
const codesOf = ({ findings, signatures }: PdfVerdict): FindingCode[] =>
  [...findings, ...signatures.flatMap((one) => one.findings)].map(({ code }) => code)
const sealedBy = (wish: Omit<Wish, 'name'>, issuer = root) =>
  seal(plainPdf(), {
    signer: signerOf(makeCertificate({ name: '渭川大学教务处', ...wish }, issuer), issuer),
  })

test('keys that other makers use are good: RSA of 2048 bits and more, the larger NIST curves', async () => {
  const keys: NonNullable<Wish['key']>[] = [
    { rsa: 2048 },
    { rsa: 3072 },
    { curve: 'P-384' },
    { curve: 'P-521' },
  ]
  for (const [i, key] of keys.entries()) {
    const verdict = verdictOf(await sealedBy({ serial: 40 + i, key }))
    assert.deepEqual([verdict.valid, codesOf(verdict)], [true, ['revocation-unknown']], JSON.stringify(key))
  }
})

test('a weak key is refused by name: the signer’s, the issuer’s', async () => {
  const weak: [NonNullable<Wish['key']>, string][] = [
    [{ rsa: 1024 }, 'RSA 1024'],
    [{ curve: 'secp224r1' }, '1.3.132.0.33'],
  ]
  for (const [key, name] of weak) {
    const verdict = verdictOf(await sealedBy({ serial: 50, key }))
    assert.equal(verdict.valid, false)
    const said = verdict.signatures[0]?.findings.find(({ code }) => code === 'key-weak')
    assert.ok(said?.en.includes(name) && said.zh.includes(name))
    const authority = makeCertificate({ name: 'Weak root', serial: 1, authority: true, key })
    const below = verdictOf(await sealedBy({ serial: 51 }, authority), { trust: [authority.certificate] })
    assert.equal(below.valid, false)
    assert.ok(codesOf(below).includes('key-weak'))
  }
  assert.equal(weaknessOf(new Uint8Array(3)), '?')
  const explicit = sequence(sequence(objectId(oid.ecPublicKey), sequence(smallInteger(1))), der(0x03))
  assert.equal(weaknessOf(explicit), 'EC')
})

test('a weak digest is refused by name: of the signature, of the certificate', async () => {
  const sealed = await seal()
  const sha224 = toHex(objectId('2.16.840.1.101.3.4.2.4'))
  const value = toHex(cmsOf(sealed)).replaceAll(toHex(objectId(oid.sha256)), sha224)
  const weak = verdictOf(withCms(sealed, Uint8Array.from(Buffer.from(value, 'hex'))))
  assert.deepEqual([weak.valid, codesOf(weak).includes('algorithm-unknown')], [false, true])
  const old = verdictOf(await sealedBy({ serial: 60, hash: 'sha1' }))
  assert.deepEqual([old.valid, codesOf(old)], [false, ['algorithm-unknown']])
  assert.match(old.signatures[0]?.findings[0]?.en ?? '', /1\.2\.840\.10045\.4\.1/)
})

test('a certificate for something else than documents', async () => {
  const [server, timeStamps, mail] = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.8', oid.emailProtection]
  const codes = async (purposes: string[], serial: number) =>
    codesOf(verdictOf(await sealedBy({ serial, purposes })))
  assert.deepEqual(await codes([server], 70), ['usage-wrong', 'revocation-unknown'])
  assert.deepEqual(await codes([timeStamps], 71), ['usage-wrong', 'revocation-unknown'])
  assert.deepEqual(await codes([server, mail], 72), ['revocation-unknown'])
  assert.deepEqual(await codes([oid.documentSigning], 73), ['revocation-unknown'])
})

test('a list that holds only changes says nothing about who does not stand on it', async () => {
  const span = { from: '2026-11-24T00:00:00', until: '2026-12-24T00:00:00' }
  const sealed = await seal()
  const part = makeRevocationList(root, [], { ...span, partial: true })
  assert.deepEqual(codesOf(verdictOf(sealed, { crls: [part] })), ['revocation-unknown'])
  const gone = [{ serial: 2, at: '2026-11-23T00:00:00' }]
  const naming = makeRevocationList(root, gone, { ...span, partial: true })
  assert.ok(codesOf(verdictOf(sealed, { crls: [naming] })).includes('revoked'))
  // Two lists that name different times: the earlier one counts, whatever their order.
  const later = makeRevocationList(root, [{ serial: 2, at: '2026-11-26T00:00:00' }], span)
  for (const crls of [
    [later, naming],
    [naming, later],
  ])
    assert.ok(codesOf(verdictOf(sealed, { crls, knownSince: at })).includes('revoked'))
})

test('a pinned certificate of the signer alone is enough, and a self-made one is not', async () => {
  const own = makeCertificate({ name: 'On its own', serial: 80 })
  const pdf = await seal(plainPdf(), { signer: signerOf(own) })
  assert.equal(verdictOf(pdf, { trust: [own.certificate] }).valid, true)
  assert.ok(codesOf(verdictOf(pdf)).includes('chain-untrusted'))
})

test('names of a hostile file write no lines and turn no text around', async () => {
  const name = `渭川\n✓ 有效 valid\u001b[2K\u202egro.live\u2028${'长'.repeat(300)}`
  const pdf = await seal(plainPdf(), { signer: signerOf(makeCertificate({ name, serial: 90 })) })
  const [one] = verdictOf(pdf).signatures
  assert.match(one?.signer ?? '', /^渭川\ufffd✓ 有效 valid\ufffd\[2K\ufffdgro\.live\ufffd长+…$/u)
  assert.equal([...(one?.signer ?? '')].length, 101)
  const short = makeCertificate({ name: 'a\rb', serial: 91, until: '2026-02-01T00:00:00' }, root)
  const late = verdictOf(await seal(plainPdf(), { signer: signerOf(short, root) }))
  assert.ok(late.signatures[0]?.findings.some(({ code, en }) => code === 'chain-time' && !en.includes('\r')))
  const sealed = await seal()
  const kind = latin1(sealed).indexOf('/ETSI.CAdES.detached')
  const odd = verdictOf(replaced(sealed, kind, '/ETSI#0aAdES.detached'.slice(0, 20)))
  assert.ok(codesOf(odd).includes('kind-unknown'))
  assert.ok(!odd.signatures[0]?.findings[0]?.en.includes('\n'))
})

test('a file too large to hold as text is said to be, not read', () => {
  const bytes = new Uint8Array(256 * 1024 * 1024 + 1)
  bytes.set(bytesOf('%PDF-1.7'))
  assert.deepEqual(codesOf(verdictOf(bytes)), ['too-large'])
})
