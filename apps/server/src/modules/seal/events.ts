/** Facts that others may act on. */
export const documentSealed = 'seal.document-sealed'
export type DocumentSealed = { readonly documentId: string; readonly caseId: string }

export const documentWithdrawn = 'seal.document-withdrawn'
export type DocumentWithdrawn = {
  readonly documentId: string
  readonly caseId: string
  readonly reason: string
}
