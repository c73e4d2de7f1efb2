import { createLink, Link } from '@tanstack/react-router'
import { ButtonAnchor } from '#kit'

/** A link of the router that looks like a button. */
export const ButtonLink = createLink(ButtonAnchor)
export { Link }
