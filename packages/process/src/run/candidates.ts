import { type Rule, ruleKey, type UserTask } from '../plan.ts'

/** Members by rule, resolved before `decide`; key: `ruleKey`. */
export type People = ReadonlyMap<string, readonly string[]>

export type Candidates = {
  readonly members: readonly string[]
  readonly backstop: boolean
}

/**
 * Who may decide a task: everybody whom the rules find, without the applicant; else whom the backstop finds, without
 * the applicant; else nobody.
 */
export function candidatesOf(task: UserTask, applicant: string, people: People): Candidates {
  const found = (rules: readonly Rule[]) => [
    ...new Set(
      rules.flatMap((rule) => people.get(ruleKey(rule)) ?? []).filter((member) => member !== applicant),
    ),
  ]
  const members = found(task.assignment.to)
  if (members.length > 0 || task.assignment.backstop === undefined) return { members, backstop: false }
  return { members: found([task.assignment.backstop]), backstop: true }
}
