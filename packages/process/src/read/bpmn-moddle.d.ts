/** The part of bpmn-moddle that is used; the package declares element types only. */
declare module 'bpmn-moddle' {
  export interface ModdleElement {
    readonly $type: string
    readonly $parent?: ModdleElement
    readonly $attrs: Readonly<Record<string, string>>
    readonly id?: string
    readonly name?: string
    readonly [property: string]: unknown
  }

  export interface ModdleWarning {
    readonly message: string
    readonly element?: ModdleElement
    readonly property?: string
    readonly value?: string
  }

  export class BpmnModdle {
    constructor(packages?: Readonly<Record<string, unknown>>)
    toXML(element: ModdleElement, options?: { readonly format?: boolean }): Promise<{ xml: string }>
    fromXML(xml: string): Promise<{ rootElement: ModdleElement; warnings: readonly ModdleWarning[] }>
  }
}
