import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { FormView } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { Button, ErrorSummary, Notice } from '#kit'
import { useCommand } from '#shell/command.ts'
import { useSay } from '#shell/language.ts'
import { ButtonLink, Link } from '#shell/links.tsx'
import { useTitle } from '#shell/page.tsx'
import { Resource } from '#shell/resource.tsx'
import { stopsOf } from '../../process/parts/strip.ts'
import { hall } from '../api.ts'
import { AnswersList } from '../parts/answers-list.tsx'
import { sentAnswers, useAnswers } from '../parts/application.ts'
import { formQuery } from '../parts/form-query.ts'
import { ServiceHead } from '../parts/service-head.tsx'
import './check.css'

function Check({ id, view }: { id: string; view: FormView }) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { answers, forget, saving, seen } = useAnswers(id, view, true)
  const apply = useCommand(hall.apply, {
    onOk: async ({ caseId }) => {
      await forget()
      void queries.invalidateQueries({ queryKey: ['home'] })
      void queries.invalidateQueries({ queryKey: ['cases'] })
      void queries.invalidateQueries({ queryKey: ['session'] })
      await navigate({ to: '/cases/$id/received', params: { id: caseId }, replace: true })
    },
    onProblem: (problem) => {
      // The newest form shows what is now to be checked: another version, or what another device wrote.
      if (problem.code === 'hall.version-old' || problem.code === 'hall.draft-elsewhere')
        void queries.invalidateQueries({ queryKey: ['form', id] })
    },
  })
  const first = stopsOf(view.line).find((stop) => stop.kind === 'person' || stop.kind === 'system')
  const problem = apply.error?.problem
  const fields = problem?.fields ?? []
  return (
    <div className="wrap check">
      <div className="panel check-panel">
        <h2>{t('check.heading')}</h2>
        {first ? (
          <p className="muted">
            {first.kind === 'system'
              ? t('check.lead.system')
              : t('check.lead', { who: (first.who ?? []).join(kit('and')) || say(first.name) })}
          </p>
        ) : null}
        {fields.length > 0 ? (
          <ErrorSummary
            errors={fields.map((field) => ({ id: `f-${field.path}`, message: field.message }))}
            onGo={(target) => void navigate({ to: '/services/$id/apply', params: { id }, hash: target })}
          />
        ) : problem ? (
          <Notice status="danger">
            <b>{problem.title || kit('error.title')}</b>
            <p>
              {problem.code !== 'hall.draft-elsewhere'
                ? (problem.next ?? kit('error.body'))
                : saving.state === 'elsewhere'
                  ? t('check.elsewhere.choose')
                  : t('check.elsewhere')}
            </p>
          </Notice>
        ) : null}
        <AnswersList
          id={id}
          view={view}
          answers={answers}
          changeAt={(field) => ({ to: '/services/$id/apply', params: { id }, hash: `f-${field}` })}
        />
        <p className="small muted">{t('check.declare')}</p>
        <div className="bottom-actions check-actions">
          <Button
            look="primary"
            size="large"
            pending={apply.isPending}
            onClick={() =>
              apply.mutate({
                params: { id },
                body: { version: view.version, answers: sentAnswers(view, answers), seen },
              })
            }
          >
            {t('check.submit')}
          </Button>
          <ButtonLink size="large" to="/services/$id/apply" params={{ id }}>
            {t('check.back')}
          </ButtonLink>
        </div>
      </div>
    </div>
  )
}

export function CheckPage() {
  const { id } = useParams({ from: '/signed-in/framed/services/$id/check' })
  const { t } = useTranslation('hall')
  const say = useSay()
  const form = useQuery(formQuery(id))
  useTitle(form.data ? t('check.title', { name: say(form.data.service.name) }) : undefined)
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
          <Check id={id} view={view} />
        </>
      )}
    </Resource>
  )
}
