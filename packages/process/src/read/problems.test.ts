/** How problems look that are no errors, and how all of them are printed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatProblems, readBpmn } from '../index.ts'
import { bpmn, end, flow, gateway, row, start, user } from '../testing/bpmn-text.ts'

test('parts of other vendors are named as having no effect', async () => {
  const xml = bpmn(
    start,
    user('a').replace(
      '<bpmn:userTask',
      '<bpmn:userTask xmlns:c="http://camunda.org/schema/1.0/bpmn" c:assignee="x"',
    ),
    end,
    row('start', 'a', 'end'),
  )
  const { plan, problems } = await readBpmn(xml)
  assert.ok(plan)
  assert.deepEqual(
    problems.map(({ code, severity }) => [code, severity]),
    [['extension.foreign', 'warning']],
  )
})

test('problems print one a line in both languages', async () => {
  const { problems } = await readBpmn(
    bpmn(
      start,
      gateway('exclusive', 'g'),
      user('a'),
      end,
      row('start', 'g', 'a', 'end'),
      flow('g', 'end', 'x'),
    ),
  )
  assert.equal(
    formatProblems(problems, 'zh-CN', '请假.bpmn').split('\n')[0],
    '请假.bpmn:5  错误  gateway.no-default  g g  没有默认连线，条件都不满足时走不下去',
  )
  assert.match(
    formatProblems(problems, 'en', 'leave.bpmn'),
    /^leave\.bpmn:5 {2}error {2}gateway\.no-default {2}g g {2}There is no default flow/,
  )
})
