/** What a role lets its holder do. The one place to change when a role changes. */
import { DataCategory, type RoleName } from '@yizhan/contracts'

/** From harmless to strictest: a record in more than one category is read only by who may read the stricter one. */
export const categories = DataCategory.options
export type Category = DataCategory

/** Reading these of another person is written to the access log (Personal Information Protection Law, article 28). */
export const sensitive: ReadonlySet<Category> = new Set<Category>([
  'family',
  'discipline',
  'whereabouts',
  'finance',
  'health',
  'political',
  'biometric',
  'id-number',
  'research-secret',
])

export const actions = [
  'people.read',
  'people.import',
  'people.correction.handle',
  'people.grant.give',
  'people.log.read',
  'account.reset',
  'hall.service.manage',
  'hall.case.read',
  'process.operate',
  'seal.read',
  'seal.withdraw',
] as const
export type Action = (typeof actions)[number]

/** What everybody may do with what is their own, unless an explicit deny says otherwise. */
export const ownActions: ReadonlySet<Action> = new Set<Action>(['people.read', 'hall.case.read', 'seal.read'])

export const roles = {
  'people-admin': [
    'people.read',
    'people.import',
    'people.correction.handle',
    'people.grant.give',
    'account.reset',
  ],
  'service-admin': ['hall.service.manage', 'hall.case.read', 'people.read'],
  operator: ['process.operate'],
  'seal-manager': ['seal.read', 'seal.withdraw'],
  auditor: ['people.log.read', 'seal.read', 'hall.case.read'],
  'unit-leader': ['people.read', 'hall.case.read'],
  'student-affairs': ['people.read', 'hall.case.read', 'people.correction.handle'],
  registrar: ['people.read', 'hall.case.read', 'people.correction.handle', 'seal.read', 'seal.withdraw'],
  clerk: ['people.read', 'hall.case.read'],
} as const satisfies Record<RoleName, readonly Action[]>
export type Role = RoleName

export function isRole(name: string): name is Role {
  return Object.hasOwn(roles, name)
}

const sets = new Map(Object.entries(roles).map(([role, list]) => [role, new Set<string>(list)]))

/** Whether the role includes the action; a role that nobody knows includes none. */
export function roleIncludes(role: string, action: Action): boolean {
  return sets.get(role)?.has(action) ?? false
}
