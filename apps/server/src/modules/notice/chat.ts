/**
 * Messages to the gateway of the university's chat: JSON by POST, signed so that the gateway knows who sent it, when, and
 * that it has not had it before. The signature is HMAC-SHA-256 over `timestamp.nonce.body`, hexadecimal.
 */
import { createHmac } from 'node:crypto'
import type { Message } from './words.ts'

export type ChatStyle = 'plain' | 'wecom' | 'dingtalk'
export type Letter = {
  readonly url: string
  readonly secret: string
  readonly style: ChatStyle
  /** Student or staff number of the reader. */
  readonly to: string
  readonly message: Message
  /** Stays the same when it is sent again. */
  readonly id: string
  readonly now: Temporal.Instant
  /** Never used before. */
  readonly nonce: string
}

/** @returns hexadecimal */
export function signatureOf(secret: string, timestamp: string, nonce: string, body: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${nonce}.${body}`).digest('hex')
}

/** The bodies of the two chats that most universities use, and one with everything named. */
export function bodyOf({ style, to, message, id }: Pick<Letter, 'style' | 'to' | 'message' | 'id'>): object {
  const { title, number, link } = message
  const text = `**${title}**\n\n${number}\n\n[${link}](${link})`
  if (style === 'wecom') return { touser: to, msgtype: 'markdown', markdown: { content: text } }
  if (style === 'dingtalk')
    return { userid_list: to, msg: { msgtype: 'markdown', markdown: { title, text } } }
  return { id, to, title, number, link }
}

/** A gateway that takes longer is tried again later. */
const patienceMs = 10_000
/** Of an answer no more than this is read. */
const longestAnswer = 10_000

/** Throws unless the gateway took it: a 2xx, and where the answer has an `errcode`, 0. */
export async function sendLetter(letter: Letter): Promise<void> {
  const body = JSON.stringify(bodyOf(letter))
  const timestamp = String(Math.floor(letter.now.epochMilliseconds / 1000))
  const response = await fetch(letter.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-yizhan-id': letter.id,
      'x-yizhan-timestamp': timestamp,
      'x-yizhan-nonce': letter.nonce,
      'x-yizhan-signature': `v1=${signatureOf(letter.secret, timestamp, letter.nonce, body)}`,
    },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
  })
  const answer = (await response.text()).slice(0, longestAnswer)
  if (!response.ok) throw new Error(`the gateway answered ${response.status}`)
  const code = errcodeOf(answer)
  if (code !== 0) throw new Error(`the gateway answered errcode ${code}`)
}

function errcodeOf(answer: string): unknown {
  try {
    const parsed: unknown = JSON.parse(answer)
    return typeof parsed === 'object' && parsed !== null && 'errcode' in parsed ? parsed.errcode : 0
  } catch {
    return 0
  }
}
