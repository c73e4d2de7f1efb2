/**
 * The service task `document.issue`: facts of a case -> rendered -> sealed -> stored, all outside any transaction; then
 * the document and its ledger row in the transaction that reports the step as done. A second run finds the first.
 */
import { randomBytes } from 'node:crypto'
import { type Refusal, refuse } from '@yizhan/contracts'
import { sealPdf } from '@yizhan/seal'
import type { Insertable } from 'kysely'
import type { ServiceCall, ServiceResult } from '#modules/process'
import type { Tx } from '#platform/db'
import type { Platform } from '#platform/platform'
import { sha256 } from './authority.ts'
import type { Custody, Held } from './custody.ts'
import {
  type DocumentData,
  elementsIn,
  factsOf,
  pathsOf,
  readDocumentFile,
  sealKeyOf,
} from './document-file.ts'
import { type DocumentSealed, documentSealed } from './events.ts'
import { documentByTask, schoolOf, templateOf, universityName } from './queries.ts'
import type { DocumentContent, Rendered, Renderer } from './render.ts'
import type { Pictures } from './seals-drawn.ts'
import { type SealSpec, type SealsFile, specOf } from './seals-file.ts'
import { appendLedger, insertDocument, stillActive, supersedeOthers } from './store.ts'
import type { DocumentTable, SealTables } from './tables.ts'
import { codeFrom } from './verification-code.ts'

export type RecordReader = {
  readonly elementsOf: (
    memberId: string,
    ids?: readonly string[],
  ) => Promise<
    readonly { readonly id: string; readonly value: unknown; readonly words?: { zh: string; en: string } }[]
  >
}

export type IssueDeps = {
  readonly platform: Platform
  readonly people: RecordReader
  readonly custody: Custody
  readonly renderer: Renderer
  readonly pictures: Pictures
  readonly seals: SealsFile
}

export async function issueDocument(deps: IssueDeps, call: ServiceCall): Promise<ServiceResult | Refusal> {
  const read = deps.platform.read<SealTables>()
  const before = await documentByTask(read, call.taskId)
  if (before) return { results: resultsOf(before.id, before.verify_id, before.number) }
  const foreign = await otherUniversity(deps)
  if (foreign) return foreign
  const template = await templateOf(read, call.service.id, call.service.version)
  if (template === undefined) throw new Error(`${call.service.id} ${call.service.version} has no document`)
  const file = readDocumentFile(template.yaml)
  const data = await dataOf(deps, call, pathsOf(file))
  const facts = factsOf(file, data)
  const [missing] = facts.missing
  if (missing) return refuse('seal.field-missing', { field: missing.label.zh, name: missing.name })
  const spec = specOf(deps.seals, sealKeyOf(file, data) ?? '', await schoolOf(read, call.applicantId))
  if (spec === undefined) return refuse('seal.no-seal', { service: call.service.name.zh })
  const held = await deps.custody.held(spec)
  if (held.seal.state !== 'active') return refuse('seal.stopped', { seal: spec.name.zh })
  const at = deps.platform.clock().round({ smallestUnit: 'second', roundingMode: 'floor' })
  const issuedOn = dayOf(deps, at.toString())
  const content: DocumentContent = {
    title: file.title,
    institution: deps.seals.institution.name,
    unit: spec.signatory,
    number: call.caseNumber,
    code: codeFrom(randomBytes(16)),
    publicUrl: deps.platform.config.publicUrl,
    issuedOn,
    validUntil: lastDayOf(issuedOn, file.validDays),
    fields: facts.fields,
  }
  const rendered = deps.renderer.render(template.typ, content, at)
  if (!rendered.ok) return refusalOf(rendered, spec)
  const sealed = await stamp(deps, rendered, { content, spec, held, at })
  const elements = elementsIn(facts.sources, template.form)
  const row = rowOf(deps, { call, content, held, rendered, at, sealed, elements, shown: facts.shown })
  return {
    results: resultsOf(row.id, row.verify_id, row.number),
    save: (tx) => record(deps, tx, row, held),
  }
}

/** A seal carries a legal name: what was left in seals.yaml from another university must never be stamped for this one. */
async function otherUniversity({ platform, seals }: IssueDeps): Promise<Refusal | undefined> {
  const site = await universityName(platform.read<SealTables>())
  const own = seals.institution.name.zh
  if (site === undefined || site === own) return undefined
  return refuse('seal.other-university', { seals: own, site })
}

const resultsOf = (documentId: string, verifyId: string, number: string) => ({ documentId, verifyId, number })

async function dataOf(deps: IssueDeps, call: ServiceCall, paths: readonly string[]): Promise<DocumentData> {
  const ids = paths.filter((path) => path.startsWith('record.')).map((path) => path.slice('record.'.length))
  const elements = await deps.people.elementsOf(call.applicantId, ids)
  return {
    record: Object.fromEntries(elements.map(({ id, value, words }) => [id, words ?? value])),
    answers: call.facts,
    case: { number: call.caseNumber, appliedOn: dayOf(deps, call.startedAt) },
    // Oldest first: of two decisions on one step the later stands.
    steps: Object.fromEntries(
      call.decisions.map(({ node, opinion, by, at, outcome }) => [
        node,
        { opinion, by: by.name, on: dayOf(deps, at), outcome },
      ]),
    ),
  }
}

const lastDayOf = (issuedOn: string, days: number | undefined) =>
  days === undefined ? undefined : Temporal.PlainDate.from(issuedOn).add({ days }).toString()

const dayOf = ({ platform }: IssueDeps, instant: string) =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(platform.config.zone).toPlainDate().toString()

/** A missing character is for a person to settle; a template that fails is a defect and is tried again, then shown. */
function refusalOf(rendered: Exclude<Rendered, { ok: true }>, spec: SealSpec): Refusal {
  if (rendered.why === 'glyphs') {
    const [first] = rendered.missing
    return refuse('seal.glyph-missing', {
      character: first?.character,
      code: first?.code,
      where: first?.where,
      all: rendered.missing.map(({ character, code }) => `${character} ${code}`),
      owner: spec.owner.zh,
    })
  }
  throw new Error(
    rendered.why === 'anchor'
      ? `document.typ has ${rendered.found} places for the seal instead of one`
      : `document.typ: ${rendered.message}`,
  )
}

type Stamping = {
  readonly content: DocumentContent
  readonly spec: SealSpec
  readonly held: Held
  readonly at: Temporal.Instant
}

async function stamp(
  deps: IssueDeps,
  rendered: Extract<Rendered, { ok: true }>,
  { content, spec, held, at }: Stamping,
): Promise<{ sha256: string; bytes: number }> {
  const sealed = await sealPdf(rendered.pdf, {
    ...deps.pictures.of(held.seal),
    place: rendered.place,
    signer: await deps.custody.signer(held),
    sha256,
    at,
    name: spec.signatory.zh,
    reason: `${content.title.zh} ${content.number}`,
  })
  return { sha256: await deps.platform.files.putBytes(sealed), bytes: sealed.length }
}

type Made = {
  readonly call: ServiceCall
  readonly content: DocumentContent
  readonly held: Held
  readonly rendered: Extract<Rendered, { ok: true }>
  readonly at: Temporal.Instant
  readonly sealed: { readonly sha256: string; readonly bytes: number }
  readonly shown: unknown
  readonly elements: string[]
}

function rowOf(deps: IssueDeps, { call, content, held, rendered, at, sealed, shown, elements }: Made) {
  return {
    id: deps.platform.newId(),
    task_id: call.taskId,
    case_id: call.caseId,
    applicant_id: call.applicantId,
    seal_id: held.seal.id,
    key_id: held.key.id,
    owner_path: held.seal.owner_path,
    title_zh: content.title.zh,
    title_en: content.title.en,
    number: content.number,
    verify_id: content.code,
    shown: JSON.stringify(shown),
    elements,
    ...sealed,
    unsigned_sha256: Buffer.from(sha256(rendered.pdf)).toString('hex'),
    pages: rendered.pages,
    sealed_at: at.toString(),
    valid_until: content.validUntil ?? null,
    state: 'valid',
  } satisfies Insertable<DocumentTable>
}

async function record(
  deps: IssueDeps,
  tx: Tx,
  row: ReturnType<typeof rowOf>,
  { seal, key }: Held,
): Promise<undefined | Refusal> {
  // It may have been stopped while the paper was set; whoever stops it from here on waits for this transaction.
  if (!(await stillActive(tx, seal.id))) return refuse('seal.stopped', { seal: seal.name_zh })
  await insertDocument(tx, row)
  const line = { at: row.sealed_at, by: null }
  await appendLedger(tx, {
    ...line,
    sealId: seal.id,
    sealKey: seal.key,
    sealCode: seal.code,
    kind: 'stamp',
    documentId: row.id,
    facts: {
      case: row.case_id,
      number: row.number,
      sha256: row.sha256,
      unsigned: row.unsigned_sha256,
      certificate: key.fingerprint,
    },
  })
  for (const old of await supersedeOthers(tx, { id: row.id, caseId: row.case_id }, row.sealed_at)) {
    const facts = { by: row.id }
    await appendLedger(tx, { ...line, ...old, kind: 'supersede', facts })
  }
  const payload: DocumentSealed = { documentId: row.id, caseId: row.case_id }
  await deps.platform.events.emit(tx, { name: documentSealed, payload })
  return undefined
}
