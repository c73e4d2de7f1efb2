/**
 * Work that arrives together is done together. While one batch is under way the next gathers, so a lone caller waits for
 * nobody, and a crowd shares the round trips and the commit of one.
 */

type Waiting<In, Out> = {
  readonly item: In
  readonly resolve: (out: Out) => void
  readonly reject: (error: unknown) => void
}

export type TogetherOptions = {
  /** Items in a batch at most. */
  readonly most: number
  /** Batches under way at once. */
  readonly lanes: number
}

/**
 * @param run does a batch, all of it or (by throwing) nothing, and answers in the order of its items
 * @returns a function that does one item. When a batch fails each of its items is done alone, so that only those which
 * fail by themselves do: one bad item never harms its neighbours.
 */
export function together<In, Out>(
  run: (batch: readonly In[]) => Promise<readonly Out[]>,
  { most, lanes }: TogetherOptions,
): (item: In) => Promise<Out> {
  const waiting: Waiting<In, Out>[] = []
  let busy = 0

  const alone = async (one: Waiting<In, Out>) => {
    try {
      one.resolve((await run([one.item]))[0] as Out)
    } catch (error) {
      one.reject(error)
    }
  }
  const batchOf = async (batch: readonly Waiting<In, Out>[]) => {
    let outs: readonly Out[]
    try {
      outs = await run(batch.map((one) => one.item))
    } catch {
      for (const one of batch) await alone(one)
      return
    }
    for (const [index, one] of batch.entries()) one.resolve(outs[index] as Out)
  }
  const lane = async () => {
    busy += 1
    while (waiting.length > 0) await batchOf(waiting.splice(0, most))
    busy -= 1
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (busy < lanes) queueMicrotask(() => busy < lanes && waiting.length > 0 && void lane())
    })
}
