/**
 * An application while it is written. The answers live in the query cache under one key, so that the form and the
 * check page see the same; they are saved on the server a second after the last change, and on this device at once.
 */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { FormView } from '@yizhan/contracts'
import { type Answers, type FieldError, fieldsOf, judge, type Validator } from '@yizhan/forms/browser'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ProblemError } from '#shell/client.ts'
import { draftPrefix, useSession } from '#shell/session.ts'
import { hall } from '../api.ts'
import { readyToJudge } from './form-query.ts'
import { formOf, isRecord, startingAnswers, surroundingsOf } from './form-shape.ts'

export const answersKey = (id: string) => ['answers', id]
/** On a shared computer nobody finds another's draft: the key names the member, and signing out clears them all. */
const localKey = (member: string, id: string) => `${draftPrefix}${member}.${id}`

function keptHere(member: string, id: string, version: number): Answers | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(localKey(member, id)) ?? 'null')
    if (typeof kept !== 'object' || kept === null || Reflect.get(kept, 'version') !== version)
      return undefined
    const answers: unknown = Reflect.get(kept, 'answers')
    return typeof answers === 'object' && answers !== null ? { ...answers } : undefined
  } catch {
    return undefined
  }
}

function keepHere(member: string, id: string, version: number, answers: Answers | undefined): void {
  try {
    if (answers === undefined) localStorage.removeItem(localKey(member, id))
    else localStorage.setItem(localKey(member, id), JSON.stringify({ version, answers }))
  } catch {
    // Without storage the draft lives on the server only.
  }
}

export type Saving = {
  readonly state: 'clean' | 'saving' | 'saved' | 'kept' | 'failed'
  readonly at?: string
}
const pause = 1000

/** `after` tells the server to which application the draft leads: it is not kept when that was sent meanwhile. */
const draftOf = (view: FormView, answers: Answers) => ({
  version: view.version,
  answers: sentAnswers(view, answers),
  ...(view.after === undefined ? {} : { after: view.after }),
})

/** Answers in the query cache, where the check page finds them too. */
function useCached(key: readonly string[], start: () => Answers): Answers {
  const { data } = useQuery<Answers>({
    queryKey: key,
    queryFn: start,
    initialData: start,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30 * 60_000,
  })
  return data
}

/** The answers of a form and how they are kept. `drafts` is off for a returned case, whose answers are its own. */
export function useAnswers(id: string, view: FormView, drafts: boolean) {
  const queries = useQueryClient()
  const member = useSession().member.id
  const key = answersKey(id)
  const known = useCached(key, () => startingAnswers(view, keptHere(member, id, view.version)))
  // The cache tells its readers a moment later; a control that hears so late loses its caret, and a Chinese input
  // method what it composes. What is typed here is therefore shown at once.
  const [typed, setTyped] = useState<{ id: string; answers: Answers }>()
  const answers = typed?.id === id ? typed.answers : known
  const [saving, setSaving] = useState<Saving>(
    view.draft ? { state: 'saved', at: view.draft.savedAt } : { state: 'clean' },
  )
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const waiting = useRef<Answers>(undefined)
  const save = useCallback(async () => {
    clearTimeout(timer.current)
    const latest = waiting.current
    if (!drafts || latest === undefined) return
    waiting.current = undefined
    setSaving({ state: 'saving' })
    try {
      const { savedAt } = await hall.saveDraft({
        params: { id },
        body: draftOf(view, latest),
      })
      if (waiting.current === undefined) keepHere(member, id, view.version, undefined)
      setSaving({ state: 'saved', at: savedAt })
    } catch (error) {
      // Sent already, here or on another device: what was typed before is no draft of the next application.
      if (error instanceof ProblemError && error.problem.code === 'hall.draft-late') {
        keepHere(member, id, view.version, undefined)
        return setSaving({ state: 'clean' })
      }
      waiting.current ??= latest
      setSaving({ state: navigator.onLine ? 'failed' : 'kept' })
    }
  }, [id, view, drafts, member])
  const change = useCallback(
    (field: string, value: unknown) => {
      const next = { ...queries.getQueryData<Answers>(key), [field]: value }
      setTyped({ id, answers: next })
      queries.setQueryData(key, next)
      keepHere(member, id, view.version, next)
      if (!drafts) return
      waiting.current = next
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void save(), pause)
    },
    [queries, key, drafts, id, view.version, save, member],
  )
  useEffect(() => {
    // The form stands; what judges it may come now.
    readyToJudge(view).catch(() => undefined)
  }, [view])
  useEffect(() => {
    const online = () => void save()
    addEventListener('online', online)
    return () => {
      removeEventListener('online', online)
      // Leaving the page saves what is still waiting.
      void save()
    }
  }, [save])
  const forget = useCallback(() => {
    waiting.current = undefined
    clearTimeout(timer.current)
    keepHere(member, id, view.version, undefined)
    queries.removeQueries({ queryKey: key })
    queries.removeQueries({ queryKey: ['form', id] })
  }, [id, key, queries, view.version, member])
  return { answers, change, save, saving, forget }
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
