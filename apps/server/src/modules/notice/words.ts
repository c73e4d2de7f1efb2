/** The words of mails and messages: which service and step, and where to go. Never an answer of a form. Pure. */
import type { Locale, NoticeKind, NoticeRow, Words } from '@yizhan/contracts'

const headings: Readonly<Record<NoticeKind, (service: string, step: string) => Words>> = {
  'task-opened': (service, step) => ({
    zh: `等你办：${service}${step === '' ? '' : `（${step}）`}`,
    en: `Waiting for you: ${service}${step === '' ? '' : ` (${step})`}`,
  }),
  'case-supplement': (service) => ({
    zh: `${service}：要补材料`,
    en: `${service}: more material is needed`,
  }),
  'case-returned': (service) => ({ zh: `${service}：退回修改`, en: `${service}: returned for changes` }),
  'case-finished': (service) => ({ zh: `${service}：办好了`, en: `${service}: done` }),
  'case-refused': (service) => ({ zh: `${service}：没有同意`, en: `${service}: not approved` }),
}

export type Message = { readonly title: string; readonly number: string; readonly link: string }

/** @param origin the address that people use, without a slash at the end */
export function messageOf(notice: NoticeRow, locale: Locale, origin: string): Message {
  const in1 = (words: Words | undefined) => (words === undefined ? '' : locale === 'en' ? words.en : words.zh)
  const words = headings[notice.kind](in1(notice.service), in1(notice.step))
  const path = notice.taskId === undefined ? `/cases/${notice.caseId}` : `/tasks/${notice.taskId}`
  return { title: in1(words), number: notice.caseNumber, link: `${origin}${path}` }
}

export type Mail = { readonly subject: string; readonly text: string; readonly html: string }

/** More than these are counted, not listed. */
const listed = 50

/** Many in one mail: the subject names one alone, or how many there are. */
export function mailOf(notices: readonly NoticeRow[], locale: Locale, origin: string): Mail {
  const messages = notices.map((notice) => messageOf(notice, locale, origin))
  const shown = messages.slice(0, listed)
  const rest = messages.length - shown.length
  const zh = locale !== 'en'
  const one = messages.length === 1 ? messages[0] : undefined
  const subject =
    one?.title ?? (zh ? `一站：${messages.length} 条通知` : `Yizhan: ${messages.length} notices`)
  const more =
    rest === 0 ? [] : [zh ? `还有 ${rest} 条：${origin}/notices` : `${rest} more: ${origin}/notices`]
  const foot = zh
    ? `要少收一些，在这里改：${origin}/me`
    : `To get fewer of these, change your settings: ${origin}/me`
  const text = [
    ...shown.map(({ title, number, link }) => `${title}\n${zh ? '编号' : 'No.'} ${number}\n${link}\n`),
    ...more,
    foot,
  ].join('\n')
  return { subject, text, html: htmlOf(shown, [...more, foot], locale, origin) }
}

function htmlOf(
  messages: readonly Message[],
  foot: readonly string[],
  locale: Locale,
  origin: string,
): string {
  const items = messages.map(
    ({ title, number, link }) =>
      `<p style="margin:0;padding:12px 0;border-top:1px solid #d8dee3"><a href="${escaped(link)}" style="color:#1d5490;font-weight:600;text-decoration:none">${escaped(title)}</a><br><span style="color:#43515e;font-size:14px">${escaped(number)}</span></p>`,
  )
  const notes = foot.map(
    (line) => `<p style="color:#586673;font-size:13px">${linked(escaped(line), origin)}</p>`,
  )
  return `<!doctype html><html lang="${locale}"><meta charset="utf-8"><body style="margin:0;padding:24px;background:#f3f5f6;color:#17212b;font:16px/1.7 'PingFang SC','Noto Sans SC','Microsoft YaHei',sans-serif"><div style="max-width:560px;margin:0 auto;padding:8px 24px 16px;background:#fff">${items.join('')}${notes.join('')}</div></body></html>`
}

function linked(line: string, origin: string): string {
  const from = line.indexOf(origin)
  if (from < 0) return line
  const link = line.slice(from)
  return `${line.slice(0, from)}<a href="${link}" style="color:#1d5490">${link}</a>`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign)
}
