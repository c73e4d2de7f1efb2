/** Seal pictures, PAdES sealing of PDF files, and their verification. Pure: no I/O, clock or chance. */
export { readCertificate, readRevocationList } from './certificate.ts'
export type { Sha256, SignatureAlgorithm, Signer } from './cms.ts'
export { type MissingGlyph, missingGlyphs, openFont, type SealFont } from './glyphs.ts'
export { drawSeal, type SealDrawing, type SealPicture, sealRed } from './picture.ts'
export { type Sealing, type SealPlace, sealPdf } from './seal-pdf.ts'
