import type { ImportView } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { Button, LineProgress, Notice, SectionHead, StatusMark, type StatusName } from '#kit'
import { useSay } from '#shell/language.ts'

const shapes: Record<ImportView['state'], StatusName> = {
  waiting: 'idle',
  running: 'active',
  done: 'done',
  bad: 'danger',
  failed: 'danger',
}
export const importOver = (state: ImportView['state']): boolean =>
  state === 'done' || state === 'bad' || state === 'failed'

function Errors({ view }: { view: ImportView }) {
  const { t } = useTranslation('people')
  const say = useSay()
  if (view.errors.length === 0) return null
  return (
    <section className="import-errors">
      <SectionHead
        title={t('import.errors')}
        {...(view.errorCount > view.errors.length
          ? { note: t('import.errors.more', { shown: view.errors.length, all: view.errorCount }) }
          : {})}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="panel table-scroll" aria-label={t('import.errors')} tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              {(['line', 'column', 'value', 'reason'] as const).map((head) => (
                <th key={head} scope="col">
                  {t(`import.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.errors.map((error) => (
              <tr key={`${error.line}-${error.column}-${error.reason.zh}`}>
                <td>{error.line}</td>
                <td className="nowrap">{error.column}</td>
                <td>
                  <code>{error.value}</code>
                </td>
                <td>{say(error.reason)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

/** Too many are not in a complete file: it may be a part, so the number is shown and asked for. */
function Part({
  view,
  onConfirm,
}: {
  view: ImportView
  onConfirm?: ((departed: number) => void) | undefined
}) {
  const { t } = useTranslation('people')
  const part = view.mustConfirm
  if (!part) return null
  if (view.state === 'done' && !view.dryRun)
    return <p className="muted small">{t('import.part.done', { departed: part.departed })}</p>
  return (
    <Notice
      status="wait"
      action={
        onConfirm ? (
          <Button onClick={() => onConfirm(part.departed)}>
            {t('import.part.confirm', { n: part.departed, count: part.departed })}
          </Button>
        ) : undefined
      }
    >
      <b>{t('import.part', part)}</b>
      <p>{t('import.part.next')}</p>
    </Notice>
  )
}

/** Refused for the sake of the number alone; no line is bad. */
const isPart = (view: ImportView): boolean => view.state === 'bad' && view.mustConfirm !== undefined

/**
 * How an import stands: a line with three stops, the counts, and every bad line.
 * @param onConfirm sends the same file again with the number of those who depart
 */
export function ImportResult({
  view,
  onConfirm,
}: {
  view: ImportView
  onConfirm?: ((departed: number) => void) | undefined
}) {
  const { t } = useTranslation('people')
  const over = importOver(view.state)
  const words =
    view.state === 'running'
      ? t('import.state.running', { n: view.linesRead })
      : isPart(view)
        ? t('import.state.part')
        : view.state === 'bad'
          ? t('import.state.bad', { n: view.errorCount, count: view.errorCount })
          : view.state === 'done' && view.dryRun
            ? t('import.state.tried')
            : t(`import.state.${view.state}`)
  const same = view.state === 'done' && view.added + view.changed + view.departed === 0
  return (
    <div className="import-result" role="status">
      <LineProgress
        label={words}
        stops={[
          { key: 'waiting', state: view.state === 'waiting' ? 'on' : 'ok' },
          { key: 'running', state: view.state === 'running' ? 'on' : over ? 'ok' : 'next' },
          { key: 'end', state: view.state === 'done' ? 'ok' : over ? 'stopped' : 'next' },
        ]}
      />
      <p>
        <StatusMark status={isPart(view) ? 'wait' : shapes[view.state]}>{words}</StatusMark>
      </p>
      <Part view={view} onConfirm={onConfirm} />
      {isPart(view) ? null : over && view.state !== 'failed' ? (
        <p className="muted small">
          {same
            ? t('import.same')
            : t('import.counts', {
                read: view.linesRead,
                added: view.added,
                changed: view.changed,
                unchanged: view.unchanged,
                departed: view.departed,
              })}
        </p>
      ) : over ? null : (
        <p className="muted small">{t('import.leave')}</p>
      )}
      {isPart(view) ? null : <Errors view={view} />}
    </div>
  )
}
