/** The foot of the reading pane: an opinion and the outcomes that this step offers. */

import { useQueryClient } from '@tanstack/react-query'
import type { Outcome, TaskDetail } from '@yizhan/contracts'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, type ButtonLook, KeyHint, Notice, TextArea } from '#kit'
import { useCommand } from '#shell/command.ts'
import { useSay } from '#shell/language.ts'
import { process } from '../api.ts'
import { useKeys } from './keys.ts'

type Decided = { outcome: Outcome; number: string; step?: { zh: string; en: string } }
type Props = {
  detail: TaskDetail
  onDecided: (decided: Decided) => void
  /** Somebody or something was faster; the words of the refusal. */
  onOvertaken: (words: string) => void
}
const keyOf: Partial<Record<Outcome, string>> = { approve: 'A', return: 'R', refuse: 'X' }
const order: readonly Outcome[] = ['approve', 'return', 'supplement', 'refuse']
/** An approval needs no words unless the step says so; every other outcome tells the applicant why. */
const needsWords = (outcome: Outcome, detail: TaskDetail) => outcome !== 'approve' || detail.opinionRequired
const armedFor = 4000

/** Approving is not the loud choice where a check is flagged: then no button is. */
export function lookOf(outcome: Outcome, flagged: number): ButtonLook {
  if (outcome === 'approve') return flagged > 0 ? 'plain' : 'primary'
  return outcome === 'refuse' ? 'danger' : 'plain'
}

export function Decide({ detail, onDecided, onOvertaken }: Props) {
  const { t } = useTranslation('process')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const queries = useQueryClient()
  const { id } = detail.task
  const [opinion, setOpinion] = useState('')
  const [wrong, setWrong] = useState('')
  const [armed, setArmed] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const flagged = detail.checks.filter((check) => !check.ok).length
  const decide = useCommand(process.decide, {
    onOk: ({ outcome, caseNumber, nextStep }) =>
      onDecided({ outcome, number: caseNumber, ...(nextStep ? { step: nextStep } : {}) }),
    onProblem: (problem) => {
      if (problem.status !== 409) return
      // The new state takes this form away, and the refusal with it.
      onOvertaken(problem.problem.title)
      for (const key of [['task', id], ['tasks'], ['task-counts'], ['session']])
        void queries.invalidateQueries({ queryKey: key })
    },
  })
  useEffect(() => () => clearTimeout(timer.current), [])
  const send = (outcome: Outcome) => {
    setArmed(false)
    if (needsWords(outcome, detail) && opinion.trim() === '') {
      setWrong(outcome === 'approve' ? t('task.opinion.required') : t('task.opinion.missing'))
      document.getElementById('opinion')?.focus()
      return
    }
    setWrong('')
    decide.mutate({ params: { id }, body: { outcome, opinion: opinion.trim(), version: detail.version } })
  }
  const byKey = (outcome: Outcome) => {
    if (!detail.outcomes.includes(outcome) || decide.isPending) return
    // One stray key must not approve anything: the first A asks, the second does.
    if (outcome === 'approve' && !armed && (opinion.trim() !== '' || !needsWords(outcome, detail))) {
      setArmed(true)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => setArmed(false), armedFor)
      return
    }
    send(outcome)
  }
  useKeys({ a: () => byKey('approve'), r: () => byKey('return'), x: () => byKey('refuse') })
  const problem = decide.error?.problem
  return (
    <footer className="decide">
      {problem ? (
        <Notice status="danger">
          <b>{problem.title || kit('error.title')}</b>
          {problem.next ? <p>{problem.next}</p> : null}
        </Notice>
      ) : null}
      <div className="decide-opinion">
        <div>
          <TextArea
            id="opinion"
            rows={1}
            maxLength={2000}
            value={opinion}
            onChange={(value) => {
              setOpinion(value)
              setWrong('')
            }}
            placeholder={detail.opinionRequired ? t('task.opinion.needed') : t('task.opinion.hint')}
            aria-label={t('task.opinion')}
            {...(wrong
              ? {
                  status: 'error' as const,
                  'aria-invalid': true as const,
                  'aria-describedby': 'opinion-error',
                }
              : {})}
          />
          {wrong ? (
            <p className="field-error" id="opinion-error" role="alert">
              {wrong}
            </p>
          ) : null}
        </div>
        {detail.phrases.slice(0, 3).map((phrase) => (
          <button key={phrase.zh} type="button" className="phrase" onClick={() => setOpinion(say(phrase))}>
            {say(phrase)}
          </button>
        ))}
      </div>
      <div className="decide-buttons bottom-actions">
        {order
          .filter((outcome) => detail.outcomes.includes(outcome))
          .map((outcome) => (
            <Button
              key={outcome}
              look={lookOf(outcome, flagged)}
              pending={decide.isPending && decide.variables.body.outcome === outcome}
              disabled={decide.isPending}
              onClick={() => send(outcome)}
            >
              {t(`task.${outcome}`)}
              {keyOf[outcome] ? <KeyHint>{keyOf[outcome]}</KeyHint> : null}
            </Button>
          ))}
        <p role="status">
          {armed ? t('task.arm') : flagged > 0 ? t('task.flagged', { n: flagged }) : t('task.after')}
        </p>
      </div>
    </footer>
  )
}
