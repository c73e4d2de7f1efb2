/**
 * tokens.json -> custom properties. Sizes become rem so that large print is one rule: a bigger root.
 * Colours of the dark theme apply under `:root[data-theme=dark]` on screens, large print under `:root[data-mode=large]`.
 */
type Tokens = {
  readonly color: Readonly<Record<string, { readonly light: string; readonly dark: string }>>
  readonly font: Readonly<Record<string, string>>
  readonly size: Readonly<Record<string, string>>
  readonly elevation: Readonly<Record<string, string>>
  readonly motion: Readonly<Record<string, string>>
  readonly density: {
    readonly large: { readonly 'ink-2': string; readonly 'ink-3': string; readonly 'line-1': string }
  }
}

/** `24px` -> `1.5rem`; hairlines of up to 2 px stay pixels; other units stay as they are. */
export function rem(value: string): string {
  const pixels = /^(\d+(?:\.\d+)?)px$/.exec(value)?.[1]
  if (pixels === undefined || Number(pixels) <= 2 || Number(pixels) >= 999) return value
  return `${Number(pixels) / 16}rem`
}

const rule = (selector: string, entries: readonly (readonly [string, string])[]) =>
  `${selector}{${entries.map(([name, value]) => `--${name}:${value}`).join(';')}}`

export function tokensCss(tokens: Tokens): string {
  const colours = (theme: 'light' | 'dark') =>
    Object.entries(tokens.color).map(([name, value]) => [name, value[theme]] as const)
  const large = tokens.density.large
  return [
    rule(':root', [
      ...colours('light'),
      ...Object.entries(tokens.font),
      ...Object.entries(tokens.size).map(([name, value]) => [name, rem(value)] as const),
      ...Object.entries(tokens.elevation),
      ...Object.entries(tokens.motion),
    ]),
    ':root{color-scheme:light}',
    // Paper is white: a dark page is printed in the light colours.
    `@media screen{${rule(':root[data-theme=dark]', colours('dark'))}:root[data-theme=dark]{color-scheme:dark}}`,
    ':root[data-mode=large]{font-size:125%}',
    rule(':root[data-mode=large]', [
      ['ink-2', large['ink-2']],
      ['ink-3', large['ink-3']],
      ['line-1', large['line-1']],
      ['line-2', large['line-1']],
      ['lh-body', '1.8'],
    ]),
  ].join('\n')
}
