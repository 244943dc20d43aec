/** Bodies of this gateway's own requests: a case record, and the question why. See driver.ts. */
import type { Json, PartnerFacts, Resource } from './types.ts'

/** The least that a case record can be: a client. */
export function caseRecordOf(custodian: PartnerFacts, key: string): Json {
  return {
    schemaVersion: '1.0',
    record: { id: key, version: 1, custodian: custodian.id, asOf: '2026-11-20T09:00:00-05:00' },
    client: {
      id: `client-${key}`,
      name: { family: 'Caseperson', given: ['Testa'] },
      birthDate: '1991-04-12',
    },
  }
}

export function explanationOf(patient: string, recipient: PartnerFacts): Resource {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'patient', valueReference: { reference: patient } },
      { name: 'recipient', valueReference: { reference: `Organization/${recipient.id}` } },
      { name: 'purpose', valueCode: recipient.purpose },
    ],
  }
}

/** What who opens a record in an emergency states (42 CFR 2.51). */
export function emergencyOf(): Resource {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'nature', valueCode: 'medical-emergency' },
      { name: 'consentCannotBeObtained', valueBoolean: true },
    ],
  }
}
