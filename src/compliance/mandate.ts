/**
 * Reads what the court ordered: conditions that recur (ServiceRequest.occurrenceTiming, or a quantity a week), and how
 * often they fall into some days. Pure.
 */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import { codingsOf, isObject, list } from '../fhir/resource.ts'
import type { Coding, Extension, Period, Resource } from '../fhir/resource.ts'
import type { Mandate } from './compliance.ts'
import { countDays, overlap } from './days.ts'
import type { Days } from './days.ts'
import { codingIn, conceptTitle } from './words.ts'

/** How often something is due: so many times in so many days. */
export type Frequency = { readonly times: number; readonly days: number }

export type Condition = {
  /** Code of mandate-condition; empty where the court used none. */
  readonly kind: string
  readonly title: string
  readonly frequency: Frequency | undefined
  /** Codes of service-type that count; none given means any treatment. */
  readonly services: readonly string[]
  /** When the condition holds, besides the mandate itself. */
  readonly bounds: Period | undefined
}

type Repeat = {
  frequency?: number
  period?: number
  periodUnit?: string
  boundsPeriod?: Period
}
type Quantity = { value?: number; unit?: string; code?: string }

/** Length in days of the units of time that a timing may use (http://hl7.org/fhir/R4/valueset-units-of-time.html). */
const UNIT_DAYS: Readonly<Record<string, number>> = { h: 1 / 24, d: 1, wk: 7, mo: 365.25 / 12, a: 365.25 }

/** Statuses of an order that was withdrawn or never meant. */
const NOT_ORDERED = new Set(['revoked', 'entered-in-error', 'draft'])

/** The conditions of a mandate that are in force, in the order in which the court wrote them. */
export function conditionsOf({ plan, conditions }: Mandate): Condition[] {
  return conditions
    .filter(({ status }) => !NOT_ORDERED.has(String(status)))
    .map((order) => conditionOf(order, plan))
}

/** How many times a condition falls due within the days; part of a time does not count. */
export function orderedIn(condition: Condition, days: Days): number | undefined {
  if (!condition.frequency) return undefined
  const { times, days: each } = condition.frequency
  // Without the small addition 3 times 7 days out of 7 could come out as a hair less than 3.
  return Math.floor((times * countDays(overlap(days, condition.bounds))) / each + 1e-9)
}

/** The phase of the court program that the court wrote on its mandate. */
export function phaseOf(plan: Resource): Coding | undefined {
  const values = list<Extension>(plan['extension']).flatMap((extension) =>
    Object.entries(extension).flatMap(([name, value]) => (name.startsWith('value') ? codingsOf(value) : [])),
  )
  return values.find(({ system }) => system === SYSTEM.courtPhase)
}

/** `3 times a week`. */
export function frequencyText({ times, days }: Frequency): string {
  const often = times === 1 ? 'once' : times === 2 ? 'twice' : `${times} times`
  const unit = Object.entries({ day: 1, week: 7, month: UNIT_DAYS['mo'], year: UNIT_DAYS['a'] }).find(
    ([, length]) => length === days,
  )
  return unit ? `${often} a ${unit[0]}` : `${often} in ${Math.round(days * 10) / 10} days`
}

function conditionOf(order: Resource, plan: Resource): Condition {
  const kind = codingIn(order['code'], SYSTEM.mandateCondition)
  const said = [...codingsOf(order['code']), ...codingsOf(order['orderDetail'])]
  const services = said
    .filter(({ system }) => system === SYSTEM.serviceType)
    .flatMap(({ code }) => code ?? [])
  const repeat = repeatOf(order)
  return {
    kind: kind?.code ?? '',
    title:
      (order['code'] as { text?: string } | undefined)?.text ?? conceptTitle(order['code']) ?? 'Condition',
    frequency: frequencyOf(order, repeat),
    services: kind?.code === CODE.mandateCondition.mutualHelp ? [CODE.serviceType.mutualHelp] : services,
    bounds: within(plan['period'] as Period | undefined, repeat?.boundsPeriod ?? periodOf(order)),
  }
}

function repeatOf(order: Resource): Repeat | undefined {
  const timing = order['occurrenceTiming']
  return isObject(timing) && isObject(timing['repeat']) ? (timing['repeat'] as Repeat) : undefined
}

function periodOf(order: Resource): Period | undefined {
  return isObject(order['occurrencePeriod']) ? (order['occurrencePeriod'] as Period) : undefined
}

function within(one: Period | undefined, other: Period | undefined): Period | undefined {
  if (!one || !other) return one ?? other
  const start = [one.start, other.start]
    .filter((day) => day !== undefined)
    .toSorted()
    .at(-1)
  const end = [one.end, other.end].filter((day) => day !== undefined).toSorted()[0]
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) }
}

function frequencyOf(order: Resource, repeat: Repeat | undefined): Frequency | undefined {
  if (repeat?.frequency !== undefined) return per(repeat.frequency, repeat.period ?? 1, repeat.periodUnit)
  return ratioOf(order['quantityRatio']) ?? rateOf(order['quantityQuantity'])
}

/** 3 sessions : 1 week. */
function ratioOf(value: unknown): Frequency | undefined {
  const ratio = value as { numerator?: Quantity; denominator?: Quantity } | undefined
  if (ratio?.numerator?.value === undefined) return undefined
  const { value: count = 1, code, unit } = ratio.denominator ?? {}
  return per(ratio.numerator.value, count, code ?? unit)
}

/** `3 /wk`, in UCUM. */
function rateOf(value: unknown): Frequency | undefined {
  const quantity = value as Quantity | undefined
  const unit = /\/(\w+)$/.exec(quantity?.code ?? quantity?.unit ?? '')?.[1]
  return quantity?.value === undefined ? undefined : per(quantity.value, 1, unit)
}

function per(times: number, count: number, unit: string | undefined): Frequency | undefined {
  const length = UNIT_DAYS[unit ?? '']
  return length === undefined || !(count > 0) || !(times > 0) ? undefined : { times, days: count * length }
}
