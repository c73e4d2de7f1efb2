import { type UseQueryResult, useQueryClient } from '@tanstack/react-query'
import type { FailedJob } from '@yizhan/contracts'
import { useState } from 'react'
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
  TextArea,
} from '#kit'
import { useCommand } from '#shell/command.ts'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'
import { Problem } from '#shell/resource.tsx'
import { process } from '../api.ts'

type Jobs = { rows: FailedJob[]; next?: string | undefined }

type Way = 'skip' | 'return'
type Chosen = { readonly job: FailedJob; readonly way: Way }

/** Going on without a step, or back to the applicant: both need a reason that stands in the history. */
function ReasonDialog({
  chosen,
  onClose,
  onDone,
}: {
  chosen: Chosen | undefined
  onClose: () => void
  onDone: (chosen: Chosen) => void
}) {
  const { t } = useTranslation('process')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState('')
  const way = chosen?.way ?? 'skip'
  const send = useCommand(way === 'skip' ? process.skipJob : process.returnJob, {
    onOk: () => {
      if (chosen) onDone(chosen)
      setReason('')
    },
  })
  const submit = () => {
    if (!chosen) return
    if (reason.trim() === '') return setWrong(t('admin.skip.missing'))
    send.mutate({ params: { id: chosen.job.id }, body: { reason: reason.trim() } })
  }
  return (
    <Dialog
      open={chosen !== undefined}
      title={t(`admin.${way}.title`, { step: chosen ? say(chosen.job.step) : '' })}
      onClose={onClose}
      actions={
        <>
          <Button look="danger" pending={send.isPending} onClick={submit}>
            {t(`admin.${way}`)}
          </Button>
          <Button onClick={onClose}>{kit('cancel')}</Button>
        </>
      }
    >
      {send.error ? <Notice status="danger">{send.error.problem.title || kit('error.title')}</Notice> : null}
      <p>{t(`admin.${way}.body`)}</p>
      <Field id="reason" label={t(`admin.${way}.reason`)} error={wrong || undefined}>
        <TextArea id="reason" rows={2} maxLength={500} value={reason} onChange={setReason} />
      </Field>
    </Dialog>
  )
}

export function FailedJobs({ jobs }: { jobs: UseQueryResult<Jobs, Error> }) {
  const { t } = useTranslation('process')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const language = useLanguage()
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<Chosen>()
  const [told, setTold] = useState('')
  const again = () => void queries.invalidateQueries({ queryKey: ['failed-jobs'] })
  const retry = useCommand(process.retryJob, { onOk: again })
  if (jobs.isError && !jobs.data) return <Problem error={jobs.error} onRetry={() => void jobs.refetch()} />
  if (!jobs.data) return <Loading rows={4} />
  return (
    <>
      {retry.error ? (
        <Notice status="danger">{retry.error.problem.title || kit('error.title')}</Notice>
      ) : null}
      {jobs.data.rows.length === 0 ? (
        <EmptyState drawing="line" title={t('admin.failed.none')}>
          {t('admin.failed.none.body')}
        </EmptyState>
      ) : (
        <ul className="panel failed-list">
          {jobs.data.rows.map((job) => (
            <li key={job.id}>
              <div>
                <StatusMark status="danger">{say(job.step)}</StatusMark>
                <b>
                  {say(job.service)}　<span>{job.caseNumber}</span>
                </b>
                <p>
                  {t('admin.failed.line', {
                    n: job.attempts,
                    count: job.attempts,
                    time: nearTime(job.failedAt, language),
                  })}
                </p>
                {job.error === undefined ? <p>{t('admin.failed.nobody')}</p> : <pre>{job.error}</pre>}
              </div>
              <div className="failed-actions">
                <Button
                  pending={retry.isPending && retry.variables.params.id === job.id}
                  onClick={() => {
                    retry.mutate({ params: { id: job.id } })
                    setTold(t('admin.retried', { number: job.caseNumber, step: say(job.step) }))
                  }}
                >
                  {t('admin.retry')}
                </Button>
                <Button look="quiet" onClick={() => setChosen({ job, way: 'return' })}>
                  {t('admin.return')}
                </Button>
                <Button look="quiet" onClick={() => setChosen({ job, way: 'skip' })}>
                  {t('admin.skip')}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <ReasonDialog
        chosen={chosen}
        onClose={() => setChosen(undefined)}
        onDone={({ job, way }) => {
          setChosen(undefined)
          setTold(
            way === 'skip'
              ? t('admin.skipped', { number: job.caseNumber, step: say(job.step) })
              : t('admin.returned', { number: job.caseNumber }),
          )
          again()
        }}
      />
      {told && !retry.error ? <InkBar>{told}</InkBar> : null}
    </>
  )
}
