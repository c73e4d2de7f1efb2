/** Files and the platform's own health. */
import { z } from 'zod'
import { defineApi, FileCard, Id } from './api.ts'

export const Readiness = z.object({
  ready: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string().optional() })),
})
export type Readiness = z.infer<typeof Readiness>

export const platformApi = defineApi({
  health: {
    method: 'GET',
    path: '/api/health',
    audience: 'public',
    summary: 'The process is up',
    ok: z.object({ ok: z.literal(true) }),
  },
  ready: {
    method: 'GET',
    path: '/api/ready',
    audience: 'public',
    summary: 'Database, migrations, jobs, fonts and signer are ready',
    ok: Readiness,
  },
  uploadFile: {
    method: 'POST',
    path: '/api/files',
    audience: 'member',
    summary: 'Upload one file (multipart field `file`); its type is read from its bytes',
    wire: 'upload',
    naturallyIdempotent: true,
    ok: FileCard,
  },
  downloadFile: {
    method: 'GET',
    path: '/api/files/:id',
    audience: 'member',
    summary: 'Download a file that one uploaded, or that belongs to a case one may read',
    params: z.object({ id: Id }),
    wire: 'download',
  },
})
