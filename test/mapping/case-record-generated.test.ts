/** The maps on records generated from the schema: all that can be carried is carried, and what comes out conforms to FHIR. */
import { describe, expect, test } from '@jest/globals'
import { list } from '../../src/fhir/resource.ts'
import type { Extension } from '../../src/fhir/resource.ts'
import { randomRecord } from '../support/random-record.ts'
import { caseRecord, faultsOf, kept, mapped } from './case-record-ground.ts'

const RECORDS = 25
const made = Array.from({ length: RECORDS }, (_, index) => mapped(randomRecord(index + 1)))

/** What docs/mapping.md says is not carried. */
const NOT_CARRIED = /^\/household\/\d+\/clientId$/

/**
 * What a record itself may lack or say too much of for our profiles: it passes the schema, and the gateway refuses the item in
 * words that its author understands. Nothing of it is the map's doing.
 */
const OF_THE_RECORD = / (?:tl-[a-z-]+|per-1|Consent\.provision\.dataPeriod cardinality-max): /

describe('records of which every field may be there', () => {
  test('lose nothing but what is listed', () => {
    const lost = made.flatMap(({ unmapped }) => unmapped.map(({ pointer }) => pointer))
    expect(lost.filter((pointer) => !NOT_CARRIED.test(pointer))).toEqual([])
  })

  test('come out valid against FHIR and the profiles, save for what the record itself lacks', () => {
    const faults = made.flatMap(kept).flatMap(faultsOf)
    expect(faults.filter((fault) => !OF_THE_RECORD.test(fault.replace(/^\S+/, '')))).toEqual([])
  })
})

describe('where the facts of the main case stand', () => {
  const record = caseRecord('main')
  const resources = mapped(record).resources.map(({ resource }) => resource)

  test('at most 15 of 100 stand in extensions of our own', () => {
    const facts = resources.reduce((count, resource) => count + ownFacts(resource), 0)
    expect(facts / leavesOf(record)).toBeLessThan(0.15)
  })

  test('no element carries a piece of the record as it is', () => {
    const texts = resources.flatMap(textsIn)
    expect(texts.length).toBeGreaterThan(5000)
    expect(texts.filter((text) => /^\s*[{[].*[}\]]\s*$/s.test(text))).toEqual([])
  })
})

const OURS = 'https://throughline.example/fhir/StructureDefinition/'

/** Values within extensions of our own; a code counts once, whatever stands beside it, and what only names a part not at all. */
function ownFacts(value: unknown, isOurs = false): number {
  if (typeof value !== 'object' || value === null) return isOurs ? 1 : 0
  if (Array.isArray(value)) return value.reduce<number>((count, each) => count + ownFacts(each, isOurs), 0)
  return Object.entries(value).reduce((count, [name, child]) => {
    if (isOurs && ['url', 'system', 'display', 'type'].includes(name)) return count
    if (name !== 'extension') return count + ownFacts(child, isOurs)
    return list<Extension>(child)
      .filter(({ url }) => url !== `${OURS}payload-role`)
      .reduce((sum, each) => sum + ownFacts(each, isOurs || each.url.startsWith(OURS)), count)
  }, 0)
}

function leavesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((count: number, child) => count + leavesOf(child), 0)
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
