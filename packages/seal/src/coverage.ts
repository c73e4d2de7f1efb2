/**
 * What a signature covers, judged on the bytes: the range must be the whole file but for the `<hex>` string, and that
 * string must be a signature and zeros. Anything that the digest does not see is an anomaly, not a matter of taste:
 * incremental updates, wide gaps and filled padding are how signed PDFs get forged.
 *
 * Signatures are found by their `/ByteRange`, not by following the file's own structure: since each must cover the
 * whole file, no later revision, hidden object or second reading of the structure can change what was signed, and a
 * hostile file cannot lead a parser into a circle.
 */
import { type Asn1, BadEncoding, readElement } from './der.ts'
import { type Finding, find } from './findings.ts'
import { dictionaryAround, type PdfDictionary, type PdfValue, readValue } from './pdf-tokens.ts'

export type FoundSignature = {
  /** The form field's name, or empty where no field names the signature. */
  readonly field: string
  readonly dictionary: PdfDictionary | undefined
}

export type FoundSignatures = {
  readonly signatures: readonly FoundSignature[]
  readonly findings: readonly Finding[]
}

export type Covered = {
  readonly findings: readonly Finding[]
  /** Present when the bytes could be told apart at all, even if something else is wrong. */
  readonly signed?: Uint8Array
  readonly cms?: Asn1
  readonly claimedAt?: string
  readonly subFilter?: string
}

const knownKinds = new Set(['ETSI.CAdES.detached', 'adbe.pkcs7.detached'])
/** Only one can cover the whole file; more than these is an attack on the verifier's time. */
const mostSignatures = 8

/** Every signature of the file. `text` is the file with one character a byte. */
export function findSignatures(text: string): FoundSignatures {
  if (!text.startsWith('%PDF-')) return { signatures: [], findings: [find('not-pdf')] }
  const findings: Finding[] = []
  const signatures: FoundSignature[] = []
  const places = occurrences(text, '/ByteRange', mostSignatures + 1)
  if (places.length > mostSignatures) return { signatures: [], findings: [find('too-many')] }
  for (const place of places) {
    const header = text.lastIndexOf(' obj', place)
    const object = header < 0 ? undefined : readValue(text, header + 4)
    const dictionary = dictionaryAround(object, place)
    const number = /(\d{1,10}) \d{1,5}$/.exec(text.slice(Math.max(0, header - 20), Math.max(0, header)))?.[1]
    signatures.push({ field: number ? fieldOf(text, number) : '', dictionary })
  }
  if (places.length === 0) findings.push(find('unsigned'))
  if (!/%%EOF\r?\n?$/.test(text.slice(-16))) findings.push(find('end-missing'))
  return { signatures, findings }
}

function occurrences(text: string, words: string, most: number): number[] {
  const places: number[] = []
  for (let at = text.indexOf(words); at >= 0 && places.length < most; at = text.indexOf(words, at + 1))
    places.push(at)
  return places
}

/** The name of the field whose value is this object; for display only. */
function fieldOf(text: string, object: string): string {
  const place = text.indexOf(`/V ${object} 0 R`)
  const header = place < 0 ? -1 : text.lastIndexOf(' obj', place)
  const field = header < 0 ? undefined : dictionaryAround(readValue(text, header + 4), place)
  const name = field?.entries.get('T')
  return name?.kind === 'string' ? name.text : name?.kind === 'hex' ? `<${name.text}>` : ''
}

export function coverageOf(bytes: Uint8Array, dictionary: PdfDictionary | undefined): Covered {
  const contents = dictionary?.entries.get('Contents')
  const range = dictionary?.entries.get('ByteRange')
  const kind = dictionary?.entries.get('SubFilter')
  const subFilter = kind?.kind === 'name' ? kind.text : '?'
  if (!dictionary || dictionary.repeats || contents?.kind !== 'hex' || range?.kind !== 'array')
    return { findings: [find('dictionary-broken')] }
  if (!knownKinds.has(subFilter)) return { findings: [find('kind-unknown', { kind: subFilter })] }
  const numbers = range.items.map((item) =>
    item.kind === 'number' && Number.isSafeInteger(item.value) ? item.value : Number.NaN,
  )
  const [start = Number.NaN, first = Number.NaN, second = Number.NaN, rest = Number.NaN] = numbers
  // Not-a-number fails every comparison, so a missing or broken figure is wrong too.
  if (numbers.length !== 4 || !(start === 0 && first > 0 && second > first && rest > 0))
    return { findings: [find('range-wrong')] }
  const end = second + rest
  if (end > bytes.length) return { findings: [find('range-outside')] }
  const findings: Finding[] = []
  if (end < bytes.length) findings.push(find('changed-after'))
  if (!isGap(contents, first, second)) findings.push(find('gap-wrong'))
  const cms = readContents(contents.text, findings)
  const signed = new Uint8Array(first + rest)
  signed.set(bytes.subarray(0, first))
  signed.set(bytes.subarray(second, end), first)
  const claimed = dictionary.entries.get('M')
  return {
    findings,
    signed,
    subFilter,
    ...(cms ? { cms } : {}),
    ...(claimed?.kind === 'string' ? { claimedAt: claimed.text } : {}),
  }
}

/** Exactly `<`, whole pairs of digits, `>`: no white space in which something could hide. */
function isGap(contents: PdfValue, from: number, to: number): boolean {
  return (
    contents.kind === 'hex' &&
    contents.start === from &&
    contents.end === to &&
    contents.text.length % 2 === 0 &&
    /^[0-9a-fA-F]+$/.test(contents.text)
  )
}

function readContents(hex: string, findings: Finding[]): Asn1 | undefined {
  const contents = Uint8Array.from({ length: hex.length >> 1 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  )
  try {
    const cms = readElement(contents)
    if (contents.subarray(cms.raw.length).some((byte) => byte !== 0)) findings.push(find('padding-filled'))
    return cms
  } catch (error) {
    if (!(error instanceof BadEncoding)) throw error
    findings.push(find('cms-broken'))
    return undefined
  }
}
