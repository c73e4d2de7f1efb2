/** What people are told of a case: which service, which number, and which steps wait for whom. */
import type { Words } from '@yizhan/contracts'
import { sql } from 'kysely'
import type { Reader } from '#platform/db'
import { prepared } from '#platform/prepared'
import type { ProcessTables } from './tables.ts'

export type Noteworthy = {
  readonly caseId: string
  readonly caseNumber: string
  readonly service: Words
  readonly applicant: string
  /** Steps of people that are open, and the members to whom each is offered. */
  readonly open: readonly {
    readonly taskId: string
    readonly step: Words
    readonly members: readonly string[]
  }[]
}

type Db = Reader<ProcessTables>

const instanceById = prepared<Db, { id: string }>()((db, value) =>
  db
    .selectFrom('process.instance')
    .select(['case_id', 'case_number', 'service_zh', 'service_en', 'applicant'])
    .where('id', '=', value('id')),
)

const openOffers = prepared<Db, { id: string }>()((db, value) =>
  db
    .selectFrom('process.task as task')
    .leftJoin('process.task_candidate as candidate', (join) =>
      join.onRef('candidate.task_id', '=', 'task.id').on('candidate.open', '=', true),
    )
    .select(['task.id', 'task.step_zh', 'task.step_en'])
    .select(
      sql<
        string[]
      >`coalesce(array_agg(candidate.member_id) filter (where candidate.member_id is not null), '{}')`.as(
        'members',
      ),
    )
    .where('task.instance_id', '=', value('id'))
    .where('task.kind', '=', 'user')
    .where('task.closed_at', 'is', null)
    .groupBy(['task.id', 'task.step_zh', 'task.step_en']),
)

export async function noteworthyOf(db: Db, instanceId: string): Promise<Noteworthy | undefined> {
  const [instance] = await instanceById(db, { id: instanceId })
  if (instance === undefined) return undefined
  const tasks = await openOffers(db, { id: instanceId })
  return {
    caseId: instance.case_id,
    caseNumber: instance.case_number,
    service: { zh: instance.service_zh, en: instance.service_en },
    applicant: instance.applicant,
    open: tasks.map((task) => ({
      taskId: task.id,
      step: { zh: task.step_zh, en: task.step_en },
      members: task.members,
    })),
  }
}
