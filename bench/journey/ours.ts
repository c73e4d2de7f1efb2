/** Our side: the process module's own commands over the people module's real rules, each command one transaction. */
import { isRefusal } from '@yizhan/contracts'
import { type Plan, readBpmn } from '@yizhan/process'
import { createPeople } from '../../apps/server/src/modules/people/index.ts'
import { createProcess } from '../../apps/server/src/modules/process/index.ts'
import type { ProcessTables } from '../../apps/server/src/modules/process/tables.ts'
import { readConfig } from '../../apps/server/src/platform/config.ts'
import { createLog } from '../../apps/server/src/platform/log.ts'
import { createPlatform } from '../../apps/server/src/platform/platform.ts'
import type { BenchServer } from '../server.ts'
import type { Peer } from './bpmn-engine.ts'
import { answers, forUs, opinion } from './models.ts'
import { makeSchool } from './people.ts'

export async function ours(server: BenchServer): Promise<Peer> {
  const { config } = readConfig({}, { data: server.data, logLevel: 'warn' })
  const platform = await createPlatform({ config, log: createLog('warn'), databaseUrl: server.appUrl })
  const process = createProcess(platform, { people: createPeople(platform) })
  const school = await makeSchool(platform)
  const plan = await planOf()
  let made = 0

  const openTask = async (instanceId: string) => {
    const task = await platform
      .read<ProcessTables>()
      .selectFrom('process.task')
      .select(['id', 'key'])
      .where('instance_id', '=', instanceId)
      .where('closed_at', 'is', null)
      .executeTakeFirstOrThrow()
    return task
  }
  return {
    journey: async () => {
      made += 1
      const caseNumber = `YZ-20261124-${String(made).padStart(4, '0')}`
      const student = school.students[made % school.students.length]
      if (!student) throw new Error('no student')
      const started = await platform.tx((tx) =>
        process.startInstance(tx, {
          caseId: platform.newId(),
          caseNumber,
          service: { id: 'student-leave', version: 1, name: { zh: '学生请假', en: 'Student leave' } },
          plan,
          applicantId: student.id,
          facts: answers,
          summary: '事假 4 天，11月25日至28日',
          flags: 0,
        }),
      )
      if (isRefusal(started)) throw new Error(started.code)
      let status: string = started.status
      for (const by of [student.counsellor, school.secretary, school.registrar]) {
        const task = await openTask(started.instanceId)
        const decided = await platform.tx((tx) =>
          process.decideTask(tx, { taskId: task.id, by, outcome: 'approve', opinion }, task.key),
        )
        if (isRefusal(decided)) throw new Error(decided.code)
        status = decided.status
      }
      if (status !== 'finished') throw new Error(`our journey ended as ${status}`)
    },
    close: () => platform.close(),
  }
}

async function planOf(): Promise<Plan> {
  const { plan, problems } = await readBpmn(forUs)
  if (!plan) throw new Error(JSON.stringify(problems))
  return plan
}
