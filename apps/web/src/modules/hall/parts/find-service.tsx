/** Search as one types. Enter goes to the chosen service, or to all that was found. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, type KeyboardEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Icon } from '#kit'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import { hall } from '../api.ts'
import './find-service.css'

/** The words once typing pauses. */
function useSettled(words: string, milliseconds: number): string {
  const [settled, setSettled] = useState(words)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(words), milliseconds)
    return () => clearTimeout(timer)
  }, [words, milliseconds])
  return settled
}

export const searchQuery = (q: string) => ({
  queryKey: ['search', q],
  queryFn: ({ signal }: { signal: AbortSignal }) => hall.search({ query: { q } }, { signal }),
  enabled: q !== '',
})

function Results({
  id,
  words,
  active,
  rows,
}: {
  id: string
  words: string
  active: number
  rows: readonly { id: string; name: { zh: string; en: string }; summary: { zh: string; en: string } }[]
}) {
  const { t } = useTranslation('hall')
  const say = useSay()
  return (
    <div className="find-results" id={id} role="listbox" aria-label={t('home.results', { n: rows.length })}>
      {rows.length === 0 ? <p>{t('home.noResults')}</p> : null}
      {rows.map((row, index) => (
        <Link
          key={row.id}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          tabIndex={-1}
          to="/services/$id"
          params={{ id: row.id }}
          // Losing focus would close the list before the click arrives.
          onMouseDown={(event) => event.preventDefault()}
        >
          <b>{say(row.name)}</b>
          <span>{say(row.summary)}</span>
        </Link>
      ))}
      <span className="sr-only" role="status">
        {words ? t('home.results', { n: rows.length }) : ''}
      </span>
    </div>
  )
}

export function FindService({ initial = '', autoFocus = false }: { initial?: string; autoFocus?: boolean }) {
  const { t } = useTranslation('hall')
  const navigate = useNavigate()
  const [words, setWords] = useState(initial)
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const settled = useSettled(words.trim(), 120)
  const found = useQuery({
    ...searchQuery(settled),
    placeholderData: (before: Awaited<ReturnType<typeof hall.search>> | undefined) => before,
  })
  const rows = settled === '' ? [] : (found.data?.rows ?? []).slice(0, 8)
  const shown = open && words.trim() !== '' && found.data !== undefined
  useEffect(() => setWords(initial), [initial])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setOpen(false)
    const chosen = shown ? rows[active] : undefined
    if (chosen) void navigate({ to: '/services/$id', params: { id: chosen.id } })
    else void navigate({ to: '/hall', search: words.trim() ? { q: words.trim() } : {} })
  }
  const steer = (event: KeyboardEvent) => {
    // While a Chinese input method composes, its keys are its own.
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') setOpen(false)
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    const step = event.key === 'ArrowDown' ? 1 : -1
    setOpen(true)
    setActive((before) => Math.max(-1, Math.min(rows.length - 1, before + step)))
  }
  return (
    <search className="find">
      <form onSubmit={submit}>
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={t('home.search')}
          aria-expanded={shown}
          aria-controls="find-results"
          aria-autocomplete="list"
          {...(shown && active >= 0 ? { 'aria-activedescendant': `find-results-${active}` } : {})}
          placeholder={t('home.placeholder')}
          autoComplete="off"
          enterKeyHint="search"
          value={words}
          // biome-ignore lint/a11y/noAutofocus: on the page of all services the search box is what one came for
          autoFocus={autoFocus}
          onChange={(event) => {
            setWords(event.target.value)
            setActive(-1)
            setOpen(true)
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={steer}
        />
        <Button type="submit" look="primary">
          {t('home.find')}
        </Button>
      </form>
      {shown ? <Results id="find-results" words={settled} active={active} rows={rows} /> : null}
    </search>
  )
}
