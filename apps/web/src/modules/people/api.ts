import { peopleApi } from '@yizhan/contracts'
import { client } from '#shell/client.ts'

export const people = client(peopleApi)
