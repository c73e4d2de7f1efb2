/** Made-up names: usual surnames and characters, some rare characters, some long names, some from abroad. */
import type { Chance } from './chance.ts'

/** Usual surnames; the first lines weigh more, as they do in the country. */
const surnames = [
  ...'王李张刘陈'.repeat(8),
  ...'杨赵黄周吴徐孙胡朱高林何郭马罗'.repeat(3),
  ...'梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '单',
  '仇',
  '解',
  '查',
]

const women = [
  ...'静雅欣怡诗涵梓萱雨桐婉清若曦思琪芷晴语嫣佳慧文秀明玥心妍晓楠知夏书瑶可馨云舒安然念真映雪采薇',
]
const men = [
  ...'浩然宇轩子涵俊杰志远建国天佑泽楷博文明哲睿思嘉树承志立新海涛鹏飞振华望舒怀瑾予安秋实景行致远云帆',
]
const both = [...'一之亦乐嘉仲季则行言希南北川舟野青初元和光同尘清越岩汐宁']
/** In the standard of common characters only in its third part, or not at all: fonts, seals and sorting must bear them. */
const rare = ['䶮', '𬭎', '㛃', '𬱖', '𣲘', '𬍛', '㼆', '䴖', '𫖮', '堃', '彧', '翀', '燚', '喆']

const western = ['艾力', '古丽娜尔', '阿依努尔', '买合木提', '迪丽热巴', '帕提古丽', '艾合买提', '热依汗']
const abroad = [
  ['Amina Yusuf', '尼日利亚', 'NGA', '阿米娜'],
  ['Daniel Okoye', '尼日利亚', 'NGA', '丹尼尔'],
  ['Aigerim Sadykova', '哈萨克斯坦', 'KAZ', '艾格丽姆'],
  ['Nguyen Thi Lan', '越南', 'VNM', '阮氏兰'],
  ['Muhammad Bilal', '巴基斯坦', 'PAK', '比拉尔'],
  ['Somchai Rattanakul', '泰国', 'THA', '颂猜'],
  ['Elena Petrova', '俄罗斯', 'RUS', '叶莲娜'],
] as const

export type Sex = '男' | '女'
export type Named = {
  readonly name: string
  readonly sex: Sex
  readonly ethnicity: string
  readonly nationality: string
  readonly english?: string
}

/** @param foreign how likely somebody from abroad is */
export function makeName(chance: Chance, foreign: number): Named {
  const sex: Sex = chance.happens(0.5) ? '女' : '男'
  if (chance.happens(foreign)) {
    const [english, nationality, , name] = chance.pick(abroad)
    return { name, sex, ethnicity: '', nationality, english }
  }
  if (chance.happens(0.006)) {
    const name = `${chance.pick(western)}·${chance.pick(western)}`
    return { name, sex, ethnicity: '维吾尔族', nationality: '中国' }
  }
  const own = sex === '女' ? women : men
  const second = chance.happens(0.7) ? chance.pick(own) : chance.pick(both)
  const last = chance.happens(0.004) ? chance.pick(rare) : chance.pick(own)
  const given = chance.happens(0.18) ? last : second + last
  const ethnicity = chance.happens(0.93)
    ? '汉族'
    : chance.pick(['回族', '满族', '壮族', '苗族', '土家族', '藏族', '蒙古族'])
  return { name: chance.pick(surnames) + given, sex, ethnicity, nationality: '中国' }
}
