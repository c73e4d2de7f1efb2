import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BadEncoding, canonical, concat, der, objectId, octetsOf, oidOf, readElement, setOf } from './der.ts'

type Tree = { tag: number; inside: Uint8Array | Tree[] }
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.record({ tag: fc.constantFrom(0x02, 0x04, 0x0c), inside: fc.uint8Array({ maxLength: 300 }) }),
    fc.record({ tag: fc.constantFrom(0x30, 0x31, 0xa0), inside: fc.array(tie('tree'), { maxLength: 4 }) }),
  ),
}))

const write = ({ tag, inside }: Tree): Uint8Array =>
  inside instanceof Uint8Array ? der(tag, inside) : der(tag, ...inside.map(write))
const writeIndefinite = ({ tag, inside }: Tree): Uint8Array =>
  inside instanceof Uint8Array
    ? der(tag, inside)
    : concat(Uint8Array.of(tag, 0x80), ...inside.map(writeIndefinite), Uint8Array.of(0, 0))

test('what is written is read back, and indefinite lengths mean the same', () => {
  fc.assert(
    fc.property(tree, (value) => {
      const definite = write(value)
      assert.deepEqual(readElement(definite).raw, definite)
      assert.deepEqual(canonical(readElement(writeIndefinite(value))), definite)
    }),
  )
})

test('chance bytes are read or refused, never worse', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        assert.ok(readElement(bytes).raw.length <= bytes.length)
      } catch (error) {
        assert.ok(error instanceof BadEncoding)
      }
    }),
    { numRuns: 2000 },
  )
})

test('object identifiers, sorted sets, strings in pieces, bounds', () => {
  for (const dotted of ['1.2.840.113549.1.7.2', '2.16.840.1.101.3.4.2.1', '2.5.29.15'])
    assert.equal(oidOf(readElement(objectId(dotted))), dotted)
  assert.deepEqual(
    setOf(Uint8Array.of(2, 1, 9), Uint8Array.of(2, 1, 3)),
    Uint8Array.of(0x31, 6, 2, 1, 3, 2, 1, 9),
  )
  const pieces = Uint8Array.of(0x24, 0x80, 4, 1, 1, 4, 2, 2, 3, 0, 0)
  assert.deepEqual(octetsOf(readElement(pieces)), Uint8Array.of(1, 2, 3))
  const deep = concat(...Array.from({ length: 60 }, () => Uint8Array.of(0x30, 0x80)), new Uint8Array(120))
  assert.throws(() => readElement(deep), BadEncoding)
})
