/** The form itself: all sections at a desk, one section per page on a phone. */
import type { FormView } from '@yizhan/contracts'
import { type Answers, type FieldError, type Section, visibleFields } from '@yizhan/forms/browser'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorSummary, LineProgress } from '#kit'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'
import { WrongDialog } from '#shell/wrong-dialog.tsx'
import { FormMemoryProvider, useKnown } from './form-context.ts'
import { FormField } from './form-field.tsx'
import { formOf, surroundingsOf } from './form-shape.ts'
import './form-page.css'

type Shown = { readonly section: Section; readonly fields: readonly Section['fields'][number][] }

export function useShownSections(view: FormView, answers: Answers): readonly Shown[] {
  return useMemo(() => {
    const form = formOf(view)
    const shown = new Set(visibleFields(form, answers, surroundingsOf(view)).map((field) => field.id))
    return form.layout.sections
      .map((section) => ({ section, fields: section.fields.filter((field) => shown.has(field.id)) }))
      .filter(({ fields }) => fields.length > 0)
  }, [view, answers])
}

type Props = {
  id: string
  view: FormView
  answers: Answers
  errors: readonly FieldError[]
  onChange: (field: string, value: unknown) => void
  /** On a phone: which section is open. At a desk all are. */
  open: number
  onOpen: (section: number) => void
  narrow: boolean
}

export function FormSections({ id, view, answers, errors, onChange, open, onOpen, narrow }: Props) {
  const { t } = useTranslation('hall')
  const { t: account } = useTranslation('account')
  const say = useSay()
  const language = useLanguage() === 'en' ? 'en' : 'zh'
  const { known, remember, keepFile } = useKnown(id, view)
  const [asking, setAsking] = useState<{ element: string; name: string }>()
  const [told, setTold] = useState<Readonly<Record<string, string>>>({})
  const sections = useShownSections(view, answers)
  const form = formOf(view)
  const messages = useMemo(
    () => new Map(errors.map((error) => [error.path, error[language]])),
    [errors, language],
  )
  const memory = {
    ...known,
    view,
    remember,
    keepFile,
    told,
    askWrong: (element: string, name: string) => setAsking({ element, name }),
  }
  const shown = narrow ? sections.slice(open, open + 1) : sections
  const go = (target: string) => {
    const field = target.replace(/^f-/, '').split('.')[0]
    const at = sections.findIndex(({ fields }) => fields.some((one) => one.id === field))
    if (narrow && at >= 0) onOpen(at)
    // The section may have to be drawn first.
    requestAnimationFrame(() => document.getElementById(target)?.focus())
  }
  return (
    <FormMemoryProvider value={memory}>
      <ErrorSummary
        errors={errors.map((error) => ({ id: `f-${error.path}`, message: error[language] }))}
        onGo={go}
        attempt={errors}
      />
      {narrow && sections.length > 1 ? (
        <div className="form-steps">
          <LineProgress
            label={t('apply.section', { n: open + 1, all: sections.length })}
            stops={sections.map(({ section }, index) => ({
              key: section.id,
              state: index < open ? 'ok' : index === open ? 'on' : 'next',
            }))}
          />
          <span>{t('apply.section', { n: open + 1, all: sections.length })}</span>
        </div>
      ) : null}
      {shown.map(({ section, fields }) => (
        <section key={section.id} className="form-section" aria-labelledby={`s-${section.id}`}>
          <h2 id={`s-${section.id}`} tabIndex={-1}>
            {say(section.title)}
          </h2>
          {section.help ? <p className="field-hint">{say(section.help)}</p> : null}
          <div className="form-grid">
            {fields.map((field) => (
              <FormField
                key={field.id}
                field={field}
                schema={form.schema.properties[field.id]}
                required={form.schema.required.includes(field.id)}
                value={answers[field.id]}
                errors={messages}
                onChange={(value) => onChange(field.id, value)}
              />
            ))}
          </div>
        </section>
      ))}
      <WrongDialog
        asking={asking}
        onClose={() => setAsking(undefined)}
        onTold={(element, where) =>
          setTold((before) => ({ ...before, [element]: account('me.wrong.sent', { where }) }))
        }
      />
    </FormMemoryProvider>
  )
}
