/** The tree of units: arrow keys open, close and move; choosing one filters the list of members. */
import type { Unit } from '@yizhan/contracts'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon, TextInput } from '#kit'
import { useSay } from '#shell/language.ts'

export type Branch = { readonly unit: Unit; readonly depth: number; readonly children: boolean }

/** The rows of the tree that are open, from top to bottom. */
export function openRows(
  units: readonly Unit[],
  opened: ReadonlySet<string>,
  matches?: (unit: Unit) => boolean,
): readonly Branch[] {
  const below = Map.groupBy(units, (unit) => unit.parentId ?? '')
  const known = new Set(units.map((unit) => unit.id))
  const hit = (unit: Unit): boolean => (matches?.(unit) ?? true) || (below.get(unit.id) ?? []).some(hit)
  const walk = (unit: Unit, depth: number): Branch[] => {
    if (matches && !hit(unit)) return []
    const children = below.get(unit.id) ?? []
    const rows = opened.has(unit.id) || matches ? children.flatMap((child) => walk(child, depth + 1)) : []
    return [{ unit, depth, children: children.length > 0 }, ...rows]
  }
  return units
    .filter((unit) => unit.parentId === undefined || !known.has(unit.parentId))
    .flatMap((unit) => walk(unit, 0))
}

type Props = {
  units: readonly Unit[]
  chosen: string | undefined
  onChoose: (unit: string | undefined) => void
}

export function UnitTree({ units, chosen, onChoose }: Props) {
  const { t } = useTranslation('people')
  const say = useSay()
  const roots = useMemo(
    () => units.filter((unit) => unit.parentId === undefined).map((unit) => unit.id),
    [units],
  )
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set(roots))
  const [words, setWords] = useState('')
  const q = words.trim().toLowerCase()
  const rows = useMemo(
    () =>
      openRows(
        units,
        opened,
        q === ''
          ? undefined
          : (unit) => `${unit.name.zh} ${unit.name.en} ${unit.code}`.toLowerCase().includes(q),
      ),
    [units, opened, q],
  )
  const toggle = (id: string, open: boolean) =>
    setOpened((before) => {
      const next = new Set(before)
      if (open) next.add(id)
      else next.delete(id)
      return next
    })
  const steer = (event: KeyboardEvent<HTMLElement>, row: Branch) => {
    const move = (by: number) => {
      const items = [
        ...(event.currentTarget
          .closest('[role="tree"]')
          ?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? []),
      ]
      items[items.indexOf(event.currentTarget) + by]?.focus()
    }
    const open = opened.has(row.unit.id)
    if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else if (event.key === 'ArrowRight' && row.children && !open) toggle(row.unit.id, true)
    else if (event.key === 'ArrowRight') move(1)
    else if (event.key === 'ArrowLeft' && open) toggle(row.unit.id, false)
    else if (event.key === 'ArrowLeft') move(-1)
    else if (event.key === 'Enter' || event.key === ' ') onChoose(row.unit.id)
    else return
    event.preventDefault()
  }
  const entry = rows.some((row) => row.unit.id === chosen) ? chosen : rows[0]?.unit.id
  return (
    <div className="unit-tree">
      <TextInput
        size="small"
        value={words}
        onChange={setWords}
        placeholder={t('units.find')}
        aria-label={t('units.find')}
      />
      <div role="tree" aria-label={t('units')}>
        {rows.map((row) => {
          const { unit, depth, children } = row
          const open = opened.has(unit.id) || q !== ''
          return (
            <div
              key={unit.id}
              role="treeitem"
              aria-level={depth + 1}
              aria-selected={unit.id === chosen}
              {...(children ? { 'aria-expanded': open } : {})}
              tabIndex={unit.id === entry ? 0 : -1}
              style={{ paddingLeft: `${depth * 1.125 + 0.25}rem` }}
              onClick={() => onChoose(unit.id === chosen ? undefined : unit.id)}
              onKeyDown={(event) => steer(event, row)}
            >
              <span
                className={children ? (open ? 'twist open' : 'twist') : 'twist none'}
                onClick={(event) => {
                  event.stopPropagation()
                  if (children) toggle(unit.id, !open)
                }}
                aria-hidden="true"
              >
                <Icon name="right" size="s" />
              </span>
              <span className="unit-name">
                {say(unit.name)}
                {unit.active ? null : <small>{t('units.closed')}</small>}
              </span>
              <span className="unit-count">{unit.members}</span>
            </div>
          )
        })}
      </div>
    </div>
  )
}
