/** Rights that were given besides those of positions: what, over which unit, by whom, until when. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { GrantView } from '@yizhan/contracts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  Button,
  Dialog,
  ErrorState,
  Field,
  Loading,
  lastOf,
  Notice,
  nearDay,
  SectionHead,
  StatusMark,
  type StatusName,
  TextArea,
  TextButton,
} from '#kit'
import { useCommand } from '#shell/command.ts'
import { GrantDialog, isKnownCategory, isKnownRole } from '#shell/grant-dialog.tsx'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import { useLanguage } from '#shell/preferences.ts'
import { people } from '../api.ts'

const shapes: Record<GrantView['state'], StatusName> = {
  future: 'idle',
  held: 'done',
  over: 'stopped',
  revoked: 'stopped',
}

function Revoke({
  grant,
  onClose,
  onDone,
}: {
  grant: GrantView | undefined
  onClose: () => void
  onDone: () => void
}) {
  const { t } = useTranslation('people')
  const { t: kit } = useTranslation('kit')
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState('')
  const revoke = useCommand(people.revokeGrant, { onOk: onDone })
  const submit = () => {
    if (reason.trim() === '') return setWrong(t('grants.reason.missing'))
    if (grant) revoke.mutate({ params: { id: grant.id }, body: { reason: reason.trim() } })
  }
  return (
    <Dialog
      open={grant !== undefined}
      title={t('grants.revoke.ask')}
      onClose={onClose}
      actions={
        <>
          <Button look="danger" pending={revoke.isPending} onClick={submit}>
            {t('grants.revoke')}
          </Button>
          <Button onClick={onClose}>{kit('cancel')}</Button>
        </>
      }
    >
      {revoke.error ? (
        <Notice status="danger">{revoke.error.problem.title || kit('error.title')}</Notice>
      ) : null}
      <p>{t('grants.revoke.body')}</p>
      <Field id="revoke-reason" label={t('grants.reason')} error={wrong || undefined}>
        <TextArea id="revoke-reason" rows={2} maxLength={300} value={reason} onChange={setReason} />
      </Field>
    </Dialog>
  )
}

function Grant({ grant, named, onRevoke }: { grant: GrantView; named: boolean; onRevoke: () => void }) {
  const { t } = useTranslation('people')
  const say = useSay()
  const language = useLanguage()
  const { t: kit } = useTranslation('kit')
  const role = isKnownRole(grant.role) ? t(`role.${grant.role}`) : grant.role
  const only = grant.categories?.flatMap((name) =>
    isKnownCategory(name) ? t(`category.${name}`) : name === 'none' ? [] : name,
  )
  const from = nearDay(grant.from, language)
  const given = grant.by
    ? t('grants.by', { who: grant.by.name, reason: grant.reason })
    : t('grants.byNobody', { reason: grant.reason })
  return (
    <li>
      <div>
        {named ? (
          <p>
            <Link to="/admin/people/$id" params={{ id: grant.member.id }}>
              {grant.member.name}
            </Link>
            {'　'}
            {grant.member.number}
          </p>
        ) : null}
        <b>
          {t(`grants.${grant.effect}`)}　{t('grants.line', { unit: say(grant.unit.name), role })}
        </b>
        <p>
          {grant.until
            ? t('grants.span', { from, until: nearDay(lastOf(grant.until), language) })
            : t('grants.from', { from })}
        </p>
        {grant.campus || only?.length ? (
          <p>
            {t('grants.limits', {
              limits: [grant.campus, ...(only ?? [])].filter(Boolean).join(kit('and')),
            })}
          </p>
        ) : null}
        <p>{given}</p>
        {grant.parent ? <p>{t('grants.passedOn')}</p> : null}
        {grant.revoked ? (
          <p>
            {t('grants.revoked', { time: nearDay(grant.revoked.at, language), reason: grant.revoked.reason })}
          </p>
        ) : null}
      </div>
      <div className="grant-end">
        <StatusMark
          status={grant.effect === 'deny' && grant.state === 'held' ? 'danger' : shapes[grant.state]}
        >
          {t(`grants.state.${grant.state}`)}
        </StatusMark>
        {grant.mayRevoke ? <TextButton onClick={onRevoke}>{t('grants.revoke')}</TextButton> : null}
      </div>
    </li>
  )
}

/** @param named the list is of several people */
export function GrantList({
  rows,
  named = false,
  onRevoked,
}: {
  rows: readonly GrantView[]
  named?: boolean
  onRevoked: () => void
}) {
  const [revoking, setRevoking] = useState<GrantView>()
  return (
    <>
      <ul className="panel corrections">
        {rows.map((grant) => (
          <Grant key={grant.id} grant={grant} named={named} onRevoke={() => setRevoking(grant)} />
        ))}
      </ul>
      {revoking ? (
        <Revoke
          grant={revoking}
          onClose={() => setRevoking(undefined)}
          onDone={() => {
            setRevoking(undefined)
            onRevoked()
          }}
        />
      ) : null}
    </>
  )
}

export function Grants({ member, mayGive }: { member: string; mayGive: boolean }) {
  const { t } = useTranslation('people')
  const queries = useQueryClient()
  const key = ['grants', member]
  const list = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => people.grants({ query: { member, limit: 100 } }, { signal }),
  })
  const [giving, setGiving] = useState(false)
  const again = () => {
    setGiving(false)
    void queries.invalidateQueries({ queryKey: key })
  }
  return (
    <section className="member-relations">
      <SectionHead
        title={t('grants')}
        note={t('grants.note')}
        more={
          mayGive ? <TextButton onClick={() => setGiving(true)}>{t('grants.give')}</TextButton> : undefined
        }
      />
      {list.isError && !list.data ? (
        <ErrorState onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Loading rows={2} />
      ) : list.data.rows.length === 0 ? (
        <p className="muted">{t('grants.none')}</p>
      ) : (
        <GrantList rows={list.data.rows} onRevoked={again} />
      )}
      {giving ? <GrantDialog member={member} onClose={() => setGiving(false)} onDone={again} /> : null}
    </section>
  )
}
