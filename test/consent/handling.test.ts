/** What leaves says what its recipient may not do with it. */
import { expect, test } from '@jest/globals'
import { decide } from '../../src/consent/decide.ts'
import { handled } from '../../src/consent/handling.ts'
import { SYSTEM } from '../../src/fhir/codes.ts'
import { ask, bits, court, courtRelease, grantsOf, policy, release } from './world.ts'

const noFurther = { system: SYSTEM.v3ActCode, code: 'NORDSCLCDS' }
const noReuse = { system: SYSTEM.v3ActCode, code: 'NOREUSE' }
const toCourt = decide(ask({ recipient: court, purpose: 'cj-monitoring', categories: bits('attendance') }), {
  grants: grantsOf(courtRelease()),
  policy,
})

test('the labels of a decision stand beside those of the record', () => {
  const own = { system: SYSTEM.v3Confidentiality, code: 'R' }
  const record = { resourceType: 'Encounter', meta: { versionId: '1', security: [own] } }
  expect(handled(record, toCourt, policy).meta).toEqual({
    versionId: '1',
    security: [own, noFurther, noReuse],
  })
  expect(record.meta.security).toEqual([own])
})

test('a record without labels gets them, and one that has one of them gets it once', () => {
  expect(handled({ resourceType: 'Encounter' }, toCourt, policy).meta?.security).toEqual([noFurther, noReuse])
  const labelled = {
    resourceType: 'Encounter',
    meta: { security: [{ ...noReuse, system: 'urn:other' }, noReuse] },
  }
  expect(handled(labelled, toCourt, policy).meta?.security).toEqual([...labelled.meta.security, noFurther])
})

test('a record that needs none is the same', () => {
  const record = { resourceType: 'Goal' }
  expect(handled(record, decide(ask(), { grants: grantsOf(release()), policy }), policy)).toBe(record)
})
