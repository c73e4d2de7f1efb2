/** A neutral portrait in place of a photo: shapes in quiet colours, nobody's face. */
import type { Chance } from './chance.ts'

const grounds = ['#dfe6ea', '#e6e2d8', '#dde7df', '#e8dfe0', '#e0e0ea']
const coats = ['#2f4858', '#4a4e69', '#3d5a45', '#5b4a42', '#334e68']
const skins = ['#efd3b8', '#e6c3a1', '#f2dac6', '#d9b08c']
const hairs = ['#222222', '#2b2320', '#3a2f2a']

/** An SVG of 480 x 640 as a data address, some 600 characters. */
export function portrait(chance: Chance): string {
  const [ground, coat, skin, hair] = [
    chance.pick(grounds),
    chance.pick(coats),
    chance.pick(skins),
    chance.pick(hairs),
  ]
  const width = chance.between(92, 108)
  const fringe = chance.between(196, 226)
  const long = chance.happens(0.5)
  const behind = long
    ? `<rect x="${240 - width - 12}" y="210" width="${2 * width + 24}" height="230" rx="90" fill="${hair}"/>`
    : ''
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 640" width="480" height="640"><rect width="480" height="640" fill="${ground}"/>${behind}<rect x="200" y="350" width="80" height="110" fill="${skin}"/><path d="M60 640c0-130 80-190 180-190s180 60 180 190z" fill="${coat}"/><ellipse cx="240" cy="280" rx="${width}" ry="125" fill="${skin}"/><path d="M${240 - width - 6} 290c-6-190 ${2 * width + 24}-190 ${2 * width + 12} 0-20-60-60-${290 - fringe}-${width + 6}-${290 - fringe}s-${width - 10} 30-${width + 6} ${290 - fringe}z" fill="${hair}"/></svg>`
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
}
