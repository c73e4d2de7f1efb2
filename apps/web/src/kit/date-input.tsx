import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { useTranslation } from 'react-i18next'
import { AntdDress } from './antd-dress.tsx'
import { floor } from './floor.ts'
import type { ControlProps } from './inputs.tsx'

type DateProps = ControlProps & {
  value: string | undefined
  onChange: (value: string | undefined) => void
  min?: string
  max?: string
}

/**
 * The first is how a date is shown; every one may be typed. All have a fixed width or an end of their own: with
 * `YYYY-M-D` the date would be taken at 2026-12-3 while somebody still writes 2026-12-31.
 */
const typed = ['YYYY-MM-DD', 'YYYY/MM/DD', 'YYYY.MM.DD', 'YYYYMMDD']
const formats = { zh: ['YYYY年M月D日', ...typed], en: ['D MMM YYYY', ...typed] }

/** A business date, `2026-11-24`, written as people write it. */
export function DateInput({ value, onChange, min, max, ...rest }: DateProps) {
  const { t, i18n } = useTranslation('kit')
  return (
    // Enter takes the date that was typed; it must not send the whole form as well.
    // biome-ignore lint/a11y/noStaticElementInteractions: only stops a key on its way up
    <div onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}>
      <AntdDress>
        <DatePicker
          className="date-input"
          getPopupContainer={floor}
          format={i18n.language === 'en' ? formats.en : formats.zh}
          placeholder={t('date.example')}
          value={value ? dayjs(value) : null}
          onChange={(date) => onChange(date ? date.format('YYYY-MM-DD') : undefined)}
          {...(min ? { minDate: dayjs(min) } : {})}
          {...(max ? { maxDate: dayjs(max) } : {})}
          {...rest}
        />
      </AntdDress>
    </div>
  )
}
