/** Giving a right, or passing on a part of one's own for a time. */
import { useQuery } from '@tanstack/react-query'
import {
  type DataCategory,
  dataCategories,
  type GrantView,
  peopleApi,
  type RoleName,
  roleNames as roles,
} from '@yizhan/contracts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  Button,
  Checkbox,
  DateInput,
  Dialog,
  describe,
  Field,
  Notice,
  RadioCards,
  SelectInput,
  TextArea,
} from '#kit'
import { client } from './client.ts'
import { useCommand } from './command.ts'
import { useSay } from './language.ts'
import { MemberPick, type Picked, UnitPick } from './pick.tsx'

const people = client(peopleApi)

type Limited = Exclude<DataCategory, 'none'>

export const categories = dataCategories.filter((name): name is Limited => name !== 'none')

export const isKnownRole = (role: string): role is RoleName => roles.includes(role as RoleName)

export const isKnownCategory = (name: string): name is Limited => categories.includes(name as Limited)

type Wanted = {
  member: Picked | undefined
  effect: 'allow' | 'deny'
  role: RoleName
  unit: Picked | undefined
  campus: string | undefined
  /** Empty: every category. */
  only: readonly Limited[]
  until: string | undefined
  reason: string
}

type Props = {
  /** To whom; absent: to be found. */
  member?: string
  /** One's own right of which this is a part. */
  passing?: GrantView
  onClose: () => void
  onDone: () => void
}

function Categories({
  offered,
  chosen,
  onChange,
}: {
  offered: readonly Limited[]
  chosen: readonly Limited[]
  onChange: (chosen: readonly Limited[]) => void
}) {
  const { t } = useTranslation('people')
  return (
    <Field id="grant-only" label={t('grants.only')} hint={t('grants.only.hint')} group optional>
      <div className="grant-only">
        {offered.map((category) => (
          <Checkbox
            key={category}
            checked={chosen.includes(category)}
            onChange={(on) =>
              onChange(on ? [...chosen, category] : chosen.filter((other) => other !== category))
            }
          >
            {t(`category.${category}`)}
          </Checkbox>
        ))}
      </div>
    </Field>
  )
}

function Campus({ value, onChange }: { value: string | undefined; onChange: (campus?: string) => void }) {
  const { t } = useTranslation('people')
  const units = useQuery({
    queryKey: ['units'],
    queryFn: ({ signal }) => people.units({}, { signal }),
    staleTime: 60_000,
  })
  const campuses = [...new Set(units.data?.rows.flatMap((unit) => unit.campus ?? []))].sort()
  if (campuses.length < 2) return null
  return (
    <Field id="grant-campus" label={t('grants.campus')} optional>
      <SelectInput
        id="grant-campus"
        value={value}
        onChange={onChange}
        clearable
        placeholder={t('grants.campus.all')}
        options={campuses.map((campus) => ({ value: campus, label: campus }))}
      />
    </Field>
  )
}

function start(passing: GrantView | undefined, say: ReturnType<typeof useSay>): Wanted {
  const held = categories.filter((category) => passing?.categories?.includes(category))
  return {
    member: undefined,
    effect: 'allow',
    role: passing && isKnownRole(passing.role) ? passing.role : 'clerk',
    unit: passing && { value: passing.unit.id, label: say(passing.unit.name) },
    campus: passing?.campus,
    only: held,
    until: undefined,
    reason: '',
  }
}

/** Shown while it is mounted; whoever opens it again gets an empty one. */
export function GrantDialog({ member, passing, onClose, onDone }: Props) {
  const { t } = useTranslation('people')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const [wanted, setWanted] = useState(() => start(passing, say))
  const [tried, setTried] = useState(false)
  const give = useCommand(people.giveGrant, { onOk: onDone })
  const set = (change: Partial<Wanted>) => setWanted((before) => ({ ...before, ...change }))
  const to = member ?? wanted.member?.value
  const { unit, effect, role, campus, only, until } = wanted
  const reason = wanted.reason.trim()
  const wrong = (missing: boolean, words: string) => (tried && missing ? words : undefined)
  const submit = () => {
    setTried(true)
    if (!to || !unit || reason === '' || (passing && !until)) return
    const limits = {
      ...(campus ? { campus } : {}),
      ...(only.length > 0 ? { categories: [...only] } : {}),
      ...(until ? { until } : {}),
      ...(passing ? { parent: passing.id } : {}),
    }
    give.mutate({ body: { member: to, effect, role, unit: unit.value, reason, ...limits } })
  }
  const title = passing ? t('grants.pass.title', { role: t(`role.${role}`) }) : t('grants.give')
  const about = (id: string, error: string | undefined) => ({ id, error })
  const untilAbout = about('grant-until', wrong(passing !== undefined && !until, t('grants.until.missing')))
  const reasonAbout = about('grant-reason', wrong(reason === '', t('grants.reason.missing')))
  const offered = passing?.categories
    ? categories.filter((category) => passing.categories?.includes(category))
    : categories
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button look="primary" pending={give.isPending} onClick={submit}>
            {passing ? t('grants.pass') : t('grants.give')}
          </Button>
          <Button onClick={onClose}>{kit('cancel')}</Button>
        </>
      }
    >
      {give.error ? (
        <Notice status="danger">
          <b>{give.error.problem.title || kit('error.title')}</b>
          {give.error.problem.next ? <p>{give.error.problem.next}</p> : null}
          {give.error.problem.fields?.map((field) => (
            <p key={field.path}>{field.message}</p>
          ))}
        </Notice>
      ) : null}
      {member ? null : (
        <MemberPick
          {...about('grant-member', wrong(!to, t('grants.member.missing')))}
          label={t('grants.member')}
          value={wanted.member}
          onChange={(picked) => set({ member: picked })}
        />
      )}
      {passing ? null : (
        <>
          <Field id="grant-effect" label={t('grants.effect')} group>
            <RadioCards
              id="grant-effect"
              name="effect"
              value={effect}
              onChange={(value) => set({ effect: value === 'deny' ? 'deny' : 'allow' })}
              choices={(['allow', 'deny'] as const).map((value) => ({ value, label: t(`grants.${value}`) }))}
            />
          </Field>
          <Field id="grant-role" label={t('grants.role')} hint={t(`role.${role}.can`)}>
            <SelectInput
              {...describe({ id: 'grant-role', hint: true })}
              value={role}
              onChange={(value) => set({ role: (value ?? 'clerk') as RoleName })}
              options={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
            />
          </Field>
        </>
      )}
      <UnitPick
        {...about('grant-unit', wrong(!unit, t('grants.unit.missing')))}
        label={t('grants.unit')}
        value={unit}
        onChange={(picked) => set({ unit: picked })}
      />
      {passing?.campus ? null : <Campus value={campus} onChange={(next) => set({ campus: next })} />}
      <Categories offered={offered} chosen={only} onChange={(chosen) => set({ only: chosen })} />
      <Field {...untilAbout} label={t('grants.until')} optional={!passing}>
        <DateInput {...describe(untilAbout)} value={until} onChange={(next) => set({ until: next })} />
      </Field>
      <Field {...reasonAbout} label={t('grants.reason')}>
        <TextArea
          {...describe(reasonAbout)}
          rows={2}
          maxLength={300}
          value={wanted.reason}
          onChange={(text) => set({ reason: text })}
        />
      </Field>
    </Dialog>
  )
}
