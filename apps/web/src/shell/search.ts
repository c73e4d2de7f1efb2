/** What stands behind the question mark of our addresses. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined

/** Only addresses of our own: anything else would make the sign-in page lead elsewhere. */
export const ownAddress = (to: string | undefined): string =>
  to?.startsWith('/') && !to.startsWith('//') && !to.startsWith('/\\') ? to : '/'

export type HallSearch = { q?: string; category?: string }
export type TaskSearch = { list?: 'unit' | 'done'; due?: 'today' | 'overdue'; service?: string; q?: string }

export function taskSearch(search: Record<string, unknown>): TaskSearch {
  const [q, service] = [text(search.q), text(search.service)]
  const { list, due } = search
  return {
    ...(list === 'unit' || list === 'done' ? { list } : {}),
    ...(due === 'today' || due === 'overdue' ? { due } : {}),
    ...(service ? { service } : {}),
    ...(q ? { q } : {}),
  }
}
