/** The part of saxen that is used; the package declares no types. */
declare module 'saxen' {
  export class Parser {
    on(
      name: 'openTag',
      heard: (
        name: string,
        attributes: () => Readonly<Record<string, string>>,
        decode: (text: string) => string,
        selfClosing: boolean,
        context: () => { readonly line: number },
      ) => void,
    ): this
    on(name: 'closeTag', heard: () => void): this
    on(name: 'text', heard: (text: string, decode: (text: string) => string) => void): this
    on(name: 'cdata', heard: (text: string) => void): this
    on(name: 'error', heard: (error: Error, context: () => { readonly line: number }) => void): this
    parse(xml: string): this
  }
}
