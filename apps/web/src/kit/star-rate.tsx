/** One to five stars: native radios, so that arrow keys and screen readers know them. */
export function StarRate({
  value,
  onChange,
  labels,
  name,
}: {
  value: number
  onChange: (value: number) => void
  labels: readonly string[]
  name: string
}) {
  return (
    <div className="star-rate">
      {labels.map((label, index) => (
        <label key={label} className={index < value ? 'on' : ''} title={label}>
          <input
            type="radio"
            name={name}
            value={index + 1}
            checked={value === index + 1}
            onChange={() => onChange(index + 1)}
            aria-label={label}
          />
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="m10 2.300 2.400 5 5.400.700-4 3.800 1 5.400-4.800-2.600-4.800 2.600 1-5.400-4-3.800 5.400-.700z" />
          </svg>
        </label>
      ))}
    </div>
  )
}
