import { InputNumber } from 'antd'
import { AntdDress } from './antd-dress.tsx'
import type { ControlProps } from './inputs.tsx'

type NumberProps = ControlProps & {
  value: number | undefined
  onChange: (value: number | undefined) => void
  min?: number
  max?: number
  step?: number
  unit?: string
}

export function NumberInput({ value, onChange, unit, ...rest }: NumberProps) {
  return (
    <AntdDress>
      <InputNumber
        className="number-input"
        value={value ?? null}
        onChange={(next) => onChange(next === null ? undefined : Number(next))}
        {...(unit ? { suffix: unit } : {})}
        {...rest}
      />
    </AntdDress>
  )
}
