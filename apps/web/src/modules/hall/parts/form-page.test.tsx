import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import type { FormView } from '@yizhan/contracts'
import type { Answers, FieldError, Form } from '@yizhan/forms/browser'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { fakeServer } from '../../../fake-server.ts'
import { sentAnswers } from './application.ts'
import { FormSections } from './form-page.tsx'
import { startingAnswers } from './form-shape.ts'

const words = (zh: string) => ({ zh, en: zh })
const form: Form = {
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      name: { type: 'string' },
      mobile: { type: 'string', format: 'mobile-cn' },
      kind: { type: 'string', enum: ['ill', 'other'] },
      proof: { type: 'string' },
      people: {
        type: 'array',
        maxItems: 3,
        items: { type: 'object', properties: { who: { type: 'string' } }, required: ['who'] },
      },
    },
    required: ['name', 'mobile', 'kind', 'proof'],
    additionalProperties: false,
  },
  layout: {
    sections: [
      {
        id: 'you',
        title: words('你'),
        fields: [
          { id: 'name', widget: 'text', label: words('姓名'), bind: 'person.name', policy: 'record' },
          {
            id: 'mobile',
            widget: 'text',
            label: words('手机号码'),
            bind: 'person.mobile',
            policy: 'prefill',
          },
        ],
      },
      {
        id: 'leave',
        title: words('请假'),
        fields: [
          {
            id: 'kind',
            widget: 'choice',
            label: words('为什么'),
            options: [
              { value: 'ill', label: words('生病') },
              { value: 'other', label: words('别的事') },
            ],
          },
          { id: 'proof', widget: 'text', label: words('诊断证明编号'), visibleWhen: 'kind = "ill"' },
          {
            id: 'people',
            widget: 'group',
            label: words('同行的人'),
            fields: [{ id: 'who', widget: 'text', label: words('谁') }],
          },
        ],
      },
    ],
    summary: words('{kind}'),
  },
}
const service = {
  id: 'leave',
  name: words('请假'),
  short: words('请假'),
  category: 'life',
  summary: words('请假'),
  forMe: true,
}
const view: FormView = {
  service,
  version: 1,
  form: { ...form },
  validator: '/api/hall/validators/x.js',
  prefilled: {
    name: { value: '林知夏', text: '林知夏', element: 'person.name', source: words('学籍库') },
    mobile: {
      value: '13800138000',
      text: '13800138000',
      element: 'person.mobile',
      source: words('统一身份认证'),
    },
  },
  files: [],
  names: {},
  member: {},
  line: [],
}

function Page({ errors = [], narrow = false }: { errors?: FieldError[]; narrow?: boolean }) {
  const [answers, setAnswers] = useState<Answers>(startingAnswers(view, undefined))
  const [open, setOpen] = useState(0)
  return (
    <FormSections
      id="leave"
      view={view}
      answers={answers}
      errors={errors}
      onChange={(field, value) => setAnswers((before) => ({ ...before, [field]: value }))}
      open={open}
      onOpen={setOpen}
      narrow={narrow}
    />
  )
}

const show = (page: React.ReactNode) =>
  render(<QueryClientProvider client={new QueryClient()}>{page}</QueryClientProvider>)

test('the record is shown with its source and is not asked; what may be changed is filled in', () => {
  show(<Page />)
  expect(screen.getByText('学籍库')).toBeDefined()
  expect(screen.queryByLabelText('姓名')).toBeNull()
  expect(screen.getByLabelText<HTMLInputElement>('手机号码').value).toBe('13800138000')
})

test('a question appears when the answer above it asks for it', () => {
  show(<Page />)
  expect(screen.queryByLabelText('诊断证明编号')).toBeNull()
  fireEvent.click(screen.getByLabelText('生病'))
  expect(screen.getByLabelText('诊断证明编号')).toBeDefined()
  fireEvent.click(screen.getByLabelText('别的事'))
  expect(screen.queryByLabelText('诊断证明编号')).toBeNull()
})

test('rows are added and taken away', () => {
  show(<Page />)
  fireEvent.click(screen.getByRole('button', { name: '加一行' }))
  fireEvent.change(screen.getByLabelText('谁'), { target: { value: '周敏' } })
  expect(screen.getByLabelText<HTMLInputElement>('谁').value).toBe('周敏')
  fireEvent.click(screen.getByRole('button', { name: '去掉第 1 行' }))
  expect(screen.queryByLabelText('谁')).toBeNull()
})

test('mistakes stand on top, take the focus, and lead to their field', () => {
  show(<Page errors={[{ path: 'mobile', zh: '手机号码要 11 位，现在 10 位', en: 'x' }]} />)
  const summary = screen.getByRole('alert')
  expect(summary.textContent).toContain('有 1 处要改')
  expect(document.activeElement).toBe(summary)
  expect(screen.getByLabelText('手机号码').getAttribute('aria-invalid')).toBe('true')
  expect(screen.getByLabelText('手机号码').getAttribute('aria-describedby')).toContain('f-mobile-error')
})

test('on a phone one section stands open, and a mistake elsewhere opens its section', async () => {
  show(<Page narrow errors={[{ path: 'kind', zh: '选「为什么」', en: 'x' }]} />)
  expect(screen.queryByText('为什么')).toBeNull()
  fireEvent.click(screen.getByRole('link', { name: '选「为什么」' }))
  await waitFor(() => expect(screen.getByText('为什么')).toBeDefined())
})

test('one click tells the office that a value is wrong', async () => {
  const server = fakeServer({
    'POST /api/people/corrections': { body: { id: 'x', goesTo: words('教务处') } },
  })
  show(<Page />)
  fireEvent.click(screen.getAllByRole('button', { name: '不对？' })[0] as HTMLElement)
  fireEvent.click(screen.getByRole('button', { name: '告诉学校' }))
  expect(await screen.findByText('已告诉教务处')).toBeDefined()
  expect(server.asked[0]?.body).toEqual({ element: 'person.name', note: '' })
})

test('the record’s own values are not sent: the server takes them again', () => {
  expect(sentAnswers(view, startingAnswers(view, { kind: 'other' }))).toEqual({
    mobile: '13800138000',
    kind: 'other',
  })
})
