/** The facts that 42 CFR 2.51(c) asks for, as a request brings them: all of them, each readable, or none counts. */
import { issue } from '../fhir/outcome.ts'
import { rangeOf } from '../fhir/dates.ts'
import { list } from '../fhir/resource.ts'
import type { Issue, Resource } from '../fhir/resource.ts'
import type { EmergencyPolicy, Fact } from './emergency-policy.ts'

export type EmergencyFacts = Readonly<Record<Fact, string>>

type Read = { kind: 'facts'; facts: EmergencyFacts } | { kind: 'refused'; issues: Issue[] }
type Parameter = { name?: string; valueString?: unknown; valueDateTime?: unknown }

/** Characters of one fact. */
const FACT_MAX = 2_000
/** A FHIR dateTime with its time and its zone. */
const DATE_AND_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/
// What no text has, and PostgreSQL or a page may not take.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

/** Reads the facts; of each that is missing or unreadable, where it belongs and who can supply it. */
export function factsIn(policy: EmergencyPolicy, parameters: Resource): Read {
  const given = list<Parameter>(parameters['parameter'])
  const read = policy.facts.map((fact) => {
    const found = given.find(({ name }) => name === fact.name)
    const value = fact.name === 'date' ? found?.valueDateTime : found?.valueString
    const text = typeof value === 'string' ? value.trim() : ''
    return { fact, text, fault: faultOf(fact, text) }
  })
  const issues = read.flatMap(({ fault }) => fault ?? [])
  if (issues.length > 0) return { kind: 'refused', issues }
  const facts = Object.fromEntries(read.map(({ fact, text }) => [fact.name, text])) as EmergencyFacts
  return { kind: 'facts', facts }
}

function faultOf(fact: EmergencyPolicy['facts'][number], text: string): Issue | undefined {
  const { name, text: what, citation, who } = fact
  const type = name === 'date' ? 'valueDateTime' : 'valueString'
  if (text === '') {
    const missing = `${capital(what)} is missing (${citation}); it comes from ${who}, as ${type}.`
    return issue('required', missing, placeOf(name))
  }
  if (text.length > FACT_MAX || CONTROL.test(text)) {
    const unreadable = `${capital(what)} has ${FACT_MAX} characters at most, and no control characters.`
    return issue('value', unreadable, placeOf(name))
  }
  if (name === 'date' && !(DATE_AND_TIME.test(text) && rangeOf(text))) {
    const incomplete = `${capital(what)} has a date, a time and a zone, such as 2026-11-23T14:05:00-05:00 (${citation}).`
    return issue('value', incomplete, placeOf(name))
  }
  return undefined
}

/** Nothing was disclosed before the session was opened, nor after it was over. */
export function timeFault(
  { date }: EmergencyFacts,
  { opened, until }: { opened: string; until: string },
): Issue | undefined {
  const range = rangeOf(date)
  if (range && range.high > opened && range.low <= until) return undefined
  const text = `The date and time of the disclosure lies between ${opened} and ${until}: the session gave access then, and at no other time.`
  return issue('value', text, placeOf('date'))
}

function placeOf(name: string): string {
  return `Parameters.parameter.where(name = '${name}')`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
