/** A sketch of the document: what it says, who sealed it, and a band over it when it no longer counts. */
import type { Verification } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { useSay } from '#shell/language.ts'

/** The round seal as on the document: ring, star, the owner along the arc, the seal's own name below. */
function RoundSeal({ over, under }: { over: string; under: string }) {
  const arc = Array.from(over).length
  return (
    <svg className="paper-seal" viewBox="0 0 160 160" aria-hidden="true">
      <defs>
        <path id="paper-arc" d="M25.600 107A58 58 0 1 1 134.400 107" />
      </defs>
      <circle cx="80" cy="80" r="76" fill="none" stroke="currentColor" strokeWidth="4.5" />
      <path
        fill="currentColor"
        d="M80 55l5.900 17.900h18.800l-15.200 11.100 5.800 17.900L80 90.800l-15.300 11.100 5.800-17.900-15.200-11.100h18.800z"
      />
      <g fill="currentColor" fontWeight="700">
        <text fontSize={arc > 14 ? 11 : arc > 10 ? 14 : 17}>
          <textPath
            href="#paper-arc"
            startOffset="50%"
            textAnchor="middle"
            textLength={arc > 5 ? 190 : 130}
            lengthAdjust="spacing"
          >
            {over}
          </textPath>
        </text>
        <text x="80" y="130" fontSize={Array.from(under).length > 7 ? 10 : 13} textAnchor="middle">
          {under}
        </text>
      </g>
    </svg>
  )
}

export function Paper({ found }: { found: Verification }) {
  const { t } = useTranslation('seal')
  const say = useSay()
  const over = found.state === 'valid' ? undefined : found.state
  // 渭川大学 + 就业中心 stand on the arc, 就业专用章 under the star, as on the seal itself.
  const owner = found.seal.owner.zh
  const under = found.seal.name.zh.replace(found.university.zh, '').replace(owner, '')
  const arc = `${found.university.zh}${owner.replace(found.university.zh, '')}`
  return (
    <figure className={over ? 'paper-view over' : 'paper-view'}>
      <div className="paper" aria-hidden="true">
        <h2>{say(found.title)}</h2>
        <dl>
          {found.fields.slice(0, 7).map((field) => (
            <div key={field.label.zh}>
              <dt>{say(field.label)}</dt>
              <dd>{field.text}</dd>
            </div>
          ))}
        </dl>
        <div className="paper-signed">
          {say(found.seal.owner)}
          <RoundSeal over={arc} under={under} />
        </div>
        <p className="paper-code">
          <span>{t('paper.code', { code: found.verifyId })}</span>
        </p>
        {over ? <b className="paper-band">{t(`paper.${over}`)}</b> : null}
      </div>
      <figcaption>{t('paper.note')}</figcaption>
    </figure>
  )
}
