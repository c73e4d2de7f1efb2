/**
 * Thousands of damaged copies: none may be valid, make the verifier throw, or keep it busy. MUTATIONS says how many.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { concat, equalBytes } from './der.ts'
import { signerOf } from './testing/authority.ts'
import { nodeCrypto } from './testing/crypto.ts'
import { at, bytesOf, holeOf, office, plainPdf, root, seal } from './testing/sample.ts'
import { verifyPdf } from './verify.ts'

const runs = Number(process.env.MUTATIONS ?? 3000)
const longestMs = 2000

// Without the root: a damaged copy of a root that is pinned anyway would change nothing.
const sealed = await seal(plainPdf(), { signer: signerOf(office) })
const other = await seal(plainPdf('Another person'), { signer: signerOf(office) })
const hole = holeOf(sealed)

/** Of each place, most in the signature dictionary and value, where a change has most to win. */
const place = fc.oneof(
  fc.nat(sealed.length - 1),
  fc.integer({ min: hole.start - 400, max: hole.start + 3000 }),
  fc.integer({ min: hole.end, max: sealed.length - 1 }),
)
const tokens = [
  '<<',
  '>>',
  '<',
  '>',
  '(',
  ')',
  '[',
  ']',
  '%',
  '/ByteRange',
  '/Contents',
  ' obj',
  'endobj',
  'stream',
  '%%EOF',
  '0 R',
  '/V',
  '\\',
  '#00',
  '30800000',
  'ff'.repeat(9),
]
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.constantFrom(...tokens).map(bytesOf),
  fc.tuple(place, fc.nat(3000), fc.boolean()).map(([from, length, ours]) => {
    return (ours ? sealed : other).subarray(from, from + length)
  }),
)

/** Cuts `drop` bytes out at a place and puts a piece there: flips, deletions, insertions, splices and transplants. */
const step = fc.record({ place, drop: fc.oneof(fc.nat(3), fc.nat(2000)), piece })
const mutation = fc.oneof(
  fc.array(step, { minLength: 1, maxLength: 4 }),
  fc.tuple(place, fc.nat(255)).map(([place, byte]) => [{ place, drop: 1, piece: Uint8Array.of(byte) }]),
)

function mutated(steps: readonly { place: number; drop: number; piece: Uint8Array }[]): Uint8Array {
  let file = sealed
  for (const { place, drop, piece } of steps)
    file = concat(file.subarray(0, place), piece, file.subarray(Math.min(place + drop, file.length)))
  return file
}

/** Hexadecimal digits mean the same in capitals, and only there. */
function sameFile(file: Uint8Array): boolean {
  if (file.length !== sealed.length) return false
  const plain = file.slice()
  for (let i = hole.start; i < hole.end; i++) {
    const byte = plain[i] ?? 0
    if (byte >= 0x41 && byte <= 0x46) plain[i] = byte | 0x20
  }
  return equalBytes(plain, sealed)
}

test('no damaged copy is valid, throws, or takes long', () => {
  const counts = { refused: 0, same: 0 }
  const reasons = new Set<string>()
  fc.assert(
    fc.property(mutation, (steps) => {
      const file = mutated(steps)
      const started = performance.now()
      const verdict = verifyPdf(file, { trust: [root.certificate], at, crypto: nodeCrypto })
      assert.ok(performance.now() - started < longestMs)
      assert.equal(verdict.valid, sameFile(file))
      const bad = [...verdict.findings, ...verdict.signatures.flatMap((one) => one.findings)].filter(
        ({ grade }) => grade === 'bad',
      )
      // Whatever is refused says why, in both languages.
      assert.ok(verdict.valid || bad.length > 0)
      for (const { code, zh, en } of bad) {
        assert.ok(zh !== '' && en !== '')
        reasons.add(code)
      }
      counts[verdict.valid ? 'same' : 'refused']++
    }),
    { numRuns: runs },
  )
  assert.ok(counts.refused > runs * 0.9, JSON.stringify(counts))
  assert.ok(reasons.size >= 10, [...reasons].join(', '))
})
