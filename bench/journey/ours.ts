/** Our side: the process module's own commands over the people module's real rules, each command one transaction. */
import { isRefusal } from '@yizhan/contracts'
import { type Plan, readBpmn } from '@yizhan/process'
import { createPeople } from '../../apps/server/src/modules/people/index.ts'
import { createProcess, type ProcessModule } from '../../apps/server/src/modules/process/index.ts'
import { readConfig } from '../../apps/server/src/platform/config.ts'
import { createLog } from '../../apps/server/src/platform/log.ts'
import { createPlatform } from '../../apps/server/src/platform/platform.ts'
import type { BenchServer } from '../server.ts'
import type { Peer } from './bpmn-engine.ts'
import { answers, forUs, opinion } from './models.ts'
import { makeSchool } from './people.ts'

type Start = Parameters<ProcessModule['shared']['start']>[0]

export type Ours = {
  /** Every command shares its commit with those that arrive together. */
  readonly shared: Peer
  /** The start stands in a transaction of its own, as when the hall writes its case with it. */
  readonly ownStart: Peer
}

export async function ours(server: BenchServer): Promise<Ours> {
  const { config } = readConfig({}, { data: server.data, logLevel: 'warn' })
  const platform = await createPlatform({ config, log: createLog('warn'), databaseUrl: server.appUrl })
  const process = createProcess(platform, { people: createPeople(platform) })
  const school = await makeSchool(platform)
  const plan = await planOf()
  await process.keepPlan(plan)
  let made = 0

  const journey = async (start: (start: Start) => ReturnType<typeof process.shared.start>) => {
    made += 1
    const caseNumber = `YZ-20261124-${String(made).padStart(4, '0')}`
    const student = school.students[made % school.students.length]
    if (!student) throw new Error('no student')
    const started = await start({
      caseId: platform.newId(),
      caseNumber,
      service: { id: 'student-leave', version: 1, name: { zh: '学生请假', en: 'Student leave' } },
      plan,
      applicantId: student.id,
      facts: answers,
      summary: '事假 4 天，11月25日至28日',
      flags: 0,
    })
    if (isRefusal(started)) throw new Error(started.code)
    let after = started
    for (const by of [student.counsellor, school.secretary, school.registrar]) {
      const taskId = after.opened[0] ?? ''
      const decided = await process.shared.decide({ taskId, by, outcome: 'approve', opinion })
      if (isRefusal(decided)) throw new Error(decided.code)
      after = decided
    }
    if (after.status !== 'finished') throw new Error(`our journey ended as ${after.status}`)
  }
  const alone = (start: Start) => platform.tx((tx) => process.startInstance(tx, start))
  return {
    shared: { journey: () => journey(process.shared.start), close: () => platform.close() },
    ownStart: { journey: () => journey(alone), close: async () => {} },
  }
}

async function planOf(): Promise<Plan> {
  const { plan, problems } = await readBpmn(forUs)
  if (!plan) throw new Error(JSON.stringify(problems))
  return plan
}
