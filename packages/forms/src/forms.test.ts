import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { around, elements, good, leave } from './form.test-data.ts'
import {
  checkForm,
  describe,
  elementsOf,
  type Form,
  formats,
  judge,
  prefill,
  pruneHidden,
  summarise,
  tidyAnswers,
  type Validator,
  validateAnswers,
  validatorModule,
  visibleFields,
  withRecord,
} from './index.ts'

const messages = (answers: Record<string, unknown>) =>
  Object.fromEntries(validateAnswers(leave, answers, around).errors.map(({ path, zh }) => [path, zh]))

/** Loads the served module the way a browser does: as an ES module with nothing around it. */
async function served(form: Form): Promise<Validator> {
  const url = `data:text/javascript,${encodeURIComponent(validatorModule(form))}`
  const loaded: { default: Validator } = await import(url)
  return loaded.default
}

/** Any answers at all, often near the truth. */
const anyAnswers = fc.record(
  {
    number: fc.constantFrom('1', '', null),
    mobile: fc.constantFrom('13800000021', '1380000002', 'x', 5),
    kind: fc.constantFrom('sick', 'private', 'other', null),
    proof: fc.constantFrom([], ['nonsense'], good.proof, ['a', 'a'], 'x'),
    from: fc.constantFrom('2026-11-25', '2026-02-30', ''),
    to: fc.constantFrom('2026-11-26', '2026-11-01'),
    reason: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 14 }), fc.constant(3)),
    nights: fc.oneof(fc.integer({ min: -1, max: 12 }), fc.constant('2')),
    stops: fc.array(
      fc.record({ place: fc.constantFrom('西安', '一二三四五六', ''), on: fc.constant('2026-13-01') }),
      {
        maxLength: 4,
      },
    ),
    sure: fc.boolean(),
    extra: fc.constant('?'),
  },
  { requiredKeys: [] },
)

test('good answers pass and come back tidied', () => {
  const { answers, errors } = validateAnswers(leave, { ...good, reason: ' 发烧 ', nights: 3 }, around)
  assert.deepEqual(errors, [])
  assert.deepEqual(answers, good)
})

test('each error says the fix and what is there now', () => {
  assert.deepEqual(
    messages({
      ...good,
      mobile: '1380000002',
      reason: '一二三四五六七八九十甲',
      proof: undefined,
      sure: false,
    }),
    {
      mobile: '手机号要 11 位，现在 10 位',
      proof: '上传「诊断证明」',
      reason: '「原因」最多 10 字，现在 11 字，删去 1 字',
      sure: '读过后勾选「属实」',
    },
  )
  const trip = {
    ...good,
    kind: 'private',
    proof: undefined,
    nights: 12,
    stops: [{ place: '' }, { on: '2026-11-31' }],
  }
  assert.deepEqual(messages(trip), {
    nights: '「几晚」最多 9 晚，现在 12',
    'stops.0.place': '填「地点」',
    'stops.0.on': '「哪天」没有这一天，写成 2026-11-24 这样',
  })
})

test('a rule across fields is asked once the fields are right, and passes when one is missing', () => {
  assert.deepEqual(messages({ ...good, to: '2026-11-24' }), { to: '结束日期要在开始之后' })
  assert.deepEqual(messages({ ...good, to: undefined }), { to: '选「止」' })
})

test('length counts characters, also rare ones outside the basic plane', () => {
  assert.deepEqual(messages({ ...good, reason: '𬭎𱍐' }), {})
  assert.equal(messages({ ...good, reason: '𬭎' }).reason, '「原因」至少 2 字，现在 1 字')
})

test('the served module imports nothing and gives the same errors as the server', async () => {
  const source = validatorModule(leave)
  assert.doesNotMatch(source, /require\(|import |eval\(|new Function/)
  const validate = await served(leave)
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      assert.deepEqual(judge(leave, answers, around, validate), validateAnswers(leave, answers, around))
    }),
    { numRuns: 300 },
  )
})

test('pruning twice is pruning once, and what is kept is shown', () => {
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      const once = pruneHidden(leave, answers, around)
      assert.deepEqual(pruneHidden(leave, once, around), once)
      const shown = new Set(visibleFields(leave, once, around).map((field) => field.id))
      for (const id of Object.keys(once)) assert.ok(shown.has(id))
      assert.deepEqual(tidyAnswers(tidyAnswers(answers)), tidyAnswers(answers))
    }),
    { numRuns: 300 },
  )
})

test('what nobody sees does not become an answer: controls, and marks that turn the direction of writing', () => {
  const answers = { a: '付 \u202e001\u202c 元\u0008', b: ['一行\n二行\t三'], c: '\u2066\u2069' }
  assert.deepEqual(tidyAnswers(answers), { a: '付 001 元', b: ['一行\n二行\t三'] })
})

test('accepted answers are accepted again, unchanged', () => {
  let accepted = 0
  const someKeys = fc.subarray(Object.keys(leave.schema.properties), { maxLength: 2 })
  fc.assert(
    fc.property(anyAnswers, someKeys, (patch, keys) => {
      const changes = Object.entries(patch).filter(([key]) => keys.includes(key))
      const first = validateAnswers(leave, { ...good, ...Object.fromEntries(changes) }, around)
      if (first.errors.length > 0) return
      accepted += 1
      assert.deepEqual(validateAnswers(leave, first.answers, around), first)
    }),
    { numRuns: 500, seed: 7 },
  )
  assert.ok(accepted > 20, `only ${accepted} accepted`)
})

test('the record fills bound fields and wins over what was sent', () => {
  const source = { zh: '教务', en: 'Registry' }
  const record = {
    'student.number': { value: '2023310215', source, asOf: '2026-11-24T06:00:00Z' },
    'person.mobile': { value: '', source },
  }
  assert.deepEqual(elementsOf(leave), ['student.number', 'person.mobile'])
  const filled = prefill(leave, record)
  assert.deepEqual(Object.keys(filled), ['number'])
  assert.equal(filled.number?.editable, false)
  assert.deepEqual(withRecord(leave, { number: 'forged', mobile: '13800000021' }, record), {
    number: '2023310215',
    mobile: '13800000021',
  })
  assert.deepEqual(withRecord(leave, { number: 'forged' }, {}), {})
  const oddly = {
    ...record,
    'student.number': { value: 2023310215, source },
    'person.mobile': { value: ['父亲', { tel: '1380' }], source },
  }
  assert.deepEqual(withRecord(leave, {}, oddly), { number: '2023310215' })
  assert.equal(prefill(leave, oddly).mobile?.value, '父亲；1380')
})

test('rows of the record keep only the columns of the form, each in its type', () => {
  const form: Form = structuredClone(leave)
  const stops = form.layout.sections[2]?.fields[1]
  Object.assign(stops ?? {}, { bind: 'travel.stops', policy: 'record' })
  const value = [
    { place: 710, on: '2026-11-24', secret: 'x' },
    { place: '西安', on: null },
  ]
  const filled = prefill(form, { 'travel.stops': { value, source: { zh: '', en: '' } } })
  assert.deepEqual(filled.stops?.value, [{ place: '710', on: '2026-11-24' }, { place: '西安' }])
})

test('answers are put in words', () => {
  assert.deepEqual(summarise(leave, good), { zh: '病假，2026年11月25日', en: 'Sick, 25 Nov 2026' })
  const sections = describe(leave, { ...good, nights: 2 }, around, 'zh')
  assert.deepEqual(
    sections.map((section) => section.id),
    ['who', 'what'],
  )
  assert.equal(sections[1]?.answers.find((answer) => answer.field.id === 'proof')?.files.length, 1)
})

test('formats refuse what they should', () => {
  for (const [name, yes, no] of [
    ['date', '2024-02-29', '2025-02-29'],
    ['mobile-cn', '10012345678', '1001234567a'],
    ['email', 'a@weichuan.example', 'a@b'],
    ['id-number-cn', '11010519491231002X', '110105194912310021'],
    ['plate-cn', '陕AD12345', '陕I12345'],
    ['domain-label', 'lab-31', 'lab-'],
    ['uuid', good.proof[0], 'x'],
  ] as const) {
    assert.ok(formats[name].holds(yes ?? ''), `${name} ${yes}`)
    assert.ok(!formats[name].holds(no), `${name} ${no}`)
  }
})

test('checkForm compiles what looks right by itself, and is not thrown off by what is no form at all', () => {
  const broken: Form = structuredClone(leave)
  Object.assign(broken.schema.properties.number ?? {}, { maxLength: 'long' })
  const [problem] = checkForm(broken, elements)
  assert.equal(problem?.where, 'schema')
  assert.match(problem?.en ?? '', /cannot be compiled: .*maxLength must be integer/)
  const said = (none: unknown) => checkForm(none as Form, elements).map(({ where, en }) => `${where}: ${en}`)
  assert.deepEqual(said({}), ['form: “schema” is missing', 'form: “layout” is missing'])
  assert.deepEqual(said(null), ['form: This must be object'])
  assert.deepEqual(said({ schema: { type: 'object' }, layout: { sections: [null], summary: {} } }), [
    'schema: “properties” is missing',
    'schema: “required” is missing',
    'schema: “additionalProperties” is missing',
    'layout/sections/0: This must be object',
  ])
})

test('checkForm accepts the form and names every planted fault', () => {
  assert.deepEqual(checkForm(leave, elements), [])
  const broken: Form = structuredClone(leave)
  const [who, what] = broken.layout.sections
  Object.assign(who?.fields[0] ?? {}, { bind: 'student.nothing' })
  Object.assign(what?.fields[0] ?? {}, { options: [{ value: 'sick', label: { zh: '病假', en: '' } }] })
  Object.assign(what?.fields[1] ?? {}, { visibleWhen: 'later = 1' })
  Object.assign(broken.schema.properties, { orphan: { type: 'string' } })
  Object.assign(broken.schema.properties.nights ?? {}, { not: {} })
  assert.deepEqual(
    checkForm(broken, elements).map(({ where, en }) => `${where}: ${en}`),
    [
      'schema/nights: The keyword not is not supported',
      'schema/orphan: A text needs maxLength',
      'layout/number: The data dictionary has no student.nothing',
      'layout/kind: The options differ from the enum of the schema',
      'layout/kind/sick: The English text is missing',
      'schema/orphan: No field shows this property',
      "layout/proof/visibleWhen: The condition cannot be read: Variable 'later' not found",
    ],
  )
})

test('a row holds nothing whose owner or existence is asked of the records', () => {
  const broken: Form = structuredClone(leave)
  const stops = broken.layout.sections.flatMap(({ fields }) => fields).find(({ id }) => id === 'stops')
  const row = broken.schema.properties.stops?.items
  assert.ok(stops?.fields && row?.properties)
  Object.assign(row.properties, {
    who: { type: 'string', format: 'uuid' },
    where: { type: 'string', maxLength: 20 },
    tickets: { type: 'array', maxItems: 2, items: { type: 'string', format: 'uuid' } },
  })
  const label = { zh: '一', en: 'One' }
  const files = { kinds: ['pdf'], megabytes: 1 }
  const more = [
    { id: 'who', widget: 'member', label },
    { id: 'where', widget: 'unit', label },
    { id: 'tickets', widget: 'files', label, files },
  ]
  Object.assign(stops, { fields: [...stops.fields, ...more] })
  assert.deepEqual(
    checkForm(broken, elements).map(({ where, en }) => `${where}: ${en}`),
    [
      'layout/stops/who: A row cannot hold member',
      'layout/stops/where: A row cannot hold unit',
      'layout/stops/tickets: A row cannot hold files',
    ],
  )
})
