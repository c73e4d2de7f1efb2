/**
 * ASN.1 by hand: writing DER, and reading BER.
 * Reading accepts indefinite lengths and constructed strings (X.690 §8), because genuine signatures of other makers use them.
 */

// -- Writing -------------------------------------------------------------------------------------------------

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Tag, definite length, content. */
export function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concat(...content)
  const length: number[] = []
  if (body.length < 0x80) length.push(body.length)
  else {
    for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest % 256)
    length.unshift(0x80 | length.length)
  }
  return concat(Uint8Array.of(tag, ...length), body)
}

export const sequence = (...content: readonly Uint8Array[]) => der(0x30, ...content)
export const octets = (bytes: Uint8Array) => der(0x04, bytes)
export const nullValue = () => der(0x05)
export const smallInteger = (value: number) => der(0x02, Uint8Array.of(value))

/** SET OF: DER wants the members in ascending order of their bytes (X.690 §11.6). */
export const setOf = (...members: readonly Uint8Array[]) => der(0x31, ...[...members].sort(compareBytes))

export function objectId(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes: number[] = []
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left % 128) | 0x80)
    bytes.push(...groups)
  }
  return der(0x06, Uint8Array.from(bytes))
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

export const equalBytes = (a: Uint8Array, b: Uint8Array) => a.length === b.length && compareBytes(a, b) === 0

export const toHex = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

// -- Reading -------------------------------------------------------------------------------------------------

export type Asn1 = {
  /** The identifier octet; tags above 30 do not occur in what we read and are refused. */
  readonly tag: number
  /** The content without header and without end-of-contents. */
  readonly content: Uint8Array
  /** The element as it stands in the file, header and end included. */
  readonly raw: Uint8Array
  /** True where this element or one inside has an indefinite length. */
  readonly indefinite: boolean
  readonly children: readonly Asn1[]
}

/** What was wrong with the encoding. Thrown inside this package only; readers of signatures turn it into a finding. */
export class BadEncoding extends Error {}

const deepest = 40

/** Reads the one element at `from`; bytes may follow it. */
export function readElement(bytes: Uint8Array, from = 0, depth = 0): Asn1 {
  if (depth > deepest) throw new BadEncoding('nested too deeply')
  const tag = byteAt(bytes, from)
  if ((tag & 0x1f) === 0x1f) throw new BadEncoding('a tag number above 30')
  const constructed = (tag & 0x20) !== 0
  const { length, start } = readLength(bytes, from + 1)
  if (length === 'indefinite') {
    if (!constructed) throw new BadEncoding('a primitive value of indefinite length')
    return readIndefinite(bytes, from, start, tag, depth)
  }
  const end = start + length
  if (end > bytes.length) throw new BadEncoding('a value runs past the end')
  const children = constructed ? readAll(bytes, start, end, depth + 1) : []
  return {
    tag,
    content: bytes.subarray(start, end),
    raw: bytes.subarray(from, end),
    indefinite: children.some((child) => child.indefinite),
    children,
  }
}

function readIndefinite(bytes: Uint8Array, from: number, start: number, tag: number, depth: number): Asn1 {
  const children: Asn1[] = []
  let at = start
  while (!(byteAt(bytes, at) === 0 && byteAt(bytes, at + 1) === 0)) {
    const child = readElement(bytes, at, depth + 1)
    children.push(child)
    at += child.raw.length
  }
  return {
    tag,
    content: bytes.subarray(start, at),
    raw: bytes.subarray(from, at + 2),
    indefinite: true,
    children,
  }
}

function readAll(bytes: Uint8Array, start: number, end: number, depth: number): Asn1[] {
  const bounded = bytes.subarray(0, end)
  const elements: Asn1[] = []
  for (let at = start; at < end; ) {
    const element = readElement(bounded, at, depth)
    elements.push(element)
    at += element.raw.length
  }
  return elements
}

function readLength(bytes: Uint8Array, at: number): { length: number | 'indefinite'; start: number } {
  const first = byteAt(bytes, at)
  if (first < 0x80) return { length: first, start: at + 1 }
  if (first === 0x80) return { length: 'indefinite', start: at + 1 }
  const count = first & 0x7f
  if (count > 4) throw new BadEncoding('a length of more than four bytes')
  let length = 0
  for (let i = 1; i <= count; i++) length = length * 256 + byteAt(bytes, at + i)
  return { length, start: at + 1 + count }
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) throw new BadEncoding('broken off')
  return byte
}

/** The element's bytes with definite lengths throughout: what a digest over "the DER encoding" means. */
export function canonical(element: Asn1): Uint8Array {
  if (!element.indefinite) return element.raw
  return der(element.tag, ...element.children.map(canonical))
}

/** The bytes of an OCTET STRING, joined when it came in pieces. */
export function octetsOf(element: Asn1): Uint8Array {
  return element.children.length > 0 ? concat(...element.children.map(octetsOf)) : element.content
}

export function oidOf(element: Asn1 | undefined): string {
  if (element?.tag !== 0x06) throw new BadEncoding('an object identifier was expected')
  const arcs: number[] = []
  let value = 0
  for (const byte of element.content) {
    value = value * 128 + (byte & 0x7f)
    if ((byte & 0x80) === 0) {
      if (arcs.length === 0) {
        const first = Math.min(2, Math.floor(value / 40))
        arcs.push(first, value - first * 40)
      } else arcs.push(value)
      value = 0
    }
  }
  return arcs.join('.')
}

/** The child at an index, which must be there (and have the tag, when one is named). */
export function childAt(element: Asn1 | undefined, index: number, tag?: number): Asn1 {
  const child = element?.children[index]
  if (child === undefined || (tag !== undefined && child.tag !== tag))
    throw new BadEncoding(`part ${index} is missing or of another kind`)
  return child
}
