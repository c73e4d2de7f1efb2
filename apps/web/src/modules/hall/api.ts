import { hallApi, peopleApi, platformApi, processApi } from '@yizhan/contracts'
import { client } from '#shell/client.ts'

export const hall = client(hallApi)
export const people = client(peopleApi)
export const files = client(platformApi)
export const process = client(processApi)

export const fileHref = (id: string): string => `/api/files/${id}`
export const documentHref = (id: string): string => `/api/documents/${id}/file`
