import type { CaseDetail, DocumentCard, FileCard } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { bytesText, FactList, Icon, nearTime, plainDate, SectionHead, StatusMark } from '#kit'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import { useLanguage } from '#shell/preferences.ts'
import { documentHref, fileHref } from '../api.ts'
import './case-side.css'

/** `PDF`, `JPG`: the end of a file's name, as people know it. */
const kindOf = (name: string) => /\.(\w{1,5})$/.exec(name)?.[1]?.toUpperCase() ?? ''

export function FileList({ files }: { files: readonly FileCard[] }) {
  const comma = useLanguage() === 'en' ? ', ' : '，'
  return (
    <ul className="files">
      {files.map((file) => (
        <li key={file.id}>
          <Icon name="document" />
          <a href={fileHref(file.id)}>{file.name}</a>
          <span>{[kindOf(file.name), bytesText(file.bytes)].filter(Boolean).join(comma)}</span>
        </li>
      ))}
    </ul>
  )
}

export function Documents({ documents }: { documents: readonly DocumentCard[] }) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const language = useLanguage()
  if (documents.length === 0) return null
  return (
    <ul className="documents">
      {documents.map((document) => (
        <li key={document.id}>
          <Icon name="seal" size="l" />
          <div>
            {document.open ? (
              <a href={documentHref(document.id)}>{say(document.title)}</a>
            ) : (
              <span>{say(document.title)}</span>
            )}
            <p>
              {t('case.document.note', {
                seal: say(document.sealName),
                time: nearTime(document.sealedAt, language),
              })}
              {document.validUntil
                ? `${kit('comma')}${t('case.document.until', { date: plainDate(document.validUntil, language) })}`
                : ''}
            </p>
            <p className="document-links">
              <span>{bytesText(document.bytes)}</span>
              <Link to="/verify/$id" params={{ id: document.verifyId }}>
                {t('case.verify')}
              </Link>
            </p>
            {document.state === 'valid' ? null : (
              <StatusMark status={document.state === 'withdrawn' ? 'danger' : 'stopped'}>
                {t(`case.document.${document.state}`)}
              </StatusMark>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}

export function Materials({ files }: { files: readonly FileCard[] }) {
  const { t } = useTranslation('hall')
  if (files.length === 0) return null
  return (
    <aside className="case-side">
      <SectionHead level={3} title={t('case.materials')} />
      <FileList files={files} />
    </aside>
  )
}

/** What was filled in, section beside section. */
export function CaseAnswers({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation('hall')
  const say = useSay()
  if (detail.sections.length === 0) return null
  return (
    <section>
      <SectionHead title={t('case.answers')} />
      <div className="case-answers">
        {detail.sections.map((section) => (
          <section key={section.title.zh}>
            <SectionHead level={3} title={say(section.title)} />
            <FactList
              facts={section.answers.map((answer) => ({
                key: answer.path,
                term: say(answer.label),
                text: answer.files?.length ? <FileList files={answer.files} /> : answer.text,
              }))}
            />
          </section>
        ))}
      </div>
    </section>
  )
}
