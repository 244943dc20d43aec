/**
 * CodeSystem/$lookup, $validate-code and $subsumes. Sources: http://hl7.org/fhir/R4/codesystem-operation-lookup.html,
 * codesystem-operation-validate-code.html, codesystem-operation-subsumes.html.
 */
import { withoutVersion } from '../fhir/definitions.ts'
import type { CodeSystem, Designation } from '../fhir/definitions.ts'
import { isObject } from '../fhir/resource.ts'
import type { Coding } from '../fhir/resource.ts'
import { indexCodeSystem, type IndexedConcept, type IndexedSystem } from './code-system.ts'
import {
  answerWith,
  codingsAsked,
  isRefused,
  refuse,
  refuseVersion,
  versionOf,
  type Answered,
  type Given,
  type Operation,
  type OperationContext,
  type Out,
  type Refused,
} from './operation.ts'

export const lookup: Operation = {
  parameters: ['code', 'system', 'version', 'coding', 'displayLanguage', 'property', 'date'],
  run: (given, context) => {
    const asked = onlyCoding(given)
    if (isRefused(asked)) return asked
    const { system: url = '', code = '' } = asked
    const system = systemOf(url, given.text('version'), context)
    if (isRefused(system)) return system
    const concept = system.find(code)
    if (!concept) return unknownCode(code, system)
    return answerWith(described(concept, system, given))
  },
}

export const subsumes: Operation = {
  parameters: ['codeA', 'codeB', 'system', 'version', 'codingA', 'codingB'],
  run: (given, context) => {
    const [a, b] = [sideOf(given, 'A'), sideOf(given, 'B')]
    if (isRefused(a)) return a
    if (isRefused(b)) return b
    if (a.system !== b.system) {
      return refuse(400, 'invalid', 'Both codes must be of one system to be compared.', 'codingB')
    }
    const system = systemOf(a.system ?? '', given.text('version'), context)
    if (isRefused(system)) return system
    for (const { code = '' } of [a, b]) if (!system.find(code)) return unknownCode(code, system)
    return answerWith([{ name: 'outcome', valueCode: relationOf(a.code ?? '', b.code ?? '', system) }])
  },
}

export const validateSystemCode: Operation = {
  parameters: [
    'url',
    'codeSystem',
    'code',
    'version',
    'display',
    'coding',
    'codeableConcept',
    'date',
    'abstract',
    'displayLanguage',
  ],
  run: (given, context) => {
    const inline = given.resource('codeSystem') as CodeSystem | undefined
    const url = inline?.url ?? given.text('url')
    const codings = codingsAsked(given, url)
    if (isRefused(codings)) return codings
    const coding = codings.find((each) => url === undefined || each.system === url) ?? codings[0]
    const system = inline
      ? indexCodeSystem(inline)
      : checkedSystem(coding?.system ?? url ?? '', given.text('version'), context)
    if (isRefused(system)) return system
    if (url !== undefined && coding?.system !== undefined && coding.system !== withoutVersion(url)) {
      return answerWith(verdict(false, `The code is of ${coding.system}, not of ${url}.`))
    }
    return validateIn(system, coding ?? {}, given)
  },
}

function validateIn(system: IndexedSystem | RegExp, coding: Coding, given: Given): Answered | Refused {
  const { code = '', display } = coding
  if (system instanceof RegExp) {
    const isIn = system.test(code)
    return answerWith(
      verdict(isIn, isIn ? undefined : `'${code}' does not have the form of the system's codes.`),
    )
  }
  const concept = system.find(code)
  if (!concept) {
    if (!system.isComplete) return unknownCode(code, system)
    return answerWith(verdict(false, `'${code}' is no code of ${system.url}.`))
  }
  if (isGroup(concept) && !given.isTrue('abstract') && given.text('abstract') !== undefined) {
    return answerWith(verdict(false, `'${code}' groups other codes and is not to be used itself.`))
  }
  return answerWith(displayVerdict(concept, display, given.text('displayLanguage')))
}

/** Valid, unless a display was given that is none of the concept's. */
export function displayVerdict(
  concept: IndexedConcept,
  display: string | undefined,
  language?: string,
): Out[] {
  const shown = displayIn(concept, language)
  const known = [concept.display, ...designationsOf(concept).map(({ value }) => value)]
  const isWrong =
    display !== undefined && !known.some((each) => each?.toLowerCase() === display.trim().toLowerCase())
  const message = isWrong
    ? `The display of '${concept.code}' is ${shown === undefined ? 'not given by its code system' : `'${shown}'`}.`
    : undefined
  const isValid = !isWrong || known.every((each) => each === undefined)
  return verdict(isValid, isValid ? undefined : message, shown)
}

export function verdict(isValid: boolean, message?: string, display?: string): Out[] {
  return [
    { name: 'result', valueBoolean: isValid },
    ...(message === undefined ? [] : [{ name: 'message', valueString: message }]),
    ...(display === undefined ? [] : [{ name: 'display', valueString: display }]),
  ]
}

/** Whether a concept only groups others (property notSelectable or abstract). */
export function isGroup({ properties }: IndexedConcept): boolean {
  return ['notSelectable', 'abstract'].some((name) => properties.get(name)?.includes('true'))
}

export function designationsOf({ stated }: IndexedConcept): readonly Designation[] {
  return stated.designation ?? []
}

/** The display in a language (BCP 47), or the concept's own. */
export function displayIn(concept: IndexedConcept, language?: string): string | undefined {
  if (language === undefined) return concept.display
  const wanted = language.toLowerCase()
  const found = designationsOf(concept).find(
    (each) =>
      each.language?.toLowerCase() === wanted || each.language?.toLowerCase().split('-')[0] === wanted,
  )
  return found?.value ?? concept.display
}

/** A held code system in the version asked for. */
function systemOf(
  canonical: string,
  version: string | undefined,
  { terminology }: OperationContext,
): IndexedSystem | Refused {
  if (canonical === '') return refuse(400, 'required', 'Give the system of the code.', 'system')
  const system = terminology.held.system(withoutVersion(canonical))
  if (!system) return unknownSystem(canonical)
  return refuseVersion(version ?? versionOf(canonical), system.version, canonical) ?? system
}

function checkedSystem(
  canonical: string,
  version: string | undefined,
  context: OperationContext,
): IndexedSystem | RegExp | Refused {
  const grammar = context.terminology.held.grammar(canonical)
  return grammar ?? systemOf(canonical, version, context)
}

function unknownSystem(canonical: string): Refused {
  const text = `The code system ${canonical} is not held here, so its codes are unknown: neither valid nor invalid.`
  return refuse(404, 'not-found', text, 'system')
}

function unknownCode(code: string, system: IndexedSystem): Refused {
  if (system.isComplete) return refuse(404, 'not-found', `'${code}' is no code of ${system.url}.`, 'code')
  const text = `${system.url} is held here in part only, and the part has no '${code}': it is unknown.`
  return refuse(404, 'not-found', text, 'code')
}

function onlyCoding(given: Given): Coding | Refused {
  const codings = codingsAsked(given, given.text('system'))
  return isRefused(codings) ? codings : (codings[0] ?? {})
}

function sideOf(given: Given, side: 'A' | 'B'): Coding | Refused {
  const [code, coding] = [given.text(`code${side}`), given.coding(`coding${side}`)]
  if ((code === undefined) === (coding === undefined)) {
    return refuse(400, 'required', `Give either code${side} or coding${side}.`, `code${side}`)
  }
  return coding ?? { code: code ?? '', system: given.text('system') ?? '' }
}

function relationOf(a: string, b: string, system: IndexedSystem): string {
  if (system.find(a) === system.find(b)) return 'equivalent'
  if (system.isDescendant(b, a)) return 'subsumes'
  return system.isDescendant(a, b) ? 'subsumed-by' : 'not-subsumed'
}

function described(concept: IndexedConcept, system: IndexedSystem, given: Given): Out[] {
  const display = displayIn(concept, given.text('displayLanguage'))
  const asked = given.texts('property')
  const isWanted = (name: string): boolean =>
    asked.length === 0 || asked.includes(name) || asked.includes('*')
  return [
    { name: 'name', valueString: system.name ?? system.url },
    ...(system.version === undefined ? [] : [{ name: 'version', valueString: system.version }]),
    { name: 'display', valueString: display ?? concept.code },
    ...(isWanted('designation') ? designationsOf(concept).map(designationOut) : []),
    ...propertiesOf(concept, system)
      .filter(({ code }) => isWanted(code))
      .map(propertyOut),
  ]
}

function designationOut({ language, use, value }: Designation): Out {
  return {
    name: 'designation',
    part: [
      ...(language === undefined ? [] : [{ name: 'language', valueCode: language }]),
      ...(use === undefined ? [] : [{ name: 'use', valueCoding: use }]),
      { name: 'value', valueString: value },
    ],
  }
}

type Property = { readonly code: string; readonly value: Readonly<Record<string, unknown>> }

function propertiesOf(concept: IndexedConcept, system: IndexedSystem): Property[] {
  const { stated, parents } = concept
  const children = [...system.concepts()].filter((each) => each.parents.includes(concept.code))
  const given = (stated.property ?? []).flatMap((each): Property[] => {
    const { code, ...value } = each
    return typeof code === 'string' && isObject(value) ? [{ code, value }] : []
  })
  return [
    ...(stated.definition === undefined
      ? []
      : [{ code: 'definition', value: { valueString: stated.definition } }]),
    ...parents.map((code) => ({ code: 'parent', value: { valueCode: code } })),
    ...children.map(({ code }) => ({ code: 'child', value: { valueCode: code } })),
    ...given.filter(({ code }) => code !== 'parent' && code !== 'child'),
  ]
}

function propertyOut({ code, value }: Property): Out {
  const [name = 'valueString', stated] = Object.entries(value).find(([key]) => key.startsWith('value')) ?? []
  return {
    name: 'property',
    part: [
      { name: 'code', valueCode: code },
      { name: 'value', [name]: stated },
    ],
  }
}
