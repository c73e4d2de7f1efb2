import { Select } from 'antd'
import { AntdDress } from './antd-dress.tsx'
import { floor } from './floor.ts'
import type { ControlProps } from './inputs.tsx'

type Option = { value: string; label: string; note?: string }
type SelectProps = ControlProps & {
  value: string | undefined
  onChange: (value: string | undefined) => void
  options: readonly Option[]
  placeholder?: string
  clearable?: boolean
  'aria-label'?: string
}

export function SelectInput({ value, onChange, options, clearable = false, ...rest }: SelectProps) {
  return (
    <AntdDress>
      <Select
        className="select-input"
        getPopupContainer={floor}
        value={value ?? null}
        options={[...options]}
        allowClear={clearable}
        onChange={(next: string | null | undefined) => onChange(next ?? undefined)}
        {...rest}
      />
    </AntdDress>
  )
}

type SearchProps = ControlProps & {
  value: { value: string; label: string } | undefined
  onChange: (value: { value: string; label: string } | undefined) => void
  onSearch: (words: string) => void
  options: readonly Option[]
  placeholder: string
  searching: boolean
  empty: string
}

/** Find one of very many by typing: people and units. The server searches. */
export function SearchSelect({ value, onChange, onSearch, options, searching, empty, ...rest }: SearchProps) {
  return (
    <AntdDress>
      <Select
        className="select-input"
        getPopupContainer={floor}
        labelInValue
        allowClear
        showSearch={{ filterOption: false, onSearch }}
        value={value ?? null}
        loading={searching}
        options={[...options]}
        notFoundContent={empty}
        optionRender={(option) => (
          <span className="search-option">
            {option.data.label}
            {option.data.note ? <small>{option.data.note}</small> : null}
          </span>
        )}
        onChange={(next: { value: string; label?: unknown } | null | undefined) =>
          onChange(next ? { value: next.value, label: String(next.label ?? '') } : undefined)
        }
        {...rest}
      />
    </AntdDress>
  )
}
