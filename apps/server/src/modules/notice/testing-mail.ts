/** A real SMTP server of Debian (python3-aiosmtpd) that keeps what it takes in a mailbox, and Python's own reader of it. */
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const python = '/usr/bin/python3'
const run = promisify(execFile)

export type Taken = {
  readonly subject: string
  readonly from: string
  readonly to: string
  readonly id: string
  readonly text: string
  readonly html: string
}
export type MailServer = {
  readonly url: string
  readonly taken: () => Promise<readonly Taken[]>
}

const reader = `
import email, email.policy, glob, json, sys
def read(path):
  with open(path, 'rb') as file: mail = email.message_from_binary_file(file, policy=email.policy.default)
  part = lambda kind: mail.get_body((kind,)).get_content()
  return dict(subject=mail['subject'], **{'from': mail['from']}, to=mail['to'], id=mail['message-id'], text=part('plain'), html=part('html'))
json.dump([read(path) for path in sorted(glob.glob(sys.argv[1] + '/new/*'))], sys.stdout)
`

/** @returns undefined where it is not installed; with CI set that is a failure */
export async function mailServer(t: TestContext): Promise<MailServer | undefined> {
  const here = await run(python, ['-c', 'import aiosmtpd']).then(
    () => true,
    () => false,
  )
  if (!here) {
    if (process.env.CI) throw new Error('python3-aiosmtpd is missing: node scripts/setup.mjs')
    t.skip('python3-aiosmtpd is missing: node scripts/setup.mjs')
    return undefined
  }
  const folder = await mkdtemp(join(tmpdir(), 'yizhan-mail-'))
  const box = join(folder, 'box')
  const port = await freePort()
  const server = spawn(
    python,
    ['-m', 'aiosmtpd', '-n', '-l', `127.0.0.1:${port}`, '-c', 'aiosmtpd.handlers.Mailbox', box],
    { stdio: 'ignore' },
  )
  t.after(async () => {
    server.kill()
    await rm(folder, { recursive: true, force: true })
  })
  await untilOpen(port)
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken: async () => JSON.parse((await run(python, ['-c', reader, box])).stdout) as Taken[],
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.unref()
    })
    if (open) return
    await delay(50)
  }
  throw new Error('the mail server does not open')
}
