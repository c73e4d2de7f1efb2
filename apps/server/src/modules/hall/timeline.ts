/** What happened to a case, in one row: the process's history with the case's documents and its rating. */
import type { HistoryLine, MemberCard } from '@yizhan/contracts'
import type { HallReader } from './queries.ts'

type Rating = { readonly stars: number; readonly words: string; readonly at: string }
type Line = Omit<HistoryLine, 'seq'>

type DocumentFact = {
  readonly title: { readonly zh: string; readonly en: string }
  readonly sealedAt: string
  /** When it stopped being valid, by whom and why. */
  readonly state: 'valid' | 'withdrawn' | 'superseded'
  readonly stateAt: string | null
  readonly stateBy: string | null
  readonly reason: string | null
}

/** Oldest first, from seal's published view. */
export async function documentFacts(db: HallReader, caseId: string): Promise<readonly DocumentFact[]> {
  const rows = await db
    .selectFrom('seal.document_card')
    .select(['title_zh', 'title_en', 'sealed_at', 'state', 'state_at', 'state_by', 'reason'])
    .where('case_id', '=', caseId)
    .orderBy('sealed_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    title: { zh: row.title_zh, en: row.title_en },
    sealedAt: row.sealed_at,
    state: row.state,
    stateAt: row.state_at,
    stateBy: row.state_by,
    reason: row.reason,
  }))
}

/** Members whom the facts name, for their cards. */
export function namedIn(documents: readonly DocumentFact[]): string[] {
  return documents.flatMap(({ stateBy }) => stateBy ?? [])
}

/** @param applicant the one who rates */
export function timelineOf(
  history: readonly HistoryLine[],
  documents: readonly DocumentFact[],
  rating: Rating | undefined,
  cards: ReadonlyMap<string, MemberCard>,
  applicant: string,
): HistoryLine[] {
  const lines: Line[] = [...history]
  for (const { title: document, sealedAt } of documents) {
    // The seal's time is cut to the second: the line belongs after the step that made the document, not before it.
    const step = lines.findIndex(
      (line, at) =>
        line.kind === 'service-done' &&
        notBefore(line.at, sealedAt) &&
        lines[at + 1]?.kind !== 'document-issued',
    )
    const line = { kind: 'document-issued', at: sealedAt, document } as const
    if (step >= 0) lines.splice(step + 1, 0, line)
    else insertByTime(lines, line)
  }
  for (const { title: document, state, stateAt: at, stateBy, reason } of documents) {
    if (state === 'valid' || at === null) continue
    const by = stateBy === null ? undefined : cards.get(stateBy)
    insertByTime(lines, {
      kind: `document-${state}`,
      at,
      document,
      ...(by === undefined ? {} : { by }),
      ...(reason === null ? {} : { opinion: reason }),
    })
  }
  if (rating !== undefined) {
    const by = cards.get(applicant)
    insertByTime(lines, {
      kind: 'rated',
      at: rating.at,
      stars: rating.stars,
      ...(by === undefined ? {} : { by }),
      ...(rating.words === '' ? {} : { opinion: rating.words }),
    })
  }
  return lines.map((line, index) => ({ ...line, seq: index + 1 }))
}

/** After everything that was not later. */
function insertByTime(lines: Line[], line: Line): void {
  const before = lines.findLastIndex(({ at }) => notBefore(line.at, at))
  lines.splice(before + 1, 0, line)
}

/** Instants of different digits, so not to be compared as text. */
function notBefore(at: string, other: string): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(at), Temporal.Instant.from(other)) >= 0
}
