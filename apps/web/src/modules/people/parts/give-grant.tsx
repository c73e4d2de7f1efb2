import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { RoleName } from '@yizhan/contracts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  Button,
  DateInput,
  Dialog,
  Field,
  Notice,
  RadioCards,
  SearchSelect,
  SelectInput,
  TextArea,
} from '#kit'
import { useCommand } from '#shell/command.ts'
import { useSay } from '#shell/language.ts'
import { people } from '../api.ts'

export const roles: readonly RoleName[] = [
  'people-admin',
  'service-admin',
  'operator',
  'seal-manager',
  'auditor',
  'unit-leader',
  'student-affairs',
  'registrar',
  'clerk',
]

type Unit = { value: string; label: string }
type Props = { member: string; open: boolean; onClose: () => void; onDone: () => void }

function UnitField({
  value,
  onChange,
  error,
}: {
  value: Unit | undefined
  onChange: (unit: Unit | undefined) => void
  error: string
}) {
  const { t } = useTranslation('people')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const [words, setWords] = useState('')
  const found = useQuery({
    queryKey: ['pick-units', words.trim()],
    queryFn: ({ signal }) => people.pickUnits({ query: { q: words.trim() } }, { signal }),
    placeholderData: keepPreviousData,
  })
  return (
    <Field id="grant-unit" label={t('grants.unit')} error={error || undefined}>
      <SearchSelect
        id="grant-unit"
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

export function GiveGrant({ member, open, onClose, onDone }: Props) {
  const { t } = useTranslation('people')
  const { t: kit } = useTranslation('kit')
  const [effect, setEffect] = useState<'allow' | 'deny'>('allow')
  const [role, setRole] = useState<RoleName>('clerk')
  const [unit, setUnit] = useState<Unit>()
  const [until, setUntil] = useState<string>()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState({ unit: '', reason: '' })
  const give = useCommand(people.giveGrant, { onOk: onDone })
  const submit = () => {
    const missing = {
      unit: unit ? '' : t('grants.unit.missing'),
      reason: reason.trim() ? '' : t('grants.reason.missing'),
    }
    setWrong(missing)
    if (!unit || missing.reason) return
    give.mutate({
      body: { member, effect, role, unit: unit.value, reason: reason.trim(), ...(until ? { until } : {}) },
    })
  }
  return (
    <Dialog
      open={open}
      title={t('grants.give')}
      onClose={onClose}
      actions={
        <>
          <Button look="primary" pending={give.isPending} onClick={submit}>
            {t('grants.give')}
          </Button>
          <Button onClick={onClose}>{kit('cancel')}</Button>
        </>
      }
    >
      {give.error ? (
        <Notice status="danger">
          <b>{give.error.problem.title || kit('error.title')}</b>
          {give.error.problem.next ? <p>{give.error.problem.next}</p> : null}
        </Notice>
      ) : null}
      <Field id="grant-effect" label={t('grants.effect')} group>
        <RadioCards
          id="grant-effect"
          name="effect"
          value={effect}
          onChange={(value) => setEffect(value === 'deny' ? 'deny' : 'allow')}
          choices={(['allow', 'deny'] as const).map((value) => ({ value, label: t(`grants.${value}`) }))}
        />
      </Field>
      <Field id="grant-role" label={t('grants.role')}>
        <SelectInput
          id="grant-role"
          value={role}
          onChange={(value) => setRole((value ?? 'clerk') as RoleName)}
          options={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
        />
      </Field>
      <UnitField value={unit} onChange={setUnit} error={wrong.unit} />
      <Field id="grant-until" label={t('grants.until')} optional>
        <DateInput id="grant-until" value={until} onChange={setUntil} />
      </Field>
      <Field id="grant-reason" label={t('grants.reason')} error={wrong.reason || undefined}>
        <TextArea id="grant-reason" rows={2} maxLength={300} value={reason} onChange={setReason} />
      </Field>
    </Dialog>
  )
}
