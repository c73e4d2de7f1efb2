import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { CaseDetail, FormView } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { Button, Notice } from '#kit'
import { useCommand } from '#shell/command.ts'
import { useSay } from '#shell/language.ts'
import { ButtonLink, Link } from '#shell/links.tsx'
import { useTitle } from '#shell/page.tsx'
import { Resource } from '#shell/resource.tsx'
import { hall } from '../api.ts'
import { sentAnswers, useAnswers } from '../parts/application.ts'
import { useRefreshCase } from '../parts/case-actions.tsx'
import { caseQuery } from '../parts/case-query.ts'
import { FormSections } from '../parts/form-page.tsx'
import { ready } from '../parts/form-query.ts'
import { useFormSteps } from '../parts/form-steps.ts'
import { ServiceHead } from '../parts/service-head.tsx'
import './check.css'

function ChangeForm({ id, view, detail }: { id: string; view: FormView; detail: CaseDetail }) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const navigate = useNavigate()
  const refresh = useRefreshCase(id)
  const { answers, change, forget } = useAnswers(`case-${id}`, view, false)
  const { narrow, open, setOpen, errors, blocked, last, goOn } = useFormSteps(view, answers)
  const resubmit = useCommand(hall.resubmit, {
    onOk: async () => {
      await forget()
      await refresh()
      await navigate({ to: '/cases/$id', params: { id }, replace: true })
    },
  })
  const send = async () => {
    if (await goOn()) resubmit.mutate({ params: { id }, body: { answers: sentAnswers(view, answers) } })
  }
  const problem = resubmit.error?.problem
  return (
    <form
      className="panel check-panel"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <h2>{t('change.heading')}</h2>
      {detail.returned ? (
        <div className="change-reason">
          <Notice status="wait">
            <b>{t('case.returned', { by: detail.returned.by })}</b>
            <p>{detail.returned.reason}</p>
          </Notice>
        </div>
      ) : null}
      {blocked ? <Notice status="danger">{t('apply.validator')}</Notice> : null}
      {problem ? (
        <Notice status="danger">
          <b>{problem.title || kit('error.title')}</b>
          <p>{problem.fields?.map((field) => field.message).join('；') ?? problem.next}</p>
        </Notice>
      ) : null}
      <FormSections
        id={`case-${id}`}
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
          <Button look="primary" size="large" type="submit" pending={resubmit.isPending}>
            {last ? t('change.submit') : t('apply.nextSection')}
          </Button>
          {narrow && open > 0 ? null : (
            <ButtonLink size="large" to="/cases/$id" params={{ id }}>
              {kit('cancel')}
            </ButtonLink>
          )}
        </div>
      </div>
    </form>
  )
}

/** A returned application: the answers given before, and what was asked to change. */
export function ChangePage() {
  const { id } = useParams({ from: '/signed-in/framed/cases/$id/change' })
  const { t } = useTranslation('hall')
  const say = useSay()
  const found = useQuery(caseQuery(id))
  const form = useQuery({
    queryKey: ['case-form', id],
    queryFn: async ({ signal }) => ready(await hall.caseForm({ params: { id } }, { signal })),
    refetchOnWindowFocus: false,
  })
  useTitle(form.data ? t('change.title', { name: say(form.data.service.name) }) : undefined)
  return (
    <Resource query={found}>
      {(detail) => (
        <Resource query={form}>
          {(view) => (
            <>
              <ServiceHead
                service={view.service}
                lead={detail.case.number}
                trail={
                  <Link to="/cases/$id" params={{ id }}>
                    {detail.case.number}
                  </Link>
                }
              />
              <div className="wrap">
                <ChangeForm id={id} view={view} detail={detail} />
              </div>
            </>
          )}
        </Resource>
      )}
    </Resource>
  )
}
