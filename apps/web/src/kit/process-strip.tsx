/** The road of a case, with its forks: what lies behind is brand, what lies ahead is grey. */
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import {
  listStrip,
  type PlacedStop,
  planStrip,
  type Segment,
  type StripLine,
  type StripPlan,
} from './strip-layout.ts'

const narrow = 640
const edge = 14
const pitch = 64

function useWidth() {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(1100)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => {
      if (element.clientWidth > 0) setWidth(element.clientWidth)
    }
    measure()
    if (typeof ResizeObserver === 'undefined') return
    const watch = new ResizeObserver(measure)
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  return { box, width }
}

type Scale = { x: (column: number) => number; y: (row: number) => number; height: number; column: number }

function scaleOf(plan: StripPlan, width: number): Scale {
  const column = plan.columns > 1 ? (width - edge * 2) / (plan.columns - 1) : 0
  const forked = plan.stops.some((stop) => stop.above)
  const reach = ((plan.rows - 1) / 2) * pitch
  const top = forked ? 34 : 14
  return {
    x: (value) => edge + (value - 0.5) * column,
    y: (value) => top + reach + value * pitch,
    height: top + reach * 2 + 58,
    column,
  }
}

function pathOf(segment: Segment, scale: Scale): string {
  const [x1, y1, x2, y2] = [
    scale.x(segment.x1),
    scale.y(segment.y1),
    scale.x(segment.x2),
    scale.y(segment.y2),
  ]
  if (y1 === y2) return `M${x1} ${y1}H${x2}`
  const middle = (x1 + x2) / 2
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`
}

function Stop({ placed, scale }: { placed: PlacedStop; scale: Scale }) {
  const { status } = placed.stop
  return (
    <circle
      className={`strip-stop ${status}`}
      cx={scale.x(placed.x)}
      cy={scale.y(placed.y)}
      r={status === 'now' ? 9 : 7}
    />
  )
}

function Label({
  placed,
  scale,
  plan,
  width,
}: {
  placed: PlacedStop
  scale: Scale
  plan: StripPlan
  width: number
}) {
  const x = scale.x(placed.x)
  const last = plan.columns > 1 && placed.x > plan.columns - 0.6
  const room = Math.max(scale.column - 12, 84)
  const style = last
    ? { right: width - x - 8, maxWidth: room, textAlign: 'right' as const }
    : { left: Math.max(x - 8, 0), maxWidth: room }
  const y = scale.y(placed.y)
  return (
    <li
      className={`strip-label ${placed.stop.status}`}
      style={{ ...style, ...(placed.above ? { bottom: scale.height - y + 12 } : { top: y + 14 }) }}
      {...(placed.stop.status === 'now' ? { 'aria-current': 'step' } : {})}
    >
      <b>{placed.stop.name}</b>
      {placed.stop.note ? <span>{placed.stop.note}</span> : null}
    </li>
  )
}

function Wide({ plan, width }: { plan: StripPlan; width: number }) {
  const scale = scaleOf(plan, width)
  const ordered = [...plan.segments].sort((a, b) => Number(a.walked) - Number(b.walked))
  return (
    <div className="strip-wide" style={{ height: scale.height }}>
      <svg width={width} height={scale.height} aria-hidden="true">
        {ordered.map((segment) => (
          <path
            key={`${segment.x1},${segment.y1},${segment.x2},${segment.y2}`}
            className={segment.walked ? 'strip-road walked' : 'strip-road'}
            pathLength={1}
            d={pathOf(segment, scale)}
          />
        ))}
        {plan.stops.map((placed) => (
          <Stop key={placed.stop.id} placed={placed} scale={scale} />
        ))}
      </svg>
      <ol>
        {plan.stops.map((placed) => (
          <Label key={placed.stop.id} placed={placed} scale={scale} plan={plan} width={width} />
        ))}
      </ol>
    </div>
  )
}

/** From top to bottom; parallel stops stand on tracks of their own. */
function Narrow({ line }: { line: StripLine }) {
  const listed = listStrip(line)
  return (
    <ol className="strip-narrow">
      {listed.map(({ stop, track, tracks }, index) => {
        const after = listed[index + 1]
        const parts = [stop.status, `track-${Math.min(track, 3)}`]
        if (tracks > 1) parts.push('beside')
        if (after && (after.stop.status === 'next' || stop.status !== 'done')) parts.push('ahead')
        return (
          <li
            key={stop.id}
            className={parts.join(' ')}
            {...(stop.status === 'now' ? { 'aria-current': 'step' } : {})}
          >
            <i aria-hidden="true" />
            <b>{stop.name}</b>
            {stop.note ? <span>{stop.note}</span> : null}
          </li>
        )
      })}
    </ol>
  )
}

export function ProcessStrip({ line, label }: { line: StripLine; label: string }) {
  const { box, width } = useWidth()
  const plan = useMemo(() => planStrip(line), [line])
  const crowded = width < narrow || width / Math.max(plan.columns, 1) < 96
  return (
    <section ref={box} className="strip" aria-label={label}>
      {crowded ? <Narrow line={line} /> : <Wide plan={plan} width={width} />}
    </section>
  )
}
