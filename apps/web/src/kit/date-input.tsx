import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { useTranslation } from 'react-i18next'
import type { ControlProps } from './inputs.tsx'

type DateProps = ControlProps & {
  value: string | undefined
  onChange: (value: string | undefined) => void
  min?: string
  max?: string
}

/** The first is how a date is shown; every one may be typed. */
const formats = {
  zh: ['YYYY年M月D日', 'YYYY-MM-DD', 'YYYY-M-D', 'YYYY/M/D', 'YYYY.M.D', 'YYYYMMDD'],
  en: ['D MMM YYYY', 'YYYY-MM-DD', 'YYYY-M-D', 'YYYY/M/D', 'YYYYMMDD'],
}

/** A business date, `2026-11-24`, written as people write it. */
export function DateInput({ value, onChange, min, max, ...rest }: DateProps) {
  const { t, i18n } = useTranslation('kit')
  return (
    // Enter takes the date that was typed; it must not send the whole form as well.
    // biome-ignore lint/a11y/noStaticElementInteractions: only stops a key on its way up
    <div onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}>
      <DatePicker
        className="date-input"
        format={i18n.language === 'en' ? formats.en : formats.zh}
        placeholder={t('date.example')}
        value={value ? dayjs(value) : null}
        onChange={(date) => onChange(date ? date.format('YYYY-MM-DD') : undefined)}
        {...(min ? { minDate: dayjs(min) } : {})}
        {...(max ? { maxDate: dayjs(max) } : {})}
        {...rest}
      />
    </div>
  )
}
