import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { FormView } from '@yizhan/contracts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, clockTime, Dialog, Notice, StatusShape, TextButton, VerticalLine } from '#kit'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import { useTitle } from '#shell/page.tsx'
import { useLanguage } from '#shell/preferences.ts'
import { Resource } from '#shell/resource.tsx'
import { stopsOf } from '../../process/parts/strip.ts'
import { hall } from '../api.ts'
import { useAnswers } from '../parts/application.ts'
import { DraftChoice } from '../parts/draft-choice.tsx'
import type { Saving } from '../parts/draft-queue.ts'
import { FormSections } from '../parts/form-page.tsx'
import { formQuery } from '../parts/form-query.ts'
import { fieldCount } from '../parts/form-shape.ts'
import { useFormSteps } from '../parts/form-steps.ts'
import { ServiceColumns, ServiceHead } from '../parts/service-head.tsx'

function SavedWords({ saving }: { saving: Saving }) {
  const { t } = useTranslation('hall')
  const language = useLanguage()
  const words = {
    clean: '',
    saving: t('apply.saving'),
    saved: t('apply.saved', { time: saving.at ? clockTime(saving.at, language) : '' }),
    kept: t('apply.kept'),
    failed: t('apply.unsaved'),
    late: t('apply.late'),
    elsewhere: t('apply.elsewhere.waits'),
  }[saving.state]
  return (
    <p role="status">
      {words ? (
        <>
          {words}
          <br />
        </>
      ) : null}
      {t('apply.next')}
    </p>
  )
}

function DropDraft({ onDrop }: { onDrop: () => Promise<void> }) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const [asking, setAsking] = useState(false)
  return (
    <>
      <TextButton onClick={() => setAsking(true)}>{t('apply.drop')}</TextButton>
      <Dialog
        open={asking}
        title={t('apply.drop')}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button look="danger" onClick={() => void onDrop().then(() => setAsking(false))}>
              {t('apply.drop.do')}
            </Button>
            <Button onClick={() => setAsking(false)}>{kit('cancel')}</Button>
          </>
        }
      >
        <p>{t('apply.drop.ask')}</p>
      </Dialog>
    </>
  )
}

function Facts({ view }: { view: FormView }) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  return (
    <>
      <h2>{t('guide.steps')}</h2>
      <VerticalLine
        stops={stopsOf(view.line).map((stop) => ({
          key: stop.id,
          title: say(stop.name),
          ...(stop.who.length > 0 ? { note: stop.who.join(kit('and')) } : {}),
        }))}
      />
    </>
  )
}

function ApplyForm({ id, view }: { id: string; view: FormView }) {
  const { t } = useTranslation('hall')
  const say = useSay()
  const navigate = useNavigate()
  const { answers, change, save, saving, forget, keepMine, takeOther } = useAnswers(id, view, true)
  const { narrow, open, setOpen, errors, blocked, last, goOn } = useFormSteps(view, answers)
  const filled = Object.keys(view.prefilled).length
  const check = async () => {
    if (!(await goOn()) || (await save()) === 'elsewhere') return
    await navigate({ to: '/services/$id/check', params: { id } })
  }
  return (
    <form
      className="panel service-panel"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void check()
      }}
    >
      <h2>{t('apply.panel')}</h2>
      {filled > 0 && open === 0 ? (
        <p className="notice notice-done">
          <StatusShape status="done" />
          <span>{t('apply.filled', { all: fieldCount(view), filled })}</span>
        </p>
      ) : null}
      {saving.state === 'elsewhere' ? (
        <DraftChoice id={id} view={view} answers={answers} onMine={keepMine} onOther={takeOther} />
      ) : null}
      {blocked ? <Notice status="danger">{t('apply.validator')}</Notice> : null}
      <FormSections
        id={id}
        view={view}
        answers={answers}
        errors={errors}
        onChange={change}
        open={open}
        onOpen={setOpen}
        narrow={narrow}
      />
      <div className="form-foot">
        <div className="bottom-actions">
          {narrow && open > 0 ? (
            <Button size="large" onClick={() => setOpen(open - 1)}>
              {t('apply.backSection')}
            </Button>
          ) : null}
          <Button look="primary" size="large" type="submit">
            {last ? t('apply.check') : t('apply.nextSection')}
          </Button>
        </div>
        {view.draft || saving.state !== 'clean' ? (
          <DropDraft
            onDrop={async () => {
              // A save that is out must not bring back what is thrown away.
              await save()
              await hall.dropDraft({ params: { id } })
              await forget()
              await navigate({ to: '/services/$id', params: { id } })
            }}
          />
        ) : null}
        <SavedWords saving={saving} />
      </div>
      <span className="sr-only">{say(view.service.name)}</span>
    </form>
  )
}

export function ApplyPage() {
  const { id } = useParams({ from: '/signed-in/framed/services/$id/apply' })
  const { t } = useTranslation('hall')
  const say = useSay()
  const form = useQuery(formQuery(id))
  useTitle(form.data ? t('apply.title', { name: say(form.data.service.name) }) : undefined)
  return (
    <Resource query={form}>
      {(view) => (
        <>
          <ServiceHead
            service={view.service}
            trail={
              <Link to="/services/$id" params={{ id }}>
                {say(view.service.name)}
              </Link>
            }
          />
          <ServiceColumns deskOnly facts={<Facts view={view} />}>
            <ApplyForm key={view.version} id={id} view={view} />
          </ServiceColumns>
        </>
      )}
    </Resource>
  )
}
