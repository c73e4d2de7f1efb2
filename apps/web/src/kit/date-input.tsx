import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import type { ControlProps } from './inputs.tsx'

type DateProps = ControlProps & {
  value: string | undefined
  onChange: (value: string | undefined) => void
  min?: string
  max?: string
  placeholder?: string
}

/** A business date, `2026-11-24`, written as people write it. */
export function DateInput({ value, onChange, min, max, ...rest }: DateProps) {
  return (
    <DatePicker
      className="date-input"
      value={value ? dayjs(value) : null}
      onChange={(date) => onChange(date ? date.format('YYYY-MM-DD') : undefined)}
      {...(min ? { minDate: dayjs(min) } : {})}
      {...(max ? { maxDate: dayjs(max) } : {})}
      {...rest}
    />
  )
}
