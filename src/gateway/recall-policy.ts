/** policies/recall.json, parsed: deadlines, reminders and answers. A malformed file is an error when it is loaded. */
import assert from 'node:assert/strict'
import { isObject } from '../fhir/resource.ts'

export type RecallAnswer = {
  /** Whether it ends the recall; one that does not only tells that the recipient knows. */
  readonly isFinal: boolean
  /** One of them must be given; none where empty. */
  readonly reasons: readonly string[]
}

export type RecallPolicy = {
  /** Under which deliveries of recalls are listed. */
  readonly purpose: string
  readonly deadlineDays: number
  readonly reminderDays: number
  readonly remindersMax: number
  readonly answers: ReadonlyMap<string, RecallAnswer>
}

export function parseRecallPolicy(json: unknown): RecallPolicy {
  assert(isObject(json), 'recall.json is missing')
  const days = (name: string): number => {
    const value = json[name]
    assert(Number.isInteger(value) && Number(value) > 0, `recall.json: ${name} is a whole number above 0`)
    return Number(value)
  }
  const { purpose, answers, remindersMax } = json
  assert(typeof purpose === 'string', 'recall.json: purpose is a word')
  assert(
    Number.isInteger(remindersMax) && Number(remindersMax) >= 0,
    'recall.json: remindersMax is a whole number',
  )
  assert(Array.isArray(answers) && answers.length > 0, 'recall.json: answers is a list')
  const parsed = new Map(answers.map(parseAnswer))
  assert(parsed.size === answers.length, 'recall.json: each answer is listed once')
  assert(
    [...parsed.values()].some(({ isFinal }) => isFinal),
    'recall.json: one of the answers is final',
  )
  return {
    purpose,
    deadlineDays: days('deadlineDays'),
    reminderDays: days('reminderDays'),
    remindersMax: Number(remindersMax),
    answers: parsed,
  }
}

function parseAnswer(each: unknown): [string, RecallAnswer] {
  assert(isObject(each) && typeof each['code'] === 'string', 'recall.json: an answer has a code')
  const { code, isFinal, reasons = [] } = each
  assert(typeof isFinal === 'boolean', `recall.json: isFinal of ${code} is true or false`)
  assert(
    Array.isArray(reasons) && reasons.every((reason) => typeof reason === 'string'),
    `recall.json: reasons of ${code} is a list of codes`,
  )
  return [code, { isFinal, reasons }]
}
