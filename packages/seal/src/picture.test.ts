import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawSeal, sealPaths } from './picture.ts'
import { font } from './testing/sample.ts'

const names = [
  '渭川大学',
  '渭川大学教务处',
  '渭川大学能源与动力工程学院办',
  '渭川大学人类环境与可持续发展研究院办公室',
]
const code = '6101010042317'
const bottom = '学籍专用章'
type Point = readonly [number, number]

const distance = ([x, y]: Point) => Math.hypot(x, y)
const boxOf = (points: readonly Point[]) => ({
  left: Math.min(...points.map(([x]) => x)),
  right: Math.max(...points.map(([x]) => x)),
  low: Math.min(...points.map(([, y]) => y)),
  high: Math.max(...points.map(([, y]) => y)),
})

for (const name of names) {
  test(`a seal of ${[...name].length} characters: nothing touches the ring, nothing runs into the line below`, () => {
    const { ringText, bottomText, codeText } = sealPaths({ ring: name, bottom, code, font })
    assert.equal(ringText.length, [...name].length)
    assert.equal(bottomText.length, 5)
    assert.equal(codeText.length, 13)
    const points = (paths: typeof ringText) =>
      paths.flatMap((path) => path.flatMap((segment) => segment.points))
    for (const point of points([...ringText, ...codeText]))
      assert.ok(distance(point) < 19.75, `${point} touches the ring`)
    const line = boxOf(points(bottomText))
    for (const [x, y] of points([...ringText, ...codeText]))
      assert.ok(
        x < line.left - 0.2 || x > line.right + 0.2 || y < line.low || y > line.high,
        `${x}, ${y} runs into the line of text`,
      )
    // The name is centred: as far left as right.
    const around = boxOf(points(ringText))
    assert.ok(Math.abs(around.left + around.right) < 1.2)
  })
}

test('the same paths as SVG and as PDF operators', () => {
  const { svg, operators, points } = drawSeal({ ring: '渭川大学', bottom: '', code, font })
  assert.match(svg, /^<svg [^>]*width="42mm"/)
  assert.ok(Math.abs(points - 119.055) < 0.001)
  const curves = (svg.split(' d="')[1]?.match(/C/g) ?? []).length
  assert.equal((operators.match(/ c$/gm) ?? []).length, curves)
  assert.match(operators, /^0\.761 0\.157 0\.11 rg\n/)
  assert.doesNotMatch(operators, /NaN|Infinity|e-/)
})

test('a wrong code and a character that the font lacks are refused', () => {
  assert.throws(() => drawSeal({ ring: '渭川大学', bottom: '', code: '123', font }), /13 digits/)
  assert.throws(() => drawSeal({ ring: '渭川\u{2CE93}\u{F0000}', bottom: '', code, font }), /lacks/)
})
