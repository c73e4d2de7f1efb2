/** Reads, in the contract's shapes where they leave the house. */
import type { DocumentCard, DocumentState } from '@yizhan/contracts'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Reader } from '#platform/db'
import type { School } from './seals-file.ts'
import type { SealTables } from './tables.ts'
import { normalized } from './verification-code.ts'

export type SealReader = Reader<SealTables>

export async function authorityRow(db: SealReader) {
  return db.selectFrom('seal.authority').selectAll().where('id', '=', 1).executeTakeFirst()
}

export async function sealByKey(db: SealReader, key: string) {
  return db.selectFrom('seal.seal').selectAll().where('key', '=', key).executeTakeFirst()
}

export async function newestKey(db: SealReader, sealId: string) {
  return db
    .selectFrom('seal.key')
    .selectAll()
    .where('seal_id', '=', sealId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function keysOf(db: SealReader, sealId: string): Promise<{ id: string }[]> {
  return db.selectFrom('seal.key').select('id').where('seal_id', '=', sealId).execute()
}

export async function revokedKeys(db: SealReader): Promise<{ serial: string; at: string }[]> {
  return db
    .selectFrom('seal.revocation as revocation')
    .innerJoin('seal.key as key', 'key.id', 'revocation.key_id')
    .select(['key.serial', 'revocation.at'])
    .orderBy('key.serial')
    .execute()
}

/** The school of a member, from people's published card. */
export async function schoolOf(db: SealReader, memberId: string): Promise<School | undefined> {
  const row = await db
    .selectFrom('people.member_card')
    .select(['school_code', 'school_zh', 'school_en'])
    .where('id', '=', memberId)
    .executeTakeFirst()
  if (!row?.school_code || !row.school_zh) return undefined
  return { code: row.school_code, name: { zh: row.school_zh, en: row.school_en ?? row.school_zh } }
}

export async function templateOf(db: SealReader, serviceId: string, version: number) {
  return db
    .selectFrom('hall.document_template')
    .select(['yaml', 'typ', 'form'])
    .where('service_id', '=', serviceId)
    .where('version', '=', version)
    .executeTakeFirst()
}

const documents = (db: SealReader) =>
  db
    .selectFrom('seal.document as document')
    .innerJoin('seal.seal as seal', 'seal.id', 'document.seal_id')
    .selectAll('document')
    .select([
      'seal.key as seal_key',
      'seal.code as seal_code',
      'seal.name_zh as seal_zh',
      'seal.name_en as seal_en',
      'seal.owner_zh',
      'seal.owner_en',
      'seal.state as seal_state',
    ])

export type DocumentRow = NonNullable<Awaited<ReturnType<typeof documentById>>>

export async function documentById(db: SealReader, id: string) {
  return documents(db).where('document.id', '=', id).executeTakeFirst()
}

export async function documentByCode(db: SealReader, code: string) {
  return documents(db).where('document.verify_id', '=', code).executeTakeFirst()
}

export async function documentByTask(db: SealReader, taskId: string) {
  return documents(db).where('document.task_id', '=', taskId).executeTakeFirst()
}

export async function documentsOfCase(db: SealReader, caseId: string) {
  return documents(db)
    .where('document.case_id', '=', caseId)
    .orderBy('document.sealed_at')
    .orderBy('document.id')
    .execute()
}

/** Which of these hashes are sealed documents. */
export async function filesOfDocuments(db: SealReader, sha256s: readonly string[]): Promise<string[]> {
  const rows = await db.selectFrom('seal.document').select('sha256').where('sha256', 'in', sha256s).execute()
  return rows.map(({ sha256 }) => sha256)
}

export type DocumentQuery = {
  readonly q?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
  /** Predicate over `document.owner_path`. */
  readonly allowed: RawBuilder<SqlBool>
}

/** The latest first; ids are UUIDv7 and so in the order of time. `q` is the beginning of a number, or a code. */
export async function documentList(db: SealReader, { q, after, limit, allowed }: DocumentQuery) {
  let query = documents(db)
    .where(allowed)
    .orderBy('document.id', 'desc')
    .limit(limit + 1)
  if (after !== undefined && isUuid(after)) query = query.where('document.id', '<', after)
  const code = q === undefined ? undefined : normalized(q)
  if (code !== undefined) query = query.where('document.verify_id', '=', code)
  else if (q) query = query.where('document.number', 'like', `${q.trim().replace(/[\\%_]/g, '\\$&')}%`)
  const rows = await query.execute()
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? shown.at(-1)?.id : undefined }
}

const isUuid = (text: string) => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)

/** @param allowed predicate over `seal.owner_path` */
export async function sealList(db: SealReader, allowed: RawBuilder<SqlBool>) {
  return db
    .selectFrom('seal.seal as seal')
    .select(['seal.id', 'seal.code', 'seal.state', 'seal.owner_path'])
    .select(['seal.name_zh', 'seal.name_en', 'seal.owner_zh', 'seal.owner_en'])
    .select((eb) => [
      eb
        .selectFrom('seal.document as document')
        .select(({ fn }) => fn.countAll<number>().as('stamps'))
        .whereRef('document.seal_id', '=', 'seal.id')
        .as('stamps'),
      eb
        .selectFrom('seal.key as key')
        .select(({ fn }) => fn.max('key.not_after').as('until'))
        .whereRef('key.seal_id', '=', 'seal.id')
        .as('certificate_until'),
    ])
    .where(allowed)
    .orderBy('seal.code')
    .limit(500)
    .execute()
}

/** The stored state, or expired once the last day of validity is over. */
export function stateOn(
  row: { readonly state: 'valid' | 'withdrawn' | 'superseded'; readonly valid_until: string | null },
  today: string,
): DocumentState {
  return row.state === 'valid' && row.valid_until !== null && row.valid_until < today ? 'expired' : row.state
}

/** @param open whether the reader may open the file */
export function toCard(row: DocumentRow, today: string, open: boolean): DocumentCard {
  return {
    id: row.id,
    caseId: row.case_id,
    title: { zh: row.title_zh, en: row.title_en },
    number: row.number,
    verifyId: row.verify_id,
    state: stateOn(row, today),
    sealName: { zh: row.seal_zh, en: row.seal_en },
    sealedAt: row.sealed_at,
    ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
    bytes: row.bytes,
    open,
  }
}

export async function ledgerAfter(db: SealReader, seq: number, limit: number) {
  return db
    .selectFrom('seal.ledger')
    .select(['seq', 'kind', 'document_id', 'entry', 'prev_hash', 'hash'])
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(limit)
    .execute()
}

export async function ledgerHead(db: SealReader) {
  return db
    .selectFrom('seal.ledger_head')
    .select(['seq', 'hash'])
    .where('id', '=', 1)
    .executeTakeFirstOrThrow()
}

/** The number of a document whose stamp or state the ledger tells otherwise, or undefined when all agree. */
export async function strayDocument(db: SealReader): Promise<string | undefined> {
  const { rows } = await sql<{ number: string }>`
    select document.number from seal.document
    cross join lateral (select max(seq) as seq from seal.ledger where document_id = document.id) as newest
    left join seal.ledger as last on last.seq = newest.seq
    where last.kind is distinct from
        case document.state when 'valid' then 'stamp' when 'withdrawn' then 'withdraw' else 'supersede' end
      or not exists (
        select from seal.ledger as stamp where stamp.document_id = document.id and stamp.kind = 'stamp'
          and stamp.entry::jsonb -> 7 @> jsonb_build_array(jsonb_build_array('sha256', document.sha256)))
    order by document.id limit 1`.execute(db)
  return rows[0]?.number
}

/** The university's Chinese name as the site has it; absent before the first run. */
export async function universityName(db: SealReader): Promise<string | undefined> {
  const row = await db
    .selectFrom('platform.setting')
    .select('value')
    .where('name', '=', 'university')
    .executeTakeFirst()
  return (row?.value as { zh?: string } | undefined)?.zh
}
