/**
 * Orders of a court about records (42 CFR 2.61 to 2.67), as their holder keeps them: Basic resources of the profile
 * part2-court-order. An order permits and does not compel; a subpoena compels and permits nothing: only both together
 * let records leave by themselves. What an order does not say, it does not permit. Pure.
 */
import { EXTENSION, SYSTEM } from '../fhir/codes.ts'
import { hasCode, isObject, list } from '../fhir/resource.ts'
import type { Coding, Extension, Period, Reference, Resource } from '../fhir/resource.ts'
import type { CompileFacts, Deficiency, Party } from './consent.ts'
import { fault } from './elements.ts'
import type { OrderType } from './policy-authorities.ts'
import type { Policy } from './policy.ts'
import { mayAskFor } from './recipient.ts'
import type { Permission } from './segments.ts'
import { ALWAYS, NEVER, beginningOf, endOf, instantOf, later } from './time.ts'

type Read = { readonly permissions: Permission[]; readonly deficiencies: Deficiency[] }

/** What the orders permit, and what is wrong with those that do not count. */
export function readOrders(facts: CompileFacts): Read {
  const papers = facts.orders ?? []
  const { types, subpoena } = facts.policy.authorities.courtOrders
  const subpoenas = papers.filter(
    ({ resourceType, type, status }) =>
      resourceType === 'DocumentReference' &&
      status === 'current' &&
      hasCode(type, subpoena.system, subpoena.code),
  )
  const orders = papers.flatMap((paper) => {
    const type = types.find(
      ({ system, code }) => paper.resourceType === 'Basic' && hasCode(paper['code'], system, code),
    )
    return type ? [readOrder(paper, type, facts)] : []
  })
  const compelled = new Set(orders.flatMap(({ subpoenas: named }) => named))
  const reads = orders.map((order) => permit(order, { subpoenas, facts }))
  const alone = subpoenas.filter(({ id = '' }) => !compelled.has(`DocumentReference/${id}`))
  return {
    permissions: reads.flatMap(({ permissions }) => permissions),
    deficiencies: [
      ...reads.flatMap(({ deficiencies }) => deficiencies),
      ...alone.map((paper) =>
        fault(`DocumentReference/${paper.id ?? ''}`, 'subpoena-without-order', facts, authorsOf(paper)),
      ),
    ],
  }
}

type Order = {
  readonly reference: string
  readonly type: OrderType
  readonly recipients: readonly Party[]
  readonly unknownRecipients: number
  readonly parts: bigint
  readonly unknownParts: number
  readonly from: string | undefined
  readonly until: string | undefined
  readonly subpoenas: readonly string[]
  readonly hasGround: boolean
  readonly isDated: boolean
}

function readOrder(paper: Resource, type: OrderType, { partners, policy, at }: CompileFacts): Order {
  const stated = list<Extension>(paper['extension']).filter(({ url }) => url === EXTENSION.courtOrder)
  const details = stated.flatMap((extension) => list<Extension>(extension['extension']))
  const valuesOf = (name: string, value: string): unknown[] =>
    details.flatMap((detail) => (detail.url === name ? [(detail as Record<string, unknown>)[value]] : []))
  const references = (name: string): string[] =>
    valuesOf(name, 'valueReference').map((value) => (value as Reference | undefined)?.reference ?? '')
  const named = references('recipient')
  const recipients = partners.filter(({ partner }) => named.includes(`Organization/${partner}`))
  const parts = valuesOf('part', 'valueCoding').map((value) => bitOf(value, policy))
  const [period] = valuesOf('validity', 'valuePeriod')
  const validity = isObject(period) ? (period as Period) : {}
  const created = typeof paper['created'] === 'string' ? beginningOf(paper['created']) : undefined
  const from = validity.start === undefined ? undefined : beginningOf(validity.start)
  return {
    reference: `Basic/${paper.id ?? ''}`,
    type,
    recipients,
    unknownRecipients: new Set(named).size - recipients.length,
    parts: parts.reduce<bigint>((bits, bit) => bits | (bit ?? 0n), 0n),
    unknownParts: parts.filter((bit) => bit === undefined).length,
    from: from === undefined ? undefined : later(from, created ?? ALWAYS),
    until: validity.end === undefined ? undefined : endOf(validity.end),
    subpoenas: references('subpoena'),
    hasGround: valuesOf('communications', 'valueCoding').some((value) => isGround(value, policy)),
    isDated:
      (created ?? NEVER) <= (instantOf(at) ?? ALWAYS) && authorsOf(paper).length > 0 && stated.length === 1,
  }
}

function permit(
  order: Order,
  { subpoenas, facts }: { subpoenas: readonly Resource[]; facts: CompileFacts },
): Read {
  const { rule, purpose, communications } = facts.policy.authorities.courtOrders
  const compelling = order.subpoenas.filter((reference) =>
    subpoenas.some(({ id = '' }) => reference === `DocumentReference/${id}`),
  )
  const about = order.recipients.map(({ partner }) => partner)
  const say = (element: string): Deficiency => fault(order.reference, element, facts, about)
  const voiding = faultsOf(order, facts)
  if (compelling.length === 0) voiding.push('order-without-subpoena')
  const barred = order.hasGround ? 0n : communications
  const asking = facts.policy.purposes.get(purpose)
  const isPartial: [string, boolean][] = [
    ['order-communications', (order.parts & barred) !== 0n],
    ['order-recipient-purpose', order.recipients.some((party) => !asking || !mayAskFor(party, asking))],
  ]
  const deficiencies = [...voiding, ...isPartial.flatMap(([element, is]) => (is ? [element] : []))].map(say)
  const { from, until } = order
  if (voiding.length > 0 || from === undefined || until === undefined)
    return { permissions: [], deficiencies }
  const permission: Permission = {
    consent: '',
    basis: [order.reference, ...compelling],
    rules: [rule, order.type.rule],
    recipients: new Set(about),
    purposes: new Set([purpose]),
    categories: partsOf(order, barred),
    from,
    until,
    mandates: [],
    except: [],
  }
  return { permissions: [permission], deficiencies }
}

/** What the order names, and what goes with it; nothing where all that it names stays out. */
function partsOf({ parts, type }: Order, barred: bigint): bigint {
  const named = parts & ~barred & ~type.excluded
  return named === 0n ? 0n : named | (type.implied & ~type.excluded)
}

/** What makes all of the order permit nothing. */
function faultsOf(order: Order, { custodian }: CompileFacts): string[] {
  const { type, recipients, from, until } = order
  const isBarred = [custodian, ...recipients].some(({ legalRole }) => type.barredRoles.includes(legalRole))
  const failing: [string, boolean][] = [
    ['order-type', type.disclosesNothing],
    ['order-recipient', recipients.length === 0 || order.unknownRecipients > 0],
    ['order-part', order.parts === 0n || order.unknownParts > 0],
    ['order-validity', from === undefined || until === undefined || until <= from],
    ['order-author', !order.isDated],
    ['order-barred', isBarred],
  ]
  return failing.flatMap(([element, is]) => (is ? [element] : []))
}

function authorsOf(paper: Resource): string[] {
  return list<Reference>(paper['author']).flatMap(
    ({ reference }) => /^Organization\/(.+)$/.exec(reference ?? '')?.[1] ?? [],
  )
}

function bitOf(value: unknown, { categorySystem, categoryByCode }: Policy): bigint | undefined {
  const { system, code = '' } = (value ?? {}) as Coding
  return system === categorySystem ? categoryByCode.get(code)?.bit : undefined
}

function isGround(value: unknown, { authorities }: Policy): boolean {
  const { system, code = '' } = (value ?? {}) as Coding
  return system === SYSTEM.communicationsGround && authorities.courtOrders.grounds.includes(code)
}
