/** Bytes of a file as text, by the encoding that the file says it has. */

type Decoder = { readonly decode: (bytes: Uint8Array) => string }
/** In every runtime, but not among the types of the language itself. */
const { TextDecoder } = globalThis as unknown as { readonly TextDecoder: new (label: string) => Decoder }

const declaration = /^<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/

/**
 * XML 1.0 appendix F: a byte order mark, else what the declaration says, else UTF-8. Bytes that are not of that
 * encoding, and an encoding that nobody knows, leave U+FFFD in the text. In the result the declaration says UTF-8.
 */
export function textOf(source: string | Uint8Array): string {
  const text = (typeof source === 'string' ? source : decoded(source)).replace(/^\uFEFF/, '')
  return text.replace(declaration, (start, name: string) => start.replace(name, 'UTF-8'))
}

function decoded(bytes: Uint8Array): string {
  const marked = markOf(bytes)
  if (marked !== undefined) return new TextDecoder(marked).decode(bytes)
  const head = String.fromCharCode(...bytes.subarray(0, 200)).trimStart()
  const name = declaration.exec(head)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(name).decode(bytes)
  } catch {
    return new TextDecoder('utf-8').decode(bytes)
  }
}

function markOf([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  // `<` and a zero: UTF-16 without a mark.
  if (first === 0x3c && second === 0) return 'utf-16le'
  return first === 0 && second === 0x3c ? 'utf-16be' : undefined
}
