/** Seal pictures, PAdES sealing of PDF files, and their verification. Pure: no I/O, clock or chance. */
export { readCertificate, readRevocationList } from './certificate.ts'
export type { Sha256, SignatureAlgorithm, Signer } from './cms.ts'
export { BadEncoding } from './der.ts'
export { type Finding, type FindingCode, findings } from './findings.ts'
export { type MissingGlyph, missingGlyphs, openFont, type SealFont } from './glyphs.ts'
export {
  type CertificateWish,
  type Issuer,
  type Name,
  type RevocationWish,
  writeCertificate,
  writeRevocationList,
} from './issue-certificate.ts'
export { drawSeal, type SealDrawing, type SealPicture, sealRed } from './picture.ts'
export { contentOf, type Sealing, type SealPlace, sealPdf } from './seal-pdf.ts'
export type { Hash, VerifyCrypto } from './signed-data.ts'
export { type PdfVerdict, type SignatureVerdict, type VerifyOptions, verifyPdf } from './verify.ts'
