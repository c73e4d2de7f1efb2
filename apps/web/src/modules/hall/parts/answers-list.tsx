/** Answers in words with change links, for the check page. */
import type { FormView } from '@yizhan/contracts'
import { type Answers, describe } from '@yizhan/forms/browser'
import { useTranslation } from 'react-i18next'
import { FactList, SectionHead } from '#kit'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import { useLanguage } from '#shell/preferences.ts'
import { fileHref } from '../api.ts'
import { useKnown } from './form-context.ts'
import { useSourceText } from './form-field.tsx'
import { formOf, isRecord, surroundingsOf } from './form-shape.ts'
import { RecordTable } from './record-table.tsx'

type Props = {
  id: string
  view: FormView
  answers: Answers
  changeAt: (field: string) => { to: string; params: { id: string }; hash: string }
}

export function AnswersList({ id, view, answers, changeAt }: Props) {
  const { t } = useTranslation('hall')
  const say = useSay()
  const language = useLanguage() === 'en' ? 'en' : 'zh'
  const source = useSourceText()
  const { known } = useKnown(id, view)
  const sections = describe(formOf(view), answers, surroundingsOf(view), language, known.names)
  return (
    <>
      {sections.map((section) => (
        <section key={section.id} className="check-section">
          <SectionHead title={say(section.title)} />
          <FactList
            wide
            facts={section.answers.map(({ field, label, text, files }) => {
              const filled = view.prefilled[field.id]
              return {
                key: field.id,
                term: say(label),
                text:
                  files.length > 0 ? (
                    files.map((file) => (
                      <a key={file} href={fileHref(file)} className="check-file">
                        {known.files[file]?.name ?? text}
                      </a>
                    ))
                  ) : field.widget === 'table' ? (
                    <RecordTable field={field} value={answers[field.id]} />
                  ) : isRecord(field) ? (
                    (filled?.text ?? text)
                  ) : (
                    text
                  ),
                ...(filled ? { note: source(filled) } : {}),
                ...(isRecord(field)
                  ? {}
                  : {
                      action: (
                        <Link
                          {...changeAt(field.id)}
                          aria-label={t('check.change.of', { label: say(label) })}
                        >
                          {t('check.change')}
                        </Link>
                      ),
                    }),
              }
            })}
          />
        </section>
      ))}
    </>
  )
}
