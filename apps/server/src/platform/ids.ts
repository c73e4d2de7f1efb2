import { randomFillSync } from 'node:crypto'

/** Chance for many ids at once: asking the system for it costs more than all the rest. */
const chance = Buffer.alloc(4096)
let used = chance.length

/**
 * A UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then chance. Made by the application, so that a row's
 * key is known before it is written and sorts by time in an index.
 */
export function uuidv7(millis: number = Temporal.Now.instant().epochMilliseconds): string {
  if (used === chance.length) {
    randomFillSync(chance)
    used = 0
  }
  const bytes = chance.subarray(used, used + 16)
  used += 16
  bytes.writeUIntBE(millis, 0, 6)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
