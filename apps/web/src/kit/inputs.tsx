/** Ant Design's controls, imported one by one. The heavy ones live in pickers.tsx and are loaded with the page. */
import { Checkbox as AntCheckbox, Input } from 'antd'
import type { ChangeEvent, HTMLAttributes, ReactNode } from 'react'

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

export function TextInput({ onChange, size = 'medium', ...rest }: TextProps) {
  return (
    <Input
      size={size}
      onChange={(event: ChangeEvent<HTMLInputElement>) => onChange(event.target.value)}
      {...rest}
    />
  )
}

export function PasswordInput({ onChange, size = 'medium', ...rest }: TextProps) {
  return (
    <Input.Password
      size={size}
      onChange={(event: ChangeEvent<HTMLInputElement>) => onChange(event.target.value)}
      {...rest}
    />
  )
}

export function TextArea({
  onChange,
  rows = 3,
  size: _size,
  inputMode: _mode,
  ...rest
}: TextProps & { rows?: number }) {
  return (
    // Grows by the style sheet: measuring by script would write style attributes, which the content policy forbids.
    <Input.TextArea
      className="text-area"
      rows={rows}
      style={{ minHeight: `calc(${rows}lh + 0.75rem)` }}
      onChange={(event: ChangeEvent<HTMLTextAreaElement>) => onChange(event.target.value)}
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
    <AntCheckbox onChange={(event) => onChange(event.target.checked)} {...rest}>
      {children}
    </AntCheckbox>
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
