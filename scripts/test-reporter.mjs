/**
 * A quiet reporter for node:test: failures in full, skipped tests by name, one line of totals.
 * Fails the run when nothing was tested, and with CI set when something was skipped.
 */
export default async function* report(source) {
  const totals = { passed: 0, failed: 0, skipped: 0 }
  for await (const { type, data } of source) {
    if (type === 'test:stderr' || type === 'test:stdout') yield data.message
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (data.details?.type === 'suite') continue
    if (data.skip !== undefined || data.todo !== undefined) {
      totals.skipped++
      yield `skipped: ${where(data)} ${data.name} (${data.skip ?? data.todo})\n`
    } else if (type === 'test:pass') totals.passed++
    else {
      totals.failed++
      yield failure(data)
    }
  }
  yield `${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`
  if (totals.passed + totals.failed === 0) {
    yield 'No test was found: that is a failure.\n'
    process.exitCode = 1
  }
  if (process.env.CI && totals.skipped > 0) {
    yield 'Nothing may be skipped here.\n'
    process.exitCode = 1
  }
}

function where(data) {
  return data.file ? data.file.slice(process.cwd().length + 1) : ''
}

function failure(data) {
  const error = data.details?.error
  const cause = error?.cause ?? error
  const text = String(cause?.stack ?? cause?.message ?? cause).replaceAll(/^\s+at .*node:.*\n?/gm, '')
  return `\nFAILED ${where(data)}:${data.line}\n  ${data.name}\n${text.replace(/^/gm, '    ')}\n\n`
}
