import { expect, test } from 'vitest'
import tokens from './tokens.json' with { type: 'json' }
import { rem, tokensCss } from './tokens-css.ts'

test('pixels become rem, hairlines and everything else stay', () => {
  expect(rem('24px')).toBe('1.5rem')
  expect(rem('2px')).toBe('2px')
  expect(rem('999px')).toBe('999px')
  expect(rem('1.7')).toBe('1.7')
  expect(rem('38em')).toBe('38em')
})

test('every colour stands in both themes, and large print only grows the root', () => {
  const css = tokensCss(tokens)
  const dark = css.split(':root[data-theme=dark]{')[1]?.split('}')[0] ?? ''
  for (const [name, value] of Object.entries(tokens.color)) {
    expect(css).toContain(`--${name}:${value.light}`)
    expect(dark).toContain(`--${name}:${value.dark}`)
  }
  expect(css).toContain('@media screen{:root[data-theme=dark]{')
  expect(css).toContain(':root[data-mode=large]{font-size:125%}')
})
