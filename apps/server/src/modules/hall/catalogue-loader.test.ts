import assert from 'node:assert/strict'
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fieldsOf } from '@yizhan/forms'
import { root } from '#platform/config'
import { checkCatalogue, loadCatalogue } from './catalogue-loader.ts'

const catalogueFolder = join(root, 'catalogue')

async function withCopy(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'catalogue-'))
  try {
    await cp(catalogueFolder, folder, { recursive: true })
    await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function edit(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  assert.ok(text.includes(from), `${file} has no ${from}`)
  await writeFile(file, text.replace(from, to))
}

test('the catalogue of this repository is whole', async () => {
  const { ok, services, problems } = await checkCatalogue(catalogueFolder)
  assert.deepEqual(problems, [])
  assert.ok(ok)
  assert.ok(services >= 2)
})

test('a change in any file of a folder makes a new version, and only of that service', async () => {
  const before = await loadCatalogue(catalogueFolder)
  await withCopy(async (folder) => {
    await appendFile(join(folder, 'employment/graduate-recommendation-form/document.typ'), '\n')
    const after = await loadCatalogue(folder)
    const changed = [...after.catalogue.services].filter(
      ([id, { hash }]) => before.catalogue.services.get(id)?.hash !== hash,
    )
    assert.deepEqual(
      changed.map(([id]) => id),
      ['graduate-recommendation-form'],
    )
  })
})

test('another university names its own campuses: the forms offer those, in a new version, and allow no other', async () => {
  const before = await loadCatalogue(catalogueFolder)
  await withCopy(async (folder) => {
    await writeFile(join(folder, 'campuses.yaml'), '- { id: N1, name: { zh: 北区, en: North } }\n')
    const { catalogue, problems } = await loadCatalogue(folder)
    assert.deepEqual(problems, [])
    const changed = [...catalogue.services].filter(
      ([id, { hash }]) => before.catalogue.services.get(id)?.hash !== hash,
    )
    const offering = [...before.catalogue.services].filter(([, { form }]) =>
      fieldsOf(form).some(({ field }) => field.optionsFrom === 'campuses'),
    )
    assert.deepEqual(
      changed.map(([id]) => id),
      offering.map(([id]) => id),
    )
    const { form } = catalogue.services.get('vehicle-pass') ?? assert.fail()
    const campuses = fieldsOf(form).find(({ field }) => field.id === 'campuses')?.field
    assert.deepEqual(campuses?.options, [{ value: 'N1', label: { zh: '北区', en: 'North' } }])
    assert.deepEqual(form.schema.properties.campuses?.items?.enum, ['N1'])
    await rm(join(folder, 'campuses.yaml'))
    const without = await loadCatalogue(folder)
    assert.deepEqual(
      without.problems.map(({ where, en }) => [where, en]),
      offering.flatMap(([, { form }]) =>
        fieldsOf(form)
          .filter(({ field }) => field.optionsFrom === 'campuses')
          .map(({ field }) => [`layout/${field.id}`, 'There is no list campuses']),
      ),
    )
    assert.equal(without.catalogue.services.has('vehicle-pass'), false)
  })
})

test('each planted fault is named with its file and place, and the other services stay', async () => {
  await withCopy(async (folder) => {
    const service = join(folder, 'student-status/enrolment-certificate')
    await edit(join(service, 'service.yaml'), 'en: Enrolment certificate', 'en: ""')
    await edit(join(service, 'form.json'), '"student.number"', '"student.numbre"')
    await edit(join(service, 'process.bpmn'), 'name="document.issue"', 'name="document.print"')
    await rm(join(service, 'document.typ'))
    const { catalogue, problems } = await loadCatalogue(folder)
    assert.equal(catalogue.services.has('enrolment-certificate'), false)
    assert.ok(catalogue.services.has('graduate-recommendation-form'))
    const places = problems.map(({ file, where }) => `${file.split('/').at(-1)} ${where}`.trim())
    assert.ok(places.includes('service.yaml name.en'), places.join('; '))
    assert.ok(places.includes('form.json layout/number'), places.join('; '))
    assert.ok(
      places.some((place) => place.startsWith('process.bpmn line') && place.endsWith('unknown.service')),
      places.join('; '),
    )
    assert.ok(places.includes('document.typ'), places.join('; '))
  })
})

test('a file in another encoding is refused with its place instead of offering rubbish', async () => {
  await withCopy(async (folder) => {
    const service = 'leave-return/student-leave'
    for (const name of ['service.yaml', 'form.json', 'process.bpmn']) {
      const file = join(folder, service, name)
      const text = await readFile(file)
      // 假 of 请假, as GB18030 writes it.
      const at = text.indexOf('假')
      await writeFile(
        file,
        Buffer.concat([text.subarray(0, at), Buffer.from('bcd9', 'hex'), text.subarray(at + 3)]),
      )
    }
    const { catalogue, problems } = await loadCatalogue(folder)
    assert.equal(catalogue.services.has('student-leave'), false)
    assert.deepEqual(
      problems.map(({ file, en }) => [file, /UTF-8/.test(en)]),
      ['service.yaml', 'form.json', 'process.bpmn'].map((name) => [`${service}/${name}`, true]),
    )
  })
})

test('names that nothing gives are named: in an audience, in the conditions of a form and of a process, in a form’s own keys', async () => {
  await withCopy(async (folder) => {
    const leave = join(folder, 'leave-return/student-leave')
    const audience = /(audience:[\s\S]*?when: ).*/
    const faults = async (file: string, from: string | RegExp, to: string) => {
      const text = await readFile(join(leave, file), 'utf8')
      assert.notEqual(text.replace(from, to), text)
      await writeFile(join(leave, file), text.replace(from, to))
      const { problems } = await loadCatalogue(folder)
      await writeFile(join(leave, file), text)
      return problems.map(({ where, en }) => `${where}: ${en}`.replace(/^line \d+ /, ''))
    }
    assert.match(
      (await faults('service.yaml', audience, '$1(((')).join(),
      /^audience.when: The condition cannot be read/,
    )
    assert.match(
      (await faults('service.yaml', audience, '$1membr.kind = "staff"')).join(),
      /'membr.kind' not found|'membr' not found/,
    )
    assert.deepEqual(await faults('service.yaml', audience, '$1member.knd = "staff"'), [
      'audience.when: There is no member.knd',
    ])
    assert.match(
      (await faults('process.bpmn', 'settings.counsellorDays', 'settings.days')).join(),
      /There is no “settings.days”$/,
    )
    assert.deepEqual(await faults('form.json', '"label"', '"lable"'), [
      'layout/sections/0/fields/0: “label” is missing',
      'layout/sections/0/fields/0: “lable” is unknown here',
    ])
    for (const nonsense of ['null', '[]', '{"schema":{},"layout":{"sections":[null]}}'])
      assert.notDeepEqual(await faults('form.json', /^[\s\S]*$/, nonsense), [], nonsense)
  })
})

test('a folder with nothing in it is bad: nothing was checked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'catalogue-'))
  try {
    const { ok, problems } = await checkCatalogue(folder)
    assert.equal(ok, false)
    assert.deepEqual(
      problems.map(({ file }) => file),
      ['categories.yaml', 'data-elements.yaml'],
    )
  } finally {
    await rm(folder, { recursive: true })
  }
})
