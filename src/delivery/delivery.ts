/** A delivery: one thing to be sent to one partner, and what became of it. The table is the truth; a job only wakes. */

export type DeliveryKind = 'referral' | 'plan' | 'notification' | 'recall'
export type DeliveryState = 'waiting' | 'in-flight' | 'sent' | 'stopped' | 'dead'

export type Delivery = {
  readonly person: string
  readonly id: string
  readonly custodian: string
  readonly recipient: string
  readonly purpose: string
  readonly kind: DeliveryKind
  /** `Type/id` of the custodian's record that the delivery is about. */
  readonly focus: string
  readonly state: DeliveryState
  readonly attempts: number
  readonly nextAt: string
  readonly reason: string | undefined
  readonly created: string
}

export type DeliveryLimits = {
  readonly attemptsMax: number
  /** First pause between attempts; each further one doubles, up to the longest. */
  readonly retryDelayMs: number
  readonly retryDelayMsMax: number
  /** An attempt that has not ended by then counts as broken off, and is made again. */
  readonly leaseMs: number
}

/** The pause before the next attempt: doubling, with up to a fifth of jitter so that partners are not hit at once. */
export function pauseMs(attempts: number, limits: DeliveryLimits, random: number): number {
  const doubled = Math.min(limits.retryDelayMs * 2 ** Math.max(0, attempts - 1), limits.retryDelayMsMax)
  return Math.round(doubled * (1 + random / 5))
}
