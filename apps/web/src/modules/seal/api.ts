import { sealApi } from '@yizhan/contracts'
import { client } from '#shell/client.ts'

export const seal = client(sealApi)
