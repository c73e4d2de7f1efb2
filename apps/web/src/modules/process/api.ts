import { hallApi, processApi } from '@yizhan/contracts'
import { client } from '#shell/client.ts'

export const process = client(processApi)
export const hall = client(hallApi)
