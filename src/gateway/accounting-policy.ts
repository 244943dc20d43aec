/** policies/accounting.json, parsed: what is accounted for, how far back, and how it is called on paper. */
import assert from 'node:assert/strict'
import { isObject } from '../fhir/resource.ts'

export type AccountingPolicy = {
  readonly years: number
  /** To answer a written request for the list of disclosures by an intermediary (42 CFR 2.24). */
  readonly answerDays: number
  /** What 42 CFR 2.25 obliges to account for. */
  readonly required: { readonly authorities: readonly string[]; readonly ehrChannels: readonly string[] }
  readonly authorities: ReadonlyMap<string, string>
  readonly channels: ReadonlyMap<string, string>
  readonly outcomes: ReadonlyMap<string, string>
}

export function parseAccountingPolicy(json: unknown): AccountingPolicy {
  const file = sectionOf(json, 'the file')
  const required = sectionOf(file['required'], 'required')
  return {
    years: countOf(file['years'], 'years'),
    answerDays: countOf(file['answerDays'], 'answerDays'),
    required: {
      authorities: wordsOf(required['authorities'], 'required.authorities'),
      ehrChannels: wordsOf(required['ehrChannels'], 'required.ehrChannels'),
    },
    authorities: namesOf(file['authorities'], 'authorities'),
    channels: namesOf(file['channels'], 'channels'),
    outcomes: namesOf(file['outcomes'], 'outcomes'),
  }
}

function sectionOf(value: unknown, name: string): Record<string, unknown> {
  assert(isObject(value), `accounting.json: ${name} is an object`)
  return value
}

function countOf(value: unknown, name: string): number {
  assert(Number.isInteger(value) && Number(value) > 0, `accounting.json: ${name} is a whole number above 0`)
  return Number(value)
}

function wordsOf(value: unknown, name: string): string[] {
  assert(
    Array.isArray(value) && value.every((each) => typeof each === 'string'),
    `accounting.json: ${name} is a list of words`,
  )
  return value
}

function namesOf(value: unknown, name: string): Map<string, string> {
  return new Map(
    Object.entries(sectionOf(value, name)).map(([code, text]) => {
      assert(typeof text === 'string' && text !== '', `accounting.json: ${name}.${code} is a text`)
      return [code, text]
    }),
  )
}
