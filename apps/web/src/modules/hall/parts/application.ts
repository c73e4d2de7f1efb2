/**
 * An application while it is written. The answers live in the query cache under one key, so that the form and the
 * check page see the same; they are saved on the server a second after the last change, and on this device at once.
 */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { FormView } from '@yizhan/contracts'
import { type Answers, type FieldError, fieldsOf, judge, type Validator } from '@yizhan/forms/browser'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useSession } from '#shell/session.ts'
import { hall } from '../api.ts'
import {
  draftQueue,
  isElsewhere,
  opened,
  type Saving,
  seenBy,
  type Written,
  writtenFrom,
} from './draft-queue.ts'
import { formQuery, readyToJudge } from './form-query.ts'
import { formOf, isRecord, startingAnswers, surroundingsOf } from './form-shape.ts'
import { keepHere, keptHere } from './kept-here.ts'

const writtenKey = (id: string) => ['answers', id]

/** `after` tells the server to which application the draft leads: it is not kept when that was sent meanwhile. */
const draftOf = (view: FormView, written: Written) => ({
  version: view.version,
  answers: sentAnswers(view, written.answers),
  seen: seenBy(written),
  stamp: written.stamp,
  ...(view.after === undefined ? {} : { after: view.after }),
})

/** What was typed on this device and never saved comes before the draft, in the fields that the form still has. */
function firstWritten(view: FormView, member: string, id: string): Written {
  const here = keptHere(member, id)
  return opened(view, here && { ...here, answers: startingAnswers(view, here.answers) })
}

/** Kept in the query cache, where the check page finds it too. */
function useWritten(id: string, view: FormView, member: string) {
  const queries = useQueryClient()
  const start = () => firstWritten(view, member, id)
  const { data } = useQuery<Written>({
    queryKey: writtenKey(id),
    queryFn: start,
    initialData: start,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30 * 60_000,
  })
  // The cache tells its readers a moment later; a control that hears so late loses its caret, and a Chinese input
  // method what it composes. What is typed here is therefore shown at once.
  const [typed, setTyped] = useState<{ id: string; answers: Answers }>()
  const read = useCallback(() => queries.getQueryData<Written>(writtenKey(id)), [queries, id])
  const write = useCallback(
    (written: Written) => {
      setTyped({ id, answers: written.answers })
      queries.setQueryData(writtenKey(id), written)
      keepHere(member, id, written)
    },
    [queries, id, member],
  )
  return { written: data, answers: typed?.id === id ? typed.answers : data.answers, read, write }
}

/** The queue of one open page. A form that comes anew does not end it; leaving the page saves what still waits. */
function useQueue(
  id: string,
  view: FormView,
  drafts: boolean,
  { read, write }: Pick<ReturnType<typeof useWritten>, 'read' | 'write'>,
) {
  const first: Saving = view.draft ? { state: 'saved', at: view.draft.savedAt } : { state: 'clean' }
  const [saving, setSaving] = useState<Saving>(first)
  const latest = useRef(view)
  const queue = useMemo(
    () =>
      draftQueue({
        read: () => (drafts ? read() : undefined),
        write,
        send: (written) => hall.saveDraft({ params: { id }, body: draftOf(latest.current, written) }),
        tell: setSaving,
      }),
    [id, drafts, read, write],
  )
  useEffect(() => {
    latest.current = view
    const mine = read()
    if (mine) {
      const now = opened(view, mine)
      if (now !== mine) write(now)
      else if (isElsewhere(view, mine)) queue.hold()
      else if (mine.dirty) queue.soon()
    }
    const online = () => void queue.flush()
    addEventListener('online', online)
    return () => {
      removeEventListener('online', online)
      void queue.flush()
    }
  }, [queue, view, read, write])
  return { queue, saving }
}

/** The answers of a form and how they are kept. `drafts` is off for a returned case, whose answers are its own. */
export function useAnswers(id: string, view: FormView, drafts: boolean) {
  const queries = useQueryClient()
  const member = useSession().member.id
  const { written, answers, read, write } = useWritten(id, view, member)
  const { queue, saving } = useQueue(id, view, drafts, { read, write })
  const change = useCallback(
    (field: string, value: unknown) => {
      const before = read() ?? writtenFrom(view)
      write({ ...before, answers: { ...before.answers, [field]: value }, dirty: true })
      if (drafts) queue.soon()
    },
    [read, write, view, drafts, queue],
  )
  useEffect(() => {
    // The form stands; what judges it may come now.
    readyToJudge(view).catch(() => undefined)
  }, [view])
  const forget = useCallback(async () => {
    await queue.stop()
    keepHere(member, id, undefined)
    queries.removeQueries({ queryKey: writtenKey(id) })
    queries.removeQueries({ queryKey: ['form', id] })
  }, [id, queries, member, queue])
  /** Saves over the other device's draft, which the person has been told of. */
  const keepMine = useCallback(
    async (other: FormView) => {
      const mine = read()
      const stamp = other.draft?.stamp
      if (mine) write({ ...mine, dirty: true, seen: [...mine.seen, ...(stamp ? [stamp] : [])] })
      queue.release()
      await queue.flush()
    },
    [read, write, queue],
  )
  /** The other device's draft instead of what is written here. */
  const takeOther = useCallback(
    (other: FormView) => {
      queue.release()
      write(writtenFrom(other))
      queries.setQueryData(formQuery(id).queryKey, other)
    },
    [id, queries, queue, write],
  )
  return { answers, change, forget, keepMine, save: queue.flush, saving, seen: seenBy(written), takeOther }
}

/** The compiled validator comes as a module from our own origin and runs the same checks as the server. */
export async function validatorFrom(address: string): Promise<Validator> {
  const found: unknown = await import(/* @vite-ignore */ address)
  const validate: unknown =
    typeof found === 'object' && found !== null ? Reflect.get(found, 'validate') : undefined
  if (typeof validate !== 'function') throw new Error(`${address} has no validator`)
  return validate as Validator
}

/** What is wrong with the answers, in the order of the page. */
export async function problemsOf(view: FormView, answers: Answers): Promise<readonly FieldError[]> {
  const [validate] = await Promise.all([validatorFrom(view.validator), readyToJudge(view)])
  return judge(formOf(view), answers, surroundingsOf(view), validate).errors
}

/** What is sent: the record's own values are left out, because the server takes them again from the record. */
export function sentAnswers(view: FormView, answers: Answers): Record<string, unknown> {
  const record = new Set(fieldsOf(formOf(view)).flatMap(({ field }) => (isRecord(field) ? [field.id] : [])))
  return Object.fromEntries(
    Object.entries(answers).filter(([id, value]) => !record.has(id) && value !== undefined),
  )
}
