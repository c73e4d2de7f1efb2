/** Two devices wrote one draft: when the other did, what differs, and which of the two to use. */
import { useQuery } from '@tanstack/react-query'
import type { FormView } from '@yizhan/contracts'
import { type Answers, answerText, type Field, type Names, visibleFields } from '@yizhan/forms/browser'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Dialog, FactList, Notice, nearTime } from '#kit'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'
import { knownOf, useKnown } from './form-context.ts'
import { freshForm } from './form-query.ts'
import { formOf, isRecord, startingAnswers, surroundingsOf } from './form-shape.ts'
import './draft-choice.css'

type Props = {
  id: string
  view: FormView
  answers: Answers
  onMine: (other: FormView) => Promise<void>
  onOther: (other: FormView) => void
}

const print = (value: unknown) => (value === undefined || value === '' ? '' : JSON.stringify(value))

/** The questions that one of the two shows and that they answer differently, in the order of the form. */
function differing(view: FormView, mine: Answers, other: Answers): readonly Field[] {
  const form = formOf(view)
  const shown = [mine, other].flatMap((answers) => visibleFields(form, answers, surroundingsOf(view)))
  return form.layout.sections
    .flatMap((section) => section.fields)
    .filter((field) => !isRecord(field) && shown.some(({ id }) => id === field.id))
    .filter(({ id }) => print(mine[id]) !== print(other[id]))
}

function useAnswerText(id: string, view: FormView, other: FormView) {
  const language = useLanguage() === 'en' ? 'en' : 'zh'
  const { known } = useKnown(id, view)
  const theirs = knownOf(other)
  const names: Names = { ...theirs.names, ...known.names }
  const files = { ...theirs.files, ...known.files }
  return (field: Field, value: unknown) =>
    field.widget === 'files' && Array.isArray(value)
      ? value.map((file) => files[String(file)]?.name ?? '').join(language === 'en' ? ', ' : '、')
      : answerText(field, value, language, names)
}

function Differences({
  id,
  view,
  answers,
  other,
  fields,
}: Pick<Props, 'id' | 'view' | 'answers'> & { other: FormView; fields: readonly Field[] }) {
  const { t } = useTranslation('hall')
  const say = useSay()
  const text = useAnswerText(id, view, other)
  const theirs = startingAnswers(other, undefined)
  const side = (label: string, field: Field, of: Answers) => (
    <div className="draft-side">
      <small>{label}</small>
      <div>{text(field, of[field.id]) || <i>{t('apply.elsewhere.empty')}</i>}</div>
    </div>
  )
  return (
    <FactList
      wide
      facts={fields.map((field) => ({
        key: field.id,
        term: say(field.label),
        text: (
          <>
            {side(t('apply.elsewhere.here'), field, answers)}
            {side(t('apply.elsewhere.there'), field, theirs)}
          </>
        ),
      }))}
    />
  )
}

export function DraftChoice({ id, view, answers, onMine, onOther }: Props) {
  const { t } = useTranslation('hall')
  const language = useLanguage()
  const [looking, setLooking] = useState(false)
  const { data: other } = useQuery(freshForm(id))
  const fields = other?.draft ? differing(view, answers, startingAnswers(other, undefined)) : []
  const same = other !== undefined && fields.length === 0
  useEffect(() => {
    // Thrown away meanwhile, or the same words: there is nothing to choose.
    if (other && same) void onMine(other)
  }, [other, same, onMine])
  if (!other?.draft || same) return null
  const mine = <Button onClick={() => void onMine(other)}>{t('apply.elsewhere.mine')}</Button>
  return (
    <div className="draft-elsewhere">
      <Notice status="wait">
        <b>{t('apply.elsewhere', { time: nearTime(other.draft.savedAt, language) })}</b>
        <p>{t('apply.elsewhere.body')}</p>
        <div className="draft-choice">
          <Button look="primary" onClick={() => setLooking(true)}>
            {t('apply.elsewhere.look')}
          </Button>
          {mine}
        </div>
      </Notice>
      <Dialog
        open={looking}
        title={t('apply.elsewhere.title')}
        onClose={() => setLooking(false)}
        actions={
          <>
            <Button look="primary" onClick={() => onOther(other)}>
              {t('apply.elsewhere.other')}
            </Button>
            {mine}
          </>
        }
      >
        <Differences id={id} view={view} answers={answers} other={other} fields={fields} />
      </Dialog>
    </div>
  )
}
