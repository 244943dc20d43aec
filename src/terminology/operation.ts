/**
 * What the terminology operations share: parameters in, Parameters or a refusal out. A parameter that an operation does
 * not know is refused by name, since leaving it out would answer another question than was asked.
 * Source: http://hl7.org/fhir/R4/terminology-service.html
 */
import { isObject, list } from '../fhir/resource.ts'
import type { CodeableConcept, Coding, Resource } from '../fhir/resource.ts'
import type { Terminology } from './terminology.ts'

export type Refused = {
  readonly kind: 'refused'
  readonly status: 400 | 404 | 422
  /** A code of http://hl7.org/fhir/issue-type. */
  readonly code: string
  readonly text: string
  /** The parameter at fault. */
  readonly parameter?: string
}

export type Answered = { readonly kind: 'answer'; readonly resource: Resource }

export type OperationContext = {
  readonly terminology: Terminology
  /** ISO instant. */
  readonly now: string
  /** A new UUID. */
  readonly newId: () => string
}

export type Operation = {
  readonly parameters: readonly string[]
  readonly run: (given: Given, context: OperationContext) => Answered | Refused
}

/** One parameter, from a Parameters resource or a query. */
export type GivenParameter = { readonly name: string; readonly value: unknown }

export type Given = {
  readonly all: readonly GivenParameter[]
  /** A primitive's text. */
  readonly text: (name: string) => string | undefined
  readonly texts: (name: string) => string[]
  readonly isTrue: (name: string) => boolean
  readonly coding: (name: string) => Coding | undefined
  readonly concept: (name: string) => CodeableConcept | undefined
  readonly resource: (name: string) => Resource | undefined
}

export function refuse(
  status: Refused['status'],
  code: string,
  text: string,
  ...[parameter]: string[]
): Refused {
  return { kind: 'refused', status, code, text, ...(parameter !== undefined && { parameter }) }
}

export function isRefused(value: unknown): value is Refused {
  return isObject(value) && value['kind'] === 'refused'
}

/** Makes parameters readable by name. */
export function givenOf(all: readonly GivenParameter[]): Given {
  const valueOf = (name: string): unknown => all.find((each) => each.name === name)?.value
  const objectOf = (name: string): Record<string, unknown> | undefined => {
    const value = valueOf(name)
    return isObject(value) ? value : undefined
  }
  const texts = (name: string): string[] =>
    all.flatMap((each) => (each.name === name && !isObject(each.value) ? [String(each.value)] : []))
  return {
    all,
    texts,
    text: (name) => texts(name)[0],
    isTrue: (name) => texts(name)[0] === 'true',
    coding: (name) => objectOf(name) as Coding | undefined,
    concept: (name) => objectOf(name) as CodeableConcept | undefined,
    resource: (name) => objectOf(name) as Resource | undefined,
  }
}

/** The parameters of a Parameters resource: a value of any type, or a resource. */
export function parametersIn(resource: Resource): GivenParameter[] {
  return list<unknown>(resource['parameter']).flatMap((parameter) => {
    if (!isObject(parameter) || typeof parameter['name'] !== 'string') return []
    const [, value] =
      Object.entries(parameter).find(([key]) => key.startsWith('value') || key === 'resource') ?? []
    return [{ name: parameter['name'], value }]
  })
}

/** One parameter of an answer. */
export type Out = { readonly name: string; readonly [value: string]: unknown }

export function answerWith(parameters: readonly Out[]): Answered {
  return { kind: 'answer', resource: { resourceType: 'Parameters', parameter: [...parameters] } }
}

/** The codes that a request asks about: code and system, a Coding, or each Coding of a CodeableConcept. */
export function codingsAsked(given: Given, system: string | undefined): Coding[] | Refused {
  const { code, display } = { code: given.text('code'), display: given.text('display') }
  const coding = given.coding('coding')
  const concept = given.concept('codeableConcept')
  const ways = [code, coding, concept].filter((way) => way !== undefined)
  if (ways.length !== 1) {
    return refuse(400, 'required', 'Give exactly one of code, coding and codeableConcept.', 'code')
  }
  if (code !== undefined) {
    return [{ code, ...(system !== undefined && { system }), ...(display !== undefined && { display }) }]
  }
  const codings = coding ? [coding] : list<Coding>(concept?.coding)
  return codings.some((each) => typeof each.code === 'string')
    ? codings.filter((each) => typeof each.code === 'string')
    : refuse(
        400,
        'required',
        'There is no code in what is asked about.',
        coding ? 'coding' : 'codeableConcept',
      )
}

/** One version is held of each canonical: another one asked for by name is not at hand. */
export function refuseVersion(
  asked: string | undefined,
  held: string | undefined,
  what: string,
): Refused | undefined {
  if (asked === undefined || held === undefined || asked === held) return undefined
  return refuse(404, 'not-found', `${what} is held here in version ${held} only.`)
}

/** The version after the bar of a canonical. */
export function versionOf(canonical: string): string | undefined {
  const bar = canonical.indexOf('|')
  return bar < 0 ? undefined : canonical.slice(bar + 1)
}
