/** The foot of the reading pane: an opinion and the outcomes that this step offers. */

import type { Outcome, TaskDetail } from '@yizhan/contracts'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, type ButtonLook, KeyHint, Notice, TextArea } from '#kit'
import { useSay } from '#shell/language.ts'
import { hold } from './held.ts'
import { keptWords } from './kept-words.ts'
import { useKeys } from './keys.ts'

type Props = {
  detail: TaskDetail
  /** Whose decision it is. */
  member: string
  /** The decision is held and will be sent; the next task may open. */
  onHeld: () => void
}
const keyOf: Partial<Record<Outcome, string>> = { approve: 'A', return: 'R', refuse: 'X' }
const order: readonly Outcome[] = ['approve', 'return', 'supplement', 'refuse']
/** An approval needs no words unless the step says so; every other outcome tells the applicant why. */
const needsWords = (outcome: Outcome, detail: TaskDetail) => outcome !== 'approve' || detail.opinionRequired
const armedFor = 4000
/** A key that still belongs to the task before must not decide this one. */
const restingFor = 700

/** Approving is not the loud choice where a check is flagged: then no button is. */
export function lookOf(outcome: Outcome, flagged: number): ButtonLook {
  if (outcome === 'approve') return flagged > 0 ? 'plain' : 'primary'
  return outcome === 'refuse' ? 'danger' : 'plain'
}

export function Decide({ detail, member, onHeld }: Props) {
  const { t } = useTranslation('process')
  const say = useSay()
  const { id, caseNumber } = detail.task
  const [kept] = useState(() => keptWords(member, id))
  const [opinion, setOpinion] = useState(kept?.opinion ?? '')
  const [wrong, setWrong] = useState('')
  const [armed, setArmed] = useState(false)
  const [rested, setRested] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const flagged = detail.checks.filter((check) => !check.ok).length
  useEffect(() => {
    const resting = setTimeout(() => setRested(true), restingFor)
    return () => {
      clearTimeout(resting)
      clearTimeout(timer.current)
    }
  }, [])
  const decide = (outcome: Outcome) => {
    setArmed(false)
    if (needsWords(outcome, detail) && opinion.trim() === '') {
      setWrong(outcome === 'approve' ? t('task.opinion.required') : t('task.opinion.missing'))
      document.getElementById('opinion')?.focus()
      return
    }
    hold({ member, id, number: caseNumber, outcome, opinion: opinion.trim(), version: detail.version })
    onHeld()
  }
  const byKey = (outcome: Outcome) => {
    if (!rested || !detail.outcomes.includes(outcome)) return
    // Where a check is flagged, one key does not approve: the first A asks, the second does.
    if (outcome === 'approve' && flagged > 0 && !armed) {
      setArmed(true)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => setArmed(false), armedFor)
      return
    }
    decide(outcome)
  }
  useKeys({ a: () => byKey('approve'), r: () => byKey('return'), x: () => byKey('refuse') })
  return (
    <footer className="decide" data-keys={rested ? 'on' : 'off'}>
      {kept && !kept.undone ? <Notice status="wait">{t('task.unsent')}</Notice> : null}
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
              onClick={(event) => {
                // The second half of a double click would meet the next task.
                if (event.detail < 2) decide(outcome)
              }}
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
