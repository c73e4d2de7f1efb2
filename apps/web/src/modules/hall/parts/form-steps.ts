/** Through a form: at a desk all sections at once, on a phone one after another, each checked before the next. */
import type { FormView } from '@yizhan/contracts'
import type { Answers, FieldError } from '@yizhan/forms/browser'
import { useEffect, useState } from 'react'
import { problemsOf } from './application.ts'
import { useShownSections } from './form-page.tsx'
import { useNarrow } from './narrow.ts'

export function useFormSteps(view: FormView, answers: Answers) {
  const narrow = useNarrow()
  const [open, setOpen] = useState(0)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [blocked, setBlocked] = useState(false)
  const sections = useShownSections(view, answers)
  const last = !narrow || open >= sections.length - 1
  useEffect(() => {
    if (open >= sections.length) setOpen(Math.max(0, sections.length - 1))
  }, [open, sections.length])
  /** Shows what is wrong, or the next section; true when nothing is left to answer. */
  const goOn = async (): Promise<boolean> => {
    const mine = new Set((sections[open]?.fields ?? []).map((field) => field.id))
    try {
      const found = await problemsOf(view, answers)
      const here = last ? found : found.filter((error) => mine.has(error.path.split('.')[0] ?? ''))
      setErrors(here)
      setBlocked(false)
      if (here.length > 0 || last) return here.length === 0
      setOpen(open + 1)
      scrollTo({ top: 0 })
    } catch {
      setBlocked(true)
    }
    return false
  }
  return { narrow, open, setOpen, errors, blocked, last, goOn }
}
