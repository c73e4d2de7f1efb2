/** 电子印章 seal: documents that were sealed, and their public verification. */
import { z } from 'zod'
import { defineApi, Id, Instant, PageQuery, PlainDate, pageOf, Words } from './api.ts'

export const DocumentState = z.enum(['valid', 'withdrawn', 'superseded', 'expired'])
export type DocumentState = z.infer<typeof DocumentState>

export const DocumentCard = z.object({
  id: Id,
  caseId: Id,
  title: Words,
  number: z.string(),
  /** Readable, unguessable: 查验码. */
  verifyId: z.string(),
  state: DocumentState,
  sealName: Words,
  sealedAt: Instant,
  validUntil: PlainDate.optional(),
  bytes: z.number().int(),
  /** Whether the reader may open the file: it needs a right over all the data that it shows. */
  open: z.boolean(),
})
export type DocumentCard = z.infer<typeof DocumentCard>

/** What anybody with the code may see. Names and numbers are partly covered. */
export const Verification = z.object({
  verifyId: z.string(),
  state: DocumentState,
  title: Words,
  number: z.string(),
  university: Words,
  fields: z.array(z.object({ label: Words, text: z.string(), note: Words.optional() })),
  seal: z.object({ name: Words, owner: Words, active: z.boolean() }),
  sealedAt: Instant,
  validUntil: PlainDate.optional(),
  withdrawnAt: Instant.optional(),
  /** Shown when withdrawn. */
  reason: z.string().optional(),
  /** SHA-256 of the sealed file, hex: the page compares on the reader's device. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  checkedAt: Instant,
  /** True while the certificate comes from the university's own test authority. */
  selfMadeAuthority: z.boolean(),
})
export type Verification = z.infer<typeof Verification>

export const SignatureReport = z.object({
  valid: z.boolean(),
  signer: z.string(),
  reasons: z.array(Words),
})
export type SignatureReport = z.infer<typeof SignatureReport>

export const Comparison = z.object({
  /** Byte for byte the file that was sealed. */
  same: z.boolean(),
  valid: z.boolean(),
  signatures: z.array(SignatureReport),
  reasons: z.array(Words),
})
export type Comparison = z.infer<typeof Comparison>

export const SealRow = z.object({
  id: Id,
  name: Words,
  owner: Words,
  code: z.string(),
  state: z.enum(['active', 'stopped']),
  stamps: z.number().int(),
  certificateUntil: Instant,
})
export type SealRow = z.infer<typeof SealRow>

const VerifyId = z.object({ id: z.string().min(8).max(64) })

export const sealApi = defineApi({
  documentFile: {
    method: 'GET',
    path: '/api/documents/:id/file',
    audience: 'member',
    summary: 'Download a sealed document of one’s own case',
    params: z.object({ id: Id }),
    wire: 'download',
  },
  withdrawDocument: {
    method: 'POST',
    path: '/api/documents/:id/withdraw',
    audience: 'member',
    summary: 'Withdraw a sealed document (seal administrators)',
    params: z.object({ id: Id }),
    body: z.object({ reason: z.string().trim().min(1).max(300) }),
    ok: DocumentCard,
  },
  documents: {
    method: 'GET',
    path: '/api/admin/documents',
    audience: 'member',
    summary: 'Sealed documents (seal administrators)',
    query: PageQuery.extend({ q: z.string().max(60).optional() }),
    ok: pageOf(DocumentCard),
  },
  seals: {
    method: 'GET',
    path: '/api/admin/seals',
    audience: 'member',
    summary: 'The seals and how often each was used',
    ok: z.object({ rows: z.array(SealRow) }),
  },
  verify: {
    method: 'GET',
    path: '/api/verify/:id',
    audience: 'public',
    summary: 'Is this document genuine',
    params: VerifyId,
    ok: Verification,
  },
  compare: {
    method: 'POST',
    path: '/api/verify/:id/compare',
    audience: 'public',
    summary: 'Compare a PDF with the one that was sealed and check its signatures',
    params: VerifyId,
    wire: 'upload',
    naturallyIdempotent: true,
    ok: Comparison,
  },
})
