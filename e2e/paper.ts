/** What somebody does with a PDF outside: checks its signature, prints it and scans the print. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const plain = { env: { ...process.env, LC_ALL: 'C.UTF-8' } }

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'yizhan-paper-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What `pdfsig` says with the university's root as the only trusted authority. */
export function pdfsig(pdf: string, root: string): Promise<string> {
  return inFolder(async (folder) => {
    const nss = join(folder, 'nss')
    await mkdir(nss)
    await run('certutil', ['-N', '-d', `sql:${nss}`, '--empty-password'])
    await run('certutil', ['-A', '-d', `sql:${nss}`, '-n', 'root', '-t', 'CT,C,C', '-i', root])
    // Its exit code differs by version; its words do not.
    const { stdout, stderr } = await run('pdfsig', ['-nssdir', `sql:${nss}`, pdf], plain).catch(
      (error: { stdout: string; stderr: string }) => error,
    )
    return `${stdout}${stderr}`
  })
}

/** The address in the QR code of the first page, read from a picture as a phone would. */
export function scan(pdf: string): Promise<string> {
  return inFolder(async (folder) => {
    const print = join(folder, 'page')
    await run('pdftoppm', ['-r', '150', '-gray', '-png', '-f', '1', '-l', '1', '-singlefile', pdf, print])
    const { stdout } = await run('zbarimg', ['-q', '--raw', `${print}.png`])
    return stdout.trim()
  })
}

export async function textOf(pdf: string): Promise<string> {
  const { stdout } = await run('pdftotext', ['-layout', pdf, '-'], plain)
  return stdout
}
