import type { ReactNode } from 'react'

type Leader = { readonly key: string; readonly title: ReactNode; readonly end: ReactNode }

/** A book's table of contents: dotted leaders between a title and its count. */
export function DotLeaderList({ entries }: { entries: readonly Leader[] }) {
  return (
    <ul className="leaders">
      {entries.map((entry) => (
        <li key={entry.key}>
          {entry.title}
          <i aria-hidden="true" />
          <span>{entry.end}</span>
        </li>
      ))}
    </ul>
  )
}

type Fact = {
  readonly key: string
  readonly term: ReactNode
  readonly text: ReactNode
  readonly note?: ReactNode
  readonly action?: ReactNode
}

/** Terms and what they are, between hairlines. */
export function FactList({ facts, wide = false }: { facts: readonly Fact[]; wide?: boolean }) {
  return (
    <dl className={wide ? 'facts facts-wide' : 'facts'}>
      {facts.map((fact) => (
        <div key={fact.key}>
          <dt>{fact.term}</dt>
          <dd>
            {fact.text}
            {fact.note ? <span>{fact.note}</span> : null}
          </dd>
          {fact.action ? <dd className="facts-action">{fact.action}</dd> : null}
        </div>
      ))}
    </dl>
  )
}

/** A name's first character in a round, as on a name plate. */
export function Avatar({ name, large = false }: { name: string; large?: boolean }) {
  return (
    <span className={large ? 'avatar avatar-large' : 'avatar'} aria-hidden="true">
      {Array.from(name)[0] ?? ''}
    </span>
  )
}

export function SectionHead({
  title,
  note,
  more,
  level = 2,
}: {
  title: ReactNode
  note?: ReactNode
  more?: ReactNode
  level?: 2 | 3
}) {
  const Title = level === 2 ? 'h2' : 'h3'
  return (
    <div className="section-head">
      <Title>{title}</Title>
      {note ? <span className="section-note">{note}</span> : null}
      {more ? <span className="section-more">{more}</span> : null}
    </div>
  )
}

type Tab = { readonly key: string; readonly label: ReactNode; readonly count?: number }

/** Tabs whose active one is a line with a stop on it. */
export function LineTabs({
  tabs,
  active,
  onPick,
  label,
}: {
  tabs: readonly Tab[]
  active: string
  onPick: (key: string) => void
  label: string
}) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <button
          key={tab.key}
          type="button"
          {...(tab.key === active ? { 'aria-current': 'true' as const } : {})}
          onClick={() => onPick(tab.key)}
        >
          {tab.label}
          {tab.count === undefined ? null : <span className="count">{tab.count}</span>}
        </button>
      ))}
    </nav>
  )
}
