/** What the permission matrix asks about: cases, tasks, documents and reports of two students, made through the API. */
import { readBpmn } from '@yizhan/process'
import { type Session, someone, type University, until, type Who } from './testing-university.ts'

export type Scene = {
  readonly university: University
  /** Three sessions a person: one to work with, one to sign out of, one to end. */
  readonly sessions: Readonly<Record<Who, { main: Session; spare: Session; other: Session }>>
  /** Cases of the undergraduate. */
  readonly cases: Readonly<
    Record<'certificate' | 'leave' | 'returned' | 'asked' | 'toWithdraw' | 'elsewhere', string>
  >
  readonly tasks: Readonly<Record<'leave' | 'elsewhere', string>>
  readonly documents: Readonly<Record<'own' | 'elsewhere', string>>
  readonly verifyId: string
  readonly file: string
  readonly importId: string
  readonly correction: string
  readonly failed: Readonly<Record<'toRetry' | 'toSkip' | 'toReturn', string>>
  readonly validator: string
  /** A notice of the undergraduate, and a mail to them that could not be delivered. */
  readonly notice: string
  readonly undelivered: string
  /** The university's unit, and a student of the undergraduate's school who never signs in. */
  readonly root: string
  readonly bystander: string
  /** Grants of that student, one for each asker to revoke. */
  readonly grants: Readonly<Record<Who, string>>
}

export async function makeScene(university: University): Promise<Scene> {
  const sessions = await sessionsOf(university)
  const send = sender(university, sessions)
  const certificate = await send.apply('undergraduate', 'enrolment-certificate', certificateAnswers)
  const elsewhere = await send.apply('elsewhere', 'enrolment-certificate', certificateAnswers)
  const leave = await send.apply('undergraduate', 'student-leave', leaveAnswers)
  const leaveElsewhere = await send.apply('elsewhere', 'student-leave', leaveAnswers)
  const returned = await send.apply('undergraduate', 'student-leave', leaveAnswers)
  const asked = await send.apply('undergraduate', 'student-leave', leaveAnswers)
  const toWithdraw = await send.apply('undergraduate', 'student-leave', leaveAnswers)
  await send.decide(returned, 'return')
  await send.decide(asked, 'supplement')
  const [own, foreign] = [
    await send.document('undergraduate', certificate),
    await send.document('elsewhere', elsewhere),
  ]
  const pdf = { name: 'proof.pdf', bytes: tinyPdf }
  const units = { name: 'units.csv', bytes: Buffer.from('单位号,单位名称\n') }
  return {
    university,
    sessions,
    cases: { certificate, leave, returned, asked, toWithdraw, elsewhere: leaveElsewhere },
    tasks: { leave: await send.task(leave), elsewhere: await send.task(leaveElsewhere) },
    documents: { own: own.id, elsewhere: foreign.id },
    verifyId: own.verifyId,
    file: text(await send.ok('undergraduate', { method: 'POST', url: '/api/files', file: pdf }), 'id'),
    importId: text(
      await send.ok('peopleAdmin', {
        method: 'POST',
        url: '/api/people/imports?kind=units&dryRun=true',
        file: units,
      }),
      'id',
    ),
    correction: text(
      await send.ok('undergraduate', {
        method: 'POST',
        url: '/api/people/corrections',
        body: { element: 'person.name', note: '名字少一点' },
      }),
      'id',
    ),
    failed: {
      toRetry: await failedStep(university),
      toSkip: await failedStep(university),
      toReturn: await failedStep(university),
    },
    validator: await send.validator(),
    ...(await noticeOf(university, send.ok)),
    ...(await grantsToRevoke(university, send.ok)),
  }
}

type Send = ReturnType<typeof sender>['ok']

async function noticeOf(
  { running: { platform } }: University,
  send: Send,
): Promise<Pick<Scene, 'notice' | 'undelivered'>> {
  const found = await until('a notice', async () => {
    const { rows } = await send('undergraduate', { method: 'GET', url: '/api/notices' })
    return (rows as { id: string }[])[0]
  })
  const undelivered = platform.newId()
  await platform.pool.query(
    `insert into notice.delivery (id, notice_id, member_id, channel, state, due_at, attempts, error, at)
     select $1, id, member_id, 'mail', 'dead', at, 10, 'connect ECONNREFUSED', at from notice.notice where id = $2`,
    [undelivered, found.id],
  )
  return { notice: found.id, undelivered }
}

async function grantsToRevoke(
  { running, members }: University,
  send: Send,
): Promise<Pick<Scene, 'root' | 'bystander' | 'grants'>> {
  const { rows } = await running.platform.pool.query<{ root: string; bystander: string }>(
    `select (select id from people.unit where parent_id is null) as root, id as bystander from people.member_card
      where kind = 'student' and active and school_code = '031' and number <> all($1) order by number limit 1`,
    [Object.values(members).map(({ number }) => number)],
  )
  const [found] = rows
  if (!found) throw new Error('the demo lacks a third student')
  const body = { member: found.bystander, role: 'clerk', unit: found.root, reason: '勤工助学' }
  const grants: Partial<Record<Who, string>> = {}
  for (const who of [...Object.keys(someone), 'elsewhere'] as Who[])
    grants[who] = text(await send('peopleAdmin', { method: 'POST', url: '/api/people/grants', body }), 'id')
  return { ...found, grants: grants as Scene['grants'] }
}

export const tinyPdf = Buffer.from(
  '%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n',
)

const certificateAnswers = { language: 'zh', purpose: 'bank', purposeOther: '', withId: 'no', idNumber: '' }
const leaveAnswers = {
  kind: 'private',
  leaveFrom: '2026-11-26',
  leaveTo: '2026-11-27',
  misses: 'no',
  away: 'no',
  reason: '回家办理户籍手续',
  informed: true,
}

async function sessionsOf({ signIn, members }: University): Promise<Scene['sessions']> {
  const sessions: Partial<Record<Who, Scene['sessions'][Who]>> = {}
  for (const who of [...Object.keys(someone), 'elsewhere'] as Who[]) {
    const { number } = members[who]
    sessions[who] = { main: await signIn(number), spare: await signIn(number), other: await signIn(number) }
  }
  return sessions as Scene['sessions']
}

function text(body: Record<string, unknown>, key: string): string {
  const value = body[key]
  if (typeof value !== 'string') throw new Error(`no ${key} in ${JSON.stringify(body)}`)
  return value
}

function sender(university: University, sessions: Scene['sessions']) {
  const ok = async (who: Who, sent: Parameters<University['call']>[1]) => {
    const answer = await university.call(sessions[who].main, sent)
    if (answer.status >= 300) throw new Error(`${who} ${sent.method} ${sent.url}: ${answer.text}`)
    return answer.body
  }
  const get = (who: Who, url: string) => ok(who, { method: 'GET', url })
  const task = async (caseId: string) => {
    const { rows } = await university.running.platform.pool.query<{ id: string }>(
      `select id from process.task where case_id = $1 order by opened_at desc limit 1`,
      [caseId],
    )
    return rows[0]?.id ?? ''
  }
  return {
    ok,
    task,
    /** Applies with what the record fills in and these answers. */
    apply: async (who: Who, service: string, answers: Record<string, unknown>) => {
      const form = await get(who, `/api/hall/services/${service}/form`)
      const filled = Object.entries(form.prefilled as Record<string, { value: unknown }>)
      const body = {
        version: form.version,
        answers: { ...Object.fromEntries(filled.map(([id, { value }]) => [id, value])), ...answers },
      }
      return text(
        await ok(who, { method: 'POST', url: `/api/hall/services/${service}/cases`, body }),
        'caseId',
      )
    },
    decide: async (caseId: string, outcome: string) => {
      const id = await task(caseId)
      const { version } = await get('counsellor', `/api/tasks/${id}`)
      const body = { outcome, opinion: '把去向写清楚', version }
      await ok('counsellor', { method: 'POST', url: `/api/tasks/${id}/decision`, body })
    },
    document: (who: Who, caseId: string) =>
      until('the sealed certificate', async () => {
        const { documents } = await get(who, `/api/hall/cases/${caseId}`)
        return (documents as { id: string; verifyId: string }[])[0]
      }),
    validator: async () => {
      const form = await get('undergraduate', '/api/hall/services/student-leave/form')
      return text(form, 'validator').split('/').at(-1) ?? ''
    },
  }
}

/** A running case whose automatic step gave up, because nobody carries it out. */
async function failedStep({ running, members }: University): Promise<string> {
  const { plan } = await readBpmn(`<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yz="https://yizhan.dev/bpmn" id="d" targetNamespace="t">
<process id="p" isExecutable="true"><startEvent id="start" name="提交申请"/><serviceTask id="s" name="通知"><extensionElements><yz:service name="nobody.does"/><yz:words nameEn="Step" zh="通知" en="Tell"/></extensionElements></serviceTask><endEvent id="end"/><sequenceFlow id="f1" sourceRef="start" targetRef="s"/><sequenceFlow id="f2" sourceRef="s" targetRef="end"/></process></definitions>`)
  if (!plan) throw new Error('the model of the failing step has a fault')
  const { platform, modules } = running
  const caseId = platform.newId()
  await platform.tx((tx) =>
    modules.process.startInstance(tx, {
      caseId,
      caseNumber: `YZ-20261124-${caseId.slice(-4)}`,
      service: { id: 'student-leave', version: 1, name: { zh: '本科生请销假', en: 'Student leave' } },
      plan,
      applicantId: members.undergraduate.id,
      facts: {},
      summary: '',
      flags: 0,
    }),
  )
  return until('the step that gives up', async () => {
    const { rows } = await platform.pool.query<{ id: string }>(
      'select id from process.task where case_id = $1 and stuck',
      [caseId],
    )
    return rows[0]?.id
  })
}
