/** The ECharts theme. Pages that draw import this lazily together with ECharts itself. */

import type { ThemeName } from './theme.ts'
import { echarts } from './tokens.json'

type Registry = { registerTheme: (name: string, theme: object) => void }

export function registerCharts(registry: Registry): void {
  registry.registerTheme('yizhan', echarts.light)
  registry.registerTheme('yizhan-dark', echarts.dark)
}

export const chartTheme = (theme: ThemeName): string => (theme === 'dark' ? 'yizhan-dark' : 'yizhan')
