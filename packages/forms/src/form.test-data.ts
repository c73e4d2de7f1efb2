/** A small form that uses every kind of condition; for tests. */
import type { Form } from './form.ts'

const w = (zh: string, en: string) => ({ zh, en })

export const leave: Form = {
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      number: { type: 'string', maxLength: 20 },
      mobile: { type: 'string', format: 'mobile-cn' },
      kind: { type: 'string', enum: ['sick', 'private'] },
      proof: {
        type: 'array',
        items: { type: 'string', format: 'uuid' },
        minItems: 1,
        maxItems: 2,
        uniqueItems: true,
      },
      from: { type: 'string', format: 'date' },
      to: { type: 'string', format: 'date' },
      reason: { type: 'string', minLength: 2, maxLength: 10 },
      nights: { type: 'integer', minimum: 1, maximum: 9 },
      stops: {
        type: 'array',
        maxItems: 3,
        items: {
          type: 'object',
          properties: { place: { type: 'string', maxLength: 5 }, on: { type: 'string', format: 'date' } },
          required: ['place'],
          additionalProperties: false,
        },
      },
      sure: { type: 'boolean', const: true },
    },
    required: ['number', 'mobile', 'kind', 'proof', 'from', 'to', 'reason', 'sure'],
    additionalProperties: false,
  },
  layout: {
    summary: w('{kind}，{from}', '{kind}, {from}'),
    sections: [
      {
        id: 'who',
        title: w('你', 'You'),
        fields: [
          {
            id: 'number',
            widget: 'text',
            label: w('学号', 'Number'),
            bind: 'student.number',
            policy: 'record',
          },
          {
            id: 'mobile',
            widget: 'text',
            label: w('手机号', 'Mobile number'),
            bind: 'person.mobile',
            policy: 'prefill',
          },
        ],
      },
      {
        id: 'what',
        title: w('请假', 'Leave'),
        fields: [
          {
            id: 'kind',
            widget: 'choice',
            label: w('类型', 'Kind'),
            options: [
              { value: 'sick', label: w('病假', 'Sick') },
              { value: 'private', label: w('事假', 'Private') },
            ],
          },
          {
            id: 'proof',
            widget: 'files',
            label: w('诊断证明', 'Proof'),
            visibleWhen: 'kind = "sick"',
            files: { kinds: ['pdf'], megabytes: 5 },
          },
          { id: 'from', widget: 'date', label: w('起', 'From') },
          { id: 'to', widget: 'date', label: w('止', 'To') },
          { id: 'reason', widget: 'paragraph', label: w('原因', 'Reason') },
          { id: 'sure', widget: 'declare', label: w('属实', 'True') },
        ],
      },
      {
        id: 'trip',
        title: w('行程', 'Trip'),
        visibleWhen: 'kind = "private"',
        fields: [
          { id: 'nights', widget: 'number', label: w('几晚', 'Nights'), unit: w('晚', 'nights') },
          {
            id: 'stops',
            widget: 'group',
            label: w('去哪', 'Stops'),
            visibleWhen: 'nights > 1',
            fields: [
              { id: 'place', widget: 'text', label: w('地点', 'Place') },
              { id: 'on', widget: 'date', label: w('哪天', 'Day') },
            ],
          },
        ],
      },
    ],
    rules: [
      {
        field: 'to',
        holds: 'date(from) <= date(to)',
        message: w('结束日期要在开始之后', 'The end comes after the beginning'),
      },
    ],
  },
}

export const elements = {
  'student.number': {
    name: w('学号', 'Number'),
    source: w('教务', 'Registry'),
    type: 'string',
    category: 'identity',
  },
  'person.mobile': {
    name: w('手机', 'Mobile'),
    source: w('认证', 'Sign-on'),
    type: 'string',
    category: 'contact',
  },
}

export const around = { today: '2026-11-24', member: { level: '本科' } }

export const good = {
  number: '2023310215',
  mobile: '13800000021',
  kind: 'sick',
  proof: ['0199b7a4-1111-7000-8000-000000000001'],
  from: '2026-11-25',
  to: '2026-11-26',
  reason: '发烧',
  sure: true,
}
