/** Who takes part in emergencies besides the sandbox's partners. */
import type { PartnerFacts } from '../support/gateway.ts'

const MORE = [{ id: 'lh-nurse', name: 'Nora Unreal', role: 'nurse', duties: [] }]
const FDA: PartnerFacts = {
  id: 'fda',
  name: 'Food and Drug Administration',
  kind: 'community-service',
  legalRole: 'fda',
  identifiers: [{ system: 'urn:ietf:rfc:3986', value: 'https://fda.example' }],
  recordSystem: 'https://fda.example/records',
  clientId: 'fda',
  agreements: [{ kind: 'participation', from: '2024-01-01' }],
  persons: [{ id: 'fda-physician', name: 'Fiona Dreamt', role: 'physician', duties: [] }],
  purposes: ['ETREAT'],
  validation: 'reject',
}

/** The sandbox's partners; the hospital with a nurse, and the FDA. */
export const withMore = (all: readonly PartnerFacts[]): PartnerFacts[] => [
  ...all.map((partner) =>
    partner['id'] === 'lakeside'
      ? { ...partner, persons: [...(partner['persons'] as unknown[]), ...MORE] }
      : partner,
  ),
  FDA,
]
