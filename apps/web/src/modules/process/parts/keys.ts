import { useEffect, useRef } from 'react'

const writing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role="combobox"], dialog') !== null)

const walks = new Set(['j', 'k'])

/** Single keys, only while nobody is writing and no modifier is held. Escape leaves a text field. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
      if (writing(event.target)) {
        if (event.key === 'Escape' && event.target instanceof HTMLElement) event.target.blur()
        return
      }
      const key = event.key.toLowerCase()
      const act = latest.current[key]
      // A key that is held down walks through the list, and decides nothing.
      if (!act || (event.repeat && !walks.has(key))) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
