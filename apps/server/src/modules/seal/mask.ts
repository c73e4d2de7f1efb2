/** Covers part of a decisive field: enough to compare with the paper in hand, too little to learn from. Pure. */
export const masks = ['none', 'name', 'tail', 'id', 'hidden'] as const
export type Mask = (typeof masks)[number]

const compound = new Set(
  '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐'.split(
    ' ',
  ),
)

/** Counts in code points, so that a rare character is never cut in two. */
export function masked(text: string, mask: Mask): string {
  const characters = [...text]
  if (mask === 'none') return text
  if (mask === 'hidden') return '****'
  if (mask === 'name') return maskedName(characters)
  const [head, tail] = mask === 'id' ? [3, 2] : [0, 4]
  // Of a short value at least half is covered.
  const shown = head + tail <= characters.length / 2 ? tail : Math.floor(characters.length / 4)
  const front = head + tail <= characters.length / 2 ? head : 0
  const covered = characters.length - front - shown
  return [
    ...characters.slice(0, front),
    ...Array<string>(Math.max(covered, 1)).fill('*'),
    ...characters.slice(characters.length - shown),
  ].join('')
}

/** 林知夏 -> 林*夏, 林夏 -> 林*, 欧阳知雪 -> 欧阳*雪, Amina Yusuf -> A**** Y****. */
function maskedName(characters: readonly string[]): string {
  const text = characters.join('')
  if (!/^[\p{Script=Han}·]+$/u.test(text))
    return text.replace(/\p{L}[\p{L}\p{M}'’-]*/gu, (word) => `${[...word][0] ?? ''}****`)
  const family = characters.length > 2 && compound.has(characters.slice(0, 2).join('')) ? 2 : 1
  const given = characters.slice(family)
  const last = given.length > 1 ? (given.at(-1) ?? '') : ''
  return characters.slice(0, family).join('') + '*'.repeat(Math.max(1, given.length - (last ? 1 : 0))) + last
}
