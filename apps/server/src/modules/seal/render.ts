/**
 * Typst to PDF/A-2b. The compiler keeps its fonts; a template sees the prelude and the data it is given, no disk and
 * no clock. The same data and time give the same bytes.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import type { Words } from '@yizhan/contracts'
import { type MissingGlyph, missingGlyphs, type SealPlace } from '@yizhan/seal'
import { create as createQr } from 'qrcode'
import type { Fonts } from './fonts.ts'
import { grouped } from './verification-code.ts'

export type DocumentContent = {
  readonly title: Words
  readonly institution: Words
  /** Who signs. */
  readonly unit: Words
  readonly number: string
  /** Ungrouped. */
  readonly code: string
  /** Origin of the public pages, without a slash at the end. */
  readonly publicUrl: string
  readonly issuedOn: string
  readonly validUntil: string | undefined
  readonly fields: Readonly<Record<string, unknown>>
}

export type Rendered =
  | { readonly ok: true; readonly pdf: Uint8Array; readonly place: SealPlace; readonly pages: number }
  | { readonly ok: false; readonly why: 'glyphs'; readonly missing: readonly MissingGlyph[] }
  | { readonly ok: false; readonly why: 'template'; readonly message: string }
  | { readonly ok: false; readonly why: 'anchor'; readonly found: number }

export type Renderer = {
  render(template: string, content: DocumentContent, at: Temporal.Instant): Rendered
}

// A folder that does not exist: the compiler finds only what is put there in memory.
const workspace = '/yizhan-documents'
const prelude = readFileSync(join(import.meta.dirname, 'prelude.typ'), 'utf8')

export function createRenderer(fonts: Fonts): Renderer {
  const compiler = NodeCompiler.create({
    workspace,
    fontArgs: [{ fontBlobs: fonts.files.map((font) => Buffer.from(font)) }],
  })
  compiler.addSource(`${workspace}/prelude.typ`, prelude)
  return {
    render(template, content, at) {
      const missing = missingGlyphs(textsOf(template, content), fonts.coverage)
      if (missing.length > 0) return { ok: false, why: 'glyphs', missing }
      const compiled = compiler.compile({
        mainFileContent: template,
        inputs: { doc: JSON.stringify(inputOf(content)) },
      })
      const document = compiled.result
      if (document === null) return { ok: false, why: 'template', message: complaint(compiled) }
      const places: unknown = compiler.query(document, { selector: '<seal>', field: 'value' })
      const anchors = Array.isArray(places) ? places.filter(isPlace) : []
      const [place] = anchors
      if (place === undefined || anchors.length !== 1)
        return { ok: false, why: 'anchor', found: anchors.length }
      const pdf = compiler.pdf(document, {
        pdfStandard: 'a-2b',
        creationTimestamp: Math.floor(at.epochMilliseconds / 1000),
      })
      // Memoised layouts of documents long gone would grow without bound.
      compiler.evictCache(10)
      return { ok: true, pdf: new Uint8Array(pdf), place, pages: document.numOfPages }
    },
  }
}

function inputOf(content: DocumentContent) {
  const { publicUrl, code, ...rest } = content
  const address = `${publicUrl}/verify`
  return {
    ...rest,
    code: grouped(code),
    verifyUrl: `${address}/${code}`,
    verifyHost: address.replace(/^https?:\/\//, ''),
    qr: qrOf(`${address}/${code}`),
  }
}

/** One path of dark modules; drawn here because a bitmap or a stroke would print less sharp. */
function qrOf(text: string): string {
  const { modules } = createQr(text, { errorCorrectionLevel: 'M' })
  let path = ''
  for (let y = 0; y < modules.size; y++)
    for (let x = 0; x < modules.size; x++) if (modules.get(y, x)) path += `M${x} ${y}h1v1h-1z`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${modules.size} ${modules.size}"><path d="${path}"/></svg>`
}

/** All text that may reach the page, the template's own included. */
function textsOf(template: string, content: DocumentContent): { where: string; text: string }[] {
  const texts: { where: string; text: string }[] = []
  const walk = (where: string, value: unknown): void => {
    if (typeof value === 'string') texts.push({ where, text: value })
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(where === 'fields' ? key : where, inner)
  }
  for (const [name, value] of Object.entries(content)) walk(name, value)
  texts.push({ where: 'document.typ', text: template }, { where: 'prelude.typ', text: prelude })
  return texts
}

function isPlace(value: unknown): value is SealPlace {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['page', 'x', 'y'].every((key) => typeof (value as Record<string, unknown>)[key] === 'number')
  )
}

function complaint(compiled: ReturnType<NodeCompiler['compile']>): string {
  const diagnostics: unknown[] = compiled.takeDiagnostics()?.shortDiagnostics ?? []
  const lines = diagnostics.map((one) =>
    typeof one === 'object' && one !== null && 'message' in one ? String(one.message) : JSON.stringify(one),
  )
  return lines.join('; ') || 'the template does not compile'
}
