/** What the applicant can do: withdraw, change a returned one, hand in more, rate. */

import { useQueryClient } from '@tanstack/react-query'
import type { CaseDetail, FileCard } from '@yizhan/contracts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Dialog, Field, FileDrop, Notice, StarRate, TextArea } from '#kit'
import type { ProblemError } from '#shell/client.ts'
import { useCommand } from '#shell/command.ts'
import { ButtonLink } from '#shell/links.tsx'
import { hall } from '../api.ts'
import { acceptOf, everyKind, FileRows, useUploads } from './uploads.tsx'

/** Everything that shows this case is read again. */
export function useRefreshCase(id: string) {
  const queries = useQueryClient()
  return async () => {
    for (const key of [['case', id], ['home'], ['cases'], ['session']])
      void queries.invalidateQueries({ queryKey: key })
  }
}

function Refused({ error }: { error: ProblemError | null }) {
  const { t } = useTranslation('kit')
  if (!error) return null
  return (
    <Notice status="danger">
      <b>{error.problem.title || t('error.title')}</b>
      {error.problem.next ? <p>{error.problem.next}</p> : null}
    </Notice>
  )
}

function Withdraw({ id }: { id: string }) {
  const { t } = useTranslation('hall')
  const refresh = useRefreshCase(id)
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const withdraw = useCommand(hall.withdraw, {
    onOk: async () => {
      setAsking(false)
      await refresh()
    },
  })
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('case.withdraw')}</Button>
      <Dialog
        open={asking}
        title={t('case.withdraw.ask')}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button
              look="danger"
              pending={withdraw.isPending}
              onClick={() => withdraw.mutate({ params: { id }, body: { reason: reason.trim() } })}
            >
              {t('case.withdraw.do')}
            </Button>
            <Button onClick={() => setAsking(false)}>{t('case.withdraw.no')}</Button>
          </>
        }
      >
        <Refused error={withdraw.error} />
        <p>{t('case.withdraw.body')}</p>
        <Field id="withdraw-reason" label={t('case.withdraw.reason')} optional>
          <TextArea id="withdraw-reason" rows={2} maxLength={300} value={reason} onChange={setReason} />
        </Field>
      </Dialog>
    </>
  )
}

export function CaseActions({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation('hall')
  const { id } = detail.case
  const { withdraw, resubmit } = detail.may
  if (!withdraw && !resubmit) return null
  // What is asked of the applicant comes first: then withdrawing is not the action at the foot of a phone.
  return (
    <div className={detail.may.supplement ? 'case-acts' : 'case-acts bottom-actions'}>
      {withdraw ? <Withdraw id={id} /> : null}
      {resubmit ? (
        <ButtonLink look="primary" to="/cases/$id/change" params={{ id }}>
          {t('case.resubmit')}
        </ButtonLink>
      ) : null}
    </div>
  )
}

export function Supplement({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation('hall')
  const { id } = detail.case
  const refresh = useRefreshCase(id)
  const [note, setNote] = useState('')
  const [cards, setCards] = useState<readonly FileCard[]>([])
  const [missing, setMissing] = useState(false)
  const hand = useCommand(hall.supplement, { onOk: refresh })
  const { busy, failed, send } = useUploads({ kinds: everyKind, most: 10 })
  const keep = (card: FileCard) => setCards((before) => [...before, card])
  const submit = () => {
    if (note.trim() === '' && cards.length === 0) return setMissing(true)
    setMissing(false)
    hand.mutate({ params: { id }, body: { note: note.trim(), files: cards.map((card) => card.id) } })
  }
  return (
    <section className="panel case-task">
      <h2>{t('case.supplement', { by: detail.supplement?.by ?? '' })}</h2>
      <blockquote>{detail.supplement?.reason}</blockquote>
      <Refused error={hand.error} />
      <Field id="supplement-files" label={t('case.supplement.files')} group>
        <div className="uploads">
          <FileRows
            rows={cards.map((card) => ({ id: card.id, card }))}
            onRemove={(gone) => setCards((before) => before.filter((card) => card.id !== gone))}
          />
          <FileDrop
            id="supplement-files"
            accept={acceptOf(everyKind)}
            multiple
            busy={busy}
            onFiles={(chosen) => void send(chosen, cards.length, keep)}
          />
          {failed.map((line) => (
            <Notice key={line} status="danger">
              {line}
            </Notice>
          ))}
        </div>
      </Field>
      <Field
        id="supplement-note"
        label={t('case.supplement.note')}
        error={missing ? t('case.supplement.missing') : undefined}
        optional
      >
        <TextArea id="supplement-note" rows={2} maxLength={1000} value={note} onChange={setNote} />
      </Field>
      <div className="bottom-actions">
        <Button look="primary" pending={hand.isPending} disabled={busy !== undefined} onClick={submit}>
          {t('case.supplement.do')}
        </Button>
      </div>
    </section>
  )
}

export function Rating({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation('hall')
  const { id } = detail.case
  const refresh = useRefreshCase(id)
  const [stars, setStars] = useState(0)
  const [words, setWords] = useState('')
  const [missing, setMissing] = useState(false)
  const rate = useCommand(hall.rate, { onOk: refresh })
  const labels = ([1, 2, 3, 4, 5] as const).map((n) => t(`case.rate.${n}`))
  if (detail.rating) {
    return (
      <section className="panel case-task" id="rate">
        <h2>{t('case.rated', { stars: detail.rating.stars })}</h2>
        {detail.rating.words ? <blockquote>{detail.rating.words}</blockquote> : null}
      </section>
    )
  }
  return (
    <section className="panel case-task" id="rate">
      <h2>{t('case.rate')}</h2>
      <Refused error={rate.error} />
      <div className="rate-stars">
        <StarRate name="stars" value={stars} onChange={setStars} labels={labels} />
        <span role="status">{stars > 0 ? labels[stars - 1] : ''}</span>
      </div>
      {missing && stars === 0 ? (
        <div className="rate-missing">
          <Notice status="danger">{t('case.rate.missing')}</Notice>
        </div>
      ) : null}
      <Field id="rate-words" label={t('case.rate.words')} optional>
        <TextArea id="rate-words" rows={2} maxLength={500} value={words} onChange={setWords} />
      </Field>
      <Button
        pending={rate.isPending}
        onClick={() => {
          if (stars === 0) return setMissing(true)
          rate.mutate({ params: { id }, body: { stars, words: words.trim() } })
        }}
      >
        {t('case.rate.do')}
      </Button>
    </section>
  )
}
