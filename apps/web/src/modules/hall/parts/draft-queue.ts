/**
 * Answers on their way to the server: one save at a time, each under a name of its own, so that a page never takes
 * its own save for another device's. What another device saved since is not written over: the queue waits for the
 * person's choice.
 */
import type { FormView } from '@yizhan/contracts'
import type { Answers } from '@yizhan/forms/browser'
import { isProblem, newKey } from '#shell/client.ts'
import { startingAnswers } from './form-shape.ts'

export type Written = {
  readonly answers: Answers
  /** The server does not have all of it yet. */
  readonly dirty: boolean
  /** Saves, by name, that these answers build on. */
  readonly seen: readonly string[]
  /** The name of the next save, kept until the server has answered it: the answer may be lost, the save not. */
  readonly stamp: string
  /** The application after which it is written; one that was sent since is another's. */
  readonly after?: string | undefined
}

export type Saving = {
  readonly state: 'clean' | 'saving' | 'saved' | 'kept' | 'failed' | 'late' | 'elsewhere'
  readonly at?: string
}

/** Saves that the server is told of; the newest are the ones that count. */
const told = 40
const pause = 1000

export const seenBy = ({ seen, stamp }: Written): string[] => [...seen.slice(1 - told), stamp]

export const writtenFrom = (view: FormView): Written => ({
  answers: startingAnswers(view, undefined),
  dirty: false,
  seen: view.draft?.stamp === undefined ? [] : [view.draft.stamp],
  stamp: newKey(),
  after: view.after,
})

/** Whether the draft of this form was last saved by somebody who is not this page. */
export const isElsewhere = (view: FormView, written: Written): boolean =>
  view.draft?.stamp !== undefined && !seenBy(written).includes(view.draft.stamp)

/** What the page shows of both: typed and not yet saved stays, saved and changed elsewhere gives way. */
export function opened(view: FormView, mine: Written | undefined): Written {
  if (!mine || mine.after !== view.after) return writtenFrom(view)
  return isElsewhere(view, mine) && !mine.dirty ? writtenFrom(view) : mine
}

type Deps = {
  readonly read: () => Written | undefined
  readonly write: (written: Written) => void
  readonly send: (written: Written) => Promise<{ readonly savedAt: string }>
  readonly tell: (saving: Saving) => void
}

export type DraftQueue = ReturnType<typeof draftQueue>

export function draftQueue({ read, write, send, tell }: Deps) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<Saving['state']> | undefined
  /** Somebody must choose, or the application was sent already: nothing more goes out. */
  let held: 'elsewhere' | 'late' | undefined

  function refused(error: unknown): Saving['state'] {
    if (isProblem(error, 'hall.draft-elsewhere')) held = 'elsewhere'
    else if (isProblem(error, 'hall.draft-late')) held = 'late'
    return held ?? (navigator.onLine ? 'failed' : 'kept')
  }

  async function saveAll(): Promise<Saving['state']> {
    for (;;) {
      const before = read()
      if (!before?.dirty || held) return held ?? 'saved'
      tell({ state: 'saving' })
      try {
        const { savedAt } = await send(before)
        const now = read()
        if (!now) return 'clean'
        const dirty = now.answers !== before.answers
        write({ ...now, dirty, seen: [...now.seen, before.stamp], stamp: newKey() })
        tell({ state: 'saved', at: savedAt })
      } catch (error) {
        const state = refused(error)
        tell({ state })
        return state
      }
    }
  }

  function flush(): Promise<Saving['state']> {
    clearTimeout(timer)
    running ??= saveAll().finally(() => {
      running = undefined
    })
    return running
  }
  return {
    flush,
    /** Saves when nobody types for a second. */
    soon: () => {
      clearTimeout(timer)
      if (!held) timer = setTimeout(() => void flush(), pause)
    },
    hold: () => {
      held = 'elsewhere'
      clearTimeout(timer)
      tell({ state: held })
    },
    release: () => {
      held = undefined
    },
    /** Waits for the save that is out: one that arrives after the draft was thrown away would bring it back. */
    stop: async () => {
      held = 'late'
      clearTimeout(timer)
      await running
    },
  }
}
