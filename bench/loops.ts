/** Closed loops: `clients` of them, each doing the next piece of work as soon as its last one is done. */
export type LoopResult = { readonly perSecond: number; readonly millis: readonly number[] }

export async function loops(
  clients: number,
  seconds: number,
  work: (client: number) => Promise<void>,
): Promise<LoopResult> {
  const millis: number[] = []
  const began = performance.now()
  const end = began + seconds * 1000
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() < end) {
        const start = performance.now()
        await work(client)
        millis.push(performance.now() - start)
      }
    }),
  )
  return { perSecond: (millis.length / (performance.now() - began)) * 1000, millis }
}
