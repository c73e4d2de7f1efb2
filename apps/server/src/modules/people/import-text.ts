/** Bytes to text: UTF-8 with or without a byte order mark, or GB18030, found from the bytes themselves. */

/** A file that can be read from its beginning more than once. */
export type Source = { readonly name: string; readonly open: () => AsyncIterable<Uint8Array> }

export type Unreadable = { readonly ok: false; readonly zh: string; readonly en: string }
export type Encoding = 'utf-8' | 'gb18030'

const unreadable = (zh: string, en: string): Unreadable => ({ ok: false, zh, en })

/** The start of a zip, which every .xlsx is. */
export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04
}

/**
 * UTF-8 when every byte fits it: text in GB18030 practically never does. Reads the whole file once.
 * @returns the encoding, or why this is no text
 */
export async function detectEncoding(
  source: Source,
): Promise<{ readonly ok: true; readonly encoding: Encoding } | Unreadable> {
  let first = true
  let isUtf8 = true
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  for await (const chunk of source.open()) {
    if (first && ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff))) {
      return unreadable('编码是 UTF-16，另存为「CSV UTF-8」再传', 'It is UTF-16; save it as “CSV UTF-8”')
    }
    first = false
    if (chunk.includes(0)) return unreadable('不是文本文件', 'It is not a text file')
    isUtf8 &&= accepts(utf8, chunk)
  }
  if (isUtf8 && accepts(utf8)) return { ok: true, encoding: 'utf-8' }
  const gb = new TextDecoder('gb18030', { fatal: true })
  for await (const chunk of source.open()) {
    if (!accepts(gb, chunk)) return neither
  }
  return accepts(gb) ? { ok: true, encoding: 'gb18030' } : neither
}

const neither = unreadable(
  '编码既不是 UTF-8 也不是 GB18030，另存为「CSV UTF-8」再传',
  'It is neither UTF-8 nor GB18030; save it as “CSV UTF-8”',
)

function accepts(decoder: TextDecoder, chunk?: Uint8Array): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined })
    return true
  } catch {
    return false
  }
}

/** The text of a source, in pieces; a byte order mark is left out. */
export async function* readText(source: Source, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for await (const chunk of source.open()) yield decoder.decode(chunk, { stream: true })
  const rest = decoder.decode()
  if (rest) yield rest
}
