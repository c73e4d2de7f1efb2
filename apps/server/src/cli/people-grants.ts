import { DataCategory, isRefusal, RoleName } from '@yizhan/contracts'
import { z } from 'zod'
import { refused } from './refused.ts'
import { Misuse, parse, type Verb } from './verb.ts'
import { withModules } from './with-modules.ts'

const roleList = RoleName.options.join(', ')
const categoryList = DataCategory.options.join(', ')

export const peopleGrant: Verb = {
  usage: `  yizhan people grant NUMBER --role ROLE [--unit CODE] [--campus CAMPUS] [--categories a,b] [--from DAY]
    [--until DAY] [--parent ID] [--deny] --reason TEXT [--json]

Over the unit and everything below it; without --unit over the whole university. Without --categories over every
category of data. DAY is a date, 2026-12-31; both days count. --parent: a part of that grant, passed on for a time.
--deny: the person may not, whatever other grants say.
Roles: ${roleList}
Categories: ${categoryList}`,
  async run(args, io) {
    const { values, positionals } = parse(
      args,
      {
        role: { type: 'string' },
        unit: { type: 'string' },
        campus: { type: 'string' },
        categories: { type: 'string' },
        from: { type: 'string' },
        until: { type: 'string' },
        parent: { type: 'string' },
        deny: { type: 'boolean', default: false },
        reason: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
      { least: 1, most: 1 },
    )
    const role = RoleName.safeParse(values.role)
    if (!role.success) throw new Misuse(`--role ${values.role ?? ''}: ${roleList}`)
    const wanted = {
      number: positionals[0] ?? '',
      role: role.data,
      deny: values.deny === true,
      unit: values.unit,
      campus: values.campus,
      categories: categoriesOf(values.categories),
      from: dayOf('--from', values.from),
      until: dayOf('--until', values.until),
      parent: values.parent,
      reason: reasonOf(values.reason),
    }
    const given = await withModules(io.env, ({ people }) => people.giveGrantWithoutPermit(wanted))
    if (isRefusal(given)) return refused(given, values.json === true, io)
    io.out(values.json ? JSON.stringify({ ok: true, id: given.id }) : `✓ 已授权 given: ${given.id}`)
    return 0
  },
}

export const peopleRevoke: Verb = {
  usage: `  yizhan people revoke ID --reason TEXT [--json]

ID as "people grant" printed it, or as the page of grants shows it. What was passed on from it ends, too.`,
  async run(args, io) {
    const { values, positionals } = parse(
      args,
      { reason: { type: 'string' }, json: { type: 'boolean', default: false } },
      { least: 1, most: 1 },
    )
    const [id = ''] = positionals
    const reason = reasonOf(values.reason)
    const done = await withModules(io.env, ({ people }) => people.revokeGrantWithoutPermit(id, reason))
    if (isRefusal(done)) return refused(done, values.json === true, io)
    io.out(values.json ? JSON.stringify({ ok: true, id }) : `✓ 已撤销 revoked: ${id}`)
    return 0
  },
}

function reasonOf(text: string | undefined): string {
  const reason = text?.trim() ?? ''
  if (reason === '') throw new Misuse('--reason: 写明原因 say why')
  return reason
}

function dayOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined || z.iso.date().safeParse(text).success) return text
  throw new Misuse(`${option} ${text}: 写成 2026-12-31 这样 a date like 2026-12-31`)
}

function categoriesOf(text: string | undefined) {
  if (text === undefined) return undefined
  const named = z
    .array(DataCategory)
    .min(1)
    .safeParse(text.split(',').map((one) => one.trim()))
  if (!named.success) throw new Misuse(`--categories ${text}: ${categoryList}`)
  return named.data
}
