import { forwardRef, type MouseEventHandler, type ReactNode } from 'react'
import { Icon, type IconName } from './icons.tsx'

export type ButtonLook = 'primary' | 'plain' | 'quiet' | 'danger'
type Shared = {
  look?: ButtonLook
  size?: 'small' | 'medium' | 'large'
  block?: boolean
  icon?: IconName
  children: ReactNode
  className?: string
}
type ButtonProps = Shared & {
  onClick?: MouseEventHandler<HTMLElement>
  type?: 'button' | 'submit'
  form?: string
  /** The command is on its way: shows it and takes no second click. */
  pending?: boolean
  disabled?: boolean
  'aria-describedby'?: string
  'aria-expanded'?: boolean
  'aria-label'?: string
  autoFocus?: boolean
}

type Dress = { [K in 'look' | 'size' | 'block' | 'className']: Shared[K] | undefined }

const classOf = ({ look = 'plain', size = 'medium', block = false, className }: Dress) =>
  ['button', `button-${look}`, `button-${size}`, block ? 'button-block' : '', className]
    .filter(Boolean)
    .join(' ')

export function Button({
  look,
  size,
  block,
  className,
  type = 'button',
  pending = false,
  icon,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={classOf({ look, size, block, className })}
      {...(pending ? { 'aria-busy': true } : {})}
      // Not disabled: the focus would be lost with it.
      onClick={(event) => (pending ? event.preventDefault() : onClick?.(event))}
      {...rest}
    >
      {pending ? <i className="button-wait" aria-hidden="true" /> : icon ? <Icon name={icon} /> : null}
      {children}
    </button>
  )
}

type AnchorProps = Shared & { href?: string; onClick?: MouseEventHandler<HTMLElement>; download?: string }

/** A link that looks like a button: it leads somewhere, it does not do something. */
export const ButtonAnchor = forwardRef<HTMLAnchorElement, AnchorProps>(function ButtonAnchor(
  { look, icon, size, block, className, children, ...rest },
  ref,
) {
  return (
    <a ref={ref} className={classOf({ look, size, block, className })} {...rest}>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </a>
  )
})

/** A word that acts, underlined as a link. */
export function TextButton(props: {
  children: ReactNode
  onClick: () => void
  className?: string
  disabled?: boolean
  'aria-pressed'?: boolean
  'aria-label'?: string
  lang?: string
}) {
  const { className, ...rest } = props
  return <button type="button" className={`text-button ${className ?? ''}`} {...rest} />
}

/** A key that does the same; screen readers hear the shortcut from the button itself. */
export function KeyHint({ children }: { children: ReactNode }) {
  return (
    <span aria-hidden="true">
      <kbd>{children}</kbd>
    </span>
  )
}
