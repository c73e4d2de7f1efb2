/**
 * Stands in for Zod in the browser (see vite.config.ts). Contracts describe their shapes for the server and for the
 * compiler; a page only needs method and address of an endpoint, and 45 KB of schemas nobody runs would delay it.
 */
const running = new Set(['parse', 'safeParse', 'parseAsync', 'safeParseAsync', 'options', 'shape'])

/** Any schema: every builder gives it back. Asking it to check something, or what it holds, is a mistake of ours, so it throws. */
export const z: unknown = new Proxy(() => z, {
  get(_target, name) {
    if (typeof name === 'string' && running.has(name))
      throw new Error(`Schemas do not run in the browser: ${name}`)
    return z
  },
  apply: () => z,
})
