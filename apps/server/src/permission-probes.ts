/**
 * One line a question of the permission matrix: which operation, about whose thing, with which request. Requests of
 * commands are such that whoever is allowed is answered with 2xx or with a refusal of the state, never by a change that
 * would spoil the next question.
 */
import { randomUUID } from 'node:crypto'
import { type Scene, tinyPdf } from './permission-scene.ts'
import type { Sent, Session, Who } from './testing-university.ts'

export type Asker = Who | 'visitor'
export type Probe = {
  /** operationId of the OpenAPI. */
  readonly operation: string
  /** Whose thing, in words; absent when there is none. */
  readonly of?: string
  readonly url: string | ((scene: Scene, asker: Asker) => string)
  /** Also made from the scene. */
  readonly body?: unknown | ((scene: Scene, asker: Asker) => unknown)
  readonly file?: Sent['file']
  /** Another session of the same person than the one to work with. */
  readonly session?: (scene: Scene, who: Who) => Session
}

const own = 'own'
const undergraduates = 'the undergraduate’s'
const elsewheres = 'a student’s of another school'
const mine = (scene: Scene, asker: Asker) => scene.sessions[asker === 'visitor' ? 'undergraduate' : asker]
const nothing = { version: 1, answers: {} }

export const probes: readonly Probe[] = [
  { operation: 'account.site', url: '/api/site' },
  {
    operation: 'account.setUp',
    url: '/api/setup',
    body: {
      code: 'wrong',
      university: { zh: '校', en: 'U' },
      name: '甲',
      number: 'A0001',
      password: 'mogu-dengta-huoche-lanse',
    },
  },
  {
    operation: 'account.signIn',
    url: '/api/session',
    body: { account: '2023310215', password: 'not the password' },
  },
  { operation: 'account.session', of: own, url: '/api/session' },
  {
    operation: 'account.changePassword',
    of: own,
    url: '/api/account/password',
    body: { current: 'not the password', next: 'mogu-dengta-huoche-lanse' },
  },
  {
    operation: 'account.resetPassword',
    of: 'a third student’s',
    url: ({ bystander }) => `/api/account/members/${bystander}/password`,
  },
  {
    operation: 'account.resetPassword',
    of: own,
    url: ({ university }, asker) =>
      `/api/account/members/${university.members[asker === 'visitor' ? 'undergraduate' : asker].id}/password`,
  },
  { operation: 'account.sessions', of: own, url: '/api/account/sessions' },
  {
    operation: 'account.revokeSession',
    of: own,
    url: (scene, asker) => `/api/account/sessions/${mine(scene, asker).other.id}`,
  },
  {
    operation: 'account.revokeSession',
    of: `${elsewheres}: nothing happens`,
    url: ({ sessions }) => `/api/account/sessions/${sessions.elsewhere.main.id}`,
  },
  { operation: 'account.setLocale', of: own, url: '/api/account/locale', body: { locale: 'zh-CN' } },
  {
    operation: 'account.signOut',
    of: own,
    url: '/api/session',
    session: ({ sessions }, who) => sessions[who].spare,
  },

  { operation: 'hall.home', of: own, url: '/api/hall/home' },
  { operation: 'hall.search', url: '/api/hall/search?q=tuijianbiao' },
  { operation: 'hall.services', url: '/api/hall/services' },
  { operation: 'hall.guide', url: '/api/hall/services/student-leave' },
  {
    operation: 'hall.form',
    of: 'a service for undergraduates',
    url: '/api/hall/services/student-leave/form',
  },
  {
    operation: 'hall.form',
    of: 'a service for staff',
    url: '/api/hall/services/employment-income-certificate/form',
  },
  { operation: 'hall.validator', url: ({ validator }) => `/api/hall/validators/${validator}` },
  {
    operation: 'hall.saveDraft',
    of: 'own, a service for students',
    url: '/api/hall/services/study-suspension/draft',
    body: nothing,
  },
  { operation: 'hall.dropDraft', of: own, url: '/api/hall/services/student-leave/draft' },
  {
    operation: 'hall.apply',
    of: 'a service for undergraduates',
    url: '/api/hall/services/student-leave/cases',
    body: nothing,
  },
  {
    operation: 'hall.apply',
    of: 'a service for staff',
    url: '/api/hall/services/employment-income-certificate/cases',
    body: nothing,
  },
  { operation: 'hall.cases', of: own, url: '/api/hall/cases' },
  { operation: 'hall.case', of: undergraduates, url: ({ cases }) => `/api/hall/cases/${cases.leave}` },
  { operation: 'hall.case', of: elsewheres, url: ({ cases }) => `/api/hall/cases/${cases.elsewhere}` },
  {
    operation: 'hall.caseForm',
    of: undergraduates,
    url: ({ cases }) => `/api/hall/cases/${cases.returned}/form`,
  },
  {
    operation: 'hall.resubmit',
    of: undergraduates,
    url: ({ cases }) => `/api/hall/cases/${cases.returned}/resubmit`,
    body: { answers: {} },
  },
  {
    operation: 'hall.supplement',
    of: undergraduates,
    url: ({ cases }) => `/api/hall/cases/${cases.asked}/supplement`,
    body: { note: '补上了', files: [] },
  },
  {
    operation: 'hall.withdraw',
    of: undergraduates,
    url: ({ cases }) => `/api/hall/cases/${cases.toWithdraw}/withdraw`,
    body: { reason: '不去了' },
  },
  {
    operation: 'hall.rate',
    of: undergraduates,
    url: ({ cases }) => `/api/hall/cases/${cases.certificate}/rating`,
    body: { stars: 5 },
  },
  { operation: 'hall.serviceVersions', url: '/api/admin/services' },
  { operation: 'hall.serviceFigures', url: '/api/admin/services/figures' },

  { operation: 'process.tasks', of: own, url: '/api/tasks' },
  { operation: 'process.taskCounts', of: own, url: '/api/tasks/counts' },
  { operation: 'process.task', of: undergraduates, url: ({ tasks }) => `/api/tasks/${tasks.leave}` },
  { operation: 'process.task', of: elsewheres, url: ({ tasks }) => `/api/tasks/${tasks.elsewhere}` },
  {
    operation: 'process.decide',
    of: undergraduates,
    url: ({ tasks }) => `/api/tasks/${tasks.leave}/decision`,
    body: { outcome: 'approve', version: -1 },
  },
  {
    operation: 'process.decide',
    of: elsewheres,
    url: ({ tasks }) => `/api/tasks/${tasks.elsewhere}/decision`,
    body: { outcome: 'approve', version: -1 },
  },
  { operation: 'process.runningCases', url: '/api/admin/cases' },
  { operation: 'process.failedJobs', url: '/api/admin/failed-jobs' },
  {
    operation: 'process.retryJob',
    of: undergraduates,
    url: ({ failed }) => `/api/admin/failed-jobs/${failed.toRetry}/retry`,
  },
  {
    operation: 'process.skipJob',
    of: undergraduates,
    url: ({ failed }) => `/api/admin/failed-jobs/${failed.toSkip}/skip`,
    body: { reason: '已电话通知' },
  },
  {
    operation: 'process.returnJob',
    of: undergraduates,
    url: ({ failed }) => `/api/admin/failed-jobs/${failed.toReturn}/return`,
    body: { reason: '换一个写法' },
  },

  {
    operation: 'seal.documentFile',
    of: undergraduates,
    url: ({ documents }) => `/api/documents/${documents.own}/file`,
  },
  {
    operation: 'seal.documentFile',
    of: elsewheres,
    url: ({ documents }) => `/api/documents/${documents.elsewhere}/file`,
  },
  {
    operation: 'seal.withdrawDocument',
    of: elsewheres,
    url: ({ documents }) => `/api/documents/${documents.elsewhere}/withdraw`,
    body: { reason: '开错了' },
  },
  { operation: 'seal.documents', url: '/api/admin/documents' },
  { operation: 'seal.seals', url: '/api/admin/seals' },
  { operation: 'seal.verify', url: ({ verifyId }) => `/api/verify/${verifyId}` },
  {
    operation: 'seal.compare',
    url: ({ verifyId }) => `/api/verify/${verifyId}/compare`,
    file: { name: 'a.pdf', bytes: tinyPdf },
  },

  { operation: 'people.units', url: '/api/people/units' },
  { operation: 'people.members', url: '/api/people/members' },
  {
    operation: 'people.member',
    of: undergraduates,
    url: ({ university }) => `/api/people/members/${university.members.undergraduate.id}`,
  },
  {
    operation: 'people.member',
    of: elsewheres,
    url: ({ university }) => `/api/people/members/${university.members.elsewhere.id}`,
  },
  { operation: 'people.myRecord', of: own, url: '/api/people/me' },
  { operation: 'people.pickMembers', url: '/api/people/pick/members?q=zhou' },
  { operation: 'people.pickUnits', url: '/api/people/pick/units?q=%E6%9C%BA%E6%A2%B0' },
  {
    operation: 'people.startImport',
    url: '/api/people/imports?kind=units&dryRun=true',
    file: { name: 'units.csv', bytes: Buffer.from('单位号,单位名称\n') },
  },
  { operation: 'people.imports', url: '/api/people/imports' },
  {
    operation: 'people.import',
    of: 'the people administrator’s',
    url: ({ importId }) => `/api/people/imports/${importId}`,
  },
  {
    operation: 'people.reportWrong',
    of: own,
    url: '/api/people/corrections',
    body: { element: 'person.name', note: '' },
  },
  { operation: 'people.corrections', url: '/api/people/corrections' },
  {
    operation: 'people.settleCorrection',
    of: undergraduates,
    url: ({ correction }) => `/api/people/corrections/${correction}/settle`,
    body: { state: 'kept', note: '与身份证一致' },
  },
  { operation: 'people.unitHistory', url: ({ root }) => `/api/people/units/${root}/history` },
  { operation: 'people.grants', of: 'own, and those one may give or audits', url: '/api/people/grants' },
  {
    operation: 'people.grants',
    of: 'a third student’s',
    url: ({ bystander }) => `/api/people/grants?member=${bystander}`,
  },
  {
    operation: 'people.giveGrant',
    of: 'a third student’s',
    url: '/api/people/grants',
    body: ({ bystander, root }: Scene) => ({
      member: bystander,
      role: 'clerk',
      unit: root,
      reason: '勤工助学',
    }),
  },
  {
    operation: 'people.giveGrant',
    of: own,
    url: '/api/people/grants',
    body: ({ university, root }: Scene, asker: Asker) => ({
      member: university.members[asker === 'visitor' ? 'undergraduate' : asker].id,
      role: 'people-admin',
      unit: root,
      reason: '自己给自己',
    }),
  },
  {
    operation: 'people.revokeGrant',
    of: 'a third student’s',
    url: ({ grants }, asker) =>
      `/api/people/grants/${grants[asker === 'visitor' ? 'undergraduate' : asker]}/revoke`,
    body: { reason: '毕业离校' },
  },
  { operation: 'people.myReaders', of: own, url: '/api/people/me/readings' },
  { operation: 'people.readings', url: '/api/people/readings' },

  { operation: 'notice.notices', of: own, url: '/api/notices' },
  { operation: 'notice.noticeCount', of: own, url: '/api/notices/count' },
  { operation: 'notice.noticeStream', of: own, url: '/api/notices/stream?follow=no' },
  {
    operation: 'notice.readNotice',
    of: undergraduates,
    url: ({ notice }) => `/api/notices/${notice}/read`,
  },
  {
    operation: 'notice.readNotices',
    of: `${own}, up to the undergraduate’s`,
    url: '/api/notices/read',
    body: ({ notice }: Scene) => ({ upTo: notice }),
  },
  { operation: 'notice.noticeSettings', of: own, url: '/api/notices/settings' },
  {
    operation: 'notice.saveNoticeSettings',
    of: own,
    url: '/api/notices/settings',
    body: {
      on: {
        'task-opened': ['app'],
        'case-supplement': ['app'],
        'case-returned': ['app'],
        'case-finished': ['app'],
        'case-refused': ['app'],
      },
      quiet: null,
      digest: 'soon',
    },
  },
  { operation: 'notice.undelivered', url: '/api/admin/notices/undelivered' },
  {
    operation: 'notice.deliverAgain',
    of: undergraduates,
    url: ({ undelivered }) => `/api/admin/notices/undelivered/${undelivered}/retry`,
  },

  { operation: 'platform.health', url: '/api/health' },
  { operation: 'platform.ready', url: '/api/ready' },
  { operation: 'platform.uploadFile', of: own, url: '/api/files', file: { name: 'a.pdf', bytes: tinyPdf } },
  { operation: 'platform.downloadFile', of: undergraduates, url: ({ file }) => `/api/files/${file}` },
  { operation: 'platform.downloadFile', of: 'an unknown one', url: () => `/api/files/${randomUUID()}` },
]
