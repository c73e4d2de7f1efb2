/** One university and one browser for the journeys of a file; people walk on by `enter`. */
import type { TestContext } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { demoPassword } from '../demo/personas.ts'
import { openBrowser, shot, signIn, type Visit, type VisitOptions, visit } from './browser.ts'
import { Person } from './person.ts'
import { openUniversity, type University, type UniversityOptions } from './university.ts'

export type Company = {
  readonly university: University
  /** A browser of one's own, signed in; without a number a passer-by who never signs in. */
  readonly enter: (number: string | undefined, options?: VisitOptions) => Promise<Page>
  /** The same person without pages. */
  readonly person: (number: string) => Promise<Person>
}

export type Stage = {
  readonly university: University
  /** Ends with every page checked: nothing thrown, nothing refused by the content policy, no foreign request. */
  readonly journey: (name: string, walk: (company: Company, t: TestContext) => Promise<void>) => Promise<void>
}

export async function openStage(t: TestContext, options: UniversityOptions = {}): Promise<Stage> {
  const university = await openUniversity(options)
  t.after(university.stop)
  const browser = await openBrowser()
  t.after(() => browser.close())
  return {
    university,
    journey: async (name, walk) => {
      await t.test(name, (own) => walkWith(browser, university, own, walk))
    },
  }
}

async function walkWith(
  browser: Browser,
  university: University,
  t: TestContext,
  walk: (company: Company, t: TestContext) => Promise<void>,
): Promise<void> {
  const visits: Visit[] = []
  const enter: Company['enter'] = async (number, options) => {
    const arrived = await visit(browser, university.url, options)
    visits.push(arrived)
    if (number !== undefined) await signIn(arrived.page, number, demoPassword)
    return arrived.page
  }
  const person: Company['person'] = (number) => Person.signedIn(university.url, number, demoPassword)
  try {
    await walk({ university, enter, person }, t)
  } catch (error) {
    throw new Error(`${String(error)}\n${(await Promise.all(visits.map(asSeen))).join('\n')}`)
  }
  for (const one of visits) await one.close()
}

/** What a page shows when a journey stops: whoever reads the log of a machine far away sees where it stood. */
async function asSeen({ page, wrong }: Visit, index: number): Promise<string> {
  await shot(page, `stopped-${index}`).catch(() => undefined)
  const text = await page
    .locator('main')
    .ariaSnapshot({ timeout: 2000 })
    .catch(() => '')
  return `── ${page.url()}\n${wrong.join('\n')}\n${text.slice(0, 2500)}`
}
