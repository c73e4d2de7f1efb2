#!/usr/bin/env node
/**
 * Tools of the tests that npm cannot bring: a browser, PDF checkers, fonts. Installs them with apt-get where it may
 * (root, or sudo without a password), and says what is missing otherwise. `--strict`: exit 1 when something is missing.
 */
import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'

const tools = [
  { package: 'chromium', needs: 'browser journeys', found: () => has('chromium') || has('chromium-browser') },
  { package: 'poppler-utils', needs: 'pdfsig on what we seal', found: () => has('pdfsig') },
  { package: 'mupdf-tools', needs: 'mutool on what we render', found: () => has('mutool') },
  { package: 'openssl', needs: 'openssl cms on what we seal', found: () => has('openssl') },
  { package: 'libnss3-tools', needs: 'a trust store for pdfsig', found: () => has('certutil') },
  { package: 'zbar-tools', needs: 'scanning the QR code of a printed document', found: () => has('zbarimg') },
  { package: 'python3-aiosmtpd', needs: 'a mail server for notices', found: hasMailServer },
  { package: 'fonts-noto-cjk', needs: 'Chinese text in the browser', found: hasChineseFont },
]

/** @returns the packages that are still missing */
export function setUpTools(log = console.log) {
  const missing = tools.filter((tool) => !tool.found())
  if (missing.length === 0) return []
  const names = missing.map((tool) => tool.package)
  const prefix = aptPrefix()
  if (prefix) {
    log(`Installing with apt-get: ${names.join(' ')}`)
    apt(prefix, ['update', '-qq'])
    apt(prefix, ['install', '-y', '-qq', '--no-install-recommends', ...names])
  } else {
    log('This account may not install system packages (no root, no sudo without a password, or no apt-get).')
  }
  const left = missing.filter((tool) => !tool.found())
  for (const tool of left) log(`missing: ${tool.package} (${tool.needs})`)
  if (left.length > 0) log(`To install: sudo apt-get install ${left.map((tool) => tool.package).join(' ')}`)
  return left.map((tool) => tool.package)
}

function aptPrefix() {
  if (!has('apt-get')) return undefined
  if (process.getuid?.() === 0) return []
  return has('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
    ? ['sudo', '-n']
    : undefined
}

function apt(prefix, args) {
  const [command, ...rest] = [...prefix, 'apt-get', ...args]
  spawnSync(command, rest, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

function has(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0
}

/** Debian's Python has it, not whichever comes first in the path. */
function hasMailServer() {
  return spawnSync('/usr/bin/python3', ['-c', 'import aiosmtpd'], { stdio: 'ignore' }).status === 0
}

function hasChineseFont() {
  if (!has('fc-list')) return false
  return spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' }).stdout.trim() !== ''
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const missing = setUpTools()
  if (missing.length === 0) console.log('All tools are here.')
  process.exitCode = missing.length > 0 && process.argv.includes('--strict') ? 1 : 0
}
