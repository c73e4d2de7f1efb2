/** How large a zip would be unpacked, found out without keeping it: a few megabytes may unfold to many gigabytes. */
import { createInflateRaw } from 'node:zlib'

const localHeader = Buffer.from([0x50, 0x4b, 0x03, 0x04])
const headerLength = 30
const deflated = 8
/** A workbook has a few dozen parts. */
const mostParts = 2000

/**
 * Whether everything that could be read as a part of the zip unfolds to at most `most` bytes in all. Parts are sought by
 * their headers in the bytes themselves: what the directory or a header says about sizes may be a lie.
 */
export async function unfoldsWithin(zip: Buffer, most: number): Promise<boolean> {
  let left = most
  let parts = 0
  for (let at = zip.indexOf(localHeader); at >= 0; at = zip.indexOf(localHeader, at + 4)) {
    if (++parts > mostParts) return false
    if (at + headerLength > zip.length || zip.readUInt16LE(at + 8) !== deflated) continue
    const start = at + headerLength + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28)
    left -= await unfolded(zip.subarray(start), left)
    if (left < 0) return false
  }
  return true
}

/** Bytes that come out, or a little more than `most` when it is more. What is broken counts as far as it goes. */
async function unfolded(bytes: Buffer, most: number): Promise<number> {
  const stream = createInflateRaw()
  stream.end(bytes)
  let size = 0
  try {
    for await (const chunk of stream) {
      size += (chunk as Buffer).length
      if (size > most) break
    }
  } catch {
    // The reader of the workbook says what is wrong with it.
  }
  return size
}
