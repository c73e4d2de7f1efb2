/** One entry of the catalogue of refusals. */
export type Entry = {
  readonly status: number
  readonly zh: string
  readonly en: string
  readonly nextZh?: string
  readonly nextEn?: string
}

export const entry = (status: number, zh: string, en: string, nextZh?: string, nextEn?: string): Entry => ({
  status,
  zh,
  en,
  ...(nextZh === undefined ? {} : { nextZh }),
  ...(nextEn === undefined ? {} : { nextEn }),
})
