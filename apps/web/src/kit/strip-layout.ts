/** Where the stops of a series-parallel line stand. Pure: columns and rows, no pixels. */
export type StripStatus = 'done' | 'now' | 'next' | 'stopped'
export type StripStop = {
  readonly id: string
  readonly name: string
  readonly note: string
  readonly status: StripStatus
}
export type StripLine = readonly (StripStop | { readonly fork: readonly StripLine[] })[]
type Item = StripLine[number]

/** A stop in column units (0 = left edge) and row units (0 = middle row of the whole picture). */
export type PlacedStop = {
  readonly stop: StripStop
  readonly x: number
  readonly y: number
  readonly above: boolean
}
/** A piece of line; `curve` eases from one row to another within its own width. */
export type Segment = {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
  readonly walked: boolean
}
export type StripPlan = {
  readonly columns: number
  readonly rows: number
  readonly stops: readonly PlacedStop[]
  readonly segments: readonly Segment[]
}

const isStop = (item: Item): item is StripStop => 'id' in item
const reached = (status: StripStatus) => status !== 'next'

export function widthOf(line: StripLine): number {
  return line.reduce((sum, item) => sum + itemWidth(item), 0)
}
const itemWidth = (item: Item): number => (isStop(item) ? 1 : Math.max(1, ...item.fork.map(widthOf)))

export function heightOf(line: StripLine): number {
  return Math.max(1, ...line.map(itemHeight))
}
const itemHeight = (item: Item): number =>
  isStop(item) ? 1 : item.fork.reduce((sum, branch) => sum + heightOf(branch), 0)

/** Whether anything in it has been reached. */
function touched(item: Item): boolean {
  return isStop(item) ? reached(item.status) : item.fork.some((branch) => branch.some(touched))
}
/** Whether all of it lies behind. */
function passed(item: Item): boolean {
  return isStop(item) ? item.status === 'done' : item.fork.every((branch) => branch.every(passed))
}

type Sink = { stops: PlacedStop[]; segments: Segment[] }
type Exit = { x: number; y: number; walked: boolean }

function placeLine(
  line: StripLine,
  left: number,
  y: number,
  above: boolean,
  sink: Sink,
  start?: Exit,
): Exit | undefined {
  let x = left
  let exit = start
  for (const item of line) {
    const width = itemWidth(item)
    if (isStop(item)) {
      const at = x + 0.5
      if (exit)
        sink.segments.push({
          x1: exit.x,
          y1: exit.y,
          x2: at,
          y2: y,
          walked: exit.walked && reached(item.status),
        })
      sink.stops.push({ stop: item, x: at, y, above })
      exit = { x: at, y, walked: item.status === 'done' }
    } else {
      exit = placeFork(item.fork, x, width, y, sink, exit)
    }
    x += width
  }
  return exit
}

function placeFork(
  fork: readonly StripLine[],
  left: number,
  width: number,
  y: number,
  sink: Sink,
  start?: Exit,
): Exit {
  const splitAt = left + 0.02
  const joinAt = left + width - 0.02
  const walkedIn = (start?.walked ?? true) && touched({ fork })
  if (start) sink.segments.push({ x1: start.x, y1: start.y, x2: splitAt, y2: y, walked: walkedIn })
  const total = fork.reduce((sum, branch) => sum + heightOf(branch), 0)
  const pair = fork.length === 2 && total === 2
  let top = y - total / 2
  for (const branch of fork) {
    const middle = top + heightOf(branch) / 2
    top += heightOf(branch)
    const inner = left + (width - widthOf(branch)) / 2
    const first = branch[0]
    const entry = first === undefined ? walkedIn : touched(first)
    sink.segments.push({ x1: splitAt, y1: y, x2: splitAt + 0.28, y2: middle, walked: walkedIn && entry })
    const end = placeLine(branch, inner, middle, pair && middle < y, sink, {
      x: splitAt + 0.28,
      y: middle,
      walked: entry,
    })
    const out = branch.every(passed) && walkedIn
    if (end) sink.segments.push({ x1: end.x, y1: middle, x2: joinAt - 0.28, y2: middle, walked: out })
    sink.segments.push({ x1: joinAt - 0.28, y1: middle, x2: joinAt, y2: y, walked: out })
  }
  return { x: joinAt, y, walked: passed({ fork }) }
}

export function planStrip(line: StripLine): StripPlan {
  const sink: Sink = { stops: [], segments: [] }
  placeLine(line, 0, 0, false, sink)
  return { columns: widthOf(line), rows: heightOf(line), ...sink }
}

/** A stop in a list from top to bottom: its track and how many tracks run beside each other there. */
export type ListedStop = { readonly stop: StripStop; readonly track: number; readonly tracks: number }

/** The same line read from top to bottom, for narrow screens and for screen readers. */
export function listStrip(line: StripLine): ListedStop[] {
  return line.flatMap((item) =>
    isStop(item)
      ? [{ stop: item, track: 0, tracks: 1 }]
      : item.fork.flatMap((branch, track) =>
          listStrip(branch).map((listed) => ({ ...listed, track, tracks: item.fork.length })),
        ),
  )
}
