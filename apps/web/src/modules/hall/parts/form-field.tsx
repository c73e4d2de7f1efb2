/** One field of a form: shown from the record, filled in and open to change, or yours to fill. */
import type { Prefilled } from '@yizhan/contracts'
import type { Field as FormFieldShape, PropertySchema } from '@yizhan/forms/browser'
import { useTranslation } from 'react-i18next'
import { describe, Field, Icon, nearDay, nearTime, PrefilledField, TextButton } from '#kit'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'
import { Control } from './control.tsx'
import { useFormMemory } from './form-context.ts'
import { isRecord } from './form-shape.ts'
import { RecordTable } from './record-table.tsx'

const wide = new Set(['paragraph', 'files', 'group', 'table', 'declare', 'choices'])
const grouped = new Set(['files', 'group', 'choices'])

export function useSourceText(): (filled: Prefilled) => string {
  const { t } = useTranslation('hall')
  const say = useSay()
  const language = useLanguage()
  return (filled) =>
    filled.asOf
      ? t('apply.source', { source: say(filled.source), time: nearTime(filled.asOf, language) })
      : say(filled.source)
}

/** What became of the reader's report that an element is wrong; while it is open, it is not reported again. */
function useReported(): (filled: Prefilled | undefined, told: string | undefined) => Reported {
  const { t } = useTranslation('account')
  const language = useLanguage()
  return (filled, told) => {
    const report = filled?.reported
    if (told !== undefined || report === undefined) return { words: told, again: told === undefined }
    const state = t(`me.reported.${report.state}`, {
      time: nearDay(report.settledAt ?? report.at, language),
    })
    const words = report.note ? t('me.reported.note', { state, note: report.note }) : state
    return { words, again: report.state !== 'open' }
  }
}
type Reported = { readonly words: string | undefined; readonly again: boolean }

function Recorded({ field, filled }: { field: FormFieldShape; filled: Prefilled | undefined }) {
  const { t } = useTranslation('hall')
  const say = useSay()
  const source = useSourceText()
  const { told, askWrong } = useFormMemory()
  const element = filled?.element ?? field.bind ?? field.id
  const { words, again } = useReported()(filled, told[element])
  const shown =
    filled === undefined ? (
      t('apply.none')
    ) : field.widget === 'table' ? (
      <RecordTable field={field} value={filled.value} />
    ) : (
      filled.text
    )
  return (
    <PrefilledField
      label={say(field.label)}
      value={shown}
      source={filled ? source(filled) : field.help ? say(field.help) : t('apply.none')}
      conflict={filled === undefined}
      reported={words}
      {...(again ? { onWrong: () => askWrong(element, say(field.label)) } : {})}
    />
  )
}

type Props = {
  field: FormFieldShape
  schema: PropertySchema | undefined
  required: boolean
  value: unknown
  errors: ReadonlyMap<string, string>
  onChange: (value: unknown) => void
}

export function FormField({ field, schema, required, value, errors, onChange }: Props) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const source = useSourceText()
  const { view, told, askWrong } = useFormMemory()
  const filled = view.prefilled[field.id]
  const reported = useReported()(filled, filled && told[filled.element])
  const options = field.options?.length ?? 0
  const spans =
    wide.has(field.widget) ||
    (field.widget === 'choice' &&
      options <= 5 &&
      (options > 2 || field.options?.some((option) => option.help)))
  if (isRecord(field)) {
    return (
      <div id={`f-${field.id}`} tabIndex={-1} className={spans ? 'wide' : ''}>
        <Recorded field={field} filled={filled} />
      </div>
    )
  }
  const about = {
    id: `f-${field.id}`,
    hint: field.help ? say(field.help) : undefined,
    error: errors.get(field.id),
  }
  const control = (
    <Control
      field={field}
      schema={schema}
      value={value}
      onChange={onChange}
      describe={describe(about)}
      errors={errors}
    />
  )
  const cards = field.widget === 'choice' && options <= 5
  const label = field.widget === 'declare' ? '' : say(field.label)
  return (
    <div className={spans ? 'wide' : ''}>
      <Field
        {...about}
        label={label}
        optional={!required}
        group={grouped.has(field.widget) || cards || field.widget === 'declare'}
      >
        {control}
        {filled ? (
          <p className="source">
            <Icon name="data" size="s" />
            <span>
              {source(filled)}
              {kit('comma')}
              {t('apply.yours')}
            </span>
            {reported.words ? <span className="source-reported">{reported.words}</span> : null}
            {reported.again ? (
              <TextButton onClick={() => askWrong(filled.element, say(field.label))}>
                {kit('wrong')}
              </TextButton>
            ) : null}
          </p>
        ) : null}
      </Field>
    </div>
  )
}
