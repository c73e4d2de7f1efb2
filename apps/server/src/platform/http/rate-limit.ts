/**
 * Token buckets in this node's memory, against floods rather than for accounting. Keys are bounded: the longest
 * unused bucket leaves first, and a full bucket is the same as none.
 */
export type RateLimit = { readonly burst: number; readonly perMinute: number }

export class RateLimiter {
  readonly #buckets = new Map<string, { tokens: number; at: number }>()
  readonly #limit: RateLimit
  readonly #most: number

  constructor(limit: RateLimit, most = 50_000) {
    this.#limit = limit
    this.#most = most
  }

  /** Takes one token at `now` (milliseconds); returns 0, or the seconds to wait. */
  take(key: string, now: number): number {
    const { burst, perMinute } = this.#limit
    const before = this.#buckets.get(key)
    const tokens = before ? Math.min(burst, before.tokens + ((now - before.at) / 60_000) * perMinute) : burst
    this.#buckets.delete(key)
    if (tokens < 1) {
      this.#buckets.set(key, { tokens, at: now })
      return Math.ceil(((1 - tokens) / perMinute) * 60)
    }
    this.#buckets.set(key, { tokens: tokens - 1, at: now })
    if (this.#buckets.size > this.#most) {
      const oldest = this.#buckets.keys().next()
      if (!oldest.done) this.#buckets.delete(oldest.value)
    }
    return 0
  }
}

/** The part of an address that one household or attacker usually holds: IPv4 /24, IPv6 /48. */
export function network(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+)\.(\d+)\.(\d+)\.\d+$/.exec(address)
  if (v4) return `${v4[1]}.${v4[2]}.${v4[3]}`
  return address.split(':').slice(0, 3).join(':')
}
