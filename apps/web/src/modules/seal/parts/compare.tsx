/** Compare a PDF with the one that was sealed: first on this device, then, if one asks, by the server. */
import type { Comparison } from '@yizhan/contracts'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Notice } from '#kit'
import { useCommand } from '#shell/command.ts'
import { useSay } from '#shell/language.ts'
import { seal } from '../api.ts'

type Found = { readonly file: File; readonly same: boolean }

async function sha256(file: File): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const isPdf = async (file: File): Promise<boolean> => (await file.slice(0, 1024).text()).includes('%PDF-')

function Report({ report }: { report: Comparison }) {
  const { t } = useTranslation('seal')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  return (
    <Notice status={report.valid && report.same ? 'done' : 'danger'}>
      {report.signatures.length === 0 ? <p>{t('report.none')}</p> : null}
      {report.signatures.map((one, place) => (
        // Nothing else tells two signatures of one signer apart.
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is never reordered
        <p key={place}>
          {t(one.valid ? 'report.valid' : 'report.invalid', { signer: one.signer })}
          {one.reasons.length > 0 ? `${kit('comma')}${one.reasons.map(say).join(kit('comma'))}` : ''}
        </p>
      ))}
      {report.reasons.map((reason) => (
        <p key={reason.zh}>{say(reason)}</p>
      ))}
    </Notice>
  )
}

export function Compare({ id, sha256: sealed }: { id: string; sha256: string }) {
  const { t } = useTranslation('seal')
  const { t: kit } = useTranslation('kit')
  const input = useId()
  const [busy, setBusy] = useState(false)
  const [found, setFound] = useState<Found>()
  const [notPdf, setNotPdf] = useState(false)
  const report = useCommand(seal.compare)
  const look = async (file: File | undefined) => {
    if (!file) return
    report.reset()
    setFound(undefined)
    setBusy(true)
    const pdf = await isPdf(file)
    setNotPdf(!pdf)
    if (pdf && globalThis.crypto.subtle) setFound({ file, same: (await sha256(file)) === sealed })
    // Without a secure origin the browser computes no hashes: the server then compares.
    else if (pdf) {
      setFound({ file, same: false })
      report.mutate({ params: { id }, file })
    }
    setBusy(false)
  }
  const same = report.data?.same ?? found?.same
  return (
    <section className="panel compare">
      <div className="compare-ask">
        <p>
          <b>{t('compare.title')}</b>
          <br />
          {t('compare.body')}
        </p>
        <label className="compare-pick" htmlFor={input}>
          {busy ? t('compare.busy') : t('compare.do')}
          <input
            id={input}
            type="file"
            accept="application/pdf,.pdf"
            onChange={(event) => void look(event.target.files?.[0])}
          />
        </label>
      </div>
      {notPdf ? <Notice status="wait">{t('compare.notPdf')}</Notice> : null}
      {found && same === true ? (
        <Notice status="done">
          <b>{t('compare.same')}</b>
        </Notice>
      ) : null}
      {found && same === false ? (
        <Notice status="danger">
          <b>{t('compare.differs')}</b>
          <p>{t('compare.differs.body')}</p>
        </Notice>
      ) : null}
      {found && !report.data ? (
        <p className="compare-more">
          <Button
            size="small"
            pending={report.isPending}
            onClick={() => report.mutate({ params: { id }, file: found.file })}
          >
            {t('compare.report')}
          </Button>
          <span>{t('compare.report.body')}</span>
        </p>
      ) : null}
      {report.error ? (
        <Notice status="danger">{report.error.problem.title || kit('error.title')}</Notice>
      ) : null}
      {report.data ? <Report report={report.data} /> : null}
    </section>
  )
}
