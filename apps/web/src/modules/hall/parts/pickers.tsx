/** Picking a colleague or a unit by typing; the server searches. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SearchSelect } from '#kit'
import { useSay } from '#shell/language.ts'
import { people } from '../api.ts'
import type { ControlOf } from './control-of.ts'
import { useFormMemory } from './form-context.ts'

function usePicked(value: unknown) {
  const { names, remember } = useFormMemory()
  const id = typeof value === 'string' ? value : undefined
  return { picked: id === undefined ? undefined : { value: id, label: names[id] ?? id }, remember }
}

export function MemberPicker({ field, value, onChange, describe }: ControlOf) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const { picked, remember } = usePicked(value)
  const [words, setWords] = useState('')
  const q = words.trim()
  const found = useQuery({
    queryKey: ['pick-members', q, field.pick?.kind],
    queryFn: ({ signal }) =>
      people.pickMembers({ query: { q, ...(field.pick ? { kind: field.pick.kind } : {}) } }, { signal }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  })
  return (
    <SearchSelect
      {...describe}
      value={picked}
      placeholder={t('apply.pick.member')}
      searching={found.isFetching}
      empty={q === '' ? kit('typeToFind') : kit('noMatch')}
      onSearch={setWords}
      options={(found.data?.rows ?? []).map((card) => ({
        value: card.id,
        label: card.name,
        note: [card.number, card.unit ? say(card.unit) : ''].filter(Boolean).join('　'),
      }))}
      onChange={(next) => {
        if (next) remember(next.value, next.label)
        onChange(next?.value)
      }}
    />
  )
}

export function UnitPicker({ value, onChange, describe }: ControlOf) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const { picked, remember } = usePicked(value)
  const [words, setWords] = useState('')
  const found = useQuery({
    queryKey: ['pick-units', words.trim()],
    queryFn: ({ signal }) => people.pickUnits({ query: { q: words.trim() } }, { signal }),
    placeholderData: keepPreviousData,
  })
  return (
    <SearchSelect
      {...describe}
      value={picked}
      placeholder={t('apply.pick.unit')}
      searching={found.isFetching}
      empty={kit('noMatch')}
      onSearch={setWords}
      options={(found.data?.rows ?? []).map((unit) => ({
        value: unit.code,
        label: say(unit.name),
      }))}
      onChange={(next) => {
        if (next) remember(next.value, next.label)
        onChange(next?.value)
      }}
    />
  )
}
