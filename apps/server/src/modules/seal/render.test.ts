import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { root } from '#platform/config'
import { checkDocument } from './check-template.ts'
import { readDocumentFile, sampleFacts } from './document-file.ts'
import { loadFonts } from './fonts.ts'
import { createRenderer, type DocumentContent } from './render.ts'
import { documentTyp, documentYaml, inFolder, written } from './testing.ts'

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
  // A template that cannot do without what the yaml calls optional.
  const needy = await checkDocument(documentYaml, `${documentTyp}#f.purpose.len()`)
  assert.match(needy[0]?.zh ?? '', /「purpose」为空时.*排版不通过/)
  assert.deepEqual(await where(documentYaml, `${documentTyp}#f.nothing`), ['document.typ'])
  assert.deepEqual(await where(documentYaml, `#import "@preview/x:1.0.0": y\n${documentTyp}`), [
    'document.typ',
  ])
})

/** What the layout language, HTML and JSON would each take for a command, and characters beyond the basic plane. */
const hostile =
  '#pagebreak() $x^2$ \\ *b* _i_ @ref <img src=x onerror=alert(1)> [c] {d} "q" \'r\' // /* */ = h 方𬭎㛃\u{30EDD}'

test('in every document of the catalogue nothing that somebody wrote is a command', async () => {
  const documents = globSync('catalogue/*/*/document.yaml', { cwd: root })
  assert.ok(documents.length >= 7)
  for (const path of documents) {
    const file = readDocumentFile(readFileSync(join(root, path), 'utf8'))
    const template = readFileSync(join(root, path.replace(/yaml$/, 'typ')), 'utf8')
    const { fields } = sampleFacts(file)
    // What people write, and names: not codes that a template compares, nor dates that it takes apart.
    const free = file.fields.filter(({ from, sample }) =>
      from === 'record.person.name' || from.endsWith('.opinion') || from.startsWith('answers.')
        ? typeof sample === 'string' && /\p{Script=Han}/u.test(sample)
        : false,
    )
    assert.ok(free.length > 0, path)
    const answers = Object.fromEntries(free.map(({ name }) => [name, hostile]))
    const result = rendered(template, { title: file.title, fields: { ...fields, ...answers } })
    const text = await textOf(result.pdf)
    const plain = hostile.replaceAll(/\s/g, '')
    assert.ok(text.replaceAll(/\s/g, '').includes(plain), `${path}: ${text}`)
  }
})

test('very long names and opinions flow on; the seal stays whole on its page', async () => {
  const long = { name: ['阿卜杜勒·', 20], self: ['勤勉。', 700], 'school-words': ['赞同。', 700] } as const
  for (const service of ['employment/graduate-recommendation-form', 'student-status/enrolment-certificate']) {
    const folder = join(root, 'catalogue', service)
    const file = readDocumentFile(readFileSync(join(folder, 'document.yaml'), 'utf8'))
    const template = readFileSync(join(folder, 'document.typ'), 'utf8')
    const known = Object.entries(long).filter(([name]) => file.fields.some((field) => field.name === name))
    const written = Object.fromEntries(known.map(([name, [words, times]]) => [name, words.repeat(times)]))
    const fields = { ...sampleFacts(file).fields, ...written }
    const { pdf, place, pages } = rendered(template, { title: file.title, fields })
    const text = (await textOf(pdf)).replaceAll(/\s/g, '')
    // Of each page break one repetition may be torn in two by foot and head.
    for (const [name, [words, times]] of known) {
      const found = text.split(words).length - 1
      assert.ok(found <= times && found >= times - pages, `${service} ${name}: ${found} of ${times}`)
    }
    // A4 is 595 by 842 points, the seal 42 mm across and its middle at least as far from the edge as its ring.
    assert.ok(place.page >= 1 && place.page <= pages)
    assert.ok(
      place.x > 60 && place.x < 535 && place.y > 60 && place.y < 782,
      `${service}: ${place.x}, ${place.y}`,
    )
  }
})

async function textOf(pdf: Uint8Array): Promise<string> {
  return inFolder(async (folder) => {
    const path = await written(folder, 'a.pdf', pdf)
    const { stdout } = await promisify(execFile)('pdftotext', ['-raw', path, '-'], { maxBuffer: 1 << 24 })
    return stdout
  })
}
