/**
 * The schema as it stands, as text that people read and a test compares: tables with columns, constraints, indexes and
 * what the application's role may do, then views. Read from the catalogue, because the embedded server brings no pg_dump.
 */
export type Query = (sql: string) => Promise<Record<string, unknown>[]>

const own = `n.nspname in ('platform','people','account','process','hall','seal','notice')`

const tablesSql = `
  select n.nspname || '.' || c.relname as name, c.oid::int as oid,
    (select string_agg(lower(privilege_type), ', ' order by privilege_type)
     from information_schema.role_table_grants
     where grantee = 'yizhan_app' and table_schema = n.nspname and table_name = c.relname) as granted
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and ${own} order by 1`

const columnsSql = `
  select a.attrelid::int as oid, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
    pg_get_expr(d.adbin, d.adrelid) as fallback, a.attgenerated <> '' as generated
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p') and ${own} order by a.attrelid, a.attnum`

const constraintsSql = `
  select k.conrelid::int as oid, k.conname as name, pg_get_constraintdef(k.oid) as text
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where k.contype in ('p', 'u', 'c', 'f', 'x') and ${own} order by k.conrelid, k.contype desc, k.conname`

const indexesSql = `
  select i.indrelid::int as oid, pg_get_indexdef(i.indexrelid) as text
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
  where ${own} and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid) order by 2`

const viewsSql = `
  select n.nspname || '.' || c.relname as name, pg_get_viewdef(c.oid, true) as text
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'v' and ${own} order by 1`

export async function describeSchema(query: Query): Promise<string> {
  const tables = await query(tablesSql)
  const columns = await query(columnsSql)
  const constraints = await query(constraintsSql)
  const indexes = await query(indexesSql)
  const views = await query(viewsSql)
  const of = (rows: Record<string, unknown>[], oid: unknown) => rows.filter((row) => row.oid === oid)
  const parts = tables.map(({ name, oid, granted }) => {
    const lines = [
      ...of(columns, oid).map(column),
      ...of(constraints, oid).map((row) => `  constraint ${row.name} ${row.text}`),
    ]
    const after = of(indexes, oid).map((row) => `${row.text};\n`)
    return `create table ${name} ( -- yizhan_app: ${granted ?? 'nothing'}\n${lines.join(',\n')}\n);\n${after.join('')}`
  })
  return [
    '-- The schema as the migrations leave it. Written by platform/schema.test.ts with UPDATE_SCHEMA=1; not run by anything.\n',
    ...parts,
    ...views.map(({ name, text }) => `create view ${name} as\n${text}\n`),
  ].join('\n')
}

function column({ name, type, required, fallback, generated }: Record<string, unknown>): string {
  const value =
    fallback === null ? '' : generated ? ` generated always as (${fallback}) stored` : ` default ${fallback}`
  return `  ${name} ${type}${required ? ' not null' : ''}${value}`
}
