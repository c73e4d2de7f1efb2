/**
 * `npm run bench -- web [--rounds 5]`: what a phone and a desk wait for. Each page is opened cold (an empty cache, a session
 * in the cookie) in Chromium. Phone: 390 px, processor four times slower, 1.44 Mbit/s; once with 562 ms before each
 * answer, which is the "slow 4G" of Chrome's tools, and once with the 150 ms of one round trip. Desk: 1440 px, no brake.
 * LCP, CLS and long tasks are the browser's own entries; TBT is what long tasks last beyond 50 ms, until nothing moves.
 */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { demoPassword } from '../demo/personas.ts'
import { desk, openBrowser, phone, signIn, visit } from '../e2e/browser.ts'
import { openUniversity } from '../e2e/university.ts'
import { say } from './server.ts'
import { machine, median } from './table.ts'

type Brake = {
  readonly name: string
  readonly viewport: typeof desk
  readonly cpu: number
  readonly latency?: number
}
const brakes: readonly Brake[] = [
  { name: 'phone, slow 4G', viewport: phone, cpu: 4, latency: 562.5 },
  { name: 'phone, 150 ms', viewport: phone, cpu: 4, latency: 150 },
  { name: 'desk', viewport: desk, cpu: 1 },
]
const bytesPerSecond = 1474.56 * 128
const student = '2023310215'
const counsellor = '0004410'
const pages = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'hall home', path: '/', who: student },
  { name: 'guide', path: '/services/enrolment-certificate', who: student },
  { name: 'apply', path: '/services/enrolment-certificate/apply', who: student },
  { name: 'tasks', path: '/tasks', who: counsellor },
] as const

type Seen = { readonly lcp: number; readonly cls: number; readonly tbt: number }
type Measured = Seen & { readonly kb: number }

type Note = (entry: PerformanceEntry) => void

/** Runs in the page before anything else. */
function watch(): void {
  const seen = { lcp: 0, cls: 0, tbt: 0 }
  Reflect.set(globalThis, 'seen', seen)
  const on = (type: 'largest-contentful-paint' | 'layout-shift' | 'longtask', note: Note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true })
  on('largest-contentful-paint', (entry) => (seen.lcp = entry.startTime))
  on('layout-shift', (entry) => (seen.cls += Number(Reflect.get(entry, 'value'))))
  on('longtask', (entry) => (seen.tbt += Math.max(0, entry.duration - 50)))
}

async function hold(session: CDPSession, { cpu, latency }: Brake): Promise<void> {
  await session.send('Network.enable')
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpu })
  if (latency === undefined) return
  const throughput = { downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond / 2 }
  await session.send('Network.emulateNetworkConditions', { offline: false, latency, ...throughput })
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.locator('.loading').first().waitFor({ state: 'detached' })
  await page.waitForLoadState('networkidle')
}

async function measure(context: BrowserContext, path: string, brake: Brake): Promise<Measured> {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await hold(session, brake)
  let bytes = 0
  session.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength))
  await page.addInitScript(watch)
  await open(page, path)
  const seen = await page.evaluate((): Seen => Reflect.get(globalThis, 'seen'))
  return { ...seen, kb: bytes / 1000 }
}

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>

async function cold(
  browser: Browser,
  url: string,
  brake: Brake,
  cookies: Cookies,
  path: string,
): Promise<Measured> {
  const { context, close } = await visit(browser, url, { viewport: brake.viewport })
  await context.addCookies(cookies)
  const measured = await measure(context, path, brake)
  await close()
  return measured
}

async function cookiesOf(browser: Browser, url: string, account: string): Promise<Cookies> {
  const { context, page, close } = await visit(browser, url)
  await signIn(page, account, demoPassword)
  const cookies = await context.cookies()
  await close()
  return cookies
}

/** What the apply page adds for somebody who has just opened the hall for the first time. */
async function added(browser: Browser, url: string, cookies: Cookies): Promise<number> {
  const { context, page, close } = await visit(browser, url)
  await context.addCookies(cookies)
  await open(page, '/')
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  let bytes = 0
  session.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength))
  await open(page, '/services/enrolment-certificate/apply')
  await close()
  return bytes / 1000
}

const row = (name: string, all: readonly Measured[]): string => {
  const of = (key: keyof Measured, digits = 0) => median(all.map((one) => one[key])).toFixed(digits)
  return `| ${[name, of('lcp'), of('tbt'), of('cls', 3), of('kb')].join(' | ')} |`
}

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '5' } } })
  const load = loadavg()[0] ?? 0
  const university = await openUniversity()
  const browser = await openBrowser()
  try {
    const cookies = new Map<string, Cookies>()
    for (const who of [student, counsellor]) cookies.set(who, await cookiesOf(browser, university.url, who))
    process.stdout.write(`${machine()}; load average before: ${load.toFixed(2)}; ${values.rounds} rounds\n`)
    for (const brake of brakes) {
      process.stdout.write(
        `\n## ${brake.name}\n\n| page | LCP, ms | TBT, ms | CLS | KB |\n| --- | --- | --- | --- | --- |\n`,
      )
      for (const page of pages) {
        say(`${brake.name}: ${page.name}`)
        const mine = 'who' in page ? (cookies.get(page.who) ?? []) : []
        const all: Measured[] = []
        for (let round = 0; round < Number(values.rounds); round++)
          all.push(await cold(browser, university.url, brake, mine, page.path))
        process.stdout.write(`${row(page.name, all)}\n`)
      }
    }
    const extra = await added(browser, university.url, cookies.get(student) ?? [])
    process.stdout.write(`\nThe apply page after a cold hall home adds ${extra.toFixed(0)} KB.\n`)
  } finally {
    await browser.close()
    await university.stop()
  }
}
