/** Mails and messages on their way. May run twice: what was sent is marked, and what goes out again has the same id. */
import { randomBytes } from 'node:crypto'
import type { Job, JobContext } from '#platform/jobs'
import { sendLetter } from './chat.ts'
import { type DeliverPayload, deliverJob, type NoticeDeps } from './commands.ts'
import type { Mailer } from './mail.ts'
import { type Due, dueOf, mostDue } from './queries.ts'
import { endDeliveries, failDeliveries, forgetNotices } from './store.ts'
import type { NoticeTables } from './tables.ts'
import { mailOf, messageOf } from './words.ts'

/** Ways out of the house; absent: not set up. */
export type Ways = { readonly mailer?: Mailer | undefined }

export function jobsOf(deps: NoticeDeps, ways: Ways): readonly Job[] {
  const { platform } = deps
  return [
    {
      name: deliverJob,
      handle: (payload, context) => deliver(deps, ways, payload as DeliverPayload, context),
    },
    {
      name: 'notice.forget',
      cron: '27 19 * * *',
      handle: () => {
        const before = platform.clock().subtract({ hours: 365 * 24 })
        return platform.tx((tx) => forgetNotices(tx, before.toString()))
      },
    },
  ]
}

export async function deliver(
  deps: NoticeDeps,
  ways: Ways,
  { memberId, channel }: DeliverPayload,
  { attempt, maxAttempts }: Pick<JobContext, 'attempt' | 'maxAttempts'>,
): Promise<void> {
  const { platform } = deps
  const found = await dueOf(platform.read<NoticeTables>(), memberId, channel, platform.clock().toString())
  const seen = found.filter(({ notice }) => notice.read)
  const due = found.filter(({ notice }) => !notice.read)
  if (seen.length > 0) await end(deps, seen, 'skipped')
  if (due.length === 0) return
  const parts = channel === 'mail' ? [due] : due.map((one) => [one])
  let failed: unknown
  for (const part of parts) {
    try {
      const sent =
        channel === 'mail' ? await mail(deps, ways, memberId, part) : await chat(deps, memberId, part)
      await end(deps, part, sent ? 'sent' : 'skipped')
    } catch (error) {
      failed = error
      const state = attempt >= maxAttempts ? 'dead' : 'waiting'
      await platform.tx((tx) =>
        failDeliveries(
          tx,
          part.map(({ id }) => id),
          reasonOf(error),
          state,
        ),
      )
    }
  }
  // The last failure is written down for an operator; every other is tried again with a growing delay.
  if (failed !== undefined && attempt < maxAttempts) throw new Error(reasonOf(failed))
  if (failed === undefined && found.length === mostDue)
    await deliver(deps, ways, { memberId, channel }, { attempt, maxAttempts })
}

function end({ platform }: NoticeDeps, part: readonly Due[], state: 'sent' | 'skipped'): Promise<void> {
  return platform.tx((tx) =>
    endDeliveries(
      tx,
      part.map(({ id }) => id),
      state,
    ),
  )
}

/** @returns false when there is nowhere to send it */
async function mail(
  { platform, faces }: NoticeDeps,
  { mailer }: Ways,
  memberId: string,
  due: readonly Due[],
): Promise<boolean> {
  const to = await addressOf(faces.people, memberId)
  const [first] = due
  if (mailer === undefined || to === undefined || first === undefined) return false
  const { config } = platform
  const locale = (await faces.account.localesOf([memberId])).get(memberId) ?? 'zh-CN'
  await mailer.send({
    from: config.mailFrom ?? `yizhan@${new URL(config.publicUrl).hostname}`,
    to,
    mail: mailOf(
      due.map(({ notice }) => notice),
      locale,
      config.publicUrl,
    ),
    id: first.id,
  })
  return true
}

async function chat(
  { platform, faces }: NoticeDeps,
  memberId: string,
  [due]: readonly Due[],
): Promise<boolean> {
  const { chatUrl: url, chatSecret: secret, chatStyle: style, publicUrl } = platform.config
  const card = (await faces.people.memberCards([memberId])).get(memberId)
  if (due === undefined || url === undefined || secret === undefined || card === undefined) return false
  const locale = (await faces.account.localesOf([memberId])).get(memberId) ?? 'zh-CN'
  await sendLetter({
    url,
    secret,
    style,
    to: card.number,
    message: messageOf(due.notice, locale, publicUrl),
    id: due.id,
    now: platform.clock(),
    nonce: randomBytes(16).toString('hex'),
  })
  return true
}

/** What people knows as the member's e-mail. */
export async function addressOf(
  people: NoticeDeps['faces']['people'],
  memberId: string,
): Promise<string | undefined> {
  const [email] = await people.elementsOf(memberId, ['person.email'])
  return typeof email?.value === 'string' && email.value.includes('@') ? email.value : undefined
}

/** Without anybody's address, which a mail server likes to repeat. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replace(/[^\s<>"']+@[^\s<>"']+/g, '…').slice(0, 300)
}
