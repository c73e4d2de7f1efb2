import { useTranslation } from 'react-i18next'
import { TitleSlip } from '#kit'
import { useSay } from '#shell/language.ts'
import { useSite } from '#shell/session.ts'
import './cover.css'

/** The book's cover: indigo cloth, title slip, and the net of lines on which every case travels. */
export function Cover() {
  const { t } = useTranslation('account')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const site = useSite()
  const university = site ? say(site.university) : ''
  const seal = Array.from(site?.university.zh ?? '')
    .slice(0, 4)
    .join('')
  return (
    <div className="cover" aria-hidden="true">
      <svg viewBox="0 0 600 900" preserveAspectRatio="xMinYMid slice" aria-hidden="true">
        <g className="cover-roads">
          <path d="M330 0v250c0 40 40 40 40 80v240c0 40-40 40-40 80v250M330 250c0 40-40 40-40 80v240c0 40 40 40 40 80M470 0v330c0 40 60 40 60 80v490M470 330c0 40-100 60-100 110" />
        </g>
        <g className="cover-stops">
          <circle cx="330" cy="110" r="8" />
          <circle cx="290" cy="440" r="8" />
          <circle cx="330" cy="760" r="8" />
          <circle cx="470" cy="200" r="8" />
          <circle cx="530" cy="600" r="8" />
        </g>
        <circle className="cover-here" cx="370" cy="440" r="13" />
      </svg>
      <TitleSlip text="一站" seal={seal} />
      <p>
        {t('cover.1')}
        <br />
        {t('cover.2')}
      </p>
      <div className="cover-phone">
        <b>
          <span>{kit('name')}</span>
        </b>
        <em>{university}</em>
      </div>
    </div>
  )
}
