import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { MemberDetail } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { Avatar, FactList, LongText, nearTime, plainDate, SectionHead } from '#kit'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import { Page, useTitle } from '#shell/page.tsx'
import { useLanguage } from '#shell/preferences.ts'
import { Resource } from '#shell/resource.tsx'
import { useSession } from '#shell/session.ts'
import { people } from '../api.ts'
import { Grants } from '../parts/grants.tsx'
import { ResetPassword } from '../parts/reset-password.tsx'
import './people.css'

function Around({ detail }: { detail: MemberDetail }) {
  const { t } = useTranslation('people')
  const say = useSay()
  const language = useLanguage()
  const term = (from: string, to: string | undefined) =>
    to
      ? t('member.termTo', { from: plainDate(from, language), to: plainDate(to, language) })
      : t('member.term', { from: plainDate(from, language) })
  return (
    <div>
      <SectionHead title={t('member.positions')} />
      {detail.positions.length === 0 ? <p className="muted">{t('member.positions.none')}</p> : null}
      <FactList
        wide
        facts={detail.positions.map((one) => ({
          key: `${one.unit.zh}${one.position}${one.from}`,
          term: say(one.title),
          text: say(one.unit),
          note: term(one.from, one.to),
        }))}
      />
      <div className="member-relations">
        <SectionHead title={t('member.relations')} />
        {detail.relations.length === 0 ? <p className="muted">{t('member.relations.none')}</p> : null}
        <FactList
          wide
          facts={detail.relations.map((one) => ({
            key: `${one.kind}${one.member.id}`,
            term: t(`member.${one.kind}`),
            text: (
              <Link to="/admin/people/$id" params={{ id: one.member.id }}>
                {one.member.name}
              </Link>
            ),
            ...(one.member.unit ? { note: say(one.member.unit) } : {}),
          }))}
        />
      </div>
    </div>
  )
}

export function MemberPage() {
  const { id } = useParams({ from: '/signed-in/framed/admin/people/$id' })
  const { t } = useTranslation('people')
  const say = useSay()
  const language = useLanguage()
  const admin = useSession().abilities.includes('people-admin')
  const member = useQuery({
    queryKey: ['member', id],
    queryFn: ({ signal }) => people.member({ params: { id } }, { signal }),
  })
  useTitle(member.data?.card.name)
  return (
    <Resource query={member}>
      {(detail) => (
        <Page>
          <nav className="crumbs" aria-label={t('title')}>
            <Link to="/admin/people">{t('title')}</Link> › {detail.card.unit ? say(detail.card.unit) : ''}
          </nav>
          <header className="member-head">
            <Avatar name={detail.card.name} large />
            <div>
              <h1>{detail.card.name}</h1>
              <p className="muted small">
                {[detail.card.number, detail.card.unit ? say(detail.card.unit) : '', detail.card.status]
                  .filter(Boolean)
                  .join('　')}
              </p>
            </div>
            {admin ? <ResetPassword id={id} name={detail.card.name} /> : null}
          </header>
          <div className="member-columns">
            <section>
              <SectionHead title={t('member.record')} />
              <FactList
                wide
                facts={detail.elements.map((element) => ({
                  key: element.id,
                  term: say(element.name),
                  text: element.hidden ? (
                    <span className="muted">{t('member.hidden')}</span>
                  ) : (
                    <LongText text={element.text ?? t('member.empty')} />
                  ),
                  note: element.asOf
                    ? t('member.asOf', {
                        source: say(element.source),
                        time: nearTime(element.asOf, language),
                      })
                    : say(element.source),
                }))}
              />
            </section>
            <div>
              <Around detail={detail} />
              <Grants member={id} mayGive={admin} />
            </div>
          </div>
        </Page>
      )}
    </Resource>
  )
}
