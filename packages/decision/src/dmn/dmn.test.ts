import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { evaluateDecision, readDmn, toJson } from '../index.ts'

const model = (inner: string) =>
  readDmn(`<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:t" name="t" id="t">
${inner}
</definitions>`)

const decision = (id: string, text: string, more = '', type = '') =>
  `<decision id="${id}" name="${id}"><variable name="${id}" ${type && `typeRef="${type}"`}/>${more}
<literalExpression><text>${text}</text></literalExpression></decision>`

const requires = (id: string) =>
  `<informationRequirement><requiredDecision href="#${id}"/></informationRequirement>`

test('what a model offers', () => {
  const read = model(`<inputData id="i" name="年级"/>${decision('d', '1')}`)
  assert.deepEqual(
    [read.decisions, read.inputs, read.services, read.problems],
    [[{ id: 'd', name: 'd' }], [{ id: 'i', name: '年级' }], [], []],
  )
})

test('text of an input becomes a date where the model says so', () => {
  const read =
    model(`<itemDefinition name="tPerson"><itemComponent name="born"><typeRef>date</typeRef></itemComponent></itemDefinition>
<inputData id="p" name="p"><variable name="p" typeRef="tPerson"/></inputData>
${decision('d', 'p.born + duration("P18Y")', '<informationRequirement><requiredInput href="#p"/></informationRequirement>')}`)
  assert.equal(toJson(evaluateDecision(read, 'd', { p: { born: '2008-02-29' } }).value), '2026-02-28')
})

test('a problem names the element and the line', () => {
  const read = model(`${decision('a', '1 +\n +')}\n${decision('b', 'a * "x"', requires('a'))}`)
  assert.deepEqual(
    read.problems.map(({ code, id, line }) => ({ code, id, line })),
    [{ code: 'syntax', id: 'a', line: 4 }],
  )
  const { value, problems } = evaluateDecision(read, 'b', {})
  assert.equal(value, null)
  assert.deepEqual(
    problems.map(({ code, id, line }) => ({ code, id, line })),
    [
      { code: 'syntax', id: 'a', line: 4 },
      { code: 'type', id: 'b', line: 6 },
    ],
  )
})

test('a decision that requires itself, or nothing that exists, is null', () => {
  const read = model(`${decision('a', 'b + 1', requires('b'))}${decision('b', 'a + 1', requires('a'))}
${decision('c', 'nowhere', requires('nowhere'))}`)
  assert.deepEqual(
    evaluateDecision(read, 'a', {}).problems.map(({ code, id }) => [code, id]),
    [
      ['model', 'b'],
      ['type', 'b'],
      ['type', 'a'],
    ],
  )
  assert.deepEqual(
    read.problems.map(({ code, id, message }) => [code, id, message]),
    [['model', 'c', 'requiredDecision #nowhere leads nowhere']],
  )
  assert.equal(evaluateDecision(read, 'c', {}).value, null)
  assert.equal(evaluateDecision(read, 'no such', {}).problems[0]?.code, 'model')
})

test('a required decision is computed only when it is asked for, and once', () => {
  const read = model(`${decision('costly', 'abs("a")')}
${decision('lazy', 'if true then 1 else costly', requires('costly'))}
${decision('twice', '[costly, costly]', requires('costly'))}`)
  assert.deepEqual(evaluateDecision(read, 'lazy', {}), { value: decimalOne(), problems: [] })
  assert.equal(evaluateDecision(read, 'twice', {}).problems.length, 1)
})

const decimalOne = () => evaluateDecision(model(decision('one', '1')), 'one', {}).value

test('Java and PMML are not called', () => {
  const read =
    model(`<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic kind="PMML">
<formalParameter name="x"/><literalExpression><text>x</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
${decision('d', 'f(1)', '<knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>')}`)
  const { value, problems } = evaluateDecision(read, 'd', {})
  assert.deepEqual([value, problems.map(({ code }) => code)], [null, ['external']])
})

test('what is no DMN is a problem', () => {
  for (const xml of ['', '<a/>', 'text', '<definitions', '<definitions><decision></definitions>']) {
    assert.deepEqual(
      readDmn(xml).problems.map(({ code }) => code),
      ['model'],
      xml,
    )
  }
})

test('a damaged model is read without a throw, and evaluated without a bug', () => {
  const path = '../../conformance/fixtures/scholarship-tables/scholarship-tables.dmn'
  const xml = readFileSync(resolve(import.meta.dirname, path), 'utf8')
  const cut = fc.tuple(fc.nat(xml.length), fc.nat(60), fc.constantFrom('', '<', '"', '>', '- ', 'date("'))
  fc.assert(
    fc.property(cut, ([at, length, instead]) => {
      const read = readDmn(xml.slice(0, at) + instead + xml.slice(at + length))
      for (const { id } of read.decisions) {
        const { problems } = evaluateDecision(read, id, { 绩点: 3.5, 志愿服务时长: 'x' })
        assert.ok(problems.every(({ code }) => code !== 'bug'))
      }
    }),
    { numRuns: 300 },
  )
})
