import { answerText, type Field } from '@yizhan/forms/browser'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'

/** A table of the record, e.g. one's marks; it only shows. */
export function RecordTable({ field, value }: { field: Field; value: unknown }) {
  const say = useSay()
  const language = useLanguage() === 'en' ? 'en' : 'zh'
  const columns = field.fields ?? []
  const rows: readonly unknown[] = Array.isArray(value) ? value : []
  return (
    <div className="table-scroll record-table">
      <table className="table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col">
                {say(column.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of the record have no identity and do not move
            <tr key={index}>
              {columns.map((column) => (
                <td key={column.id}>
                  {typeof row === 'object' && row !== null
                    ? answerText(column, Reflect.get(row, column.id), language)
                    : ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
