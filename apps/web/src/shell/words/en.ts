import { en as kit } from '../../kit/words.en.ts'
import { en as account } from '../../modules/account/words.en.ts'
import { en as hall } from '../../modules/hall/words.en.ts'
import { en as notice } from '../../modules/notice/words.en.ts'
import { en as people } from '../../modules/people/words.en.ts'
import { en as process } from '../../modules/process/words.en.ts'
import { en as seal } from '../../modules/seal/words.en.ts'
import { en as shell } from '../words.en.ts'

export const en = { kit, shell, account, hall, notice, people, process, seal }
