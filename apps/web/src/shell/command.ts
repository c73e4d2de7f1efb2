/** A command of the reader. One intention keeps one idempotency key until the server has answered it. */
import { type UseMutationResult, useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { type CallOptions, newKey, ProblemError } from './client.ts'

type Handlers<Ok> = { onOk?: (ok: Ok) => void | Promise<void>; onProblem?: (problem: ProblemError) => void }

/** No answer or a broken one: the same command may be sent again under the same key. */
const unanswered = (error: unknown) =>
  error instanceof ProblemError && (error.status === 0 || error.status >= 500)

export function useCommand<Request, Ok>(
  call: (request: Request, options: CallOptions) => Promise<Ok>,
  handlers: Handlers<Ok> = {},
): UseMutationResult<Ok, ProblemError, Request> {
  const kept = useRef<{ key: string; request: string } | undefined>(undefined)
  return useMutation<Ok, ProblemError, Request>({
    mutationFn: async (request) => {
      const print = JSON.stringify(request)
      if (kept.current?.request !== print) kept.current = { key: newKey(), request: print }
      try {
        const ok = await call(request, { key: kept.current.key })
        kept.current = undefined
        return ok
      } catch (error) {
        if (!unanswered(error)) kept.current = undefined
        throw error
      }
    },
    onSuccess: async (ok) => {
      await handlers.onOk?.(ok)
    },
    onError: (error) => {
      if (error instanceof ProblemError) handlers.onProblem?.(error)
    },
  })
}
