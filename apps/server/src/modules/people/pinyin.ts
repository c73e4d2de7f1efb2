/** Search keys of names: 林知夏 is found by `linzhixia` and `lzx`. */
import { pinyin } from 'pinyin-pro'

const heads = new Map<string, string>()
const syllables = new Map<string, string>()

/** Lower-case letters only; a character whose reading is not known adds nothing. */
export function searchKeys(name: string): { readonly pinyin: string; readonly initials: string } {
  let whole = ''
  let initials = ''
  const characters = [...name]
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? ''
    if (/[\p{Script=Latin}\s·.'-]/u.test(character)) {
      const word = takeWhile(characters, index, /[\p{Script=Latin}]/u)
      const letters = word
        .normalize('NFD')
        .replaceAll(/[^a-zA-Z]/g, '')
        .toLowerCase()
      whole += letters
      initials += letters.slice(0, 1)
      index += Math.max([...word].length - 1, 0)
      continue
    }
    const syllable = index === 0 ? headOf(character, characters[1] ?? '') : syllableOf(character)
    whole += syllable
    initials += syllable.slice(0, 1)
  }
  return { pinyin: whole, initials }
}

function takeWhile(characters: readonly string[], from: number, wanted: RegExp): string {
  let word = ''
  for (let index = from; index < characters.length && wanted.test(characters[index] ?? ''); index++) {
    word += characters[index]
  }
  return word
}

/** A surname is read differently from the same character elsewhere: 单 is Shan, 仇 is Qiu; 尉迟 is Yuchi. */
function headOf(first: string, second: string): string {
  const key = first + second
  let known = heads.get(key)
  if (known === undefined) {
    known = letters(pinyin(key, { surname: 'head', toneType: 'none', type: 'array', v: true })[0])
    heads.set(key, known)
  }
  return known
}

function syllableOf(character: string): string {
  let known = syllables.get(character)
  if (known === undefined) {
    known = letters(pinyin(character, { toneType: 'none', type: 'array', v: true })[0])
    syllables.set(character, known)
  }
  return known
}

const letters = (text: string | undefined) =>
  /^[a-zü]+$/.test(text ?? '') ? (text ?? '').replaceAll('ü', 'v') : ''

/** `LIN Zhixia` (GB/T 28039: surname in capitals), or undefined when a character's reading is not known. */
export function nameInPinyin(name: string): string | undefined {
  if (!/^\p{Script=Han}+$/u.test(name)) return undefined
  const parts = pinyin(name, { surname: 'head', toneType: 'none', type: 'array', v: true }).map(letters)
  if (parts.length < 2 || parts.some((part) => part === '')) return undefined
  const long = parts.length > 2 && compound.has([...name].slice(0, 2).join('')) ? 2 : 1
  const given = parts.slice(long).join('').replaceAll('v', 'yu')
  return `${parts.slice(0, long).join('').toUpperCase()} ${given.charAt(0).toUpperCase()}${given.slice(1)}`
}

const compound: ReadonlySet<string> = new Set(
  '欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 轩辕 南宫 宇文 长孙 司空 呼延 闻人'.split(
    ' ',
  ),
)
