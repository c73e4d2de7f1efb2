/** Use cases: tell people what happened, remember what they read and how they want it, send again. */
import { isRefusal, NoticeChannel, type NoticePreference, type Refusal, refuse } from '@yizhan/contracts'
import type { Account } from '#modules/account'
import type { People } from '#modules/people'
import type { Noteworthy } from '#modules/process'
import type { Actor } from '#platform/auth'
import type { Tx } from '#platform/db'
import { addJobs, type NewJob } from '#platform/jobs'
import type { Platform } from '#platform/platform'
import { dueAt } from './decide.ts'
import { mayDeliverAgain } from './policy.ts'
import { deliveryById, preferencesOf } from './queries.ts'
import {
  type About,
  hint,
  insertDeliveries,
  insertNotices,
  markRead,
  markReadUpTo,
  reviveDelivery,
  savePreference,
  settleTasks,
} from './store.ts'
import type { NoticeTables, SentChannel } from './tables.ts'

export type Faces = {
  readonly people: Pick<People, 'elementsOf' | 'memberCards'>
  readonly process: { readonly noteworthy: (instanceId: string) => Promise<Noteworthy | undefined> }
  readonly account: Pick<Account, 'liveSessions' | 'localesOf'>
}
export type NoticeDeps = { readonly platform: Platform; readonly faces: Faces }

export const deliverJob = 'notice.deliver'
export type DeliverPayload = { readonly memberId: string; readonly channel: SentChannel }

/** Those that this university has set up. */
export function channelsOf({ config }: Platform): readonly NoticeChannel[] {
  return NoticeChannel.options.filter(
    (channel) =>
      channel === 'app' || (channel === 'mail' ? config.mailUrl !== undefined : config.chatUrl !== undefined),
  )
}

/** Somebody to be told something. */
export type Telling = { readonly about: About; readonly members: readonly string[] }

/** Tells them once, however often it is asked; and takes back what is settled by now. */
export async function tell(
  { platform }: NoticeDeps,
  tellings: readonly Telling[],
  settled: { readonly caseId: string; readonly open: readonly string[] },
): Promise<void> {
  const everybody = [...new Set(tellings.flatMap(({ members }) => members))]
  const wants = await preferencesOf(platform.read<NoticeTables>(), everybody)
  const now = platform.clock()
  const at = now.toString()
  await platform.tx(async (tx) => {
    const news = new Set(await settleTasks(tx, settled.caseId, settled.open, at))
    for (const { about, members } of tellings) {
      const notices = members.map((memberId) => ({
        id: platform.newId(),
        memberId,
        shown: wants(memberId).on[about.kind].includes('app'),
      }))
      const fresh = await insertNotices(tx, about, notices, at)
      for (const { member_id } of fresh) news.add(member_id)
      await send(platform, tx, about, fresh, wants, now)
    }
    await hint(tx, [...news])
  })
}

async function send(
  platform: Platform,
  tx: Tx,
  { kind }: About,
  fresh: readonly { id: string; member_id: string }[],
  wants: (memberId: string) => NoticePreference,
  now: Temporal.Instant,
): Promise<void> {
  const open = channelsOf(platform)
  const rows = fresh.flatMap(({ id, member_id }) => {
    const preference = wants(member_id)
    return (['mail', 'chat'] as const)
      .filter((channel) => open.includes(channel) && preference.on[kind].includes(channel))
      .map((channel) => ({
        id: platform.newId(),
        notice_id: id,
        member_id,
        channel,
        due_at: dueAt(now, { kind, channel, preference }, platform.config.zone).toString(),
        error: null,
        at: now.toString(),
      }))
  })
  await insertDeliveries(tx, rows)
  await addJobs(
    tx,
    rows.map((row) => jobFor(row.member_id, row.channel, row.due_at)),
  )
}

/** Jobs of one person and channel run one after another, so that nothing is sent by two of them. */
const lanes = 4

function jobFor(memberId: string, channel: SentChannel, due: string): NewJob {
  const payload: DeliverPayload = { memberId, channel }
  const lane = Number.parseInt(memberId.slice(-2), 16) % lanes
  return {
    name: deliverJob,
    payload,
    runAt: due,
    key: `${deliverJob}:${channel}:${memberId}:${due}`,
    queue: `notice-${channel}-${lane}`,
    maxAttempts: 10,
  }
}

export async function read({ platform }: NoticeDeps, actor: Actor, id: string): Promise<undefined | Refusal> {
  return platform.tx(async (tx) => {
    if (!(await markRead(tx, actor.memberId, id, platform.clock().toString())))
      return refuse('platform.not-found')
    await hint(tx, [actor.memberId])
    return undefined
  })
}

export async function readUpTo({ platform }: NoticeDeps, actor: Actor, id: string): Promise<void> {
  await platform.tx(async (tx) => {
    await markReadUpTo(tx, actor.memberId, id, platform.clock().toString())
    await hint(tx, [actor.memberId])
  })
}

export async function choose(
  { platform }: NoticeDeps,
  actor: Actor,
  preference: NoticePreference,
): Promise<void> {
  await platform.tx((tx) => savePreference(tx, actor.memberId, preference, platform.clock().toString()))
}

export async function deliverAgain(
  { platform }: NoticeDeps,
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<undefined | Refusal> {
  const delivery = await deliveryById(tx.withTables<NoticeTables>(), id)
  if (delivery === undefined) return refuse('platform.not-found')
  const now = platform.clock()
  const to = { unit: delivery.unit_path, campus: delivery.campus ?? undefined }
  const allowed = mayDeliverAgain(actor, to, now)
  if (isRefusal(allowed)) return allowed
  const at = now.toString()
  if (!(await reviveDelivery(tx, id, at))) return refuse('notice.delivered')
  await addJobs(tx, [jobFor(delivery.member_id, delivery.channel, at)])
  await tx
    .insertInto('platform.audit')
    .values({
      id: platform.newId(),
      at,
      actor: actor.memberId,
      action: 'notice.deliver-again',
      target: id,
      grant_id: allowed.by,
      request: null,
      facts: JSON.stringify({ channel: delivery.channel, member: delivery.member_id }),
    })
    .execute()
  return undefined
}
