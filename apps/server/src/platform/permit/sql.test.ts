import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { withTestPlatform } from '../testing.ts'
import { decide, scopesOf } from './evaluate.ts'
import { compileToSql } from './sql.ts'
import { anyAction, anyActor, anyGrants, anyInstant, anyTarget, start } from './testing.ts'

const columns = {
  unit: sql.ref('row.unit'),
  campus: sql.ref('row.campus'),
  category: sql.ref('row.category'),
  owner: sql.ref('row.owner'),
}

test('property: a list shows exactly the rows that the evaluator allows', () =>
  withTestPlatform(async ({ db }) => {
    let shown = 0
    await fc.assert(
      fc.asyncProperty(
        anyGrants,
        anyActor,
        anyAction,
        fc.array(anyTarget, { minLength: 1, maxLength: 20 }),
        anyInstant,
        async (grants, actor, action, targets, at) => {
          const scopes = scopesOf(grants, actor, at)
          const rows = sql.join(
            targets.map(
              (to, index) =>
                sql`(${index}::int, ${to.unit}::text, ${to.campus ?? null}::text, ${to.category ?? null}::text, ${to.owner ?? null}::text)`,
            ),
          )
          const listed = await sql<{ index: number }>`
            select index from (values ${rows}) as row (index, unit, campus, category, owner)
            where ${compileToSql(scopes, actor, action, columns)} order by index`.execute(db)
          const allowed = targets.flatMap((to, index) =>
            decide(scopes, actor, action, to).allowed ? [index] : [],
          )
          assert.deepEqual(
            listed.rows.map((row) => row.index),
            allowed,
          )
          shown += allowed.length
        },
      ),
      { numRuns: 250 },
    )
    assert.ok(shown > 100, `rows must have been shown: ${shown}`)
  }))

test('a list whose rows all have one category, and a list without campus', () =>
  withTestPlatform(async ({ db }) => {
    const grant = {
      id: 'g',
      subject: 'm1',
      effect: 'allow',
      role: 'registrar',
      unit: '000.',
      from: start,
    } as const
    const read = async (
      part: { campus?: string; categories: 'all' | readonly ['academic'] },
      category: 'academic' | 'finance',
    ) => {
      const scopes = scopesOf([{ ...grant, ...part }], 'm1', start)
      const predicate = compileToSql(scopes, 'm1', 'people.read', { unit: sql`'000.031.'::text`, category })
      return (await sql`select 1 where ${predicate}`.execute(db)).rows.length
    }
    assert.equal(await read({ categories: ['academic'] }, 'academic'), 1)
    assert.equal(await read({ categories: ['academic'] }, 'finance'), 0)
    assert.equal(await read({ categories: 'all' }, 'finance'), 1)
    assert.equal(await read({ categories: 'all', campus: 'XQ' }, 'academic'), 0)
  }))
