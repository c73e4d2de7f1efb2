import { Button as AntButton } from 'antd'
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

const lookOf = (look: ButtonLook) =>
  look === 'primary'
    ? ({ type: 'primary' } as const)
    : look === 'quiet'
      ? ({ type: 'link' } as const)
      : look === 'danger'
        ? ({ danger: true } as const)
        : {}

const sizeOf = (size: Shared['size']) => (size === undefined ? {} : { size })

export function Button({
  look = 'plain',
  type = 'button',
  pending = false,
  icon,
  size,
  children,
  ...rest
}: ButtonProps) {
  return (
    <AntButton {...lookOf(look)} {...sizeOf(size)} htmlType={type} loading={pending} {...rest}>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </AntButton>
  )
}

type AnchorProps = Shared & { href?: string; onClick?: MouseEventHandler<HTMLElement>; download?: string }

/** A link that looks like a button: it leads somewhere, it does not do something. */
export const ButtonAnchor = forwardRef<HTMLAnchorElement, AnchorProps>(function ButtonAnchor(
  { look = 'plain', icon, size, children, ...rest },
  ref,
) {
  return (
    <AntButton ref={ref} {...lookOf(look)} {...sizeOf(size)} {...rest}>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </AntButton>
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
