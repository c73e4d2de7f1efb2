/** tokens.json -> Ant Design's ThemeConfig. Large print multiplies sizes; dark keeps the tuned seed colours. */
import { theme as antdTheme, type ThemeConfig } from 'antd'
import { antd } from './tokens.json'

export type ThemeName = 'light' | 'dark'
const largePrint = 1.25

/** Design tokens that carry pixels; ratios and weights must not grow. */
const growing =
  /^(fontSize|controlHeight|padding|cellPadding|itemHeight|labelFontSize|contentFontSize|cellFontSize|titleFontSize|header(Height|FontSize)|bodyPadding)/

type TokenRow = Readonly<Record<string, unknown>>

/** Controls keep the small radius at every size; the large one is for panels. */
const controls = ['Button', 'Input', 'InputNumber', 'Select', 'DatePicker'] as const

/** Multiplies every pixel token of a row. */
export function grown(row: TokenRow, factor: number): TokenRow {
  if (factor === 1) return row
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'number' && growing.test(name) ? Math.round(value * factor) : value,
    ]),
  )
}

/** darkAlgorithm darkens seeds; this last step puts back the colours whose contrast was computed. */
function keep(_seed: unknown, map: ReturnType<typeof antdTheme.darkAlgorithm> | undefined) {
  const base = map ?? antdTheme.darkAlgorithm(antdTheme.defaultSeed)
  return { ...base, ...antd.algorithm.keep.token }
}

export function themeConfig(name: ThemeName, large: boolean): ThemeConfig {
  const tokens = antd[name]
  const factor = large ? largePrint : 1
  return {
    ...antd.config,
    algorithm: name === 'dark' ? [antdTheme.darkAlgorithm, keep] : antdTheme.defaultAlgorithm,
    // The page's own stack, so that English text takes Latin quotes and dashes.
    token: { ...grown(tokens.token, factor), fontFamily: 'var(--font-sans)' },
    components: {
      ...Object.fromEntries(controls.map((name) => [name, { borderRadiusLG: tokens.token.borderRadius }])),
      ...Object.fromEntries(
        Object.entries(tokens.components).map(([component, row]) => [
          component,
          {
            ...(controls.some((name) => name === component)
              ? { borderRadiusLG: tokens.token.borderRadius }
              : {}),
            ...grown(row, factor),
          },
        ]),
      ),
    },
  }
}
