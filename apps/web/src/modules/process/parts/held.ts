/**
 * Decisions that can still be taken back. One decision is held here for ten seconds and then sent; the next decision,
 * leaving the task pages, hiding or closing the tab send it at once. Until the server has answered, the words stand on
 * this device too. One intention keeps one idempotency key, so a decision that may have arrived is sent again safely.
 */
import type { OkOf, Outcome, processApi } from '@yizhan/contracts'
import { useSyncExternalStore } from 'react'
import { newKey, ProblemError } from '#shell/client.ts'
import { process } from '../api.ts'
import { forgetWords, keepWords } from './kept-words.ts'

export const heldFor = 10_000
const againAfter = 4000
const shownFor = 6000

export type Decision = {
  readonly member: string
  readonly id: string
  readonly number: string
  readonly outcome: Outcome
  readonly opinion: string
  readonly version: number
}
type Sent = Decision & { readonly key: string; readonly unanswered: boolean }
export type Ended = Decision & {
  readonly ok?: OkOf<typeof processApi.decide>
  readonly problem?: ProblemError
}
type State = {
  /** What can be taken back, and until when (Date.now). */
  readonly held?: Decision & { readonly until: number }
  /** On their way, oldest first. */
  readonly sent: readonly Sent[]
  /** Answered; a refusal stays until it is read. */
  readonly ended: readonly Ended[]
}

let state: State = { sent: [], ended: [] }
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function put(next: State): void {
  state = next
  for (const listener of listeners) listener()
}

export function useDecisions(): State {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => state,
  )
}

/** No answer, a broken one or a busy server: whether it was done is not known, so the same is sent again. */
const open = (error: unknown): boolean =>
  error instanceof ProblemError && (error.status === 0 || error.status === 429 || error.status >= 500)

const without = (sent: Sent) => state.sent.filter((one) => one.key !== sent.key)

async function send(sent: Sent, keepalive: boolean): Promise<void> {
  const { id, outcome, opinion, version, key } = sent
  try {
    const ok = await process.decide(
      { params: { id }, body: { outcome, opinion, version } },
      { key, keepalive },
    )
    end(sent, { ...sent, ok })
  } catch (error) {
    // The page is already telling its reader to sign in; the words wait on this device.
    if (error instanceof ProblemError && error.status === 401) return put({ ...state, sent: without(sent) })
    if (!open(error)) {
      if (!(error instanceof ProblemError)) throw error
      return end(sent, { ...sent, problem: error })
    }
    const waiting = { ...sent, unanswered: true }
    put({ ...state, sent: [...without(sent), waiting] })
    setTimeout(() => void resend(waiting), againAfter)
  }
}

const resend = (sent: Sent) => (state.sent.includes(sent) ? send(sent, false) : undefined)

function end(sent: Sent, ended: Ended): void {
  forgetWords(sent.member, sent.id)
  put({ ...state, sent: without(sent), ended: [...state.ended.filter((one) => one.problem), ended] })
  if (ended.ok) setTimeout(() => dismiss(ended), shownFor)
}

/** Sends what is held, now. `keepalive` lets the request outlive the page. */
export function sendNow(keepalive = false): void {
  clearTimeout(timer)
  const { held, ...rest } = state
  if (!held) return
  const { until: _until, ...decision } = held
  const sent: Sent = { ...decision, key: newKey(), unanswered: false }
  put({ ...rest, sent: [...rest.sent, sent] })
  void send(sent, keepalive)
}

export function hold(decision: Decision): void {
  sendNow()
  keepWords(decision.member, decision.id, { opinion: decision.opinion, undone: false })
  put({ ...state, held: { ...decision, until: Date.now() + heldFor } })
  timer = setTimeout(sendNow, heldFor)
}

/** Takes the held decision back: nothing was sent. Its words stay for the form. */
export function undo(): Decision | undefined {
  clearTimeout(timer)
  const { held, ...rest } = state
  if (!held) return undefined
  keepWords(held.member, held.id, { opinion: held.opinion, undone: true })
  put(rest)
  return held
}

export function dismiss(ended: Ended): void {
  put({ ...state, ended: state.ended.filter((one) => one !== ended) })
}

/** The tab may not come back: what is held goes out, and what was not answered once more. */
function goingAway(): void {
  sendNow(true)
  for (const sent of state.sent) if (sent.unanswered) void send(sent, true)
}
addEventListener('pagehide', goingAway)
addEventListener('online', () => {
  for (const sent of state.sent) if (sent.unanswered) void send(sent, false)
})
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') goingAway()
})
