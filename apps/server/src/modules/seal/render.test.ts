import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDocument } from './check-template.ts'
import { loadFonts } from './fonts.ts'
import { createRenderer, type DocumentContent } from './render.ts'
import { documentTyp, documentYaml } from './testing.ts'

const renderer = createRenderer(await loadFonts())
const at = Temporal.Instant.from('2026-11-24T01:00:00Z')
const content: DocumentContent = {
  title: { zh: '在读证明', en: 'Enrolment certificate' },
  institution: { zh: '渭川大学', en: 'Weichuan University' },
  unit: { zh: '渭川大学教务处', en: 'Academic Affairs Office' },
  number: 'YZ-20261124-0042',
  code: '3HT8W6RN5C0J7KQ4M2XD9P1V00',
  publicUrl: 'https://one.weichuan.example',
  issuedOn: '2026-11-24',
  validUntil: '2027-02-22',
  fields: { name: '林知夏', number: '2023310215', school: { zh: '机械学院', en: 'x' }, purpose: null },
}

function rendered(template: string, more: Partial<DocumentContent> = {}) {
  const result = renderer.render(template, { ...content, ...more }, at)
  assert.ok(result.ok, JSON.stringify(result))
  return result
}

test('the same facts and time give the same bytes, also from another compiler', async () => {
  const first = rendered(documentTyp)
  assert.deepEqual(rendered(documentTyp).pdf, first.pdf)
  const other = createRenderer(await loadFonts()).render(documentTyp, content, at)
  assert.ok(other.ok)
  assert.deepEqual(other.pdf, first.pdf)
  const later = renderer.render(documentTyp, content, at.add({ seconds: 1 }))
  assert.ok(later.ok)
  assert.notDeepEqual(later.pdf, first.pdf)
})

test('the seal’s place follows the text onto the next page', () => {
  const short = rendered(documentTyp)
  assert.deepEqual([short.pages, short.place.page], [1, 1])
  assert.ok(short.place.x > 300 && short.place.x < 480 && short.place.y > 250 && short.place.y < 500)
  const long = rendered(documentTyp.replace('特此证明。', '特此证明。\n\n'.repeat(24)))
  assert.deepEqual([long.pages, long.place.page], [2, 2])
})

test('text that looks like a command of the layout language stays text', () => {
  const name = '#import "x" $ * _ ` @ \\ <seal> [b] // 林'
  const result = rendered(documentTyp, { fields: { ...content.fields, name } })
  assert.equal(result.pages, 1)
})

test('missing characters are found in facts and in the template alike', () => {
  const inFacts = renderer.render(documentTyp, { ...content, fields: { list: [{ name: '\u{31350}' }] } }, at)
  assert.ok(!inFacts.ok && inFacts.why === 'glyphs')
  const inTemplate = renderer.render(`${documentTyp}\u{31350}`, content, at)
  assert.ok(!inTemplate.ok && inTemplate.why === 'glyphs')
  assert.equal(inTemplate.missing[0]?.where, 'document.typ')
})

test('a template reads nothing but the prelude and its data', () => {
  for (const reach of [
    '#read("/etc/hostname")',
    '#read("../../../../etc/hostname")',
    '#import "@preview/example:0.1.0": add',
  ]) {
    const result = renderer.render(
      `#import "/prelude.typ": *\n#show: sheet\n${reach}\n#signature()`,
      content,
      at,
    )
    assert.ok(!result.ok && result.why === 'template', reach)
  }
})

test('the check of a service’s document says what is wrong and where', async () => {
  assert.deepEqual(await checkDocument(documentYaml, documentTyp), [])
  const where = async (yaml: string, typ = documentTyp) =>
    (await checkDocument(yaml, typ)).map((one) => one.where)
  assert.deepEqual(await where(documentYaml.replace('academic-enrolment', 'nobody')), ['seal'])
  assert.deepEqual(await where(documentYaml.replaceAll('decisive: true', 'decisive: false')), ['fields'])
  assert.deepEqual(await where(documentYaml.replace('sample: 林知夏', 'sample: ""')), ['fields.name.sample'])
  assert.deepEqual(await where('title: 1'), ['title', 'seal', 'fields'])
  assert.deepEqual(await where(documentYaml, documentTyp.replace('#signature()', '')), ['document.typ'])
  assert.deepEqual(await where(documentYaml, `${documentTyp}#signature()`), ['document.typ'])
  assert.deepEqual(await where(documentYaml, `${documentTyp}#f.nothing`), ['document.typ'])
  assert.deepEqual(await where(documentYaml, `#import "@preview/x:1.0.0": y\n${documentTyp}`), [
    'document.typ',
  ])
})
