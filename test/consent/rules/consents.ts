/** Cases of the hard rules of consent (42 CFR 2.31(b)-(d), 2.14, 2.15): what stands alone, what has ended, what was taken back. */
import { revocation } from '../../../src/consent/revocation.ts'
import { EXTENSION } from '../../../src/fhir/codes.ts'
import type { Extension, Resource } from '../../../src/fhir/resource.ts'
import {
  actor,
  ask,
  AT,
  bits,
  category,
  cedar,
  court,
  courtRelease,
  policy,
  purpose,
  release,
  restriction,
  shelter,
} from '../world.ts'
import type { RuleCase } from './case.ts'

const ordinary = release()['extension'] as Extension[]
const notes = release({ provision: { securityLabel: category('counseling-notes') } })
const proceeding = courtRelease({
  provision: { purpose: purpose('legal-proceeding') },
  extension: ordinary,
})
const toTwo = release({
  provision: { actor: [actor('Organization/lakeside'), actor('Organization/shelter')] },
})

function revoked(consent: Resource, recipient?: string): Resource {
  const by = { partner: cedar.partner, ...(recipient !== undefined && { recipient }) }
  return revocation(consent, '2026-06-01T00:00:00Z', by, policy).consent
}

export const consentCases: readonly RuleCase[] = [
  {
    rule: 'R-11',
    name: 'Counseling notes under a release that names nothing else.',
    verdict: 'permit',
    request: ask({ categories: bits('counseling-notes') }),
    consents: [notes],
    expect: { rules: ['R-21'], allowed: ['counseling-notes'] },
  },
  {
    rule: 'R-11',
    trap: 5,
    name: 'Counseling notes under a release for treatment that does not name them; the packet goes without them.',
    verdict: 'permit',
    request: ask({ categories: bits('goals', 'counseling-notes'), channel: 'delivery' }),
    consents: [release()],
    expect: {
      allowed: ['goals'],
      withheld: ['counseling-notes'],
      codes: ['COUNSELING_NOTES_SEPARATE_CONSENT'],
      missing: ['a separate release'],
    },
  },
  {
    rule: 'R-11',
    trap: 5,
    name: 'Counseling notes under a release that names them with other information: it is void.',
    verdict: 'deny',
    request: ask({ categories: bits('counseling-notes') }),
    consents: [release({ provision: { securityLabel: category('goals', 'counseling-notes') } })],
    expect: { codes: ['CONSENT_MISSING', 'CONSENT_DEFICIENT:counseling-notes'] },
  },
  {
    rule: 'R-12',
    name: 'A proceeding under a release for nothing else.',
    verdict: 'permit',
    request: ask({ recipient: court, purpose: 'legal-proceeding', categories: bits('attendance') }),
    consents: [proceeding],
    expect: { rules: ['R-12'] },
  },
  {
    rule: 'R-12',
    name: 'A proceeding under a release that names monitoring too: it is void.',
    verdict: 'deny',
    request: ask({ recipient: court, purpose: 'legal-proceeding', categories: bits('attendance') }),
    consents: [
      courtRelease({
        extension: [...ordinary, ...(courtRelease()['extension'] as Extension[])],
        provision: { purpose: purpose('cj-monitoring', 'legal-proceeding') },
      }),
    ],
    expect: { codes: ['CONSENT_MISSING', 'CONSENT_DEFICIENT:purpose-alone'] },
  },
  {
    rule: 'R-12',
    name: 'A proceeding under a release for monitoring.',
    verdict: 'deny',
    request: ask({ recipient: court, purpose: 'legal-proceeding', categories: bits('attendance') }),
    consents: [courtRelease()],
    expect: { codes: ['PROCEEDING_CONSENT_SEPARATE'] },
  },
  {
    rule: 'R-13',
    name: 'In the last instant of the release.',
    verdict: 'permit',
    request: ask({ at: '2026-12-31T23:59:59.999Z' }),
    consents: [release()],
    expect: { rules: ['R-21'] },
  },
  {
    rule: 'R-13',
    name: 'The release has expired.',
    verdict: 'deny',
    request: ask({ at: '2027-01-01T00:00:00Z' }),
    consents: [release()],
    expect: { codes: ['CONSENT_EXPIRED'] },
  },
  {
    rule: 'R-13',
    name: 'The release is not in force yet.',
    verdict: 'deny',
    request: ask(),
    consents: [release({ provision: { period: { start: '2026-07-01', end: '2026-12-31' } } })],
    expect: { codes: ['CONSENT_NOT_IN_PERIOD'] },
  },
  {
    rule: 'R-13',
    name: 'The release was never more than proposed.',
    verdict: 'deny',
    request: ask(),
    consents: [release({ status: 'proposed' })],
    expect: { codes: ['CONSENT_MISSING'] },
  },
  {
    rule: 'R-14',
    name: 'One release for treatment, payment and operations without an end, many years later.',
    verdict: 'permit',
    request: ask({ purpose: 'HPAYMT', at: '2046-01-01T00:00:00Z' }),
    consents: [
      release({
        extension: [...ordinary, { url: EXTENSION.expirationNone, valueBoolean: true }],
        provision: { purpose: purpose('TREAT', 'HPAYMT', 'HOPERAT'), period: { start: '2026-01-10' } },
      }),
    ],
    expect: { rules: ['R-21'] },
  },
  {
    rule: 'R-14',
    name: 'The same after the patient has revoked it.',
    verdict: 'deny',
    request: ask({ purpose: 'HPAYMT', at: '2046-01-01T00:00:00Z' }),
    consents: [
      revoked(
        release({
          extension: [...ordinary, { url: EXTENSION.expirationNone, valueBoolean: true }],
          provision: { purpose: purpose('TREAT', 'HPAYMT', 'HOPERAT'), period: { start: '2026-01-10' } },
        }),
      ),
    ],
    expect: { codes: ['CONSENT_MISSING'] },
  },
  {
    rule: 'R-15',
    trap: 16,
    name: 'The release was revoked for another recipient only.',
    verdict: 'permit',
    request: ask({ recipient: shelter }),
    consents: [revoked(toTwo, 'lakeside')],
    expect: { rules: ['R-20'] },
  },
  {
    rule: 'R-15',
    trap: 16,
    name: 'The release was revoked for this recipient.',
    verdict: 'deny',
    request: ask(),
    consents: [revoked(toTwo, 'lakeside')],
    expect: { codes: ['RECIPIENT_NOT_DESIGNATED'] },
  },
  {
    rule: 'R-15',
    name: 'The release was revoked.',
    verdict: 'deny',
    request: ask(),
    consents: [revoked(release())],
    expect: { codes: ['CONSENT_MISSING'] },
  },
  {
    rule: 'R-62',
    name: 'An agreed restriction of something else.',
    verdict: 'permit',
    request: ask(),
    consents: [release(), restriction({ securityLabel: category('plan') })],
    expect: { rules: ['R-21'] },
  },
  {
    rule: 'R-62',
    name: 'An agreed restriction outweighs a release, also one that was signed later.',
    verdict: 'deny',
    request: ask(),
    consents: [release({ dateTime: AT }), restriction()],
    expect: { codes: ['RESTRICTION_2_26'] },
  },
  {
    rule: 'R-62',
    name: 'A restriction to a recipient in words that are not known here binds towards everybody.',
    verdict: 'deny',
    request: ask(),
    consents: [release(), restriction({ actor: [actor('PractitionerRole/unknown')] })],
    expect: { codes: ['RESTRICTION_2_26'] },
  },
]
