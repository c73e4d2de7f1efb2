import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ImportKind, ImportView } from '@yizhan/contracts'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  Button,
  bytesText,
  Checkbox,
  ErrorState,
  Field,
  FileDrop,
  Icon,
  Loading,
  Notice,
  nearTime,
  RadioCards,
  SectionHead,
  StatusMark,
} from '#kit'
import { useCommand } from '#shell/command.ts'
import { Link } from '#shell/links.tsx'
import { Page, useTitle } from '#shell/page.tsx'
import { useLanguage } from '#shell/preferences.ts'
import { people } from '../api.ts'
import { ImportResult, importOver } from '../parts/import-result.tsx'
import './people.css'

const kinds: readonly ImportKind[] = ['units', 'staff', 'students', 'positions', 'relations']

type ProgressProps = { started: ImportView; onConfirm: ((departed: number) => void) | undefined }

function Progress({ started, onConfirm }: ProgressProps) {
  const view = useQuery({
    queryKey: ['import', started.id],
    queryFn: ({ signal }) => people.import({ params: { id: started.id } }, { signal }),
    initialData: started,
    refetchInterval: (query) => (query.state.data && importOver(query.state.data.state) ? false : 700),
  })
  return <ImportResult view={view.data} onConfirm={onConfirm} />
}

function Latest() {
  const { t } = useTranslation('people')
  const language = useLanguage()
  const list = useQuery({
    queryKey: ['imports'],
    queryFn: ({ signal }) => people.imports({ query: { limit: 10 } }, { signal }),
  })
  if (list.isError && !list.data) return <ErrorState onRetry={() => void list.refetch()} />
  if (!list.data) return <Loading rows={3} />
  if (list.data.rows.length === 0) return <p className="muted">{t('import.latest.none')}</p>
  return (
    <ul className="panel corrections">
      {list.data.rows.map((one) => (
        <li key={one.id}>
          <div>
            <b>
              {t(`import.kind.${one.kind}`)}　{one.fileName}
            </b>
            <p>
              {one.by
                ? t('import.by', { who: one.by.name, time: nearTime(one.startedAt, language) })
                : nearTime(one.startedAt, language)}
            </p>
          </div>
          <StatusMark status={one.state === 'done' ? 'done' : importOver(one.state) ? 'danger' : 'active'}>
            {one.state === 'bad' && one.mustConfirm
              ? t('import.state.part')
              : one.state === 'bad'
                ? t('import.state.bad', { n: one.errorCount, count: one.errorCount })
                : one.state === 'running'
                  ? t('import.state.running', { n: one.linesRead })
                  : one.state === 'done' && one.dryRun
                    ? t('import.state.tried')
                    : t(`import.state.${one.state}`)}
          </StatusMark>
        </li>
      ))}
    </ul>
  )
}

function ImportForm() {
  const { t } = useTranslation('people')
  const { t: kit } = useTranslation('kit')
  const queries = useQueryClient()
  const [kind, setKind] = useState<ImportKind>('students')
  const [complete, setComplete] = useState(false)
  const [file, setFile] = useState<File>()
  const [wrong, setWrong] = useState('')
  const start = useCommand(people.startImport, {
    onOk: () => void queries.invalidateQueries({ queryKey: ['imports'] }),
  })
  const send = (dryRun: boolean, departed?: number) => {
    if (!file) return setWrong(t('import.missing'))
    setWrong('')
    start.mutate({
      query: {
        kind,
        dryRun: dryRun ? 'true' : 'false',
        complete: complete ? 'true' : 'false',
        ...(departed === undefined ? {} : { confirmDepartures: departed }),
      },
      file,
    })
  }
  const problem = start.error?.problem
  return (
    <form
      className="panel import-form"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        send(false)
      }}
    >
      <Field id="kind-0" label={t('import.kind')} group>
        <RadioCards
          id="kind-0"
          name="kind"
          value={kind}
          onChange={(value) => setKind(value as ImportKind)}
          choices={kinds.map((value) => ({ value, label: t(`import.kind.${value}`) }))}
        />
      </Field>
      <Field id="import-file" label={t('import.file')} error={wrong || undefined} group>
        {file ? (
          <p className="import-file">
            <Icon name="document" />
            {file.name}
            <small>{bytesText(file.size)}</small>
          </p>
        ) : null}
        <FileDrop
          id="import-file"
          accept=".csv,.xlsx"
          onFiles={([first]) => {
            setFile(first)
            start.reset()
          }}
        />
      </Field>
      <Field id="import-complete" label="" group hint={t('import.complete.note')}>
        <Checkbox id="import-complete" checked={complete} onChange={setComplete}>
          {t('import.complete')}
        </Checkbox>
      </Field>
      {problem ? (
        <Notice status="danger">
          <b>{problem.title || kit('error.title')}</b>
          {problem.next ? <p>{problem.next}</p> : null}
        </Notice>
      ) : null}
      <div className="import-buttons">
        <Button
          look="primary"
          type="submit"
          pending={start.isPending && start.variables.query?.dryRun === 'false'}
        >
          {t('import.do')}
        </Button>
        <Button
          onClick={() => send(true)}
          pending={start.isPending && start.variables.query?.dryRun === 'true'}
        >
          {t('import.try')}
        </Button>
      </div>
      {start.data ? (
        <Progress
          key={start.data.id}
          started={start.data}
          onConfirm={complete && kind === start.data.kind ? (departed) => send(false, departed) : undefined}
        />
      ) : null}
    </form>
  )
}

export function ImportPage() {
  const { t } = useTranslation('people')
  useTitle(t('import.title'))
  return (
    <Page narrow>
      <nav className="crumbs" aria-label={t('title')}>
        <Link to="/admin/people">{t('title')}</Link> › {t('import.title')}
      </nav>
      <h1>{t('import.title')}</h1>
      <p className="muted import-lead">{t('import.lead')}</p>
      <ImportForm />
      <section className="import-latest">
        <SectionHead title={t('import.latest')} />
        <Latest />
      </section>
    </Page>
  )
}
