/** Lays permissions and denials along the time line and adds them up: disjoint segments, neighbours that say the same joined. */
import type { Policy } from './policy.ts'
import { holds } from './time.ts'
import type { Span } from './time.ts'

/** What is denied; without recipients or purposes, to all or for all. All bits (-1n) stand for all information. */
export type Denial = Span & {
  readonly consent: string
  readonly recipients?: ReadonlySet<string>
  readonly purposes?: ReadonlySet<string>
  readonly categories: bigint
}

/** What one release gives to its recipients, with the exceptions that it makes itself. */
export type Permission = Span & {
  readonly consent: string
  readonly recipients: ReadonlySet<string>
  readonly purposes: ReadonlySet<string>
  readonly categories: bigint
  readonly except: readonly Denial[]
}

export type Question = {
  readonly recipient: string
  readonly purpose: string
  /** What the recipient can be given at most. */
  readonly ceiling: bigint
  readonly policy: Policy
}

export type Segment = Span & { readonly categories: bigint; readonly consents: readonly string[] }

/** The segments of time in which something is permitted, in order. */
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
    if (sum.categories === 0n) continue
    const before = found.at(-1)
    const isSame =
      before?.until === from &&
      before.categories === sum.categories &&
      sameTexts(before.consents, sum.consents)
    if (isSame) found.pop()
    found.push({ from: isSame ? before.from : from, ...(until !== undefined && { until }), ...sum })
  }
  return found
}

/** Whether a denial is about this recipient and purpose. */
export function concerns({ recipients, purposes }: Denial, { recipient, purpose }: Question): boolean {
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
  const { policy, ceiling } = at.question
  const excepted = deniedAt(at.at, permission.except, at.question)
  const may = ceiling & ~denied & ~excepted
  const named = permission.categories & may
  if (named === 0n) return 0n
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

type Sides = {
  readonly question: Question
  readonly giving: readonly Permission[]
  readonly denying: readonly Denial[]
}

function sumAt(at: string, { question, giving, denying }: Sides): Pick<Segment, 'categories' | 'consents'> {
  const denied = deniedAt(at, denying, question)
  const given = giving
    .map((permission) => ({
      consent: permission.consent,
      bits: givenBy(permission, denied, { question, at }),
    }))
    .filter(({ bits }) => bits !== 0n)
  return {
    categories: given.reduce((all, { bits }) => all | bits, 0n),
    consents: [...new Set(given.map(({ consent }) => consent))].toSorted(),
  }
}

function boundaries(spans: readonly Span[]): string[] {
  const times = spans.flatMap(({ from, until }) => (until === undefined ? [from] : [from, until]))
  return [...new Set(times)].toSorted()
}

function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index])
}
