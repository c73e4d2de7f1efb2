/** Why a password is weak, for people: `code` for programs, the words complete a sentence. */
export interface Reason {
  code: string
  zh: string
  en: string
}

const plainReason = (code: string, zh: string, en: string) => (): Reason => ({ code, zh, en })

export const reasons = {
  short: (shortest: number): Reason => ({
    code: 'short',
    zh: `不到 ${shortest} 个字符`,
    en: `it has fewer than ${shortest} characters`,
  }),
  kinds: (kinds: number): Reason => ({
    code: 'kinds',
    zh: `大写字母、小写字母、数字、符号里要有 ${kinds} 种`,
    en: `it needs ${kinds} of capitals, small letters, digits and signs`,
  }),
  personal: plainReason('personal', '里面有你自己的信息', 'it contains something about you'),
  name: plainReason('name', '里面有姓名的拼音', 'it contains a name in pinyin'),
  pinyin: plainReason('pinyin', '里面是常用词的拼音', 'it is made of common words in pinyin'),
  habit: plainReason('habit', '里面有很多人用的数字或谐音', 'it contains figures that many people use'),
  common: plainReason('common', '里面有很多人用过的密码', 'it contains a password that many people use'),
  date: plainReason('date', '里面有年份或日期', 'it contains a year or a date'),
  repeat: plainReason('repeat', '里面有重复的字符', 'it repeats characters'),
  sequence: plainReason('sequence', '里面有连续的字母或数字', 'it contains a run of letters or digits'),
  keyboard: plainReason('keyboard', '里面是键盘上相邻的键', 'it follows neighbouring keys'),
  plain: plainReason('plain', '太短，也太有规律', 'it is too short and too regular'),
}
