import { expect, test } from 'vitest'
import {
  almanac,
  bytesText,
  campusToday,
  clockTime,
  daysLeft,
  dueText,
  fullTime,
  keepCampusZone,
  nearDay,
  nearTime,
  promisedDay,
} from './dates.ts'

// 2026-11-24 23:30 on the campus clock.
const now = Date.parse('2026-11-24T15:30:00Z')

test('the campus clock decides which day it is', () => {
  expect(campusToday(now)).toBe('2026-11-24')
  expect(campusToday(Date.parse('2026-11-24T16:30:00Z'))).toBe('2026-11-25')
})

test('and it is the clock of the zone that the university has', () => {
  keepCampusZone('Asia/Urumqi')
  expect(campusToday(Date.parse('2026-11-24T16:30:00Z'))).toBe('2026-11-24')
  expect(fullTime('2026-11-23T06:30:00Z', 'zh-CN')).toBe('2026年11月23日 12:30')
  keepCampusZone('Asia/Shanghai')
  expect(fullTime('2026-11-23T06:30:00Z', 'zh-CN')).toBe('2026年11月23日 14:30')
})

test('near times are words, far ones dates; the year only when it differs', () => {
  expect(nearTime('2026-11-24T01:12:00Z', 'zh-CN', now)).toBe('今天 09:12')
  expect(nearTime('2026-11-23T13:05:00Z', 'zh-CN', now)).toBe('昨天 21:05')
  expect(nearTime('2026-11-19T02:24:00Z', 'zh-CN', now)).toBe('11月19日 10:24')
  expect(nearTime('2025-03-01T02:24:00Z', 'en', now)).toBe('1 Mar 2025 10:24')
  expect(nearDay('2026-11-24T01:12:00Z', 'zh-CN', now)).toBe('今天')
  expect(clockTime('2026-11-24T01:12:00Z', 'zh-CN', now)).toBe('09:12')
  expect(fullTime('2026-11-23T06:30:00Z', 'zh-CN')).toBe('2026年11月23日 14:30')
})

test('promised days name the day of the week', () => {
  expect(promisedDay('2026-11-26', 'zh-CN', now)).toBe('11月26日（周四）')
  expect(promisedDay('2027-01-04', 'en', now)).toBe('Mon 4 Jan 2027')
  expect(daysLeft('2026-11-26', now)).toBe(2)
  expect(daysLeft('2026-11-23', now)).toBe(-1)
  expect(dueText('2026-11-24T09:30:00Z', 'zh-CN', now)).toBe('今天 17:30')
  expect(dueText('2026-11-25T09:30:00Z', 'zh-CN', now)).toBe('明天')
  expect(almanac('2026-11-23', 'zh-CN')).toEqual({ day: '11月23日', weekday: '星期一' })
})

test('sizes of files as people know them', () => {
  expect(bytesText(500)).toBe('500 B')
  expect(bytesText(319_488)).toBe('312 KB')
  expect(bytesText(1_468_006)).toBe('1.4 MB')
})
