/** Valid resources of FHIR's own types, and what is found in copies with one fault. */
import { describe, expect, test } from '@jest/globals'
import { changed, lines, now, validatorWith } from './world.ts'

export const validator = validatorWith()

export const check = (resource: unknown): string[] => lines(validator.check(resource, { now }))

export const narrative = {
  status: 'generated',
  div: '<div xmlns="http://www.w3.org/1999/xhtml">Testa Placeholder</div>',
}

export const patient = {
  resourceType: 'Patient',
  id: 'testa',
  meta: { lastUpdated: '2026-01-02T03:04:05.678Z' },
  text: narrative,
  identifier: [{ use: 'official', system: 'https://example.test/id', value: '1' }],
  active: true,
  name: [{ use: 'official', family: 'Placeholder', given: ['Testa', 'Q'], _given: [null, { id: 'middle' }] }],
  telecom: [{ system: 'phone', value: '555-0100', rank: 1 }],
  gender: 'female',
  birthDate: '1980-02-29',
  deceasedBoolean: false,
  contact: [{ name: { text: 'Sampla Placeholder' }, period: { start: '2020-01-01', end: '2020-12-31' } }],
  communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'en-US' }] }, preferred: true }],
  generalPractitioner: [{ reference: 'Practitioner/p1', type: 'Practitioner' }],
}

export const carePlan = {
  resourceType: 'CarePlan',
  text: narrative,
  contained: [{ resourceType: 'Condition', id: 'c1', subject: { reference: 'Patient/testa' } }],
  status: 'active',
  intent: 'plan',
  subject: { reference: 'Patient/testa' },
  addresses: [{ reference: '#c1' }],
  activity: [
    { reference: { reference: 'ServiceRequest/s1' } },
    {
      detail: {
        status: 'scheduled',
        scheduledTiming: { repeat: { frequency: 1, period: 1, periodUnit: 'wk' } },
        quantity: { value: 1, unit: 'session' },
      },
    },
  ],
}

export const observation = {
  resourceType: 'Observation',
  text: narrative,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '3426-4' }] },
  subject: { reference: 'Patient/testa' },
  valueQuantity: { value: 3, unit: 'ng/mL', system: 'http://unitsofmeasure.org', code: 'ng/mL' },
}

export const parameters = {
  resourceType: 'Parameters',
  parameter: [
    { name: 'a', valueInstant: '2026-01-01T00:00:00Z' },
    { name: 'b', valueBase64Binary: 'aGk=' },
    { name: 'c', valueUuid: 'urn:uuid:00000000-0000-4000-8000-000000000000' },
    { name: 'd', valueOid: 'urn:oid:1.2.3' },
    { name: 'e', valueTime: '12:00:00' },
    { name: 'f', valueDecimal: 1.5 },
    { name: 'g', part: [{ name: 'h', valueInteger: -1 }] },
  ],
}

export const bundle = {
  resourceType: 'Bundle',
  type: 'collection',
  entry: [
    { fullUrl: 'https://example.test/fhir/Patient/testa', resource: patient },
    { fullUrl: 'https://example.test/fhir/CarePlan/1', resource: { ...carePlan, id: '1' } },
  ],
}

type Mutants = readonly (readonly [path: string, value: unknown, found: string])[]

export function mutate(title: string, resource: Record<string, unknown>, mutants: Mutants): void {
  describe(title, () => {
    test.each(mutants)('%s = %j: %s', (path, value, found) => {
      expect(check(changed(resource, path, value))).toEqual(found === '' ? [] : found.split('; '))
    })
  })
}
