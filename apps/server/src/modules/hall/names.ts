/** How the hall addresses somebody: the given name of a Chinese name, otherwise the whole name. */
const doubleSurnames = new Set([
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '司徒',
  '夏侯',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '令狐',
  '东方',
  '长孙',
  '宇文',
  '端木',
])

export function givenName(name: string): string {
  const letters = [...name]
  if (!letters.every((letter) => /\p{Script=Han}/u.test(letter)) || letters.length < 3) return name
  return letters.slice(doubleSurnames.has(letters.slice(0, 2).join('')) ? 2 : 1).join('')
}
