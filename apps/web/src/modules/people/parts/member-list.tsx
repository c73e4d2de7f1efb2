import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { MemberKind, OkOf, peopleApi } from '@yizhan/contracts'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, EmptyState, Loading, SelectInput, TextInput } from '#kit'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import { Problem } from '#shell/resource.tsx'
import { people } from '../api.ts'

type MemberRow = OkOf<typeof peopleApi.members>['rows'][number]
const kinds = ['student', 'staff', 'retired', 'external'] as const

function Rows({ rows }: { rows: readonly MemberRow[] }) {
  const { t } = useTranslation('people')
  const say = useSay()
  const kindOf = (kind: string) =>
    kinds.includes(kind as MemberKind) ? t(`kind.${kind as MemberKind}`) : kind
  return (
    <div className="panel table-scroll">
      <table className="table">
        <thead>
          <tr>
            {(['name', 'number', 'unit', 'kind', 'status'] as const).map((head) => (
              <th key={head} scope="col">
                {t(`members.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className="nowrap">
                <Link to="/admin/people/$id" params={{ id: row.id }}>
                  {row.name}
                </Link>
              </td>
              <td>{row.number}</td>
              <td>{row.unit ? say(row.unit) : ''}</td>
              <td className="nowrap">{[kindOf(row.kind), row.year ?? ''].filter(Boolean).join(' ')}</td>
              <td className="nowrap">{row.status}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function MemberList({ unit }: { unit: string | undefined }) {
  const { t } = useTranslation('people')
  const [words, setWords] = useState('')
  const [q, setQ] = useState('')
  const [kind, setKind] = useState<MemberKind>()
  useEffect(() => {
    const timer = setTimeout(() => setQ(words.trim()), 200)
    return () => clearTimeout(timer)
  }, [words])
  const list = useInfiniteQuery({
    queryKey: ['members', unit ?? '', q, kind ?? ''],
    queryFn: ({ pageParam, signal }) =>
      people.members(
        { query: { q: q || undefined, unit, kind, limit: 50, ...(pageParam ? { after: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <div>
      <div className="member-find">
        <TextInput
          value={words}
          onChange={setWords}
          placeholder={t('members.find')}
          aria-label={t('members.find')}
        />
        <SelectInput
          aria-label={t('members.kind')}
          value={kind}
          onChange={(next) => setKind(next as MemberKind | undefined)}
          clearable
          placeholder={t('kind.all')}
          options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        />
      </div>
      {list.isError && !list.data ? (
        <Problem error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Loading rows={10} />
      ) : rows.length === 0 ? (
        <EmptyState drawing="door" title={q ? t('members.none.found', { q }) : t('members.none')}>
          {t('members.none.body')}
        </EmptyState>
      ) : (
        <Rows rows={rows} />
      )}
      {list.hasNextPage ? (
        <p className="list-more">
          <Button pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('members.more')}
          </Button>
        </p>
      ) : null}
    </div>
  )
}
