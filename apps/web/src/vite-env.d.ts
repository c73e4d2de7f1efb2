/// <reference types="vite/client" />
declare module 'virtual:tokens.css'

declare module 'virtual:feel' {
  export function evaluate(
    expression: string,
    context?: Readonly<Record<string, unknown>>,
  ): { value: unknown }
}
