/** Cases of what rests on facts that the discloser states (42 CFR 2.12(c)(3)-(6), 2.14, 2.15, 2.20, 2.23, 2.34, 2.51, 2.54). */
import type { DisclosureRequest, Party } from '../../../src/consent/consent.ts'
import { parsePolicy } from '../../../src/consent/policy.ts'
import { ask, bits, cedar, court, files, lakeside, purpose, release, actor } from '../world.ts'
import type { RuleCase } from './case.ts'
import { everybody, fda, health, laboratory, payer, pdmp, police, registry } from './parties.ts'

type Facts = readonly string[]

const claim = (kind: string, facts: Facts, change: Partial<DisclosureRequest> = {}): DisclosureRequest =>
  ask({ claim: { kind, facts }, ...change })

const patient: Party = { ...cedar, partner: 'the-patient', legalRole: 'patient', agreements: [] }
const mother: Party = { ...patient, partner: 'mother', legalRole: 'personal_representative' }
const stateLaw = {
  ...files()['state-law'],
  rules: (files()['state-law'] ?? {})['sample'],
  pdmpRequiredBy: ['US-XX'],
}
/** A policy in which one state's law is loaded. */
const stricter = parsePolicy({ ...files(), 'state-law': stateLaw })
const cedarInState: Party = { ...cedar, state: 'US-XX' }
const cedarElsewhere: Party = { ...cedar, state: 'US-YY' }
const payerElsewhere: Party = { ...payer, state: 'US-YY' }
const paid = release({
  provision: {
    actor: [actor('Organization/payer')],
    purpose: purpose('HPAYMT'),
    securityLabel: [{ system: stricter.categorySystem, code: 'hiv' }],
  },
})
const toPdmp = release({
  extension: release()['extension'],
  provision: {
    actor: [actor('Organization/state-pdmp')],
    purpose: purpose('pdmp-report'),
    securityLabel: [{ system: stricter.categorySystem, code: 'medication' }],
  },
})
const reported = (change: Partial<DisclosureRequest>): DisclosureRequest =>
  ask({ recipient: pdmp, purpose: 'pdmp-report', categories: bits('medication'), ...change })

const internal: Partial<DisclosureRequest> = { recipient: court }
const atCrime: Partial<DisclosureRequest> = {
  recipient: { ...police, agreements: [] },
  purpose: 'crime-on-premises',
  categories: bits('demographics'),
}
const abuse: Partial<DisclosureRequest> = {
  recipient: health,
  purpose: 'child-abuse-report',
  categories: bits('demographics'),
}
const counted: Partial<DisclosureRequest> = { recipient: health, purpose: 'public-health-deid' }

export const carveOutCases: readonly RuleCase[] = [
  {
    rule: 'R-03',
    name: 'Who has direct administrative control over the program may have what its people need for their duties.',
    verdict: 'permit',
    request: claim('internal', ['direct-administrative-control', 'needed-for-duties'], internal),
    expect: { authority: 'claim', rules: ['R-03'] },
  },
  {
    rule: 'R-03',
    name: 'That it is needed for duties is not stated.',
    verdict: 'deny',
    request: claim('internal', ['direct-administrative-control'], internal),
    expect: { codes: ['NOT_PART2_AUTHORITY'], missing: ['duties that arise from diagnosis'] },
  },
  {
    rule: 'R-03',
    name: 'A hospital that is no program.',
    verdict: 'deny',
    request: claim('internal', ['direct-administrative-control', 'needed-for-duties'], {
      discloser: lakeside,
      recipient: court,
    }),
    expect: { codes: ['NOT_PART2_AUTHORITY'] },
  },
  {
    rule: 'R-04',
    name: 'A laboratory under an agreement with the program gets what its services need.',
    verdict: 'permit',
    request: claim('qso', ['needed-for-services'], { recipient: laboratory }),
    expect: { authority: 'claim', rules: ['R-04'], redisclosure: 'no-redisclosure' },
  },
  {
    rule: 'R-04',
    name: 'A laboratory without an agreement with this program.',
    verdict: 'deny',
    request: claim('qso', ['needed-for-services'], {
      recipient: { ...laboratory, agreements: laboratory.agreements.slice(0, 1) },
    }),
    expect: { codes: ['NOT_PART2_AUTHORITY'], missing: ['between cedar-bridge and laboratory'] },
  },
  {
    rule: 'R-05',
    name: 'The police learn who the patient is who threatened the staff; no paper of theirs is needed.',
    verdict: 'permit',
    request: claim('crime-on-premises', ['crime-or-threat-at-program'], atCrime),
    expect: { authority: 'claim', rules: ['R-05'], allowed: ['demographics'] },
  },
  {
    rule: 'R-05',
    name: 'A diagnosis is not among what may be reported.',
    verdict: 'deny',
    request: claim('crime-on-premises', ['crime-or-threat-at-program'], {
      ...atCrime,
      categories: bits('demographics', 'diagnoses'),
    }),
    expect: { codes: ['MINIMUM_NECESSARY'] },
  },
  {
    rule: 'R-06',
    name: 'The report that state law requires.',
    verdict: 'permit',
    request: claim('child-abuse-report', ['state-law-requires', 'initial-report'], abuse),
    expect: { authority: 'claim', rules: ['R-06'] },
  },
  {
    rule: 'R-06',
    name: 'Records for what follows from the report.',
    verdict: 'deny',
    request: claim('child-abuse-report', ['state-law-requires'], abuse),
    expect: { codes: ['NOT_PART2_AUTHORITY'], missing: ['the report itself'] },
  },
  {
    rule: 'R-07',
    name: 'The patient has the patient’s own record.',
    verdict: 'permit',
    request: claim('patient-access', ['identity-verified'], { recipient: patient, purpose: 'PATRQT' }),
    expect: { authority: 'claim', rules: ['R-07'], redisclosure: 'own-record' },
  },
  {
    rule: 'R-07',
    name: 'Nobody has verified that it is the patient.',
    verdict: 'deny',
    request: claim('patient-access', [], { recipient: patient, purpose: 'PATRQT' }),
    expect: { codes: ['NOT_PART2_AUTHORITY'], missing: ['that it is the patient who asks'] },
  },
  {
    rule: 'R-08',
    name: 'What the law of the state leaves open goes under the release.',
    verdict: 'permit',
    request: ask({
      discloser: cedarElsewhere,
      recipient: payerElsewhere,
      purpose: 'HPAYMT',
      categories: bits('hiv'),
    }),
    consents: [paid],
    facts: {
      policy: stricter,
      partners: [...everybody.filter(({ partner }) => partner !== 'payer'), payerElsewhere],
    },
    expect: { authority: 'consent', rules: ['R-21'] },
  },
  {
    rule: 'R-08',
    name: 'The law of the program’s state is stricter than the release.',
    verdict: 'deny',
    request: ask({ discloser: cedarInState, recipient: payer, purpose: 'HPAYMT', categories: bits('hiv') }),
    consents: [paid],
    facts: { policy: stricter, partners: everybody },
    expect: { codes: ['CONSENT_MISSING', 'STATE_LAW'] },
  },
  {
    rule: 'R-16',
    name: 'A minor’s mother whom the law makes the representative.',
    verdict: 'permit',
    request: claim('personal-representative', ['identity-verified', 'representative-by-law'], {
      recipient: mother,
      purpose: 'PATRQT',
    }),
    expect: { authority: 'claim', rules: ['R-16'] },
  },
  {
    rule: 'R-16',
    name: 'A minor’s mother of whom the law does not say so: where a minor may consent alone, only the minor may let her know.',
    verdict: 'deny',
    request: claim('personal-representative', ['identity-verified'], {
      recipient: mother,
      purpose: 'PATRQT',
    }),
    expect: { codes: ['NOT_PART2_AUTHORITY'], missing: ['for a minor as state law says'] },
  },
  {
    rule: 'R-31',
    name: 'A registry tells a member where else the applicant is enrolled.',
    verdict: 'permit',
    request: claim('registry-inquiry', ['member-inquires'], {
      discloser: registry,
      recipient: cedar,
      purpose: 'prevent-multiple-enrollment',
      categories: bits('enrollment'),
    }),
    expect: { authority: 'claim', rules: ['R-31'], redisclosure: 'enrollment-check-only' },
  },
  {
    rule: 'R-31',
    name: 'A registry tells nothing clinical.',
    verdict: 'deny',
    request: claim('registry-inquiry', ['member-inquires'], {
      discloser: registry,
      recipient: cedar,
      purpose: 'prevent-multiple-enrollment',
      categories: bits('medication'),
    }),
    expect: { codes: ['MINIMUM_NECESSARY'] },
  },
  {
    rule: 'R-32',
    name: 'A law of the state requires the report, and the patient has consented.',
    verdict: 'permit',
    request: reported({ discloser: cedarInState }),
    consents: [toPdmp],
    facts: { policy: stricter, partners: everybody },
    expect: { authority: 'consent', rules: ['R-32'] },
  },
  {
    rule: 'R-32',
    name: 'No law of the state requires the report.',
    verdict: 'deny',
    request: reported({ discloser: cedarElsewhere }),
    consents: [toPdmp],
    facts: { policy: stricter, partners: everybody },
    expect: { codes: ['PDMP_NOT_REQUIRED_BY_LAW'], missing: ['a law of the state of cedar-bridge'] },
  },
  {
    rule: 'R-32',
    name: 'A law of the state requires the report, and the patient has not consented.',
    verdict: 'deny',
    request: reported({ discloser: cedarInState }),
    facts: { policy: stricter, partners: everybody },
    expect: { codes: ['CONSENT_MISSING'] },
  },
  {
    rule: 'R-41',
    name: 'A disaster was declared and the program is closed.',
    verdict: 'permit',
    request: claim('disaster', ['declared-emergency', 'program-closed'], { purpose: 'ETREAT' }),
    expect: { authority: 'claim', rules: ['R-41'], redisclosure: 'emergency-treatment-only' },
  },
  {
    rule: 'R-41',
    name: 'A disaster was declared, and the program is open.',
    verdict: 'deny',
    request: claim('disaster', ['declared-emergency'], { purpose: 'ETREAT' }),
    expect: { codes: ['NOT_PART2_AUTHORITY'], missing: ['that the program is closed'] },
  },
  {
    rule: 'R-42',
    name: 'The FDA asserts a danger from a product, to notify patients or physicians.',
    verdict: 'permit',
    request: claim('fda', ['fda-asserts-threat', 'notification-only'], {
      recipient: fda,
      purpose: 'ETREAT',
      categories: bits('medication'),
    }),
    expect: { authority: 'claim', rules: ['R-42'] },
  },
  {
    rule: 'R-42',
    name: 'A hospital says so in place of the FDA.',
    verdict: 'deny',
    request: claim('fda', ['fda-asserts-threat', 'notification-only'], {
      purpose: 'ETREAT',
      categories: bits('medication'),
    }),
    expect: { codes: ['NOT_PART2_AUTHORITY'] },
  },
  {
    rule: 'R-45',
    name: 'De-identified records for public health.',
    verdict: 'permit',
    request: claim('public-health-deid', ['de-identified'], counted),
    expect: { authority: 'claim', rules: ['R-45'] },
  },
  {
    rule: 'R-45',
    name: 'Records with names are not de-identified, whatever is stated.',
    verdict: 'deny',
    request: claim('public-health-deid', ['de-identified'], { ...counted, categories: bits('demographics') }),
    expect: { codes: ['MINIMUM_NECESSARY'] },
  },
  {
    rule: 'PURPOSE',
    name: 'A claim that is for another purpose.',
    verdict: 'deny',
    request: claim('patient-access', ['identity-verified'], { recipient: patient, purpose: 'HPAYMT' }),
    expect: { codes: ['NOT_PART2_AUTHORITY'] },
  },
  {
    rule: 'PURPOSE',
    name: 'A claim that nobody knows.',
    verdict: 'deny',
    request: claim('because-i-say-so', ['everything']),
    expect: { codes: ['NOT_PART2_AUTHORITY'] },
  },
  {
    rule: 'AGREEMENT',
    name: 'A claim towards a partner without its paper.',
    verdict: 'deny',
    request: claim('internal', ['direct-administrative-control', 'needed-for-duties'], {
      recipient: { ...court, agreements: [] },
    }),
    expect: { codes: ['AGREEMENT_MISSING'], missing: ['participation agreement'] },
  },
]
