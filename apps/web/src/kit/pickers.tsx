/** Heavier controls of Ant Design. Each is loaded when the first one of its kind stands on a page. */
import { type ComponentProps, lazy, Suspense } from 'react'
import type { DateInput as Dates } from './date-input.tsx'
import type { NumberInput as Numbers } from './number-input.tsx'
import type { SearchSelect as Searches, SelectInput as Selects } from './select-input.tsx'

const LazyDate = lazy(() => import('./date-input.tsx').then((found) => ({ default: found.DateInput })))
const LazyNumber = lazy(() => import('./number-input.tsx').then((found) => ({ default: found.NumberInput })))
const LazySelect = lazy(() => import('./select-input.tsx').then((found) => ({ default: found.SelectInput })))
const LazySearch = lazy(() => import('./select-input.tsx').then((found) => ({ default: found.SearchSelect })))

/** Keeps the place of the control, so that nothing jumps when it arrives. */
const place = <div className="control-place" />

export const DateInput = (props: ComponentProps<typeof Dates>) => (
  <Suspense fallback={place}>
    <LazyDate {...props} />
  </Suspense>
)

export const NumberInput = (props: ComponentProps<typeof Numbers>) => (
  <Suspense fallback={place}>
    <LazyNumber {...props} />
  </Suspense>
)

export const SelectInput = (props: ComponentProps<typeof Selects>) => (
  <Suspense fallback={place}>
    <LazySelect {...props} />
  </Suspense>
)

export const SearchSelect = (props: ComponentProps<typeof Searches>) => (
  <Suspense fallback={place}>
    <LazySearch {...props} />
  </Suspense>
)
