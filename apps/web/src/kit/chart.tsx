/** ECharts comes with the first chart that is shown, never with the page. */
import { lazy, Suspense } from 'react'
import type { BarChartProps } from './bar-chart.tsx'

const Lazy = lazy(() => import('./bar-chart.tsx').then((found) => ({ default: found.BarChart })))

export const BarChart = (props: BarChartProps) => (
  <Suspense fallback={<div className="bar-chart" />}>
    <Lazy {...props} />
  </Suspense>
)
