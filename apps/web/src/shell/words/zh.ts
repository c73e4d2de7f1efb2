import { zh as kit } from '../../kit/words.zh.ts'
import { zh as account } from '../../modules/account/words.zh.ts'
import { zh as hall } from '../../modules/hall/words.zh.ts'
import { zh as notice } from '../../modules/notice/words.zh.ts'
import { zh as people } from '../../modules/people/words.zh.ts'
import { zh as process } from '../../modules/process/words.zh.ts'
import { zh as seal } from '../../modules/seal/words.zh.ts'
import { zh as shell } from '../words.zh.ts'

export const zh = { kit, shell, account, hall, notice, people, process, seal }
