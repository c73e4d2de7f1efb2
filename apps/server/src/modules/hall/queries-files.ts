/** Which cases and drafts name a file. */
import type { HallReader } from './queries.ts'

/** Which of these uploads a case or a draft of their owner names. */
export async function filesInUse(
  db: HallReader,
  uploads: readonly { readonly id: string; readonly owner: string }[],
): Promise<string[]> {
  const ids = uploads.map(({ id }) => id)
  const owners = [...new Set(uploads.map(({ owner }) => owner))]
  const attached = await db
    .selectFrom('hall.attachment')
    .select('file_id')
    .distinct()
    .where('file_id', 'in', ids)
    .execute()
  const drafts = await db
    .selectFrom('hall.draft')
    .select(['member_id', 'answers'])
    .where('member_id', 'in', owners)
    .execute()
  const drafted = (upload: { readonly id: string; readonly owner: string }) =>
    drafts.some((row) => row.member_id === upload.owner && JSON.stringify(row.answers).includes(upload.id))
  return [...attached.map((row) => row.file_id), ...uploads.filter(drafted).map(({ id }) => id)]
}

/** Cases in which a file is a material. */
export async function casesOfFile(db: HallReader, fileId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('hall.attachment')
    .select('case_id')
    .distinct()
    .where('file_id', '=', fileId)
    .limit(20)
    .execute()
  return rows.map((row) => row.case_id)
}
