/** Cases of disclosures with consent, and of a covered entity's referral (42 CFR 2.33-2.36; 45 CFR 164.506(c)). */
import { revocation } from '../../../src/consent/revocation.ts'
import { EXTENSION } from '../../../src/fhir/codes.ts'
import type { DisclosureRequest } from '../../../src/consent/consent.ts'
import { actor, ask, bits, cedar, court, courtRelease, lakeside, policy, release, shelter } from '../world.ts'
import type { RuleCase } from './case.ts'

const askCourt = (change: Partial<DisclosureRequest> = {}): DisclosureRequest =>
  ask({ recipient: court, purpose: 'cj-monitoring', categories: bits('attendance'), ...change })

const referral = (change: Partial<DisclosureRequest> = {}): DisclosureRequest =>
  ask({
    discloser: lakeside,
    recipient: cedar,
    isPart2: false,
    isTreatmentReferral: true,
    categories: bits('referrals', 'diagnoses'),
    ...change,
  })

const revocable = courtRelease({ extension: [{ url: EXTENSION.revocableWhen, valueDate: '2026-09-01' }] })
const revoked = revocation(revocable, '2026-06-01T00:00:00Z', { partner: cedar.partner }, policy).consent

export const disclosureCases: readonly RuleCase[] = [
  {
    rule: 'R-19',
    name: 'A hospital refers a patient to a program; no consent, no notice of Part 2.',
    verdict: 'permit',
    request: referral(),
    expect: {
      authority: 'hipaa-treatment',
      rules: ['R-19'],
      obligations: ['accounting', 'labels'],
      notice: false,
    },
  },
  {
    rule: 'R-19',
    name: 'What the hospital wants to refer with is a Part 2 record.',
    verdict: 'deny',
    request: referral({ isPart2: true }),
    expect: { codes: ['CONSENT_MISSING', 'REDISCLOSURE_BARRED'] },
  },
  {
    rule: 'R-19',
    name: 'There is no referral.',
    verdict: 'deny',
    request: referral({ isTreatmentReferral: false }),
    expect: { codes: ['CONSENT_MISSING', 'NO_TREATING_RELATIONSHIP'] },
  },
  {
    rule: 'R-19',
    name: 'The sender is a program.',
    verdict: 'deny',
    request: referral({ discloser: cedar, recipient: lakeside }),
    expect: { codes: ['CONSENT_MISSING'] },
  },
  {
    rule: 'R-20',
    name: 'Recipient, purpose, information and time are those of the release: with notice, scope, accounting and labels.',
    verdict: 'permit',
    request: ask({ recipient: shelter }),
    consents: [release({ provision: { actor: [actor('Organization/shelter')] } })],
    expect: {
      authority: 'consent',
      rules: ['R-20'],
      obligations: ['notice', 'scope', 'accounting', 'minimum-necessary', 'labels'],
      notice: '2.32-a-1',
    },
  },
  {
    rule: 'R-20',
    name: 'The release names another recipient.',
    verdict: 'deny',
    request: ask({ recipient: shelter }),
    consents: [release()],
    expect: { codes: ['RECIPIENT_NOT_DESIGNATED'] },
  },
  {
    rule: 'R-20',
    name: 'The release is for another purpose.',
    verdict: 'deny',
    request: ask({ purpose: 'HPAYMT' }),
    consents: [release()],
    expect: { codes: ['PURPOSE_NOT_COVERED'] },
  },
  {
    rule: 'R-20',
    name: 'The release names other information.',
    verdict: 'deny',
    request: ask({ categories: bits('hiv') }),
    consents: [release()],
    expect: { codes: ['CATEGORY_NOT_COVERED'], missing: ['a release that names lakeside as recipient'] },
  },
  {
    rule: 'R-20',
    name: 'Nothing tells what kind of information the record holds, and the release does not name such.',
    verdict: 'deny',
    request: ask({ categories: bits('unclassified') }),
    consents: [release()],
    expect: { codes: ['CATEGORY_NOT_COVERED'] },
  },
  {
    rule: 'R-20',
    trap: 12,
    name: 'A status is a disclosure like any other, and the release does not name it.',
    verdict: 'deny',
    request: askCourt({ categories: bits('referral-status'), channel: 'status' }),
    consents: [courtRelease()],
    expect: { codes: ['CATEGORY_NOT_COVERED'] },
  },
  {
    rule: 'R-21',
    trap: 7,
    name: 'To a covered entity for treatment, which may disclose further under HIPAA, but not in proceedings.',
    verdict: 'permit',
    request: ask(),
    consents: [release()],
    expect: { rules: ['R-21'], redisclosure: 'hipaa-except-proceedings' },
  },
  {
    rule: 'R-21',
    name: 'To a covered entity for treatment, after the patient has revoked in writing.',
    verdict: 'deny',
    request: ask(),
    consents: [release({ status: 'inactive' })],
    expect: { codes: ['CONSENT_MISSING'] },
  },
  {
    rule: 'R-21',
    name: 'Counseling notes under a release for treatment.',
    verdict: 'deny',
    request: ask({ categories: bits('counseling-notes') }),
    consents: [release()],
    expect: { codes: ['COUNSELING_NOTES_SEPARATE_CONSENT'] },
  },
  {
    rule: 'R-28',
    trap: 7,
    name: 'To a person at the court with the duty to monitor, for that duty only.',
    verdict: 'permit',
    request: askCourt(),
    consents: [courtRelease()],
    expect: { rules: ['R-28'], redisclosure: 'cj-official-duty-only', notice: '2.32-a-1' },
  },
  {
    rule: 'R-28',
    name: 'A clerk of the court without that duty asks.',
    verdict: 'deny',
    request: askCourt({ recipient: { ...court, person: { id: 'clerk', duties: ['privacy'] } } }),
    consents: [courtRelease()],
    expect: { codes: ['CJ_NO_MONITORING_DUTY'], missing: ['a person at harbor-court'] },
  },
  {
    rule: 'R-28',
    name: 'A release without a period of effect (2.35(b)).',
    verdict: 'deny',
    request: askCourt(),
    consents: [courtRelease({ provision: { period: { start: '2026-01-10' } } })],
    expect: { codes: ['CONSENT_MISSING', 'CONSENT_DEFICIENT:expiry', 'CONSENT_DEFICIENT:period'] },
  },
  {
    rule: 'R-28',
    name: 'A diagnosis, which the release does not name.',
    verdict: 'deny',
    request: askCourt({ categories: bits('diagnoses') }),
    consents: [courtRelease()],
    expect: { codes: ['CATEGORY_NOT_COVERED'] },
  },
  {
    rule: 'R-29',
    trap: 4,
    name: 'The patient revoked before the day on which the release can be revoked, which has not come.',
    verdict: 'permit',
    request: askCourt({ at: '2026-08-31T23:59:59.999Z' }),
    consents: [revoked],
    expect: { rules: ['R-28'] },
  },
  {
    rule: 'R-29',
    trap: 4,
    name: 'That day has come, and the revocation takes effect by itself.',
    verdict: 'deny',
    request: askCourt({ at: '2026-09-01T00:00:00.000Z' }),
    consents: [revoked],
    expect: { codes: ['CONSENT_EXPIRED'] },
  },
  {
    rule: 'R-25',
    trap: 7,
    name: 'A community service passes on its copy under a release of its own records.',
    verdict: 'permit',
    request: ask({ discloser: shelter, recipient: lakeside }),
    consents: [release({ organization: [{ reference: 'Organization/shelter' }] })],
    expect: { authority: 'consent', notice: '2.32-a-1' },
  },
  {
    rule: 'R-25',
    name: 'A hospital passes on what it received from a program, without a release.',
    verdict: 'deny',
    request: ask({ discloser: lakeside, recipient: shelter }),
    expect: { codes: ['CONSENT_MISSING', 'REDISCLOSURE_BARRED'] },
  },
]
