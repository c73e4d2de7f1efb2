/** Bars over days, drawn by ECharts in the theme of the tokens. Loaded by `chart.tsx` when the first one is shown. */
import { BarChart as Bars } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { type EChartsType, init, registerTheme, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { chartColours, chartTheme, registerCharts } from './charts.ts'
import type { ThemeName } from './theme.ts'

use([Bars, GridComponent, CanvasRenderer])
registerCharts({ registerTheme })

/** `part` of `whole` is solid, the rest of it paler. */
export type Bar = { readonly name: string; readonly whole: number; readonly part: number }
export type BarChartProps = { bars: readonly Bar[]; label: string; theme: ThemeName }

function optionOf(bars: readonly Bar[], theme: ThemeName, size: number) {
  const peak = Math.max(...bars.map((bar) => bar.whole))
  const first = bars.findIndex((bar) => bar.whole === peak)
  const text = { fontSize: size }
  const colours = chartColours(theme)
  const over = { ...text, position: 'top', color: colours.ink, textBorderWidth: 0, fontWeight: 600 }
  return {
    animation: false,
    color: [colours.brand],
    grid: { left: 0, right: 4, top: size * 2, bottom: 0, outerBoundsMode: 'same' },
    xAxis: { type: 'category', data: bars.map((bar) => bar.name), axisLabel: { ...text, hideOverlap: true } },
    yAxis: { type: 'value', minInterval: 1, splitNumber: 4, axisLabel: text },
    series: [
      { type: 'bar', stack: 'all', data: bars.map((bar) => bar.part) },
      {
        type: 'bar',
        stack: 'all',
        itemStyle: { color: colours.pale },
        data: bars.map((bar, index) => ({
          value: bar.whole - bar.part,
          label: { ...over, show: index === first && peak > 0, formatter: String(peak) },
        })),
      },
    ],
  }
}

export function BarChart({ bars, label, theme }: BarChartProps) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const place = box.current
    if (!place) return
    const chart: EChartsType = init(place, chartTheme(theme), { renderer: 'canvas' })
    const root = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
    chart.setOption(optionOf(bars, theme, (root * 13) / 16))
    const watch = new ResizeObserver(() => chart.resize())
    watch.observe(place)
    return () => {
      watch.disconnect()
      chart.dispose()
    }
  }, [bars, theme])
  return <div ref={box} className="bar-chart" role="img" aria-label={label} />
}
