import { expect, test } from 'vitest'
import { en } from './words/en.ts'
import { zh } from './words/zh.ts'

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()
const texts = Object.entries(zh).flatMap(([namespace, words]) =>
  Object.entries(words).map(([key, text]) => ({ namespace, key, text: String(text) })),
)

test('both languages have the same keys and the same holes', () => {
  expect(texts.length).toBeGreaterThan(300)
  expect(Object.keys(en)).toEqual(Object.keys(zh))
  for (const [namespace, words] of Object.entries(zh)) {
    const english: Record<string, string> = en[namespace as keyof typeof en]
    const plain = Object.keys(english).filter((key) => !key.endsWith('_one'))
    expect(plain.sort(), namespace).toEqual(Object.keys(words).sort())
    for (const [key, text] of Object.entries(words)) {
      // A text may leave a hole out in one language (a name in the possessive), but never have one of its own.
      const own = holes(english[key] ?? '').filter((hole) => !holes(String(text)).includes(hole))
      expect(own, `${namespace} ${key}`).toEqual([])
    }
  }
})

test('Chinese keeps to the house’s words', () => {
  for (const { namespace, key, text } of texts) {
    const where = `${namespace} ${key}: ${text}`
    expect(text, where).not.toMatch(/请您|系统异常|成功|驳回|！|!/)
    expect(text, where).not.toMatch(/[一-鿿][,;:?](?!\/)/)
    expect(text, where).not.toMatch(/[一-鿿]\d|\d[一-鿿]/)
  }
})

test('a Chinese sentence has at most 25 characters', () => {
  for (const { namespace, key, text } of texts) {
    for (const sentence of text.replace(/\{\{\w+\}\}/g, '').split(/[。；！？\n]/)) {
      expect(
        Array.from(sentence.replace(/[，、：「」（）\s]/g, '')).length,
        `${namespace} ${key}: ${sentence}`,
      ).toBeLessThanOrEqual(25)
    }
  }
})

test('English has no Chinese left in it but the name of the other language', () => {
  for (const [namespace, words] of Object.entries(en)) {
    for (const [key, text] of Object.entries(words)) {
      if (key !== 'language.other') expect(text, `${namespace} ${key}`).not.toMatch(/[一-鿿]/)
    }
  }
})
