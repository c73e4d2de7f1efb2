/** The control of one field, by its widget. */
import { useTranslation } from 'react-i18next'
import { Checkbox, DateInput, NumberInput, RadioCards, SelectInput, TextArea, TextInput } from '#kit'
import { useSay } from '#shell/language.ts'
import { Attachments } from './attachments.tsx'
import type { ControlOf } from './control-of.ts'
import { MemberPicker, UnitPicker } from './pickers.tsx'
import { Rows } from './rows.tsx'

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value)
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
/** Up to this many options stand open as cards; more go into a list. */
const cardsUpTo = 5

function Choose({ field, value, onChange, describe }: ControlOf) {
  const { t } = useTranslation('hall')
  const say = useSay()
  const options = (field.options ?? []).map((option) => ({
    value: option.value,
    label: say(option.label),
    ...(option.help ? { note: say(option.help) } : {}),
  }))
  const chosen = typeof value === 'string' ? value : undefined
  if (options.length <= cardsUpTo) {
    return (
      <RadioCards id={describe.id} name={describe.id} choices={options} value={chosen} onChange={onChange} />
    )
  }
  return (
    <SelectInput
      {...describe}
      options={options}
      value={chosen}
      onChange={onChange}
      placeholder={t('apply.choose')}
      clearable
    />
  )
}

function ChooseMany({ field, value, onChange, describe }: ControlOf) {
  const say = useSay()
  const chosen = asList(value)
  return (
    <div className="choices">
      {(field.options ?? []).map((option, index) => (
        <Checkbox
          key={option.value}
          id={index === 0 ? describe.id : `${describe.id}-${index}`}
          checked={chosen.includes(option.value)}
          onChange={(on) =>
            onChange(on ? [...chosen, option.value] : chosen.filter((item) => item !== option.value))
          }
        >
          {say(option.label)}
          {option.help ? <small>{say(option.help)}</small> : null}
        </Checkbox>
      ))}
    </div>
  )
}

function Written({ field, schema, value, onChange, describe }: ControlOf) {
  const long = { ...(schema?.maxLength ? { maxLength: schema.maxLength } : {}) }
  if (field.widget === 'paragraph') {
    return <TextArea {...describe} value={asText(value)} onChange={onChange} rows={3} {...long} />
  }
  const mode =
    schema?.format === 'mobile-cn'
      ? { inputMode: 'tel' as const, autoComplete: 'tel' }
      : schema?.format === 'email'
        ? { inputMode: 'email' as const, autoComplete: 'email' }
        : {}
  return <TextInput {...describe} value={asText(value)} onChange={onChange} {...mode} {...long} />
}

function Counted({ field, schema, value, onChange, describe }: ControlOf) {
  const say = useSay()
  return (
    <NumberInput
      {...describe}
      value={typeof value === 'number' ? value : undefined}
      onChange={onChange}
      {...(field.unit ? { unit: say(field.unit) } : {})}
      {...(schema?.multipleOf ? { step: schema.multipleOf } : {})}
    />
  )
}

export function Control(props: ControlOf) {
  const { field, value, onChange, describe } = props
  const say = useSay()
  switch (field.widget) {
    case 'choice':
      return <Choose {...props} />
    case 'choices':
      return <ChooseMany {...props} />
    case 'number':
      return <Counted {...props} />
    case 'date':
      return (
        <DateInput {...describe} value={typeof value === 'string' ? value : undefined} onChange={onChange} />
      )
    case 'declare':
      return (
        <Checkbox {...describe} checked={value === true} onChange={(on) => onChange(on ? true : undefined)}>
          {say(field.label)}
        </Checkbox>
      )
    case 'files':
      return <Attachments {...props} />
    case 'member':
      return <MemberPicker {...props} />
    case 'unit':
      return <UnitPicker {...props} />
    case 'group':
      return <Rows {...props} control={Control} />
    case 'table':
    case 'photo':
      // Both only show the record; FormField never asks for them.
      return null
    case 'text':
    case 'paragraph':
      return <Written {...props} />
  }
}
