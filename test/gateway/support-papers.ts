/** Papers of other authorities than a release, and partners that have some, as the tests of the gateway use them. */
import { EXTENSION, SYSTEM } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import type { PartnerFacts } from '../support/gateway.ts'
import { concept, organization, releaseOf } from './support.ts'
import type { Json, ReleaseFacts } from './support.ts'

/** A partner of no kind in particular, that brings its own legal role and purposes. */
export const recordsOf = (id: string): Json => ({
  id,
  name: id,
  kind: 'community-service',
  identifiers: [{ system: 'urn:ietf:rfc:3986', value: `https://${id}.example` }],
  recordSystem: `https://${id}.example/records`,
  clientId: id,
  agreements: [{ kind: 'participation', from: '2024-01-01' }],
  persons: [],
})

/** A court with an officer for one docket, that may ask for a proceeding too. */
export const court: PartnerFacts = {
  purposes: ['cj-monitoring', 'legal-proceeding'],
  persons: [
    { id: 'hc-coordinator', name: 'C', role: 'program-coordinator', duties: ['monitor'] },
    { id: 'hc-officer', name: 'O', role: 'officer', duties: ['monitor:CR-1'] },
  ],
}

export const auditor: PartnerFacts = {
  ...recordsOf('state-auditor'),
  legalRole: 'auditor',
  purposes: ['audit-evaluation'],
  agreements: [
    { kind: 'participation', from: '2024-01-01' },
    { kind: 'audit', from: '2024-01-01', with: 'cedar-bridge', categories: ['goals', 'demographics'] },
  ],
}

export const hub: PartnerFacts = { ...recordsOf('hub'), legalRole: 'intermediary', purposes: ['TREAT'] }

export const subpoena = (subject: string): Resource => ({
  resourceType: 'DocumentReference',
  status: 'current',
  type: concept(SYSTEM.courtPaper, 'subpoena'),
  subject: { reference: subject },
  author: [organization('harbor-court')],
  content: [{ attachment: { title: 'Subpoena', contentType: 'application/pdf' } }],
})

/** An order of the court for the goals of its subject, with the subpoenas that it refers to. */
export const order = (subject: string, references: readonly string[]): Resource => ({
  resourceType: 'Basic',
  code: concept(SYSTEM.courtPaper, 'noncriminal-2.64'),
  subject: { reference: subject },
  created: '2026-11-01',
  author: organization('harbor-court'),
  extension: [
    {
      url: EXTENSION.courtOrder,
      extension: [
        { url: 'recipient', valueReference: organization('harbor-court') },
        { url: 'part', valueCoding: { system: SYSTEM.informationCategory, code: 'goals' } },
        { url: 'validity', valuePeriod: { start: '2026-11-01', end: '2026-12-31' } },
        ...references.map((reference) => ({ url: 'subpoena', valueReference: { reference } })),
      ],
    },
  ],
})

/** A release to whoever treats the person, through the intermediary. */
export function designation(facts: Pick<ReleaseFacts, 'patient' | 'categories' | 'key'>): Resource {
  const release = releaseOf(facts)
  const provision = release['provision'] as Json
  const [recipient] = provision['actor'] as Json[]
  const extension = {
    url: EXTENSION.intermediary,
    extension: [{ url: 'treatingProviders', valueBoolean: true }],
  }
  return {
    ...release,
    provision: {
      ...provision,
      actor: [{ ...recipient, extension: [extension], reference: organization('hub') }],
    },
  }
}
