/** Lays permissions and denials along the time line and adds them up: disjoint segments, neighbours that say the same joined. */
import type { Conflict } from './consent.ts'
import type { Policy } from './policy.ts'
import { NEVER, compareText, holds } from './time.ts'
import type { Span } from './time.ts'

/** What is denied; without recipients or purposes, to all or for all. All bits (-1n) stand for all information. */
export type Denial = Span & {
  readonly consent: string
  readonly recipients?: ReadonlySet<string>
  readonly purposes?: ReadonlySet<string>
  readonly categories: bigint
}

/** What one paper gives to its recipients, with the exceptions that it makes itself. */
export type Permission = Span & {
  /** The id of the Consent; empty where it is no Consent. */
  readonly consent: string
  /** What it rests on besides: an order and its subpoena, an emergency, an agreement, an intermediary. */
  readonly basis: readonly string[]
  /** The rules by which it permits, where it is no Consent. */
  readonly rules?: readonly string[]
  readonly recipients: ReadonlySet<string>
  readonly purposes: ReadonlySet<string>
  readonly categories: bigint
  /** The dockets that it names; for whom they bind, it is for those who monitor them. */
  readonly mandates: readonly string[]
  readonly except: readonly Denial[]
}

export type Question = {
  readonly recipient: string
  readonly purpose: string
  /** What the recipient can be given at most. */
  readonly ceiling: bigint
  /** What a paper names, and nothing that goes with every release. */
  readonly isBare?: boolean
  readonly policy: Policy
}

/** A segment of time with what is permitted in it: nothing, where all of it was outweighed. */
export type Segment = Span & {
  readonly categories: bigint
  readonly consents: readonly string[]
  readonly basis: readonly string[]
  readonly rules: readonly string[]
  readonly overruled: readonly Conflict[]
  /** From the first to the last day of what permits in it, whatever else divides the time. */
  readonly period: Span
}

/** The segments of time in which something is permitted, or was outweighed, in order. */
export function segments(
  question: Question,
  permissions: readonly Permission[],
  denials: readonly Denial[],
): Segment[] {
  const giving = permissions.filter(
    ({ recipients, purposes }) => recipients.has(question.recipient) && purposes.has(question.purpose),
  )
  if (giving.length === 0) return []
  const denying = denials.filter((denial) => concerns(denial, question))
  const found: Segment[] = []
  const times = boundaries([...giving, ...giving.flatMap(({ except }) => except), ...denying])
  for (const [index, from] of times.entries()) {
    const until = times[index + 1]
    const sum = sumAt(from, { question, giving, denying })
    if (sum.categories === 0n && sum.overruled.length === 0) continue
    const before = found.at(-1)
    const isSame = before?.until === from && isSameSum(before, sum)
    if (isSame) found.pop()
    found.push({ from: isSame ? before.from : from, ...(until !== undefined && { until }), ...sum })
  }
  return found
}

/** Whether a denial is about this recipient and purpose. */
export function concerns(
  { recipients, purposes }: Denial,
  { recipient, purpose }: Pick<Question, 'recipient' | 'purpose'>,
): boolean {
  return (
    (recipients === undefined || recipients.has(recipient)) &&
    (purposes === undefined || purposes.has(purpose))
  )
}

/** What one release gives at an instant, when `denied` is denied besides: with what goes with it, or nothing. */
export function givenBy(
  permission: Permission,
  denied: bigint,
  at: { question: Question; at: string },
): bigint {
  if (!holds(permission, at.at)) return 0n
  const { policy, ceiling, isBare } = at.question
  const excepted = deniedAt(at.at, permission.except, at.question)
  const may = ceiling & ~denied & ~excepted
  const named = permission.categories & may
  if (named === 0n || isBare === true) return named
  const implied = policy.implies.reduce(
    (bits, { bit, gives }) => ((named & bit) === 0n ? bits : bits | gives),
    policy.implied,
  )
  return named | (implied & may)
}

/** All that is denied at an instant. */
export function deniedAt(at: string, denials: readonly Denial[], question: Question): bigint {
  return denials.reduce(
    (bits, denial) => (holds(denial, at) && concerns(denial, question) ? bits | denial.categories : bits),
    0n,
  )
}

/** The reference of what permits. */
function referenceOf({ consent, basis }: Permission): string {
  return consent === '' ? basis.slice(0, 1).join() : `Consent/${consent}`
}

type Sides = {
  readonly question: Question
  readonly giving: readonly Permission[]
  readonly denying: readonly Denial[]
}

type Sum = Omit<Segment, keyof Span>

function sumAt(at: string, { question, giving, denying }: Sides): Sum {
  const denied = deniedAt(at, denying, question)
  const given = giving
    .map((permission) => ({ permission, bits: givenBy(permission, denied, { question, at }) }))
    .filter(({ bits }) => bits !== 0n)
  return {
    categories: given.reduce((all, { bits }) => all | bits, 0n),
    consents: sorted(given.flatMap(({ permission: { consent } }) => (consent === '' ? [] : [consent]))),
    basis: sorted(given.flatMap(({ permission: { basis } }) => basis)),
    rules: sorted(given.flatMap(({ permission: { rules = [] } }) => rules)),
    overruled: denied === 0n ? [] : outweighedAt(at, { question, giving, denying }),
    period: periodOf(
      at,
      given.map(({ permission }) => permission),
    ),
  }
}

function periodOf(at: string, permissions: readonly Permission[]): Span {
  const until =
    permissions
      .map((permission) => permission.until ?? NEVER)
      .toSorted()
      .at(-1) ?? NEVER
  return {
    from: permissions.map(({ from }) => from).toSorted()[0] ?? at,
    ...(until !== NEVER && { until }),
  }
}

/** Each denial in force against each permission in force, where they are about the same. */
function outweighedAt(at: string, { question, giving, denying }: Sides): Conflict[] {
  const inForce = denying.filter((denial) => holds(denial, at))
  const conflicts = giving.flatMap((permission) => {
    const given = givenBy(permission, 0n, { question, at })
    return inForce.flatMap(({ consent, categories }) =>
      (given & categories) === 0n
        ? []
        : [{ winner: `Consent/${consent}`, loser: referenceOf(permission), categories: given & categories }],
    )
  })
  return conflicts.toSorted(
    (one, other) => compareText(one.winner, other.winner) || compareText(one.loser, other.loser),
  )
}

function boundaries(spans: readonly Span[]): string[] {
  const times = spans.flatMap(({ from, until }) => (until === undefined ? [from] : [from, until]))
  return [...new Set(times)].toSorted()
}

function sorted(all: readonly string[]): string[] {
  return [...new Set(all)].toSorted()
}

function isSameSum(one: Sum, other: Sum): boolean {
  return (
    one.categories === other.categories &&
    isSameList(one.consents, other.consents, isSameText) &&
    isSameList(one.basis, other.basis, isSameText) &&
    isSameList(one.rules, other.rules, isSameText) &&
    isSameList(
      one.overruled,
      other.overruled,
      (conflict, twin) =>
        conflict.winner === twin.winner &&
        conflict.loser === twin.loser &&
        conflict.categories === twin.categories,
    )
  )
}

function isSameText(one: string, other: string): boolean {
  return one === other
}

function isSameList<T>(
  one: readonly T[],
  other: readonly T[],
  isSame: (one: T, other: T) => boolean,
): boolean {
  return (
    one.length === other.length &&
    one.every((item, index) => {
      const twin = other[index]
      return twin !== undefined && isSame(item, twin)
    })
  )
}
