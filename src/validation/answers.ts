/** One answer against its question: the type of its value, the options, and the limits that extensions set. */
import { isObject } from '../fhir/resource.ts'
import { matches } from '../fhirpath/matches.ts'
import { sizeOfBase64 } from './attachments.ts'
import { read, readObjects, readString, type Json } from './json.ts'
import { compareQuantities, hasCodedUnit } from './quantities.ts'
import { extensionInteger, extensionValues, isSameAnswer, valueOfAnswer } from './questions.ts'
import type { Fault, Scope } from './run.ts'
import { compareBounds } from './values.ts'
import { oneOf, quoted } from './wording.ts'

export type Question = Json
/** A fault of an answer; `at` is the path below the answer. */
export type AnswerFault = Omit<Fault, 'below'> & { readonly at?: string }
type Given = { readonly answer: Json; readonly count: number }
type Value = { readonly type: string; readonly value: unknown }

/** The types of value that each type of question takes (FHIR R4 valueset-item-type.html). */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  boolean: ['Boolean'],
  decimal: ['Decimal'],
  integer: ['Integer'],
  date: ['Date'],
  dateTime: ['DateTime'],
  time: ['Time'],
  string: ['String'],
  text: ['String'],
  url: ['Uri'],
  choice: ['Coding', 'Date', 'Time', 'Integer', 'String', 'Reference'],
  'open-choice': ['Coding', 'Date', 'Time', 'Integer', 'String', 'Reference'],
  attachment: ['Attachment'],
  reference: ['Reference'],
  quantity: ['Quantity'],
}

/** What is wrong with one answer of `count`. */
export function answerFault(question: Question, { answer, count }: Given, scope: Scope): AnswerFault[] {
  const given = valueOfAnswer(answer)
  if (!given) return []
  const type = readString(question, 'type') ?? ''
  const allowed = Object.hasOwn(TYPES, type) ? (TYPES[type] ?? []) : []
  const at = `value.ofType(${/^(Coding|Attachment|Reference|Quantity)$/.test(given.type) ? given.type : uncapitalized(given.type)})`
  if (allowed.length > 0 && !allowed.includes(given.type)) {
    const text = `The answer is of type ${given.type}; the question takes ${oneOf(allowed)}.`
    return [{ code: 'structure', rule: 'questionnaire-type', text, at }]
  }
  return [
    ...optionFaults(question, given, scope),
    ...exclusiveFaults(question, given, count),
    ...lengthFaults(question, given),
    ...boundFaults(question, given),
    ...referenceFaults(question, given, scope),
    ...attachmentFaults(question, given),
  ].map((fault) => ({ at, ...fault }))
}

function uncapitalized(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

function fault(rule: string, text: string): AnswerFault {
  return { code: 'value', rule, text }
}

function optionValue(option: Json): unknown {
  return valueOfAnswer(option)?.value
}

function optionFaults(question: Question, { type, value }: Value, scope: Scope): AnswerFault[] {
  const options = readObjects(question, 'answerOption')
  const isFree = type === 'String' && readString(question, 'type') === 'open-choice'
  if (options.length > 0 && !isFree && !options.some((option) => isSameAnswer(value, optionValue(option)))) {
    return [
      {
        code: 'code-invalid',
        rule: 'questionnaire-option',
        text: 'The answer is none of the options; choose one.',
      },
    ]
  }
  const valueSet = readString(question, 'answerValueSet')
  if (valueSet === undefined || valueSet.startsWith('#') || type !== 'Coding') return []
  if (scope.environment.memberOf?.(value, valueSet) !== false) return []
  const text = `The answer is not in the value set ${valueSet}; choose one of its codes.`
  return [{ code: 'code-invalid', rule: 'questionnaire-option', text }]
}

function exclusiveFaults(question: Question, { value }: Value, count: number): AnswerFault[] {
  const option = readObjects(question, 'answerOption').find((each) => isSameAnswer(value, optionValue(each)))
  if (!option || count < 2 || !extensionValues(option, 'optionExclusive').includes(true)) return []
  return [fault('questionnaire-option', 'This option excludes all others; remove the other answers.')]
}

function lengthFaults(question: Question, { value }: Value): AnswerFault[] {
  if (typeof value !== 'string') return []
  const most = read(question, 'maxLength')
  const least = extensionInteger(question, 'minLength')
  const [pattern] = extensionValues(question, 'regex')
  return [
    ...(typeof most === 'number' && value.length > most
      ? [fault('questionnaire-length', `The answer may have ${String(most)} characters; shorten it.`)]
      : []),
    ...(least !== undefined && value.length < least
      ? [fault('questionnaire-length', `The answer must have at least ${String(least)} characters.`)]
      : []),
    ...(typeof pattern === 'string' && !matches(value, `^(?:${pattern})$`)
      ? [fault('questionnaire-pattern', 'The answer does not have the form that the question asks for.')]
      : []),
  ]
}

function boundFaults(question: Question, { value }: Value): AnswerFault[] {
  const faults = [
    ...extensionValues(question, 'minValue', 'minQuantity').flatMap((bound) => beyond(value, bound, 1)),
    ...extensionValues(question, 'maxValue', 'maxQuantity').flatMap((bound) => beyond(value, bound, -1)),
  ]
  const places = extensionInteger(question, 'maxDecimalPlaces')
  const digits = typeof value === 'number' ? (String(value).split('.')[1] ?? '').length : 0
  if (places !== undefined && digits > places) {
    faults.push(fault('questionnaire-bounds', `The answer may have ${String(places)} decimal places.`))
  }
  return faults
}

/** Whether a value is below the least (`side` 1) or above the greatest (-1). */
function beyond(value: unknown, bound: unknown, side: 1 | -1): AnswerFault[] {
  const word = side === 1 ? 'least' : 'greatest'
  if (isObject(bound)) {
    if (!hasCodedUnit(value) || !hasCodedUnit(bound)) {
      const text = `The answer cannot be compared with the ${word} that is allowed, for one of them has no coded unit.`
      return [fault('questionnaire-bounds', text)]
    }
    const order = compareQuantities(value, bound)
    return order !== undefined && order * side < 0 ? [outside(word)] : []
  }
  const order = compareBounds(value, bound)
  return order !== undefined && order * side < 0 ? [outside(word)] : []
}

function outside(word: string): AnswerFault {
  return fault(
    'questionnaire-bounds',
    `The answer is beyond the ${word} that the question allows; correct it.`,
  )
}

const REFERENCE =
  /^(?:https?:\/\/\S+\/)?([A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/

function referenceFaults(question: Question, { type, value }: Value, scope: Scope): AnswerFault[] {
  const reference = type === 'Reference' && isObject(value) ? readString(value, 'reference') : undefined
  if (reference === undefined || reference.startsWith('#')) return []
  if (/\s/.test(reference)) {
    return [fault('questionnaire-reference', 'The reference is no URL, for it has a space; correct it.')]
  }
  const target = REFERENCE.exec(reference)?.[1]
  if (target === undefined) return []
  if (!scope.run.isResourceType(target)) {
    return [
      fault(
        'questionnaire-reference',
        `The reference is to a ${quoted(target)}, which FHIR does not know; correct it.`,
      ),
    ]
  }
  const allowed = extensionValues(question, 'referenceResource').filter((each) => typeof each === 'string')
  if (allowed.length === 0 || allowed.includes(target)) return []
  return [
    fault(
      'questionnaire-reference',
      `The reference is to a ${quoted(target)}; it may be to ${oneOf(allowed)}.`,
    ),
  ]
}

function attachmentFaults(question: Question, { type, value }: Value): AnswerFault[] {
  if (type !== 'Attachment' || !isObject(value)) return []
  const [most] = extensionValues(question, 'maxSize')
  const mimeTypes = extensionValues(question, 'mimeType').filter((each) => typeof each === 'string')
  const size = read(value, 'size') ?? sizeOfBase64(readString(value, 'data') ?? '')
  const contentType = readString(value, 'contentType')
  const isTooLarge = typeof most === 'number' && typeof size === 'number' && size > most
  const isOther = contentType !== undefined && mimeTypes.length > 0 && !mimeTypes.includes(contentType)
  return [
    ...(isTooLarge
      ? [fault('questionnaire-attachment', `The attachment may have ${String(most)} bytes; make it smaller.`)]
      : []),
    ...(isOther ? [fault('questionnaire-attachment', `The attachment must be ${oneOf(mimeTypes)}.`)] : []),
  ]
}
