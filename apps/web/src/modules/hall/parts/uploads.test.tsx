import { act, renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { fakeServer, problems } from '../../../fake-server.ts'
import { useUploads } from './uploads.tsx'

const file = (name: string, type: string, bytes = 10) => new File([new Uint8Array(bytes)], name, { type })
const card = (type: string) => ({ body: { id: 'f1', name: 'a', type, bytes: 10 } })

async function sent(chosen: File[], answer: object, had = 0) {
  const server = fakeServer({ 'POST /api/files': answer })
  const { result } = renderHook(() => useUploads({ kinds: ['pdf', 'png'], megabytes: 1, most: 2 }))
  const kept: string[] = []
  await act(() => result.current.send(chosen, had, ({ id }) => kept.push(id)))
  return { kept, failed: result.current.failed, asked: server.asked.length, busy: result.current.busy }
}

test('what the form does not take is said in words before it is sent', async () => {
  const chosen = [file('规定.txt', 'text/plain'), file('扫描.pdf', 'application/pdf', 1024 * 1024 + 1)]
  expect(await sent(chosen, card('application/pdf'))).toEqual({
    kept: [],
    failed: ['「规定.txt」换成 PDF、PNG 再传', '「扫描.pdf」超过 1 MB'],
    asked: 0,
    busy: undefined,
  })
})

test('a file that is not what its name says is refused in the same words, whoever finds out', async () => {
  const words = ['「假的.pdf」换成 PDF、PNG 再传']
  const refused = problems.of(415, 'platform.upload-type', '这种文件不收')
  expect((await sent([file('假的.pdf', 'application/pdf')], refused)).failed).toEqual(words)
  const other = await sent([file('假的.pdf', '')], card('image/jpeg'))
  expect([other.failed, other.kept]).toEqual([words, []])
})

test('one more than the form takes is named and not dropped in silence', async () => {
  const chosen = [file('一.pdf', 'application/pdf'), file('二.pdf', 'application/pdf')]
  const { kept, failed } = await sent(chosen, card('application/pdf'), 1)
  expect(kept).toEqual(['f1'])
  expect(failed).toEqual(['最多 2 份，「二.pdf」没传'])
})
