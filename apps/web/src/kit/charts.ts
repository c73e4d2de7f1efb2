/** The ECharts theme. Pages that draw import this lazily together with ECharts itself. */

import type { ThemeName } from './theme.ts'
import { echarts } from './tokens.json'

type Registry = { registerTheme: (name: string, theme: object) => void }

export function registerCharts(registry: Registry): void {
  registry.registerTheme('yizhan', echarts.light)
  registry.registerTheme('yizhan-dark', echarts.dark)
}

/** One series stands in brand; what is not finished yet is paler; words over bars are ink. */
export const chartColours = (theme: ThemeName) => {
  const brand = echarts[theme].color[0] ?? ''
  return { brand, pale: `${brand}73`, ink: echarts[theme].textStyle.color }
}

export const chartTheme = (theme: ThemeName): string => (theme === 'dark' ? 'yizhan-dark' : 'yizhan')
