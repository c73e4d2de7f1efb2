/** The approver's desk: three panes, J K A R X; on a phone a list, and one task per page. */

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router'
import type { TaskRow } from '@yizhan/contracts'
import { type FormEvent, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState, Icon, KeyHint, Loading } from '#kit'
import { useSay } from '#shell/language.ts'
import { ButtonLink, Link } from '#shell/links.tsx'
import { useTitle } from '#shell/page.tsx'
import { Problem } from '#shell/resource.tsx'
import type { TaskSearch } from '#shell/search.ts'
import { useSession } from '#shell/session.ts'
import { useNarrow } from '../../hall/parts/narrow.ts'
import { process } from '../api.ts'
import { Decide } from '../parts/decide.tsx'
import { useDecisions } from '../parts/held.ts'
import { useKeys } from '../parts/keys.ts'
import { PickOne, Reading } from '../parts/reading.tsx'
import { TaskFacets } from '../parts/task-facets.tsx'
import { TaskList } from '../parts/task-list.tsx'
import './tasks.css'

function useTaskList(search: TaskSearch) {
  return useInfiniteQuery({
    queryKey: ['tasks', search],
    queryFn: ({ pageParam, signal }) =>
      process.tasks(
        {
          query: {
            list: search.list ?? 'mine',
            due: search.due,
            service: search.service,
            q: search.q,
            limit: 50,
            ...(pageParam ? { after: pageParam } : {}),
          },
        },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: 60_000,
  })
}

function Find({ search }: { search: TaskSearch }) {
  const { t } = useTranslation('process')
  const navigate = useNavigate()
  const [words, setWords] = useState(search.q ?? '')
  useEffect(() => setWords(search.q ?? ''), [search.q])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { q: _before, ...rest } = search
    void navigate({ to: '/tasks', search: words.trim() ? { ...rest, q: words.trim() } : rest })
  }
  return (
    <search>
      <form className="task-find" onSubmit={submit}>
        <Icon name="search" size="s" />
        <input
          id="task-find"
          type="search"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          placeholder={t('tasks.search')}
          aria-label={t('tasks.search')}
        />
      </form>
    </search>
  )
}

function None({ search }: { search: TaskSearch }) {
  const { t } = useTranslation('process')
  const filtered = search.q !== undefined || search.due !== undefined || search.service !== undefined
  const title = search.q
    ? t('tasks.none.found')
    : search.list === 'unit'
      ? t('tasks.none.unit')
      : search.list === 'done'
        ? t('tasks.none.done')
        : t('tasks.none')
  return (
    <EmptyState
      drawing="tray"
      title={title}
      action={
        filtered ? (
          <ButtonLink to="/tasks" search={{}}>
            {t('tasks.none.action')}
          </ButtonLink>
        ) : undefined
      }
    >
      {t('tasks.none.body')}
    </EmptyState>
  )
}

function KeyBar() {
  const { t } = useTranslation('process')
  const keys = [
    [['J', 'K'], 'next'],
    [['A'], 'approve'],
    [['R'], 'return'],
    [['X'], 'refuse'],
    [['/'], 'search'],
    [['Z'], 'undo'],
  ] as const
  return (
    <aside className="key-bar" aria-label={t('keys.label')}>
      {keys.map(([names, does]) => (
        <span key={does}>
          {names.map((name) => (
            <KeyHint key={name}>{name}</KeyHint>
          ))}
          {t(`keys.${does}`)}
        </span>
      ))}
    </aside>
  )
}

function OpenTask({
  id,
  rows,
  search,
  onNext,
}: {
  id: string
  rows: readonly TaskRow[]
  search: TaskSearch
  onNext: (from: string) => void
}) {
  const { t } = useTranslation('process')
  const say = useSay()
  const { member } = useSession()
  const { held, sent } = useDecisions()
  const deciding = held?.id === id || sent.some((one) => one.id === id)
  const task = useQuery({
    queryKey: ['task', id],
    queryFn: ({ signal }) => process.task({ params: { id } }, { signal }),
    staleTime: 5000,
  })
  const place = rows.findIndex((row) => row.id === id)
  useTitle(task.data ? `${task.data.task.applicant.name} ${say(task.data.task.service)}` : undefined)
  return (
    <section className="task-pane">
      <Link className="task-back" to="/tasks" search={search}>
        <Icon name="left" />
        {t('task.back')}
        {place >= 0 ? (
          <span>
            {place + 1} / {rows.length}
          </span>
        ) : null}
      </Link>
      {task.data ? (
        <>
          <Reading detail={task.data} />
          {task.data.mayDecide && !deciding ? (
            <Decide
              key={`${id} ${task.data.version}`}
              detail={task.data}
              member={member.id}
              onHeld={() => onNext(id)}
            />
          ) : null}
        </>
      ) : task.isError ? (
        <div className="reading">
          <Problem error={task.error} onRetry={() => void task.refetch()} />
        </div>
      ) : (
        <div className="reading">
          <Loading rows={8} />
        </div>
      )}
    </section>
  )
}

export function TasksPage() {
  const { t } = useTranslation('process')
  const { id } = useParams({ strict: false })
  const search: TaskSearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const narrow = useNarrow()
  const list = useTaskList(search)
  const counts = useQuery({
    queryKey: ['task-counts'],
    queryFn: ({ signal }) => process.taskCounts({}, { signal }),
  })
  const { held, sent } = useDecisions()
  const all = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.rows), [list.data])
  // What is decided and not answered yet is open for the server, and done for its reader.
  const rows = useMemo(() => {
    const deciding = new Set([held?.id, ...sent.map((one) => one.id)])
    return all.filter((row) => row.state === 'done' || !deciding.has(row.id))
  }, [all, held, sent])
  useTitle(id ? undefined : t('tasks.title'))
  const open = (row: TaskRow | undefined, replace = false) => {
    if (row) void navigate({ to: '/tasks/$id', params: { id: row.id }, search, replace })
    else void navigate({ to: '/tasks', search, replace })
  }
  const step = (by: number) => {
    const at = rows.findIndex((row) => row.id === id)
    const next = rows[at < 0 ? 0 : at + by]
    if (next) open(next)
  }
  const first = rows[0]
  // This page may still stand, with the search of before, while its reader is on the way elsewhere or looking for something.
  const path = useRouterState({
    select: (now) => (now.status === 'idle' ? now.location.pathname : undefined),
  })
  useEffect(() => {
    // At a desk something is always open: the most urgent one.
    if (!narrow && id === undefined && path === '/tasks' && first)
      void navigate({ to: '/tasks/$id', params: { id: first.id }, search, replace: true })
  }, [narrow, id, path, first, navigate, search])
  useKeys({ j: () => step(1), k: () => step(-1), '/': () => document.getElementById('task-find')?.focus() })
  const after = (from: string) => {
    const at = rows.findIndex((row) => row.id === from)
    const next = narrow ? undefined : (rows[at + 1] ?? rows[at - 1])
    open(next, true)
  }
  const total =
    search.list === 'done'
      ? counts.data?.done
      : search.list === 'unit'
        ? counts.data?.unit
        : search.due || search.service || search.q
          ? rows.length
          : counts.data && counts.data.mine - (all.length - rows.length)
  const Title = id === undefined ? 'h1' : 'h2'
  return (
    <div className={id === undefined ? 'inbox' : 'inbox inbox-open'}>
      <TaskFacets counts={counts.data} search={search} />
      <section className="task-list">
        <header>
          <Title>
            {t('tasks.title')} {total === undefined ? '' : t('tasks.heading', { n: total, count: total })}
          </Title>
          <span>{search.list === 'done' ? t('tasks.sorted.done') : t('tasks.sorted')}</span>
        </header>
        <Find search={search} />
        {list.isError && !list.data ? (
          <Problem error={list.error} onRetry={() => void list.refetch()} />
        ) : !list.data ? (
          <Loading rows={9} />
        ) : rows.length === 0 ? (
          <None search={search} />
        ) : (
          <TaskList
            rows={rows}
            openId={id}
            search={search}
            more={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
            loadingMore={list.isFetchingNextPage}
          />
        )}
      </section>
      {id === undefined ? (
        <section className="task-pane">
          <PickOne />
        </section>
      ) : (
        <OpenTask key={id} id={id} rows={rows} search={search} onNext={after} />
      )}
      <KeyBar />
    </div>
  )
}
