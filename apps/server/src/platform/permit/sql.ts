/** The evaluator's rule as an SQL predicate, so that a list shows exactly the rows that `decide` would allow. */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Scope } from './evaluate.ts'
import { type Action, type Category, ownActions, roleIncludes } from './roles.ts'

type Column = Expression<unknown>

export type Columns = {
  /** Text column that holds the unit's path. */
  readonly unit: Column
  readonly campus?: Column
  readonly owner?: Column
  /** A column that holds the row's category, or the one category that every row of the list has. */
  readonly category?: Column | Category
}

/** @returns a predicate; `false` when no row can be allowed, so that the planner reads none. */
export function compileToSql(
  scopes: readonly Scope[],
  actor: string,
  action: Action,
  columns: Columns,
): RawBuilder<SqlBool> {
  const allows = partsOf(scopes, 'allow', action, columns)
  if (columns.owner && ownActions.has(action)) allows.push(sql<SqlBool>`${columns.owner} = ${actor}`)
  if (allows.length === 0) return sql<SqlBool>`false`
  const denied = deniedInSql(scopes, action, columns)
  const allowed = sql<SqlBool>`(${sql.join(allows, sql` or `)})`
  return denied === undefined ? allowed : sql<SqlBool>`(${allowed} and not ${denied})`
}

/** The rows that an explicit deny takes from everybody, also from those to whom they were given; absent: none. */
export function deniedInSql(
  scopes: readonly Scope[],
  action: Action,
  columns: Columns,
): RawBuilder<SqlBool> | undefined {
  const denies = partsOf(scopes, 'deny', action, columns)
  // `is true`: an unknown campus makes a deny unknown, and unknown must not read as denied.
  return denies.length === 0 ? undefined : sql<SqlBool>`((${sql.join(denies, sql` or `)}) is true)`
}

function partsOf(
  scopes: readonly Scope[],
  effect: Scope['effect'],
  action: Action,
  columns: Columns,
): RawBuilder<SqlBool>[] {
  return scopes
    .filter(
      (scope) => scope.effect === effect && scope.links.every((link) => roleIncludes(link.role, action)),
    )
    .flatMap((scope) => {
      const tests = scope.links.flatMap((link) => testsOf(link, columns))
      return tests.includes(NEVER) ? [] : [sql<SqlBool>`(${sql.join(tests, sql` and `)})`]
    })
}

const NEVER = sql<SqlBool>`false`

function testsOf(link: Scope['links'][number], columns: Columns): RawBuilder<SqlBool>[] {
  // Unit codes hold only letters, digits and hyphens, so a path needs no escaping in LIKE.
  const tests = [sql<SqlBool>`${columns.unit} like ${`${link.unit}%`}`]
  if (link.campus !== undefined) {
    tests.push(columns.campus ? sql<SqlBool>`${columns.campus} = ${link.campus}` : NEVER)
  }
  if (link.categories !== 'all' && columns.category !== undefined) {
    if (typeof columns.category === 'string') {
      if (!link.categories.has(columns.category)) tests.push(NEVER)
    } else {
      tests.push(
        sql<SqlBool>`(${columns.category} is null or ${columns.category} = any(${sql.val([...link.categories])}::text[]))`,
      )
    }
  }
  return tests
}
