/** A few words by which people recognise a session in a list. Not a detection: what a browser claims is what we show. */

const browsers: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/i, '微信 WeChat'],
  [/wxwork/i, '企业微信 WeCom'],
  [/DingTalk/i, '钉钉 DingTalk'],
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/HeadlessChrome|Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS|OpenHarmony/i, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux/, 'Linux'],
]

/** `Chrome · Windows`, or the beginning of what an unknown program calls itself. */
export function deviceName(agent: string | undefined): string {
  if (!agent) return '未知设备 Unknown device'
  const known = [browsers, systems].map((list) => list.find(([pattern]) => pattern.test(agent))?.[1])
  return known.filter((word) => word !== undefined).join(' · ') || [...agent].slice(0, 40).join('')
}
