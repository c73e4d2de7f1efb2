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

function SkipDialog({
  job,
  onClose,
  onSkipped,
}: {
  job: FailedJob | undefined
  onClose: () => void
  onSkipped: (job: FailedJob) => void
}) {
  const { t } = useTranslation('process')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState('')
  const skip = useCommand(process.skipJob, {
    onOk: () => {
      if (job) onSkipped(job)
      setReason('')
    },
  })
  const submit = () => {
    if (!job) return
    if (reason.trim() === '') return setWrong(t('admin.skip.missing'))
    skip.mutate({ params: { id: job.id }, body: { reason: reason.trim() } })
  }
  return (
    <Dialog
      open={job !== undefined}
      title={t('admin.skip.title', { step: job ? say(job.step) : '' })}
      onClose={onClose}
      actions={
        <>
          <Button look="danger" pending={skip.isPending} onClick={submit}>
            {t('admin.skip')}
          </Button>
          <Button onClick={onClose}>{kit('cancel')}</Button>
        </>
      }
    >
      {skip.error ? <Notice status="danger">{skip.error.problem.title || kit('error.title')}</Notice> : null}
      <p>{t('admin.skip.body')}</p>
      <Field id="skip-reason" label={t('admin.skip.reason')} error={wrong || undefined}>
        <TextArea id="skip-reason" rows={2} maxLength={500} value={reason} onChange={setReason} />
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
  const [skipping, setSkipping] = useState<FailedJob>()
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
                  {say(job.service)}　{job.caseNumber}
                </b>
                <p>{t('admin.failed.line', { n: job.attempts, time: nearTime(job.failedAt, language) })}</p>
                <pre>{job.error}</pre>
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
                <Button look="quiet" onClick={() => setSkipping(job)}>
                  {t('admin.skip')}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <SkipDialog
        job={skipping}
        onClose={() => setSkipping(undefined)}
        onSkipped={(job) => {
          setSkipping(undefined)
          setTold(t('admin.skipped', { number: job.caseNumber, step: say(job.step) }))
          again()
        }}
      />
      {told && !retry.error ? <InkBar>{told}</InkBar> : null}
    </>
  )
}
