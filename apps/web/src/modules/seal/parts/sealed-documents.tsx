import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { DocumentCard } from '@yizhan/contracts'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  Button,
  Dialog,
  EmptyState,
  Field,
  InkBar,
  Loading,
  Notice,
  nearTime,
  StatusMark,
  type StatusName,
  TextArea,
  TextButton,
  TextInput,
} from '#kit'
import { useCommand } from '#shell/command.ts'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import { useLanguage } from '#shell/preferences.ts'
import { Problem } from '#shell/resource.tsx'
import { useSession } from '#shell/session.ts'
import { seal } from '../api.ts'

const shapes: Record<DocumentCard['state'], StatusName> = {
  valid: 'done',
  withdrawn: 'danger',
  superseded: 'stopped',
  expired: 'idle',
}
const words = {
  valid: 'admin.valid',
  withdrawn: 'admin.isWithdrawn',
  superseded: 'admin.superseded',
  expired: 'admin.expired',
} as const

function Withdraw({
  document,
  onClose,
  onDone,
}: {
  document: DocumentCard | undefined
  onClose: () => void
  onDone: (number: string) => void
}) {
  const { t } = useTranslation('seal')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState('')
  const withdraw = useCommand(seal.withdrawDocument, {
    onOk: (card) => {
      setReason('')
      onDone(card.number)
    },
  })
  const submit = () => {
    if (reason.trim() === '') return setWrong(t('admin.withdraw.missing'))
    if (document) withdraw.mutate({ params: { id: document.id }, body: { reason: reason.trim() } })
  }
  return (
    <Dialog
      open={document !== undefined}
      title={t('admin.withdraw.ask', { title: document ? say(document.title) : '' })}
      onClose={onClose}
      actions={
        <>
          <Button look="danger" pending={withdraw.isPending} onClick={submit}>
            {t('admin.withdraw')}
          </Button>
          <Button onClick={onClose}>{kit('cancel')}</Button>
        </>
      }
    >
      {withdraw.error ? (
        <Notice status="danger">{withdraw.error.problem.title || kit('error.title')}</Notice>
      ) : null}
      <p>{t('admin.withdraw.body')}</p>
      <Field id="withdraw-why" label={t('admin.withdraw.reason')} error={wrong || undefined}>
        <TextArea id="withdraw-why" rows={2} maxLength={300} value={reason} onChange={setReason} />
      </Field>
    </Dialog>
  )
}

function Rows({
  rows,
  onWithdraw,
}: {
  rows: readonly DocumentCard[]
  onWithdraw: (document: DocumentCard) => void
}) {
  const { t } = useTranslation('seal')
  const say = useSay()
  const language = useLanguage()
  const mayWithdraw = useSession().abilities.includes('seal-admin')
  return (
    <div className="panel table-scroll">
      <table className="table">
        <thead>
          <tr>
            {(['document', 'number', 'seal', 'at', 'state'] as const).map((head) => (
              <th key={head} scope="col">
                {t(`admin.${head}`)}
              </th>
            ))}
            <th>
              <span className="sr-only">{t('admin.withdraw')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <Link to="/verify/$id" params={{ id: row.verifyId }}>
                  {say(row.title)}
                </Link>
              </td>
              <td className="nowrap">{row.number}</td>
              <td>{say(row.sealName)}</td>
              <td className="nowrap">{nearTime(row.sealedAt, language)}</td>
              <td className="nowrap">
                <StatusMark status={shapes[row.state]}>{t(words[row.state])}</StatusMark>
              </td>
              <td className="number">
                {row.state === 'withdrawn' || row.state === 'superseded' || !mayWithdraw ? null : (
                  <TextButton
                    aria-label={`${t('admin.withdraw')} ${row.number}`}
                    onClick={() => onWithdraw(row)}
                  >
                    {t('admin.withdraw')}
                  </TextButton>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function SealedDocuments() {
  const { t } = useTranslation('seal')
  const queries = useQueryClient()
  const [typed, setTyped] = useState('')
  const [q, setQ] = useState('')
  const [chosen, setChosen] = useState<DocumentCard>()
  const [told, setTold] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), 200)
    return () => clearTimeout(timer)
  }, [typed])
  const list = useInfiniteQuery({
    queryKey: ['documents', q],
    queryFn: ({ pageParam, signal }) =>
      seal.documents(
        { query: { q: q || undefined, limit: 50, ...(pageParam ? { after: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <>
      <div className="seal-find">
        <TextInput
          value={typed}
          onChange={setTyped}
          placeholder={t('admin.find')}
          aria-label={t('admin.find')}
        />
      </div>
      {list.isError && !list.data ? (
        <Problem error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Loading rows={8} />
      ) : rows.length === 0 ? (
        <EmptyState drawing="page" title={q ? t('admin.none.found') : t('admin.none')} />
      ) : (
        <Rows rows={rows} onWithdraw={setChosen} />
      )}
      {list.hasNextPage ? (
        <p className="list-more">
          <Button pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('admin.more')}
          </Button>
        </p>
      ) : null}
      <Withdraw
        document={chosen}
        onClose={() => setChosen(undefined)}
        onDone={(number) => {
          setChosen(undefined)
          setTold(t('admin.withdrawn', { number }))
          void queries.invalidateQueries({ queryKey: ['documents'] })
        }}
      />
      {told ? <InkBar>{told}</InkBar> : null}
    </>
  )
}
