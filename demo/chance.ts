/** Chance with a seed: the same words give the same numbers on every machine. */
export class Chance {
  #state: number

  /** @param words what the numbers are for, e.g. the seed and a student's number */
  constructor(...words: readonly (string | number)[]) {
    // FNV-1a over the words.
    let hash = 0x811c9dc5
    for (const character of words.join('\u0001')) {
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
    }
    this.#state = hash >>> 0
  }

  /** From 0 up to, not including, 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  happens(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(list: readonly T[]): T {
    const found = list[Math.floor(this.next() * list.length)]
    if (found === undefined) throw new RangeError('nothing to pick from')
    return found
  }

  /** As many digits as asked for. */
  digits(count: number): string {
    let text = ''
    for (let index = 0; index < count; index++) text += this.between(0, 9)
    return text
  }
}
