/** At the foot of every page of an approver: what is held and may be taken back, and what became of the last ones. */
import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouterState, useSearch } from '@tanstack/react-router'
import type { OkOf, processApi } from '@yizhan/contracts'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { InkBar, KeyHint, TextButton } from '#kit'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import type { TaskSearch } from '#shell/search.ts'
import { dismiss, type Ended, sendNow, undo, useDecisions } from './held.ts'
import { useKeys } from './keys.ts'

type Pages = InfiniteData<OkOf<typeof processApi.tasks>, string>

/** A decided task leaves the open lists at once; the server's list follows. */
function dropRow(queries: QueryClient, id: string) {
  queries.setQueriesData<Pages>(
    { queryKey: ['tasks'] },
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => ({
          ...page,
          rows: page.rows.filter((row) => row.id !== id || row.state === 'done'),
        })),
      },
  )
}

function useFreshLists(ended: readonly Ended[]) {
  const queries = useQueryClient()
  const seen = useRef(new WeakSet<Ended>())
  useEffect(() => {
    const fresh = ended.filter((one) => !seen.current.has(one))
    if (fresh.length === 0) return
    for (const one of fresh) {
      seen.current.add(one)
      if (one.ok) dropRow(queries, one.id)
      void queries.invalidateQueries({ queryKey: ['task', one.id] })
    }
    for (const key of [['tasks'], ['task-counts'], ['session']])
      void queries.invalidateQueries({ queryKey: key })
  }, [ended, queries])
}

/** Whole seconds that are left; the line beneath runs by itself. */
function useSecondsLeft(until: number | undefined): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (until === undefined) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [until])
  return until === undefined ? 0 : Math.max(1, Math.ceil((until - now) / 1000))
}

function EndedBar({ ended }: { ended: Ended }) {
  const { t } = useTranslation('process')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const { ok, problem, number, id } = ended
  if (ok)
    return (
      <InkBar>
        {t(`task.done.${ok.outcome}`, { number })}
        {ok.nextStep ? t('task.done.next', { step: say(ok.nextStep) }) : ''}
      </InkBar>
    )
  return (
    <InkBar
      wrong
      action={
        <>
          <Link to="/tasks/$id" params={{ id }} search={{}} onClick={() => dismiss(ended)}>
            {t('task.notDone.look')}
          </Link>
          <TextButton onClick={() => dismiss(ended)}>{kit('close')}</TextButton>
        </>
      }
    >
      {t('task.notDone', { number, why: problem?.problem.title || kit('error.title') })}
    </InkBar>
  )
}

export function DecisionBar() {
  const { t } = useTranslation('process')
  const navigate = useNavigate()
  const { held, sent, ended } = useDecisions()
  const left = useSecondsLeft(held?.until)
  const search: TaskSearch = useSearch({ strict: false })
  const onTasks = useRouterState({ select: (now) => now.location.pathname.startsWith('/tasks') })
  useFreshLists(ended)
  useEffect(() => {
    if (!onTasks) sendNow()
  }, [onTasks])
  const back = () => {
    const taken = undo()
    if (taken) void navigate({ to: '/tasks/$id', params: { id: taken.id }, search })
  }
  useKeys({ z: back, u: back })
  const waiting = sent.filter((one) => one.unanswered)
  return (
    <div className="ink-bars">
      {ended.map((one) => (
        <EndedBar key={`${one.id} ${one.version}`} ended={one} />
      ))}
      {waiting.map((one) => (
        <InkBar key={one.key}>{t('task.waiting', { number: one.number })}</InkBar>
      ))}
      {held ? (
        <InkBar
          key={`held ${held.id} ${held.until}`}
          counting
          action={
            <TextButton onClick={back}>
              {t('task.undo')}
              <KeyHint>Z</KeyHint>
            </TextButton>
          }
        >
          {t(`task.held.${held.outcome}`, { number: held.number })}
          <span className="seconds" aria-hidden="true">
            {t('task.held.left', { n: left })}
          </span>
          <span className="sr-only">{t('task.held.how')}</span>
        </InkBar>
      ) : null}
    </div>
  )
}
