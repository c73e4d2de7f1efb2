/** Password hashing: Argon2id with OWASP's parameters, a few at once, so that a storm of sign-ins cannot take the memory. */
import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Refusal, refuse } from '@yizhan/contracts'

/** OWASP Password Storage: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 }
const tagLength = 32

export type Hasher = {
  /** A PHC string with a fresh salt. */
  readonly hash: (password: string) => Promise<string | Refusal>
  /** Whether the password is the one that was hashed. Always costs one hashing. */
  readonly verify: (password: string, phc: string) => Promise<boolean | Refusal>
}

/** @param atOnce hashings at the same time; @param waiting callers that may queue before the answer is `platform.busy` */
export function createHasher(atOnce = 2, waiting = 400): Hasher {
  let running = 0
  const queue: (() => void)[] = []
  const inTurn = async <T>(work: () => Promise<T>): Promise<T | Refusal> => {
    if (running >= atOnce) {
      if (queue.length >= waiting) return refuse('platform.busy')
      await new Promise<void>((resolve) => queue.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      // A waiting caller takes over this place, so `running` stays.
      const next = queue.shift()
      if (next) next()
      else running -= 1
    }
  }
  return {
    hash: (password) =>
      inTurn(async () => {
        const nonce = randomBytes(16)
        return toPhc(nonce, await derive(password, { nonce, ...cost }))
      }),
    verify: (password, phc) =>
      inTurn(async () => {
        const { tag, ...parameters } = fromPhc(phc)
        return timingSafeEqual(await derive(password, parameters), tag)
      }),
  }
}

type Cost = Pick<Argon2Parameters, 'memory' | 'passes' | 'parallelism'> & { nonce: Buffer }

function derive(password: string, { nonce, memory, passes, parallelism }: Cost): Promise<Buffer> {
  // NIST SP 800-63B-4 §3.1.1.2: normalise before hashing, or a keyboard may lock its owner out.
  const message = password.normalize('NFC')
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce, memory, passes, parallelism, tagLength }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')

function toPhc(salt: Buffer, tag: Buffer): string {
  const { memory, passes, parallelism } = cost
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`
}

function fromPhc(phc: string): Cost & { tag: Buffer } {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(phc)
  const [, memory, passes, parallelism, salt, tag] = match ?? []
  if (!salt || !tag) throw new Error('not an Argon2id PHC string')
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    nonce: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}
