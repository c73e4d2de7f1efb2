/** A value of a record that may be very long (marks of four years): it opens when asked. */
const long = 90

export function LongText({ text }: { text: string }) {
  const characters = Array.from(text)
  if (characters.length <= long) return text
  return (
    <details className="long-value">
      <summary>{characters.slice(0, 40).join('')}…</summary>
      {text}
    </details>
  )
}
