/** 通知 notice: the face of the module; see README.md. */
import type { FastifyInstance } from 'fastify'
import { type MovedPayload, movedEvent, type OpenedPayload, openedEvent } from '#modules/process'
import type { Delivered } from '#platform/events'
import type { Module, Platform } from '#platform/platform'
import { type Faces, type NoticeDeps, type Telling, tell } from './commands.ts'
import { kindOfStatus } from './decide.ts'
import { jobsOf } from './jobs.ts'
import { createMailer } from './mail.ts'
import { noticeRoutes } from './routes.ts'
import { createHub } from './stream.ts'

export type Notice = Module & { readonly routes: (app: FastifyInstance) => void }

export function createNotice(platform: Platform, faces: Faces): Notice {
  const deps: NoticeDeps = { platform, faces }
  const { mailUrl } = platform.config
  const mailer = mailUrl === undefined ? undefined : createMailer(mailUrl)
  platform.events.subscribe({
    event: movedEvent,
    name: 'notice.moved',
    handle: (event) => moved(deps, event as Delivered<MovedPayload>),
  })
  platform.events.subscribe({
    event: openedEvent,
    name: 'notice.opened',
    handle: (event) => opened(deps, event as Delivered<OpenedPayload>),
  })
  return {
    name: 'notice',
    jobs: jobsOf(deps, { mailer }),
    routes: (app) => {
      const hub = createHub(deps)
      app.addHook('preClose', () => hub.close())
      noticeRoutes(app, deps, hub)
    },
  }
}

/** The applicant learns of an answer; approvers whose task is gone need not look any more. */
export async function moved(
  deps: NoticeDeps,
  { eventId, payload: { instanceId, status } }: Delivered<MovedPayload>,
): Promise<void> {
  const about = await deps.faces.process.noteworthy(instanceId)
  if (about === undefined) return
  const { caseId, caseNumber, service, applicant, open } = about
  const kind = kindOfStatus[status]
  const telling: Telling[] =
    kind === undefined
      ? []
      : [{ about: { eventId, subject: caseId, kind, caseId, caseNumber, service }, members: [applicant] }]
  await tell(deps, telling, { caseId, open: open.map(({ taskId }) => taskId) })
}

/** Those to whom a step is offered learn of it, unless somebody was quicker than this job. */
export async function opened(
  deps: NoticeDeps,
  { eventId, payload: { instanceId, taskIds } }: Delivered<OpenedPayload>,
): Promise<void> {
  const about = await deps.faces.process.noteworthy(instanceId)
  if (about === undefined) return
  const { caseId, caseNumber, service, open } = about
  const tellings = open
    .filter(({ taskId }) => taskIds.includes(taskId))
    .map(({ taskId, step, members }) => ({
      about: {
        eventId,
        subject: taskId,
        kind: 'task-opened' as const,
        caseId,
        caseNumber,
        service,
        taskId,
        step,
      },
      members,
    }))
  await tell(deps, tellings, { caseId, open: open.map(({ taskId }) => taskId) })
}
