/** English has the same keys as Chinese; only a singular may come on top. */
export type InEnglish<Zh> = { readonly [K in keyof Zh]: string } & {
  readonly [K in `${keyof Zh & string}_one`]?: string
}
