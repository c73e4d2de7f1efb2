/** Password strength that knows pinyin, the same on the server and in the browser (load it lazily: 300 KB). */
export type { Reason } from './reasons.ts'
export { type Profile, profiles, type Strength, type StrengthOptions, strength } from './strength.ts'
