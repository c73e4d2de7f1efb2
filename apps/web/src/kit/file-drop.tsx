import { type DragEvent, type ReactNode, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icons.tsx'

type Props = {
  id?: string
  accept: string
  multiple?: boolean
  busy?: string | undefined
  onFiles: (files: File[]) => void
  children?: ReactNode
}

/** Drop files or choose them; a plain file input underneath, so that the keyboard and the camera work. */
export function FileDrop({ id, accept, multiple = false, busy, onFiles, children }: Props) {
  const { t } = useTranslation('kit')
  const own = useId()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = (list: FileList | null) => {
    if (list && list.length > 0) onFiles([...list])
    if (input.current) input.current.value = ''
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  return (
    <label
      className={over ? 'file-drop over' : 'file-drop'}
      htmlFor={id ?? own}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        ref={input}
        id={id ?? own}
        type="file"
        accept={accept}
        multiple={multiple}
        onChange={(event) => take(event.target.files)}
        disabled={busy !== undefined}
      />
      <Icon name="upload" />
      <span>{busy === undefined ? (children ?? t('fileHint')) : t('fileBusy', { name: busy })}</span>
    </label>
  )
}
