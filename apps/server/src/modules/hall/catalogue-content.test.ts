/** What the services of this catalogue say and do: every branch is walked, every text stands in both languages. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answers, validateAnswers } from '@yizhan/forms'
import {
  type Command,
  type Context,
  decide,
  type Event,
  foldAll,
  forecast,
  type OpenTask,
  type Plan,
  ruleKey,
  rulesOf,
  type State,
} from '@yizhan/process'
import { root } from '#platform/config'
import {
  abroad,
  account,
  type Branch,
  branches,
  car,
  leave,
  letter,
  sealing,
  site,
  staff,
  suspension,
  today,
  undergraduate,
} from './catalogue-branches.test-data.ts'
import { type LoadedService, loadCatalogue, standardRules } from './catalogue-loader.ts'
import { entryOf, search } from './search.ts'

const { catalogue, problems } = await loadCatalogue(`${root}/catalogue`)

function serviceOf(id: string): LoadedService {
  const service = catalogue.services.get(id)
  assert.ok(service, `${id} is not in the catalogue: ${JSON.stringify(problems)}`)
  return service
}

/** One member for each rule, named by it; the applicant is somebody else. */
function contextOf(plan: Plan, facts: Context['facts']): Context {
  const people = new Map(rulesOf(plan).map((rule) => [ruleKey(rule), [ruleKey(rule)]]))
  return { at: '2026-11-24T08:00:00Z', people, facts }
}

function factsOf({ service, form }: LoadedService, { answers, member, name }: Branch): Context['facts'] {
  const judged = validateAnswers(form, answers, { today, member })
  assert.deepEqual(judged.errors, [], `${service.id}, ${name}: the form takes these answers`)
  return { ...judged.answers, settings: service.settings, applicant: member }
}

type Run = { readonly state: State; readonly events: readonly Event[] }

/** Starts, and answers every open task in turn: `answer` says how, else it is approved. */
function walk(plan: Plan, context: Context, answer: Readonly<Record<string, 'refuse' | 'return'>> = {}): Run {
  const events: Event[] = []
  let state: State | undefined
  const apply = (command: Command): State => {
    const decision = decide(plan, state, command, context)
    if (!decision.ok) throw new Error(`${plan.id}: ${command.type} was refused: ${JSON.stringify(decision)}`)
    events.push(...decision.events)
    return foldAll(decision.events, state)
  }
  state = apply({ type: 'start', id: 'start', by: 'applicant' })
  for (let count = 0; state.status === 'running'; count += 1) {
    // The last one first: work side by side comes back in another order than it went out.
    const open = state.open.at(-1)
    if (open === undefined || count >= 100) throw new Error(`${plan.id} stands still`)
    const { task, node, kind, candidates }: OpenTask = open
    if (kind === 'service') state = apply({ type: 'service-done', id: task, task, results: {} })
    else {
      const by = candidates[0] ?? `nobody for ${node}`
      const outcome = answer[node] ?? 'approve'
      state = apply({ type: 'decide-task', id: task, by, task, outcome, opinion: '已核对' })
    }
  }
  assert.deepEqual(foldAll(events), state, 'the history gives the state')
  return { state, events }
}

const stepsOf = (state: State) => [...new Set(state.closed.map(({ node }) => node))].sort()
const flowsOf = (events: readonly Event[]) =>
  events.flatMap((event) => [...('take' in event ? event.take : []), ...('put' in event ? event.put : [])])

test('the catalogue is read without a fault', () => {
  assert.deepEqual(problems, [])
})

for (const [id, list] of Object.entries(branches)) {
  test(`${id}: each branch ends, with the right people, and every flow is taken`, () => {
    const loaded = serviceOf(id)
    const { plan } = loaded
    const taken = new Set<string>()
    for (const branch of list) {
      const { state, events } = walk(plan, contextOf(plan, factsOf(loaded, branch)))
      assert.equal(state.status, 'finished', branch.name)
      assert.deepEqual(stepsOf(state), branch.steps.split(' ').sort(), branch.name)
      for (const flow of flowsOf(events)) taken.add(flow)
    }
    assert.deepEqual(
      Object.keys(plan.flows).filter((flow) => !taken.has(flow)),
      [],
    )
  })
}

test('what the steps are expected to take fits the promise of the service, on every branch', () => {
  for (const [id, list] of Object.entries(branches)) {
    const loaded = serviceOf(id)
    for (const branch of list) {
      const context = contextOf(loaded.plan, factsOf(loaded, branch))
      const { daysAhead } = forecast(loaded.plan, undefined, 'applicant', context)
      assert.ok(daysAhead <= loaded.service.promise.workingDays, `${id}, ${branch.name}: ${daysAhead} days`)
    }
  }
})

test('the secrecy office’s no ends a journey abroad, whoever else is still reading', () => {
  const loaded = serviceOf('student-exchange-travel')
  const classified = branches['student-exchange-travel']?.at(-1)
  assert.ok(classified)
  const { state } = walk(loaded.plan, contextOf(loaded.plan, factsOf(loaded, classified)), {
    secrecy: 'refuse',
  })
  assert.equal(state.status, 'refused')
  assert.equal(state.closed.find(({ node }) => node === 'secrecy')?.how, 'refuse')
  assert.ok(state.closed.some(({ how }) => how === 'cancelled'))
  assert.equal(
    state.closed.some(({ node }) => node === 'issue' || node === 'international'),
    false,
  )
})

test('supervisor or counsellor: one answer is enough', () => {
  const { plan } = serviceOf('student-exchange-travel')
  const context = contextOf(plan, {})
  const started = decide(plan, undefined, { type: 'start', id: 'start', by: 'applicant' }, context)
  assert.ok(started.ok)
  const state = foldAll(started.events)
  assert.deepEqual(state.open[0]?.candidates, ['relation:supervisor', 'relation:counsellor'])
})

test('the clearing offices of a suspension work side by side', () => {
  const loaded = serviceOf('study-suspension')
  const ill = branches['study-suspension']?.[1]
  assert.ok(ill)
  const { events } = walk(loaded.plan, contextOf(loaded.plan, factsOf(loaded, ill)))
  let open: readonly string[] = []
  let most: readonly string[] = []
  let state: State | undefined
  for (const event of events) {
    state = foldAll([event], state)
    open = state.open.map(({ node }) => node)
    if (open.length > most.length) most = open
  }
  assert.deepEqual([...most].sort(), ['dormitory', 'finance', 'hospital', 'library'])
})

test('limits are settings of the site: with others, other people decide', () => {
  const loaded = serviceOf('student-leave')
  const branch: Branch = {
    name: '2 天',
    member: undergraduate,
    answers: { ...leave, leaveTo: '2026-11-26' },
    steps: '',
  }
  const facts = factsOf(loaded, branch)
  const strict = { ...facts, settings: { ...loaded.service.settings, counsellorDays: 1, schoolDays: 1 } }
  const steps = (given: Context['facts']) => stepsOf(walk(loaded.plan, contextOf(loaded.plan, given)).state)
  assert.deepEqual(steps(facts), ['back', 'counsellor'])
  assert.deepEqual(steps(strict), ['affairs', 'back', 'counsellor', 'school'])
})

test('what a clerk would send back, the form says at once', () => {
  const wrong: readonly [string, Branch['member'], Answers, string][] = [
    ['student-leave', undergraduate, { ...leave, leaveTo: '2026-11-24' }, 'leaveTo'],
    ['student-leave', undergraduate, { ...leave, kind: 'sick', leaveTo: '2026-11-28' }, 'proof'],
    ['study-suspension', undergraduate, { ...suspension, status: '休学' }, 'status'],
    ['study-suspension', undergraduate, { ...suspension, terms: 3 }, 'terms'],
    ['study-suspension', undergraduate, { ...suspension, kind: 'illness' }, 'diagnosis'],
    ['student-exchange-travel', undergraduate, { ...abroad, leaveOn: '2026-12-08' }, 'leaveOn'],
    ['student-exchange-travel', undergraduate, { ...abroad, backOn: '2027-02-28' }, 'backOn'],
    ['student-exchange-travel', undergraduate, { ...abroad, passport: 'e999' }, 'passport'],
    ['student-exchange-travel', undergraduate, { ...abroad, kind: 'exchange' }, 'credits'],
    ['introduction-letter', staff, { ...letter, goOn: '2026-11-23' }, 'goOn'],
    ['introduction-letter', staff, { ...letter, goOn: '2026-12-01' }, 'goOn'],
    ['seal-use-application', staff, { ...sealing, matter: 'contract' }, 'amount'],
    ['seal-use-application', staff, { ...sealing, whole: false }, 'whole'],
    ['website-domain', staff, { ...site, officer: site.responsible }, 'officer'],
    ['website-domain', staff, { ...site, host: 'Ji xie' }, 'host'],
    ['website-domain', staff, { ...site, platform: 'own' }, 'scan'],
    ['non-staff-account', staff, { ...account, lastDay: '2027-12-02' }, 'lastDay'],
    ['non-staff-account', staff, { ...account, rights: ['data'] }, 'which'],
    ['vehicle-pass', staff, { ...car, lastDay: '2027-11-26' }, 'lastDay'],
    ['vehicle-pass', staff, { ...car, action: 'replate', oldPlate: car.plate }, 'oldPlate'],
    ['vehicle-pass', staff, { ...car, owner: 'family' }, 'relationProof'],
  ]
  for (const [id, member, answers, at] of wrong) {
    const { errors } = validateAnswers(serviceOf(id).form, answers, { today, member })
    assert.equal(errors[0]?.path, at, `${id}: ${JSON.stringify(errors)}`)
  }
})

type Found = { readonly where: string; readonly zh: string; readonly en: string }

/** Every pair of texts inside a value. */
function pairsIn(where: string, value: unknown): Found[] {
  if (typeof value !== 'object' || value === null) return []
  const { zh, en }: { zh?: unknown; en?: unknown } = value
  if (typeof zh === 'string' && typeof en === 'string') return [{ where, zh, en }]
  return Object.entries(value).flatMap(([key, inner]) => pairsIn(`${where}/${key}`, inner))
}

const texts = [...catalogue.services.values()].flatMap(({ service, form, plan }) => [
  ...pairsIn(service.id, { ...service, search: undefined }),
  ...pairsIn(`${service.id}/form`, form.layout),
  ...pairsIn(`${service.id}/process`, plan.nodes),
])

test('every text stands in both languages, and Chinese is written as Chinese', () => {
  assert.ok(texts.length > 700, `${texts.length} texts`)
  for (const { where, zh, en } of texts) {
    // A summary may consist of answers alone.
    if (!zh.startsWith('{')) {
      assert.match(zh, /\p{Script=Han}/u, where)
      assert.match(en, /[A-Za-z]/, where)
      assert.notEqual(zh, en, where)
    }
    assert.doesNotMatch(zh, /请您|驳回|系统异常|成功|[!！]/, `${where}: ${zh}`)
    assert.doesNotMatch(zh, /\p{Script=Han}[,;:?()]|[,;?()]\p{Script=Han}/u, `${where}: ${zh}`)
    const outsideDates = zh.replaceAll(/\d+[年月日]/g, '')
    assert.doesNotMatch(outsideDates, /\p{Script=Han}\d|\d\p{Script=Han}/u, `${where}: ${zh}`)
  }
})

test('sentences of the guides are short', () => {
  for (const { service } of catalogue.services.values()) {
    for (const { where, zh } of pairsIn(service.id, { summary: service.summary, guide: service.guide })) {
      if (where.includes('/contact')) continue
      for (const sentence of zh.split(/[。；，：]/))
        assert.ok([...sentence].length <= 25, `${where}: ${sentence}`)
    }
  }
})

test('no two guides say the same', () => {
  const parts = ['who', 'duration', 'decides', 'result'] as const
  for (const language of ['zh', 'en'] as const) {
    const said = [...catalogue.services.values()].flatMap(({ service }) => [
      service.summary[language],
      ...parts.map((part) => service.guide[part][language]),
      service.guide.needs.map((need) => need[language]).join(),
      service.guide.steps.map((step) => `${step.name[language]}${step.note?.[language]}`).join(),
      service.guide.notes.map((note) => note[language]).join(),
    ])
    const twice = said.filter((text, at) => text !== '' && said.indexOf(text) !== at)
    assert.deepEqual(twice, [])
  }
})

test('what people type finds the service first', () => {
  const names = new Map(
    catalogue.heads.flatMap((head) => head.categories.map((category) => [category.id, category.name])),
  )
  const entries = [...catalogue.services.values()].map(({ service }) =>
    entryOf(service, names.get(service.category) ?? { zh: '', en: '' }),
  )
  const typed: Readonly<Record<string, readonly string[]>> = {
    'enrolment-certificate': ['在读证明', '学籍证明', '学生证明', 'zaiduzhengming'],
    'graduate-recommendation-form': ['推荐表', '双选会', 'tuijianbiao'],
    'transcript-undergraduate': ['成绩单', '英文成绩单', '打印成绩', 'transcript', 'chengjidan'],
    'employment-income-certificate': ['收入证明', '在职证明', '工资证明', 'salary'],
    'student-leave': ['请假', '销假', '假条', 'qingjia', '我想请假回家'],
    'study-suspension': ['休学', '停学一年', '保留学籍', 'xiuxue', 'suspend'],
    'student-exchange-travel': ['交换生', '国际会议', '学生出国', 'exchange'],
    'introduction-letter': ['介绍信', '调研函', '外调', 'jsx', 'introduction'],
    'seal-use-application': ['盖章', '公章', '用印', '校长签字', 'gaizhang', 'seal'],
    'website-domain': ['域名', '建网站', '网站年审', 'yuming', 'domain'],
    'non-staff-account': ['临时账号', '外聘账号', '账号申请', 'contractor'],
    'vehicle-pass': ['车证', '停车', '换车牌', 'chezheng', 'parking'],
  }
  assert.deepEqual(Object.keys(typed).sort(), Object.keys(branches).sort())
  for (const [id, queries] of Object.entries(typed))
    for (const query of queries) assert.equal(search(query, entries, 5)[0], id, query)
  for (const { service } of catalogue.services.values())
    for (const word of [...service.search.zh, ...service.search.en])
      assert.ok(search(word, entries, 5).includes(service.id), `${service.id}: ${word}`)
})

test('every step is somebody’s: units of the university, positions that exist, a backstop unless it is personal', () => {
  const units = /^(000|30[1-9]|31[0-6]|applicant-(unit|school))$/
  for (const { service, plan } of catalogue.services.values()) {
    assert.match(service.owner.unit, units, service.id)
    for (const node of Object.values(plan.nodes)) {
      if (node.kind !== 'user-task') continue
      const { to, backstop } = node.assignment
      for (const rule of backstop ? [...to, backstop] : to) {
        if ('unit' in rule) assert.match(rule.unit, units, `${service.id}/${node.id}`)
        if (rule.kind === 'position') assert.ok(standardRules.positions.includes(rule.position))
      }
      assert.ok(backstop || node.id === 'president', `${service.id}/${node.id} has no backstop`)
    }
  }
})
