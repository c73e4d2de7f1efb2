/** Chromium for the journeys, with what every journey needs: sign-in, axe, no foreign request, no page error. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import axe from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)

/** False: no browser here and none demanded; the journey is skipped and says so. In CI a missing browser is a failure. */
export function browserHere(t: TestContext): boolean {
  if (executable) return true
  assert.ok(!process.env.CI, 'Chromium is missing: scripts/setup.mjs installs it')
  t.skip('no Chromium here: apt-get install chromium')
  return false
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(executable ? { executablePath: executable } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export const desk = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }
export const smallPhone = { width: 360, height: 740 }

export type Visit = {
  readonly context: BrowserContext
  readonly page: Page
  /** What went wrong in the page so far. */
  readonly wrong: readonly string[]
  readonly close: () => Promise<void>
}

export type VisitOptions = {
  viewport?: { width: number; height: number }
  locale?: 'zh-CN' | 'en'
  colorScheme?: 'light' | 'dark'
}

/** A person's own browser. `close` fails when a page threw or asked another origin. */
export async function visit(
  browser: Browser,
  url: string,
  { viewport = desk, locale = 'zh-CN', colorScheme = 'light' }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport,
    locale,
    colorScheme,
    baseURL: url,
    reducedMotion: 'reduce',
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: true,
  })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  const wrong: string[] = []
  const { origin } = new URL(url)
  page.on('pageerror', (error) => wrong.push(`page error: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
      wrong.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const target = request.url()
    if (!target.startsWith('data:') && !target.startsWith('blob:') && new URL(target).origin !== origin)
      wrong.push(`foreign request: ${target}`)
  })
  return {
    context,
    page,
    wrong,
    close: async () => {
      await context.close()
      assert.deepEqual(wrong, [])
    },
  }
}

export async function signIn(page: Page, account: string, password: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel(/^(学号或工号|Student or staff number)/).fill(account)
  await page
    .getByLabel(/^(密码|Password)/)
    .first()
    .fill(password)
  await page.locator('button[type="submit"]').click()
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
}

/** axe-core must find nothing of WCAG 2.2 A and AA on the page as it stands. */
export async function assertAccessible(page: Page, name: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const result = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return result.violations.map(
      (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(' | ')}`,
    )
  })
  assert.deepEqual(found, [], `axe on ${name}`)
}

/** Nobody should have to scroll sideways to read a page. After a change of size its parts may measure themselves first. */
export async function assertFits(page: Page, name: string): Promise<void> {
  const fits = () => document.documentElement.scrollWidth <= document.documentElement.clientWidth
  await page.waitForFunction(fits, undefined, { timeout: 5000 }).catch(async () => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    assert.fail(`${name} is ${wide} px wide on a screen of ${page.viewportSize()?.width}`)
  })
}

/** Keeps a picture for people to look at when YIZHAN_SHOTS names a folder. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.YIZHAN_SHOTS
  if (!folder) return
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
