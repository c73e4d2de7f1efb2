/** A repeating group: each row has its own fields and can be taken away. */
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, describe as describeField, Field, Icon } from '#kit'
import { useSay } from '#shell/language.ts'
import type { ControlOf } from './control-of.ts'

type Row = Readonly<Record<string, unknown>>
const rowsOf = (value: unknown): readonly Row[] =>
  Array.isArray(value)
    ? value.map((row: unknown) => (typeof row === 'object' && row !== null ? { ...row } : {}))
    : []

type Props = ControlOf & { control: ComponentType<ControlOf> }

export function Rows({ field, schema, value, onChange, describe, errors, control: Control }: Props) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const rows = rowsOf(value)
  const most = schema?.maxItems ?? 20
  const put = (index: number, id: string, inner: unknown) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, [id]: inner } : row)))
  return (
    <div className="rows">
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity beside their place
        <section key={index} aria-label={t('apply.row', { n: index + 1 })}>
          <header>
            <span>{t('apply.row', { n: index + 1 })}</span>
            <button
              type="button"
              className="icon-button"
              aria-label={`${kit('remove')}${t('apply.row', { n: index + 1 })}`}
              onClick={() => onChange(rows.filter((_, at) => at !== index))}
            >
              <Icon name="close" />
            </button>
          </header>
          <div className="form-grid">
            {(field.fields ?? []).map((inner) => {
              const path = `${field.id}.${index}.${inner.id}`
              const about = { id: `f-${path}`, error: errors.get(path) }
              return (
                <Field
                  key={inner.id}
                  {...about}
                  label={say(inner.label)}
                  optional={!schema?.items?.required?.includes(inner.id)}
                  {...(inner.help ? { hint: say(inner.help) } : {})}
                >
                  <Control
                    field={inner}
                    schema={schema?.items?.properties?.[inner.id]}
                    value={row[inner.id]}
                    onChange={(next) => put(index, inner.id, next)}
                    describe={describeField(about)}
                    errors={errors}
                  />
                </Field>
              )
            })}
          </div>
        </section>
      ))}
      <Button
        icon="plus"
        disabled={rows.length >= most}
        onClick={() => onChange([...rows, {}])}
        {...(rows.length === 0 ? { 'aria-describedby': `${describe.id}-hint` } : {})}
      >
        {t('apply.addRow')}
      </Button>
    </div>
  )
}
