/** Finding one person or one unit of very many by typing; the server searches. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { peopleApi } from '@yizhan/contracts'
import { type ComponentProps, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { describe, Field, SearchSelect } from '#kit'
import { client } from './client.ts'
import { useSay } from './language.ts'

const people = client(peopleApi)

export type Picked = NonNullable<ComponentProps<typeof SearchSelect>['value']>
type Props = {
  id: string
  label: string
  error?: string | undefined
  value: Picked | undefined
  onChange: (picked: Picked | undefined) => void
}

export function MemberPick({ id, label, error, value, onChange }: Props) {
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const [words, setWords] = useState('')
  const q = words.trim()
  const found = useQuery({
    queryKey: ['pick-members', q],
    queryFn: ({ signal }) => people.pickMembers({ query: { q } }, { signal }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  })
  return (
    <Field id={id} label={label} error={error}>
      <SearchSelect
        {...describe({ id, error })}
        value={value}
        onChange={onChange}
        onSearch={setWords}
        searching={found.isFetching}
        empty={q === '' ? kit('typeToFind') : kit('noMatch')}
        placeholder={kit('typeToFind')}
        options={(found.data?.rows ?? []).map((card) => ({
          value: card.id,
          label: card.name,
          note: [card.number, card.unit ? say(card.unit) : ''].filter(Boolean).join('　'),
        }))}
      />
    </Field>
  )
}

export function UnitPick({ id, label, error, value, onChange }: Props) {
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const [words, setWords] = useState('')
  const q = words.trim()
  const found = useQuery({
    queryKey: ['pick-units', q],
    queryFn: ({ signal }) => people.pickUnits({ query: { q } }, { signal }),
    placeholderData: keepPreviousData,
  })
  return (
    <Field id={id} label={label} error={error}>
      <SearchSelect
        {...describe({ id, error })}
        value={value}
        onChange={onChange}
        onSearch={setWords}
        searching={found.isFetching}
        empty={kit('noMatch')}
        placeholder={kit('choose')}
        options={(found.data?.rows ?? []).map((unit) => ({
          value: unit.id,
          label: say(unit.name),
          note: unit.code,
        }))}
      />
    </Field>
  )
}
