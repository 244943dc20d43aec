/** One answer against its question: the type of its value, the options, and the limits that extensions set. */
import { isObject } from '../fhir/resource.ts'
import { FhirpathError } from '../fhirpath/fhirpath.ts'
import { matchesFull } from '../fhirpath/matches.ts'
import { sizeOfBase64 } from './attachments.ts'
import { read, readObjects, readString, type Json } from './json.ts'
import { compareQuantities, hasCodedUnit } from './quantities.ts'
import { containedValueSet, memberOfEnumerated } from './enumerated.ts'
import { extensionInteger, extensionValues, isSameAnswer, valueOfAnswer } from './questions.ts'
import type { Fault, Scope } from './run.ts'
import { compareBounds } from './values.ts'
import { oneOf, quoted } from './wording.ts'

export type Question = Json
/** A fault of an answer; `at` is the path below the answer. */
export type AnswerFault = Omit<Fault, 'below'> & { readonly at?: string }
type Given = { readonly answer: Json; readonly count: number; readonly questionnaire: Json }
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
export function answerFault(
  question: Question,
  { answer, count, questionnaire }: Given,
  scope: Scope,
): AnswerFault[] {
  const given = valueOfAnswer(answer)
  if (!given) return []
  const type = readString(question, 'type') ?? ''
  const allowed = typesOf(type, scope)
  const at = `value.ofType(${/^(Coding|Attachment|Reference|Quantity)$/.test(given.type) ? given.type : uncapitalized(given.type)})`
  if (allowed.length > 0 && !allowed.includes(given.type)) {
    const text = `The answer is of type ${given.type}; the question takes ${oneOf(allowed)}.`
    return [{ code: 'structure', rule: 'questionnaire-type', text, at }]
  }
  return [
    ...optionFaults(question, given, { questionnaire, scope }),
    ...unitFaults(question, given, scope),
    ...exclusiveFaults(question, given, count),
    ...lengthFaults(question, given),
    ...boundFaults(question, given),
    ...referenceFaults(question, given, scope),
    ...attachmentFaults(question, given),
  ].map((fault) => ({ at, ...fault }))
}

/** An option may be a reference; HL7's validator takes none as the answer to a choice. */
function typesOf(type: string, scope: Scope): readonly string[] {
  const allowed = Object.hasOwn(TYPES, type) ? (TYPES[type] ?? []) : []
  const isChoice = type === 'choice' || type === 'open-choice'
  return isChoice && scope.run.options.toolPolicy === true
    ? allowed.filter((each) => each !== 'Reference')
    : allowed
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

type Asked = { readonly questionnaire: Json; readonly scope: Scope }

function optionFaults(
  question: Question,
  { type, value }: Value,
  { questionnaire, scope }: Asked,
): AnswerFault[] {
  const options = readObjects(question, 'answerOption')
  const isFree = type === 'String' && readString(question, 'type') === 'open-choice'
  if (options.length > 0 && !isFree && !options.some((option) => isSameAnswer(value, optionValue(option)))) {
    return [fault('questionnaire-option', 'The answer is none of the options; choose one.')]
  }
  const valueSet = readString(question, 'answerValueSet')
  if (valueSet === undefined || type !== 'Coding' || !isObject(value)) return []
  const contained = containedValueSet(questionnaire, valueSet)
  const isIn = contained
    ? memberOfEnumerated(contained, value)
    : scope.environment.memberOf?.(value, valueSet)
  if (isIn !== false) return []
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
    ...(typeof pattern === 'string' ? patternFaults(value, pattern) : []),
  ]
}

/** A pattern comes with the Questionnaire: one that cannot be tried is a remark on the answer, not the end of the check. */
function patternFaults(value: string, pattern: string): AnswerFault[] {
  try {
    if (matchesFull(value, pattern)) return []
    return [fault('questionnaire-pattern', 'The answer does not have the form that the question asks for.')]
  } catch (error) {
    if (!(error instanceof FhirpathError)) throw error
    const text = `Nobody could tell whether the answer has the form that the question asks for: ${error.message}`
    return [{ code: 'processing', rule: 'questionnaire-pattern', severity: 'warning', text }]
  }
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

/** Units that the extensions unitOption and unitValueSet allow; with unitOpen others may be given. */
function unitFaults(question: Question, { type, value }: Value, scope: Scope): AnswerFault[] {
  if (type !== 'Quantity' || !isObject(value) || extensionValues(question, 'unitOpen').length > 0) return []
  const units = extensionValues(question, 'unitOption').filter(isObject)
  const isUnit = ({ system, code }: Json): boolean =>
    system === read(value, 'system') && code === read(value, 'code')
  const faults =
    units.length > 0 && !units.some(isUnit)
      ? [fault('questionnaire-unit', 'The unit is none of those that the question takes; choose one.')]
      : []
  const [valueSet] = extensionValues(question, 'unitValueSet')
  if (typeof valueSet !== 'string' || scope.environment.memberOf?.(value, valueSet) !== false) return faults
  return [
    ...faults,
    fault('questionnaire-unit', `The unit is not in the value set ${valueSet}; choose one of its codes.`),
  ]
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
