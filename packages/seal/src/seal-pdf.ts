/**
 * Puts a seal on a PDF: one incremental update with the picture, a one-widget signature field and the signature
 * (PAdES B-B, SubFilter ETSI.CAdES.detached). What was in the file stays byte for byte.
 */
import {
  PDF,
  PdfArray,
  PdfBool,
  PdfDict,
  PdfName,
  PdfNumber,
  type PdfRef,
  PdfStream,
  PdfString,
} from '@libpdf/core'
import { type Sha256, type Signer, signatureRoom, signDetached } from './cms.ts'
import { concat, toHex } from './der.ts'
import type { SealPicture } from './picture.ts'

export type SealPlace = {
  /** From 1. */
  readonly page: number
  /** The middle of the seal in points from the upper left corner of the page, as a layout engine counts. */
  readonly x: number
  readonly y: number
}

export type Sealing = {
  readonly picture: SealPicture
  readonly place: SealPlace
  readonly signer: Signer
  readonly sha256: Sha256
  /** The claimed time, `/M`. Evidence only as far as one trusts the signer's clock. */
  readonly at: Temporal.Instant
  /** The institution, shown by readers as the signer's name. */
  readonly name: string
  readonly reason: string
  /**
   * Deflate (zlib format) of `contentOf(picture)`, where the caller keeps it: the same picture goes onto many files, and
   * compressing it takes longer than all the rest.
   */
  readonly deflated?: Uint8Array
  /** Unique in the document; default `seal-1`. */
  readonly field?: string
  /** Tell readers that no later change at all is allowed (DocMDP 1). Default true. */
  readonly lock?: boolean
}

const unset = 9_999_999_999

/** @throws when the file cannot be extended (encrypted, damaged, linearized) or the page does not exist. */
export async function sealPdf(pdf: Uint8Array, sealing: Sealing): Promise<Uint8Array> {
  const room = signatureRoom(sealing.signer)
  const prepared = await prepare(pdf, sealing, room)
  const { range, holeStart, holeEnd } = cutRange(prepared, pdf.length, room)
  prepared.set(ascii(range.text), range.at)
  const digest = sealing.sha256(concat(prepared.subarray(0, holeStart), prepared.subarray(holeEnd)))
  const signature = await signDetached(digest, sealing.signer, sealing.sha256)
  if (signature.length > room)
    throw new Error(`The signature has ${signature.length} bytes, room is for ${room}`)
  prepared.set(ascii(toHex(signature)), holeStart + 1)
  return prepared
}

/** The file with the field in place, an empty range and a hole of zeros. */
async function prepare(bytes: Uint8Array, sealing: Sealing, room: number): Promise<Uint8Array> {
  const pdf = await PDF.load(bytes)
  const blocker = pdf.canSaveIncrementally()
  if (blocker !== null) throw new Error(`The PDF cannot be sealed: ${blocker}`)
  const page = pdf.getPages()[sealing.place.page - 1]
  if (page === undefined) throw new Error(`The PDF has no page ${sealing.place.page}`)
  const register = (object: PdfDict) => pdf.context.register(object)
  const signature = register(signatureDictionary(sealing, room))
  const widget = register(
    PdfDict.of({
      Type: PdfName.of('Annot'),
      Subtype: PdfName.of('Widget'),
      FT: PdfName.of('Sig'),
      T: PdfString.fromString(sealing.field ?? 'seal-1'),
      // Print, and locked against moving.
      F: PdfNumber.of(132),
      Rect: rectangle(sealing, page.height),
      P: page.ref,
      V: signature,
      AP: PdfDict.of({ N: register(appearance(sealing)) }),
    }),
  )
  const resolve = (ref: PdfRef) => pdf.context.resolve(ref)
  const annotations = page.dict.getArray('Annots', resolve)
  page.dict.set('Annots', new PdfArray([...(annotations ?? []), widget]))
  const catalog = pdf.context.catalog.getDict()
  const form = catalog.getDict('AcroForm', resolve)
  const fields = form?.getArray('Fields', resolve)
  const next = form?.clone() ?? new PdfDict()
  next.set('Fields', new PdfArray([...(fields ?? []), widget]))
  next.set('SigFlags', PdfNumber.of(3))
  catalog.set('AcroForm', next)
  if (sealing.lock !== false) catalog.set('Perms', PdfDict.of({ DocMDP: signature }))
  return pdf.save({ incremental: true })
}

function signatureDictionary(sealing: Sealing, room: number): PdfDict {
  const dictionary = PdfDict.of({
    Type: PdfName.of('Sig'),
    Filter: PdfName.of('Adobe.PPKLite'),
    SubFilter: PdfName.of('ETSI.CAdES.detached'),
    ByteRange: new PdfArray([0, unset, unset, unset].map((n) => PdfNumber.of(n))),
    Contents: new PdfString(new Uint8Array(room), 'hex'),
    Name: text(sealing.name),
    Reason: text(sealing.reason),
    M: PdfString.fromString(pdfDate(sealing.at)),
  })
  if (sealing.lock !== false)
    dictionary.set(
      'Reference',
      new PdfArray([
        PdfDict.of({
          Type: PdfName.of('SigRef'),
          TransformMethod: PdfName.of('DocMDP'),
          TransformParams: PdfDict.of({
            Type: PdfName.of('TransformParams'),
            P: PdfNumber.of(1),
            V: PdfName.of('1.2'),
          }),
        }),
      ]),
    )
  return dictionary
}

/** The picture multiplies with the page, as ink does, so that text under it stays legible. */
function appearance({ picture, deflated }: Sealing): PdfStream {
  return new PdfStream(
    [
      ['Type', PdfName.of('XObject')],
      ['Subtype', PdfName.of('Form')],
      ['FormType', PdfNumber.of(1)],
      ...(deflated ? ([['Filter', PdfName.of('FlateDecode')]] as [string, PdfName][]) : []),
      ['BBox', new PdfArray([0, 0, picture.points, picture.points].map((n) => PdfNumber.of(n)))],
      [
        'Resources',
        PdfDict.of({
          ExtGState: PdfDict.of({
            Ink: PdfDict.of({
              Type: PdfName.of('ExtGState'),
              BM: PdfName.of('Multiply'),
              AIS: PdfBool.FALSE,
            }),
          }),
        }),
      ],
    ],
    deflated ?? ascii(contentOf(picture)),
  )
}

/** What is drawn, and what `deflated` must hold. */
export const contentOf = (picture: SealPicture) => `q /Ink gs\n${picture.operators}Q\n`

function rectangle({ picture, place }: Sealing, pageHeight: number): PdfArray {
  const half = picture.points / 2
  const left = place.x - half
  const bottom = pageHeight - place.y - half
  const rounded = [left, bottom, left + picture.points, bottom + picture.points].map(
    (n) => Math.round(n * 1000) / 1000,
  )
  return new PdfArray(rounded.map((n) => PdfNumber.of(n)))
}

/** Finds our own two placeholders in the appended part and works out the range: all but `<hex>`. */
function cutRange(file: Uint8Array, from: number, room: number) {
  const appended = latin1(file.subarray(from))
  const hole = `<${'00'.repeat(room)}>`
  const rangeText = `[0 ${unset} ${unset} ${unset}]`
  const holeAt = appended.indexOf(hole)
  const rangeAt = appended.indexOf(rangeText)
  if (holeAt < 0 || rangeAt < 0) throw new Error('The signature placeholders were not written as expected')
  const holeStart = from + holeAt
  const holeEnd = holeStart + hole.length
  const range = `[0 ${holeStart} ${holeEnd} ${file.length - holeEnd}]`
  return { range: { at: from + rangeAt, text: range.padEnd(rangeText.length, ' ') }, holeStart, holeEnd }
}

/** Always as UTF-16: literal strings with parentheses come out escaped twice from the object layer. */
function text(value: string): PdfString {
  const units = [0xfe, 0xff]
  for (let i = 0; i < value.length; i++) units.push(value.charCodeAt(i) >> 8, value.charCodeAt(i) & 0xff)
  return new PdfString(Uint8Array.from(units), 'hex')
}

/** ISO 32000-1 §7.9.4 */
function pdfDate(at: Temporal.Instant): string {
  return `D:${at.round('second').toString().replace(/[-:T]/g, '').replace('Z', '')}Z`
}

/** By loop: `Uint8Array.from` walks an iterator and takes ten times as long. */
function ascii(value: string): Uint8Array {
  const bytes = new Uint8Array(value.length)
  for (let i = 0; i < value.length; i++) bytes[i] = value.charCodeAt(i)
  return bytes
}

/** One character a byte; in slices, since a call takes only so many arguments. */
export function latin1(bytes: Uint8Array): string {
  let result = ''
  for (let at = 0; at < bytes.length; at += 8192)
    result += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return result
}
