/** The browser's own controls in our dress: a first page needs no more. Ant Design's are in pickers.tsx. */
import { type HTMLAttributes, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icons.tsx'

export type ControlProps = {
  id?: string
  'aria-describedby'?: string
  'aria-invalid'?: true
  status?: 'error'
}

type TextProps = ControlProps & {
  value: string
  onChange: (value: string) => void
  onBlur?: () => void
  placeholder?: string
  disabled?: boolean
  autoComplete?: string
  inputMode?: HTMLAttributes<HTMLInputElement>['inputMode']
  maxLength?: number
  size?: 'small' | 'medium' | 'large'
  autoFocus?: boolean
  name?: string
  'aria-label'?: string
}

const inputClass = (size: TextProps['size'], status: TextProps['status']) =>
  `input input-${size ?? 'medium'}${status === 'error' ? ' input-wrong' : ''}`

export function TextInput({ onChange, size, status, ...rest }: TextProps) {
  return (
    <input
      type="text"
      className={inputClass(size, status)}
      onChange={(event) => onChange(event.target.value)}
      {...rest}
    />
  )
}

export function PasswordInput({ onChange, size, status, disabled, ...rest }: TextProps) {
  const { t } = useTranslation('kit')
  const [seen, setSeen] = useState(false)
  return (
    <span className="password-input">
      <input
        type={seen ? 'text' : 'password'}
        className={inputClass(size, status)}
        onChange={(event) => onChange(event.target.value)}
        disabled={disabled}
        {...rest}
      />
      <button
        type="button"
        disabled={disabled}
        aria-pressed={seen}
        aria-label={t('typed.see')}
        onClick={() => setSeen(!seen)}
      >
        <Icon name={seen ? 'eye' : 'eyeShut'} />
      </button>
    </span>
  )
}

export function TextArea({
  onChange,
  rows = 3,
  size,
  status,
  inputMode: _mode,
  ...rest
}: TextProps & { rows?: number }) {
  return (
    // Grows by the style sheet: measuring by script would write style attributes, which the content policy forbids.
    <textarea
      className={`${inputClass(size, status)} text-area`}
      rows={rows}
      style={{ minHeight: `calc(${rows}lh + 0.75rem)` }}
      onChange={(event) => onChange(event.target.value)}
      {...rest}
    />
  )
}

type CheckboxProps = ControlProps & {
  checked: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
  disabled?: boolean
}

export function Checkbox({ onChange, children, status: _status, ...rest }: CheckboxProps) {
  return (
    <label className="checkbox">
      <input type="checkbox" onChange={(event) => onChange(event.target.checked)} {...rest} />
      <span>{children}</span>
    </label>
  )
}

export type Choice = { readonly value: string; readonly label: string; readonly note?: string }

/** Few choices side by side as cards: native radios, so the arrow keys work. */
export function RadioCards({
  id,
  name,
  choices,
  value,
  onChange,
}: {
  id: string
  name: string
  choices: readonly Choice[]
  value: string | undefined
  onChange: (value: string) => void
}) {
  return (
    <div className="radio-cards" data-count={Math.min(choices.length, 4)}>
      {choices.map((choice, index) => (
        <label key={choice.value} className={choice.value === value ? 'on' : ''}>
          <input
            type="radio"
            id={index === 0 ? id : `${id}-${index}`}
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          <span>
            {choice.label}
            {choice.note ? <small>{choice.note}</small> : null}
          </span>
        </label>
      ))}
    </div>
  )
}
