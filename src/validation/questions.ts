/** What a Questionnaire says of an item by its extensions, and when it is asked (FHIR R4 questionnaire.html, enableWhen). */
import { isObject } from '../fhir/resource.ts'
import { read, readObjects, readString, type Json } from './json.ts'
import { compareBounds } from './values.ts'

export type IsEnabled = (question: Json) => boolean

/** The values of a question's extensions, which are known by the last part of their URL. */
export function extensionValues(question: Json, ...names: readonly string[]): unknown[] {
  return readObjects(question, 'extension').flatMap((extension) => {
    const name = /\/(?:sdc-)?(?:questionnaire-)?([A-Za-z]+)$/.exec(readString(extension, 'url') ?? '')?.[1]
    if (name === undefined || !names.includes(name)) return []
    const key = Object.keys(extension).find((each) => /^value[A-Z]/.test(each))
    return key === undefined ? [] : [extension[key]]
  })
}

export function extensionInteger(question: Json, name: string): number | undefined {
  return extensionValues(question, name).find((value) => typeof value === 'number')
}

/** The value of an answer, and the type that its name says. */
export function valueOfAnswer(answer: Json): { readonly type: string; readonly value: unknown } | undefined {
  const key = Object.keys(answer).find((each) => /^value[A-Z]/.test(each))
  return key === undefined ? undefined : { type: key.slice('value'.length), value: answer[key] }
}

/** Which questions the answers of a response enable. */
export function enabledTest(response: Json): IsEnabled {
  const answers = new Map<string, unknown[]>()
  collectAnswers(response, answers)
  return (question) => {
    const conditions = readObjects(question, 'enableWhen')
    if (conditions.length === 0) return true
    const isMet = (condition: Json): boolean =>
      meets(condition, answers.get(readString(condition, 'question') ?? '') ?? [])
    return readString(question, 'enableBehavior') === 'any' ? conditions.some(isMet) : conditions.every(isMet)
  }
}

function collectAnswers(host: Json, answers: Map<string, unknown[]>): void {
  for (const item of readObjects(host, 'item')) {
    const own = readObjects(item, 'answer')
    const linkId = readString(item, 'linkId') ?? ''
    const values = own.flatMap((answer) => valueOfAnswer(answer)?.value ?? [])
    const known = answers.get(linkId)
    if (known) for (const value of values) known.push(value)
    else answers.set(linkId, values)
    collectAnswers(item, answers)
    for (const answer of own) collectAnswers(answer, answers)
  }
}

function meets(condition: Json, values: readonly unknown[]): boolean {
  const key = Object.keys(condition).find((each) => /^answer[A-Z]/.test(each))
  const wanted = key === undefined ? undefined : condition[key]
  const operator = readString(condition, 'operator') ?? ''
  if (operator === 'exists') return values.length > 0 === (wanted === true)
  return values.some((value) => compares(value, wanted, operator))
}

function compares(value: unknown, wanted: unknown, operator: string): boolean {
  if (operator === '=') return isSameAnswer(value, wanted)
  if (operator === '!=') return !isSameAnswer(value, wanted)
  const order = compareBounds(value, wanted)
  if (order === undefined) return false
  if (operator === '>') return order > 0
  if (operator === '<') return order < 0
  return operator === '>=' ? order >= 0 : order <= 0
}

/** Codings and Quantities are the same by system and code, references by what they refer to. */
export function isSameAnswer(a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b)) return a === b
  const isCoded = Object.hasOwn(a, 'code') || Object.hasOwn(b, 'code')
  const names = isCoded ? ['system', 'code', 'value'] : ['reference', 'value', 'unit', 'url', 'display']
  return names.every((name) => read(a, name) === read(b, name))
}
