/** Forgeries that readers of PDF are known to accept. Each must be refused for its own reason. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Asn1, childAt, concat, der, octets, readElement } from './der.ts'
import type { FindingCode } from './findings.ts'
import { latin1 } from './seal-pdf.ts'
import { makeCertificate, signerOf } from './testing/authority.ts'
import { nodeCrypto } from './testing/crypto.ts'
import {
  at,
  bytesOf,
  cmsOf,
  holeOf,
  plainPdf,
  replaced,
  root,
  seal,
  signAgain,
  withCms,
} from './testing/sample.ts'
import { verifyPdf } from './verify.ts'

const sealed = await seal()
const text = latin1(sealed)
const hole = holeOf(sealed)

async function refused(pdf: Uint8Array, code: FindingCode): Promise<void> {
  const verdict = verifyPdf(pdf, { trust: [root.certificate], at, crypto: nodeCrypto })
  const found = [...verdict.findings, ...verdict.signatures.flatMap((one) => one.findings)].map(
    (one) => one.code,
  )
  assert.equal(verdict.valid, false)
  assert.ok(found.includes(code), `expected ${code}, found ${found.join(', ')}`)
}

/** An incremental update that replaces object 4, the page's content. */
function updated(pdf: Uint8Array, object: string): Uint8Array {
  const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(latin1(pdf))?.[1] ?? ''
  const body = `4 0 obj\n${object}\nendobj\n`
  const table = `xref\n4 1\n${String(pdf.length).padStart(10, '0')} 00000 n \n`
  const trailer = `trailer\n<< /Size 20 /Root 1 0 R /Prev ${previous} >>\nstartxref\n${pdf.length + body.length}\n%%EOF\n`
  return concat(pdf, bytesOf(body + table + trailer))
}

test('an incremental update that swaps the page content', async () => {
  const content = 'BT /F1 18 Tf 72 700 Td (Graduated with honours) Tj ET'
  await refused(
    updated(sealed, `<< /Length ${content.length} >>\nstream\n${content}\nendstream`),
    'changed-after',
  )
})

test('junk behind %%EOF', async () => {
  await refused(concat(sealed, bytesOf('% nothing to see')), 'changed-after')
  await refused(concat(sealed, bytesOf('\n')), 'changed-after')
})

test('garbage in the zero padding of the signature value', async () => {
  await refused(replaced(sealed, hole.end - 40, 'cafe'), 'padding-filled')
  await refused(replaced(sealed, hole.end - 2, '1'), 'padding-filled')
})

test('a gap wider than the value, signed so by a real signer', async () => {
  const { start, end } = hole
  await refused(await signAgain(sealed, [0, start - 1, end, sealed.length - end]), 'gap-wrong')
  await refused(await signAgain(sealed, [0, start, end + 12, sealed.length - end - 12]), 'gap-wrong')
})

test('a gap that lies elsewhere, so that the value itself is covered and other bytes are not', async () => {
  const from = text.indexOf('stream\n')
  await refused(await signAgain(sealed, [0, from, from + 30, sealed.length - from - 30]), 'gap-wrong')
})

test('ranges that start late, overlap, run out or end early', async () => {
  const { start, end } = hole
  const rest = sealed.length - end
  const ranges: [readonly [number, number, number, number], FindingCode][] = [
    [[5, start - 5, end, rest], 'range-wrong'],
    [[0, start, start - 10, rest], 'range-wrong'],
    [[0, 0, end, rest], 'range-wrong'],
    [[0, start, end, rest + 1], 'range-outside'],
    [[0, start, end, rest - 20], 'changed-after'],
  ]
  for (const [range, code] of ranges) await refused(await signAgain(sealed, range), code)
})

test('a range or a value that is missing, empty or of another kind', async () => {
  const rangeAt = text.lastIndexOf('/ByteRange')
  await refused(replaced(sealed, rangeAt, '/ByteRangX'), 'unsigned')
  await refused(replaced(sealed, hole.start - '/Contents '.length, '/ContentX'), 'dictionary-broken')
  await refused(replaced(sealed, text.indexOf('/ETSI.CAdES'), '/ETSI.XXXXX'), 'kind-unknown')
  await refused(withCms(sealed, new Uint8Array(0)), 'cms-broken')
})

test('a signature value transplanted from another document of the same seal', async () => {
  const other = await seal(plainPdf('Another person'))
  await refused(withCms(sealed, cmsOf(other)), 'digest-differs')
})

test('a second signature dictionary that no field names', async () => {
  const hidden = concat(sealed, bytesOf('9 0 obj\n<< /ByteRange [0 1 2 3] >>\nendobj\n%%EOF\n'))
  await refused(hidden, 'dictionary-broken')
})

test('a value that carries its own content', async () => {
  const content = octets(bytesOf('something else'))
  const cms = readElement(cmsOf(sealed))
  const signedData = childAt(childAt(cms, 1), 0)
  const parts = signedData.children.map((part, i) =>
    i === 2 ? der(0x30, childAt(part, 0).raw, der(0xa0, content)) : part.raw,
  )
  await refused(withCms(sealed, rebuilt(cms, parts)), 'cms-own-content')
})

test('no signer, and the same signer twice', async () => {
  const cms = readElement(cmsOf(sealed))
  const signedData = childAt(childAt(cms, 1), 0)
  const last = signedData.children.length - 1
  const info = childAt(childAt(signedData, last), 0).raw
  for (const infos of [[], [info, info]]) {
    const parts = signedData.children.map((part, i) => (i === last ? der(0x31, ...infos) : part.raw))
    const forged = rebuilt(cms, parts)
    if (forged.length * 2 <= hole.end - hole.start - 2) await refused(withCms(sealed, forged), 'cms-signers')
    else assert.equal(infos.length, 2)
  }
})

test('the certificate swapped for another one of the same name and number', async () => {
  const twin = makeCertificate({ name: '渭川大学教务处', serial: 2 }, root)
  const cms = readElement(cmsOf(sealed))
  const signedData = childAt(childAt(cms, 1), 0)
  const parts = signedData.children.map((part) =>
    part.tag === 0xa0 ? der(0xa0, twin.certificate, root.certificate) : part.raw,
  )
  await refused(withCms(sealed, rebuilt(cms, parts)), 'certificate-swapped')
})

test('an attacker adds a good-looking signature of his own over changed content', async () => {
  const attacker = makeCertificate({ name: '渭川大学教务处', serial: 2 })
  const content = 'BT /F1 18 Tf 72 700 Td (Doctor of Science) Tj ET'
  const changed = updated(sealed, `<< /Length ${content.length} >>\nstream\n${content}\nendstream`)
  const forged = await seal(changed, { field: 'seal-2', signer: signerOf(attacker), lock: false })
  await refused(forged, 'changed-after')
  await refused(forged, 'chain-untrusted')
})

test('a value in indefinite lengths is genuine: other makers write so', async () => {
  const roomy = await seal(plainPdf(), { signer: { ...signerOf(await roomyOffice(), root) } })
  const indefinite = (element: Asn1, depth: number): Uint8Array =>
    depth > 3 || element.children.length === 0 || element.tag === 0x31
      ? element.raw
      : concat(
          Uint8Array.of(element.tag, 0x80),
          ...element.children.map((child) =>
            child.tag === 0x30 && depth > 1 ? child.raw : indefinite(child, depth + 1),
          ),
          Uint8Array.of(0, 0),
        )
  const value = indefinite(readElement(cmsOf(roomy)), 0)
  assert.ok(readElement(value).indefinite)
  const verdict = verifyPdf(withCms(roomy, value), {
    trust: [root.certificate],
    at,
    crypto: nodeCrypto,
  })
  assert.equal(verdict.valid, true)
})

const roomyOffice = async () => makeCertificate({ name: '渭川大学研究生院', serial: 7 }, root)

function rebuilt(cms: Asn1, signedDataParts: readonly Uint8Array[]): Uint8Array {
  return der(0x30, childAt(cms, 0).raw, der(0xa0, der(0x30, ...signedDataParts)))
}
