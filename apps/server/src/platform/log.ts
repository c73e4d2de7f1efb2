import { type Logger, pino } from 'pino'

export type Log = Logger

/** Paths that could hold personal data or secrets never reach a log line. */
const redact = [
  'req.headers.cookie',
  'req.headers.authorization',
  'body',
  '*.password',
  '*.token',
  '*.answers',
  '*.idNumber',
]

/** JSON lines on stderr, so that a command's own output on stdout stays clean. */
export function createLog(level: string): Log {
  return pino(
    { level, redact: { paths: redact, remove: true }, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(2),
  )
}
