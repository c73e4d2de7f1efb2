/** How long a guesser waits, and whose failures count for whom. Pure. */

/** Failures within `window` seconds; from the `free`-th on each costs `base * growth^n` seconds, `cap` at most. */
export type Limit = {
  readonly window: number
  readonly free: number
  readonly base: number
  readonly growth: number
  readonly cap: number
}

const hour = 3600

/** Of one account from one network, or from one known device: five tries, then 4, 8, 16 … 900 seconds. */
export const laneLimit: Limit = { window: 24 * hour, free: 5, base: 4, growth: 2, cap: 900 }
/** The same while the whole campus is under attack: strangers get two tries. */
export const narrowLaneLimit: Limit = { ...laneLimit, free: 2 }
/** Of one account from all networks that never knew it: a hundred a day, then one a minute. */
export const strangersLimit: Limit = { window: 24 * hour, free: 100, base: 60, growth: 1, cap: 60 }
/** Of all accounts from one network: six hundred in ten minutes, then one in two seconds. A campus hides behind few networks. */
export const networkLimit: Limit = { window: 600, free: 600, base: 2, growth: 1, cap: 2 }
/** Of all accounts from everywhere, counted only: beyond it the campus is under attack. */
export const campusLimit: Limit = { window: 600, free: 3000, base: 0, growth: 1, cap: 0 }

/** Seconds to wait after the `failures`-th failure. The same rule stands in SQL in store.ts. */
export function waitAfter(failures: number, { free, base, growth, cap }: Limit): number {
  return failures < free ? 0 : Math.min(cap, base * growth ** Math.min(failures - free, 20))
}

export type Origin = {
  /** normalised account as typed, existing or not */
  readonly account: string
  /** /24 or /48 of the address */
  readonly network: string
  /** hash of the device cookie, when this device is known to this account */
  readonly device?: string | undefined
  readonly networkKnown: boolean
  readonly underAttack: boolean
}

export type Turn = { readonly key: string; readonly limit: Limit }

/**
 * The counters that a try must pass, in the order in which their rows are locked. A known device has a lane of its own,
 * and a known network only shares one with itself: whoever fails elsewhere, a thousand times, does not slow the owner down.
 */
export function turnsOf(origin: Origin): readonly Turn[] {
  const { account, network, device, networkKnown, underAttack } = origin
  if (device) return [{ key: `device ${device} ${account}`, limit: laneLimit }]
  const lane = {
    key: `lane ${account} ${network}`,
    limit: underAttack && !networkKnown ? narrowLaneLimit : laneLimit,
  }
  const perNetwork = { key: `network ${network}`, limit: networkLimit }
  if (networkKnown) return [lane, perNetwork]
  return [lane, strangersTurn(account), perNetwork]
}

/** What all who never signed in to the account share: the one bound on guessing from very many networks. */
export function strangersTurn(account: string): Turn {
  return { key: `strangers ${account}`, limit: strangersLimit }
}

/** What people type: full-width digits, spaces and small letters mean the same number. */
export function normalAccount(typed: string): string {
  return typed.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase()
}
