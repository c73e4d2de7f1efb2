import { theme } from 'antd'
import { expect, test } from 'vitest'
import { chartTheme, registerCharts } from './charts.ts'
import { grown, themeConfig } from './theme.ts'
import { antd } from './tokens.json'

test('dark keeps the seed colours whose contrast was computed', () => {
  const token = theme.getDesignToken(themeConfig('dark', false))
  expect(token.colorPrimary.toUpperCase()).toBe(antd.algorithm.keep.token.colorPrimary)
  expect(token.colorError.toUpperCase()).toBe(antd.algorithm.keep.token.colorError)
})

test('large print multiplies sizes by 1.25 and leaves ratios alone', () => {
  const plain = theme.getDesignToken(themeConfig('light', false))
  const large = theme.getDesignToken(themeConfig('light', true))
  expect(large.fontSize).toBe(plain.fontSize * 1.25)
  expect(large.controlHeight).toBe(50)
  expect(large.lineHeight).toBe(plain.lineHeight)
  expect(grown({ fontSize: 16, fontWeightStrong: 600, borderRadius: 4 }, 1.25)).toEqual({
    fontSize: 20,
    fontWeightStrong: 600,
    borderRadius: 4,
  })
})

test('charts have a theme for light and one for dark', () => {
  const names: string[] = []
  registerCharts({ registerTheme: (name) => names.push(name) })
  expect(names).toEqual(['yizhan', 'yizhan-dark'])
  expect(names).toContain(chartTheme('dark'))
})
