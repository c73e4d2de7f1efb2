/** The right pane: everything that is needed to decide, and the decision. */
import type { AnswerView, HistoryLine, TaskDetail } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import {
  Avatar,
  dueText,
  FactList,
  Icon,
  isPast,
  Notice,
  nearDay,
  nearTime,
  ProcessStrip,
  StatusMark,
  StatusShape,
} from '#kit'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'
import { useSession } from '#shell/session.ts'
import { FileList } from '../../hall/parts/case-side.tsx'
import { stripOf } from './strip.ts'

/** Between a clock and a Chinese word stands a space; between a date and one it does not. */
const spaced = (time: string) => (/\d$/.test(time) ? `${time} ` : time)

function Checks({ detail }: { detail: TaskDetail }) {
  const { t } = useTranslation('process')
  const say = useSay()
  if (detail.checks.length === 0) return null
  const flaggedFirst = [...detail.checks].sort((a, b) => Number(a.ok) - Number(b.ok))
  return (
    <ul className="checks panel" aria-label={t('task.checks')}>
      {flaggedFirst.map((check) => (
        <li key={check.text.zh} className={check.ok ? 'ok' : 'look'}>
          <StatusShape status={check.ok ? 'done' : 'wait'} />
          <span>{say(check.text)}</span>
          {check.source ? <small>{say(check.source)}</small> : null}
        </li>
      ))}
    </ul>
  )
}

function Answers({ answers }: { answers: readonly AnswerView[] }) {
  const say = useSay()
  const plain = answers.filter((answer) => !answer.files?.length)
  const files = answers.flatMap((answer) => answer.files ?? [])
  return (
    <>
      <FactList
        facts={plain.map((answer) => ({
          key: answer.path,
          term: say(answer.label),
          text: answer.text,
          ...(answer.source ? { note: say(answer.source) } : {}),
        }))}
      />
      {files.length > 0 ? <FileList files={files} /> : null}
    </>
  )
}

const decisions = new Set<HistoryLine['kind']>(['approved', 'returned', 'refused'])
const opinionKinds = new Set<HistoryLine['kind']>([
  'approved',
  'returned',
  'refused',
  'supplement-asked',
  'supplemented',
  'resubmitted',
])

function Opinions({ lines }: { lines: readonly HistoryLine[] }) {
  const { t } = useTranslation('process')
  const say = useSay()
  const language = useLanguage()
  const said = lines.filter((line) => opinionKinds.has(line.kind))
  if (said.length === 0) return null
  return (
    <section>
      <h2>{t('task.opinions')}</h2>
      <ul className="opinions">
        {said.map((line) => {
          const who = line.by?.name ?? t('history.somebody')
          return (
            <li key={line.seq}>
              <Avatar name={who} />
              <div>
                {t(`history.${line.kind}`, { who, step: '', document: '', stars: 0 })}
                {line.step ? t('history.step', { step: say(line.step) }) : ''}
                <small>{nearTime(line.at, language)}</small>
                {line.opinion ? <blockquote>{line.opinion}</blockquote> : null}
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Why there is nothing to decide here: done, by whom, or waiting. */
function Standing({ detail }: { detail: TaskDetail }) {
  const { t } = useTranslation('process')
  const { member } = useSession()
  const { task } = detail
  if (task.outcome === undefined)
    return t(
      task.state === 'waiting-applicant'
        ? 'tasks.waiting'
        : task.state === 'cancelled'
          ? 'task.closed'
          : 'task.nobody',
    )
  const outcome = t(`outcome.${task.outcome}`)
  const by = detail.history.findLast((line) => line.step?.zh === task.step.zh && decisions.has(line.kind))?.by
  return by === undefined || by.id === member.id
    ? t('task.decided', { outcome })
    : t('task.decidedBy', { who: by.name, outcome })
}

export function Reading({ detail }: { detail: TaskDetail }) {
  const { t } = useTranslation('process')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const language = useLanguage()
  const { task } = detail
  const late = task.dueAt !== undefined && task.state === 'open' && isPast(task.dueAt)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the pane scrolls, and without a link inside only this lets the keyboard scroll it
    <article className="reading" tabIndex={0}>
      <header>
        <h1>
          {task.applicant.name}　{say(task.service)}
        </h1>
        {task.dueAt && task.state !== 'done' ? (
          <StatusMark status={late ? 'danger' : 'wait'} boxed>
            {t(late ? 'task.overdue' : 'task.due', { time: spaced(dueText(task.dueAt, language)) })}
          </StatusMark>
        ) : null}
      </header>
      <p className="reading-sub">
        <span>
          {task.applicant.number}
          {task.applicant.unit ? `${kit('comma')}${say(task.applicant.unit)}` : ''}
        </span>
        <span>{t('task.opened', { time: nearDay(task.openedAt, language) })}</span>
        <span>{t('task.number', { number: task.caseNumber })}</span>
        <span>{t('task.step', { step: say(task.step) })}</span>
      </p>
      {task.summary ? <p className="reading-summary">{task.summary}</p> : null}
      {detail.mayDecide ? null : (
        <Notice status="idle">
          <Standing detail={detail} />
        </Notice>
      )}
      <Checks detail={detail} />
      <div className="reading-sections">
        {detail.sections.map((section) => (
          <section key={section.title.zh}>
            <h2>{say(section.title)}</h2>
            <Answers answers={section.answers} />
          </section>
        ))}
      </div>
      <Opinions lines={detail.history} />
      <section>
        <h2>{t('task.road')}</h2>
        <div className="panel reading-road">
          <ProcessStrip line={stripOf(detail.line, say, language)} label={t('task.road')} />
        </div>
      </section>
    </article>
  )
}

export function PickOne() {
  const { t } = useTranslation('process')
  return (
    <div className="pick-one">
      <Icon name="tray" size="l" />
      <p>{t('tasks.pick')}</p>
    </div>
  )
}
