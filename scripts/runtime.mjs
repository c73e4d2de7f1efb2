/**
 * What every script here needs before TypeScript can run: this checkout's packages, its Node, its web pages.
 * Plain JavaScript for Node 20 or later with nothing installed.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const cli = join(root, 'apps', 'server', 'src', 'cli.ts')
const neededMajor = 26
const windows = process.platform === 'win32'

/** Ends the script with words for people; `lines` come in Chinese and English. */
export function giveUp(...lines) {
  for (const line of lines) console.error(line)
  process.exit(1)
}

/**
 * Our commands first, so that `#!/usr/bin/env node` finds the Node of the checkout and not the machine's; and a cache of
 * compiled modules, which halves the time that a program of many files takes to load.
 */
export function environment(extra = {}) {
  const modules = join(root, 'node_modules')
  return {
    NODE_COMPILE_CACHE: join(modules, '.cache', 'compiled'),
    ...process.env,
    PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}`,
    ...extra,
  }
}

/** Runs a command in the checkout, its words going to our own output. @returns its exit code */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: environment(),
      stdio: 'inherit',
      shell: windows,
      ...options,
    })
    child.once('error', (error) => {
      console.error(`${command}: ${error.message}`)
      resolve(127)
    })
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)))
  })
}

/** `npm ci` when packages are missing or older than the lock file. */
export async function ensureInstalled() {
  if (isInstalled()) return
  await alone(async () => {
    if (isInstalled()) return
    console.log('正在按锁文件安装依赖（npm ci）…  Installing packages from the lock file…')
    // Development packages build the pages: wanted even where NODE_ENV says production.
    const code = await run('npm', [
      'ci',
      '--include=dev',
      '--include=optional',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ])
    if (code !== 0) {
      giveUp(
        '依赖未能安装，请检查网络与 npm registry 设置后重试。',
        'The packages could not be installed. Check the network and the npm registry setting, then try again.',
      )
    }
  })
}

/** Compared by content: dates say nothing after a checkout or an `npm install`. */
function isInstalled() {
  const wanted = packagesIn(join(root, 'package-lock.json'))
  const present = packagesIn(join(root, 'node_modules', '.package-lock.json'))
  return Object.entries(wanted).every(([path, { version, integrity, link, optional }]) => {
    if (!path.startsWith('node_modules/') || link || optional) return true
    return present[path]?.version === version && present[path]?.integrity === integrity
  })
}

function packagesIn(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : {}
}

/** The path of a Node that runs TypeScript: the one in the lock file, else this very process when it is new enough. */
export async function modernNode() {
  const installed = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')
  if (runs(installed)) return installed
  // Its package fetches the binary in an install script, which `ignore-scripts` or a broken download leaves out.
  await alone(async () => {
    if (!runs(installed)) await run('npm', ['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error'])
  })
  if (runs(installed)) return installed
  if (Number.parseInt(process.versions.node, 10) >= neededMajor) return process.execPath
  return giveUp(
    `Node ${neededMajor} 未能随依赖下载（npm 包 node）。检查网络后运行 npm rebuild node，或自行安装 Node ${neededMajor} 再试。`,
    `Node ${neededMajor} was not downloaded with the packages (npm package "node"). Check the network and run "npm rebuild node", or install Node ${neededMajor} yourself and try again.`,
  )
}

function runs(node) {
  return existsSync(node) && spawnSync(node, ['--version']).status === 0
}

/** Builds the web pages when there are none or their sources are newer. */
export async function ensureBuilt() {
  if (isBuilt()) return
  await alone(async () => {
    if (isBuilt()) return
    console.log('正在构建网页…  Building the web pages…')
    if ((await buildWeb()) !== 0) giveUp('网页未能构建。', 'The web pages could not be built.')
  })
}

export async function buildWeb() {
  return run(
    await modernNode(),
    [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
    {
      cwd: join(root, 'apps', 'web'),
    },
  )
}

function isBuilt() {
  const page = join(root, 'apps', 'web', 'dist', 'index.html')
  if (!existsSync(page)) return false
  const sources = [
    'apps/web/src',
    'apps/web/public',
    'apps/web/index.html',
    'apps/web/vite.config.ts',
    'packages',
  ]
  return sources.every((path) => newest(join(root, path)) <= modified(page))
}

function newest(path) {
  if (!existsSync(path)) return 0
  if (!statSync(path).isDirectory()) return modified(path)
  const inside = readdirSync(path).filter((name) => name !== 'node_modules' && name !== 'dist')
  return Math.max(0, ...inside.map((name) => newest(join(path, name))))
}

function modified(path) {
  return statSync(path).mtimeMs
}

/** Two starts of one checkout must not install over each other: the second waits, then finds the work done. */
async function alone(work) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 12)
  const folder = join(tmpdir(), `yizhan-setup-${name}`)
  while (!take(folder)) await delay(300)
  try {
    await work()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function take(folder) {
  const holder = join(folder, 'pid')
  try {
    mkdirSync(folder)
    writeFileSync(holder, String(process.pid))
    process.once('exit', () => release(folder))
    return true
  } catch {
    if (holderIsGone(holder)) rmSync(folder, { recursive: true, force: true })
    return false
  }
}

function release(folder) {
  try {
    if (readFileSync(join(folder, 'pid'), 'utf8') === String(process.pid)) rmSync(folder, { recursive: true })
  } catch {
    // Already released.
  }
}

function holderIsGone(holder) {
  try {
    process.kill(Number(readFileSync(holder, 'utf8')), 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

/**
 * Becomes the `yizhan` command line, as nearly as Node can: same terminal, same exit code, signals passed on. The child
 * has a process group of its own and hears each signal once: a Ctrl-C under npm reaches us twice, from the terminal and
 * from npm, and the second one would cut the first one's clean end short.
 */
export async function becomeCli(args) {
  const node = await modernNode()
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', cli, ...args], {
    env: environment(),
    stdio: 'inherit',
    detached: !windows,
  })
  const heard = new Set()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!heard.has(signal)) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
      heard.add(signal)
    })
  }
  child.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
