/** A small PDF, a seal for it, and the pieces that attacks are made of. */
import { readFileSync } from 'node:fs'
import { type Signer, signDetached } from '../cms.ts'
import { concat, readElement, toHex } from '../der.ts'
import { openFont } from '../glyphs.ts'
import { drawSeal } from '../picture.ts'
import { latin1, type Sealing, sealPdf } from '../seal-pdf.ts'
import { makeCertificate, sha256, signerOf } from './authority.ts'

export const fontPath = new URL(
  '../../../../node_modules/@expo-google-fonts/noto-serif-sc/600SemiBold/NotoSerifSC_600SemiBold.ttf',
  import.meta.url,
)
export const font = openFont(readFileSync(fontPath))
export const at = Temporal.Instant.from('2026-11-24T08:00:00Z')

export const root = makeCertificate({ name: 'Yizhan test root', serial: 1, authority: true })
export const office = makeCertificate({ name: '渭川大学教务处', serial: 2 }, root)
export const signer = signerOf(office, root)

/** One page with a line of text; a classic cross-reference table. */
export function plainPdf(words = 'In full time study'): Uint8Array {
  const content = `BT /F1 18 Tf 72 700 Td (${words}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let file = '%PDF-1.7\n'
  const offsets = objects.map((object, i) => {
    const offset = file.length
    file += `${i + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = file.length
  file += `xref\n0 6\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`
  file += `trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`
  return bytesOf(file)
}

export const picture = drawSeal({ ring: '渭川大学教务处', bottom: '学籍专用章', code: '6101010042317', font })

export function seal(pdf = plainPdf(), changes: Partial<Sealing> = {}): Promise<Uint8Array> {
  return sealPdf(pdf, {
    picture,
    place: { page: 1, x: 400, y: 300 },
    signer,
    sha256,
    at,
    name: '渭川大学',
    reason: '在读证明 (2026)',
    ...changes,
  })
}

export const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** Where the last signature's hole is: offsets of `<` and behind `>`. */
export function holeOf(pdf: Uint8Array): { start: number; end: number } {
  const text = latin1(pdf)
  const start = text.lastIndexOf('/Contents <') + '/Contents '.length
  return { start, end: text.indexOf('>', start) + 1 }
}

/** The signature value without its padding. */
export function cmsOf(pdf: Uint8Array): Uint8Array {
  const { start, end } = holeOf(pdf)
  return readElement(Uint8Array.from(Buffer.from(latin1(pdf.subarray(start + 1, end - 1)), 'hex'))).raw
}

/** The file with another signature value in the same hole; the rest is zeros. */
export function withCms(pdf: Uint8Array, cms: Uint8Array): Uint8Array {
  const { start, end } = holeOf(pdf)
  return replaced(pdf, start + 1, toHex(cms).padEnd(end - start - 2, '0'))
}

export function replaced(pdf: Uint8Array, offset: number, text: string): Uint8Array {
  const copy = pdf.slice()
  copy.set(bytesOf(text), offset)
  return copy
}

/** Signs the file again over a range of one's choice, as a careless or malicious signer would. */
export async function signAgain(
  pdf: Uint8Array,
  range: readonly [number, number, number, number],
  by: Signer = signer,
): Promise<Uint8Array> {
  const text = latin1(pdf)
  const from = text.lastIndexOf('/ByteRange [') + '/ByteRange '.length
  const to = text.indexOf(']', from) + 1
  const ranged = replaced(pdf, from, `[${range.join(' ')}]`.padEnd(to - from, ' '))
  const [start, first, second, rest] = range
  const signed = concat(ranged.subarray(start, start + first), ranged.subarray(second, second + rest))
  return withCms(ranged, await signDetached(sha256(signed), by, sha256))
}
