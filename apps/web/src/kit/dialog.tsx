/** A native dialog: focus stays inside, Escape closes, the page behind is inert. */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icons.tsx'

type Props = {
  open: boolean
  title: ReactNode
  onClose: () => void
  children: ReactNode
  actions?: ReactNode
}

const openList =
  '[role="combobox"][aria-expanded="true"], .ant-picker-dropdown:not(.ant-picker-dropdown-hidden)'

/** Escape in an open list or calendar closes that and not the dialog around it. */
function keepOpen(event: KeyboardEvent<HTMLDialogElement>) {
  if (event.key === 'Escape' && event.currentTarget.querySelector(openList)) event.preventDefault()
}

export function Dialog({ open, title, onClose, children, actions }: Props) {
  const { t } = useTranslation('kit')
  const box = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = box.current
    if (!dialog) return
    if (open && !dialog.open) dialog.showModal()
    if (!open && dialog.open) dialog.close()
  }, [open])
  return (
    <dialog
      ref={box}
      className="dialog"
      aria-labelledby={titleId}
      onClose={onClose}
      onCancel={onClose}
      onKeyDownCapture={keepOpen}
    >
      {open ? (
        <>
          <header>
            <h2 id={titleId}>{title}</h2>
            <button type="button" className="icon-button" aria-label={t('close')} onClick={onClose}>
              <Icon name="close" />
            </button>
          </header>
          <div className="dialog-body">{children}</div>
          {actions ? <footer>{actions}</footer> : null}
        </>
      ) : null}
    </dialog>
  )
}
