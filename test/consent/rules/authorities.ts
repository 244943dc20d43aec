/** Cases of grants that rest on other authorities than a release, and of copies (42 CFR 2.31(a)(4)(ii), 2.33(b), 2.34, 2.52-2.53, 2.61-2.67). */
import { EXTENSION } from '../../../src/fhir/codes.ts'
import type { CompileFacts, DisclosureRequest, Held, Party } from '../../../src/consent/consent.ts'
import {
  actor,
  ask,
  bits,
  category,
  cedar,
  court,
  courtRelease,
  exchangeHub,
  lakeside,
  purpose,
  release,
  restriction,
  shelter,
} from '../world.ts'
import type { RuleCase } from './case.ts'
import {
  auditor,
  contractor,
  designation,
  everybody,
  hub,
  inCourt,
  insurer,
  known,
  papersOf,
  payer,
  police,
  registry,
  researcher,
  subpoena,
  treatingOnly,
} from './parties.ts'

const throughHub = (...extension: Parameters<typeof designation>): ReturnType<typeof release> =>
  release({ provision: { actor: [actor(hub, designation(...extension))] } })
const treats: Partial<CompileFacts> = { ...known, treating: new Map([[lakeside.partner, undefined]]) }
const withHub = (change: Partial<Party>): Party[] =>
  everybody.map((party) => (party.partner === exchangeHub.partner ? { ...party, ...change } : party))
const hubUntil = (until: string): Partial<CompileFacts> => ({
  ...treats,
  partners: withHub({ agreements: [{ kind: 'participation', from: '2025-01-01', until }] }),
})

const docketed = courtRelease({
  extension: [
    { url: EXTENSION.revocableWhen, valueString: 'at final disposition of the case' },
    { url: EXTENSION.docket, valueIdentifier: { system: 'https://court.example', value: 'CR-2026-0017' } },
  ],
})
const monitoring = (duty: string): DisclosureRequest =>
  ask({
    recipient: { ...court, person: { id: 'coordinator', duties: [duty] } },
    purpose: 'cj-monitoring',
    categories: bits('attendance'),
  })

const enrolled = release({
  provision: {
    actor: [actor('Organization/registry')],
    purpose: purpose('prevent-multiple-enrollment'),
    securityLabel: category('enrollment', 'medication', 'diagnoses'),
  },
})
const toRegistry = (change: Partial<DisclosureRequest> = {}): DisclosureRequest =>
  ask({
    recipient: registry,
    purpose: 'prevent-multiple-enrollment',
    categories: bits('medication'),
    event: 'treatment-terminated',
    ...change,
  })

/** A copy that the discloser holds, on its way further. */
const copy = (held: Held, change: Partial<DisclosureRequest>): DisclosureRequest =>
  ask({ held, discloser: lakeside, recipient: cedar, channel: 'delivery', ...change })
const underHipaa: Held = { class: 'hipaa-except-proceedings' }
const asConsented: Held = {
  class: 'consistent-with-consent',
  consented: { recipients: [lakeside.partner], purposes: ['TREAT'], categories: bits('goals') },
}
const ofCase: Held = { class: 'cj-official-duty-only', mandate: 'CR-2026-0017' }
const otherCourt = { ...court, partner: 'other-court' }

const nearby: Party = {
  ...cedar,
  partner: 'near-program',
  legalRole: 'wm_or_maintenance_program',
  agreements: [
    ...cedar.agreements,
    { kind: 'registry-membership', from: '2025-01-01', with: cedar.partner, miles: 150 },
  ],
}

export const authorityCases: readonly RuleCase[] = [
  {
    rule: 'R-22',
    name: 'A hospital sends on, to a provider to whom it refers the patient, what it received for treatment.',
    verdict: 'permit',
    request: copy(underHipaa, { isTreatmentReferral: true }),
    expect: {
      authority: 'redisclosure',
      rules: ['R-22'],
      redisclosure: 'hipaa-except-proceedings',
      notice: '2.32-a-1',
    },
  },
  {
    rule: 'R-62',
    name: 'An agreed restriction binds towards whom a hospital refers the patient with what it received.',
    verdict: 'deny',
    request: copy(underHipaa, { isTreatmentReferral: true }),
    consents: [restriction({ securityLabel: category('goals') })],
    expect: { codes: ['RESTRICTION_2_26'] },
  },
  {
    rule: 'R-62',
    name: 'An agreed restriction binds when a program passes on a copy, by the consent under which it came.',
    verdict: 'deny',
    request: copy(asConsented, { discloser: cedar, recipient: lakeside }),
    consents: [restriction()],
    expect: { codes: ['RESTRICTION_2_26'] },
  },
  {
    rule: 'R-62',
    name: 'Of a copy, what a restriction does not name goes on.',
    verdict: 'permit',
    request: copy(underHipaa, { isTreatmentReferral: true, categories: bits('goals', 'plan') }),
    consents: [restriction({ securityLabel: category('goals') })],
    expect: { authority: 'redisclosure', rules: ['R-22'], allowed: ['plan'], withheld: ['goals'] },
  },
  {
    rule: 'R-22',
    name: 'A hospital bills, with what it received for treatment, the plan that pays.',
    verdict: 'permit',
    request: copy(underHipaa, { recipient: payer, purpose: 'HPAYMT' }),
    expect: { authority: 'redisclosure', rules: ['R-22'] },
  },
  {
    rule: 'R-22',
    name: 'A hospital sends what it received to a provider to whom it does not refer the patient.',
    verdict: 'deny',
    request: copy(underHipaa, {}),
    expect: { codes: ['CONSENT_MISSING', 'REDISCLOSURE_BARRED'] },
  },
  {
    rule: 'R-22',
    name: 'A hospital gives a court, for a proceeding, what it received for treatment.',
    verdict: 'deny',
    request: copy(underHipaa, { recipient: court, purpose: 'legal-proceeding' }),
    expect: { codes: ['CONSENT_MISSING', 'REDISCLOSURE_BARRED'] },
  },
  {
    rule: 'R-23',
    name: 'A program sends on to a provider whom the consent names as well.',
    verdict: 'permit',
    request: copy(asConsented, { discloser: cedar, recipient: lakeside }),
    expect: { authority: 'redisclosure', rules: ['R-23'] },
  },
  {
    rule: 'R-23',
    name: 'A program sends on to somebody whom the consent does not name.',
    verdict: 'deny',
    request: copy(asConsented, { discloser: cedar, recipient: shelter }),
    expect: { codes: ['CONSENT_MISSING', 'REDISCLOSURE_BARRED'] },
  },
  {
    rule: 'R-24',
    name: 'An insurer sends on to its contractor, for payment, under a contract.',
    verdict: 'permit',
    request: copy(
      { class: 'contractors-only' },
      {
        discloser: insurer,
        recipient: {
          ...contractor,
          legalRole: 'health_plan',
          agreements: [...contractor.agreements, { kind: 'baa', from: '2025-01-01' }],
        },
        purpose: 'HPAYMT',
      },
    ),
    expect: { authority: 'redisclosure', rules: ['R-24'], redisclosure: 'contractors-only' },
  },
  {
    rule: 'R-24',
    name: 'An insurer sends on to somebody with whom it has no contract.',
    verdict: 'deny',
    request: copy({ class: 'contractors-only' }, { discloser: insurer, recipient: payer, purpose: 'HPAYMT' }),
    expect: { codes: ['CONSENT_MISSING', 'REDISCLOSURE_BARRED'] },
  },
  {
    rule: 'R-25',
    name: 'A community service sends on its copy to a provider, without a release.',
    verdict: 'deny',
    request: copy({ class: 'no-redisclosure' }, { discloser: shelter, recipient: lakeside }),
    expect: { codes: ['CONSENT_MISSING', 'REDISCLOSURE_BARRED'] },
  },
  {
    rule: 'R-26',
    name: 'Through an intermediary to the participant that the release names.',
    verdict: 'permit',
    request: ask(),
    consents: [throughHub({ url: 'participant', valueReference: { reference: 'Organization/lakeside' } })],
    facts: known,
    expect: { authority: 'consent', rules: ['R-21', 'R-26'] },
  },
  {
    rule: 'R-26',
    name: 'Through an intermediary, by a general designation, to a participant who treats the patient.',
    verdict: 'permit',
    request: ask(),
    consents: [throughHub(treatingOnly)],
    facts: treats,
    expect: { authority: 'consent', rules: ['R-21', 'R-26'] },
  },
  {
    rule: 'R-26',
    name: 'Through an intermediary, by a general designation, to a participant of whom nothing says that it treats the patient.',
    verdict: 'deny',
    request: ask(),
    consents: [throughHub(treatingOnly)],
    facts: known,
    expect: {
      codes: ['CONSENT_MISSING', 'NO_TREATING_RELATIONSHIP'],
      missing: ['participants of the intermediary who treat', 'a release'],
    },
  },
  {
    rule: 'R-26',
    name: 'The agreement of the intermediary ended the day before.',
    verdict: 'deny',
    request: ask(),
    consents: [throughHub(treatingOnly)],
    facts: hubUntil('2026-06-15'),
    expect: {
      codes: ['CONSENT_EXPIRED', 'AGREEMENT_MISSING'],
      missing: ['of hub', 'a release'],
    },
  },
  {
    rule: 'R-26',
    name: 'The intermediary has no agreement, and the release names the participant.',
    verdict: 'deny',
    request: ask(),
    consents: [throughHub({ url: 'participant', valueReference: { reference: 'Organization/lakeside' } })],
    facts: { ...treats, partners: withHub({ agreements: [] }) },
    expect: { codes: ['CONSENT_MISSING', 'AGREEMENT_MISSING'], missing: ['of hub', 'a release'] },
  },
  {
    rule: 'R-26',
    name: 'The intermediary has the agreement of another role only.',
    verdict: 'deny',
    request: ask(),
    consents: [throughHub(treatingOnly)],
    facts: { ...treats, partners: withHub({ agreements: [{ kind: 'qsoa', from: '2025-01-01' }] }) },
    expect: { codes: ['CONSENT_MISSING', 'AGREEMENT_MISSING'], missing: ['of hub', 'a release'] },
  },
  {
    rule: 'R-26',
    name: 'When the agreement of the intermediary began cannot be read.',
    verdict: 'deny',
    request: ask(),
    consents: [throughHub(treatingOnly)],
    facts: { ...treats, partners: withHub({ agreements: [{ kind: 'participation', from: 'long ago' }] }) },
    expect: { codes: ['CONSENT_MISSING', 'AGREEMENT_MISSING'], missing: ['of hub', 'a release'] },
  },
  {
    rule: 'R-26',
    name: 'On the last day of the agreement of the intermediary.',
    verdict: 'permit',
    request: ask(),
    consents: [throughHub(treatingOnly)],
    facts: hubUntil('2026-06-16'),
    expect: { authority: 'consent', rules: ['R-21', 'R-26'] },
  },
  {
    rule: 'R-26',
    trap: 9,
    name: 'A general designation reaches no payer, also where a care team names it.',
    verdict: 'deny',
    request: ask({ recipient: payer, purpose: 'HPAYMT' }),
    consents: [
      release({
        provision: { actor: [actor(hub, designation(treatingOnly))], purpose: purpose('HPAYMT') },
      }),
    ],
    facts: { ...known, treating: new Map([[payer.partner, undefined]]) },
    expect: { codes: ['CONSENT_MISSING'] },
  },
  {
    rule: 'R-26',
    name: 'An intermediary is named without participants.',
    verdict: 'deny',
    request: ask({ recipient: { ...lakeside } }),
    consents: [release({ provision: { actor: [actor(hub, designation())] } })],
    facts: treats,
    expect: { codes: ['CONSENT_MISSING'] },
  },
  {
    rule: 'R-28',
    name: 'A person who monitors the mandate that the release names.',
    verdict: 'permit',
    request: monitoring('monitor:CR-2026-0017'),
    consents: [docketed],
    expect: { rules: ['R-28'] },
  },
  {
    rule: 'R-28',
    name: 'A person who monitors every mandate.',
    verdict: 'permit',
    request: monitoring('monitor'),
    consents: [docketed],
    expect: { rules: ['R-28'] },
  },
  {
    rule: 'R-28',
    name: 'A person who monitors another mandate than the release names.',
    verdict: 'deny',
    request: monitoring('monitor:CR-2026-0099'),
    consents: [docketed],
    expect: { codes: ['CJ_NO_MONITORING_DUTY'] },
  },
  {
    rule: 'R-29',
    name: 'A court tells another court, whose person monitors the same mandate.',
    verdict: 'permit',
    request: copy(ofCase, {
      discloser: court,
      recipient: { ...otherCourt, person: { id: 'officer', duties: ['monitor:CR-2026-0017'] } },
      purpose: 'cj-monitoring',
      categories: bits('attendance'),
    }),
    expect: { authority: 'redisclosure', rules: ['R-29'], redisclosure: 'cj-official-duty-only' },
  },
  {
    rule: 'R-29',
    name: 'A court tells another court, whose person monitors every mandate.',
    verdict: 'permit',
    request: copy(ofCase, {
      discloser: court,
      recipient: otherCourt,
      purpose: 'cj-monitoring',
      categories: bits('attendance'),
    }),
    expect: { authority: 'redisclosure', rules: ['R-29'] },
  },
  {
    rule: 'R-29',
    name: 'A court tells another court, whose person monitors another mandate.',
    verdict: 'deny',
    request: copy(ofCase, {
      discloser: court,
      recipient: { ...otherCourt, person: { id: 'officer', duties: ['monitor:CR-2026-0099'] } },
      purpose: 'cj-monitoring',
      categories: bits('attendance'),
    }),
    expect: { codes: ['CONSENT_MISSING', 'CJ_REUSE_BEYOND_DUTY'] },
  },
  {
    rule: 'R-30',
    name: 'A registry hears, with consent, that treatment has ended: identity, drug and dates.',
    verdict: 'permit',
    request: toRegistry(),
    consents: [enrolled],
    facts: known,
    expect: { authority: 'consent', rules: ['R-30'], redisclosure: 'enrollment-check-only' },
  },
  {
    rule: 'R-30',
    trap: 10,
    name: 'A registry hears no diagnosis, also where the release names it.',
    verdict: 'deny',
    request: toRegistry({ categories: bits('diagnoses') }),
    consents: [enrolled],
    facts: known,
    expect: { codes: ['CATEGORY_NOT_COVERED', 'MINIMUM_NECESSARY'] },
  },
  {
    rule: 'R-30',
    name: 'Nothing has happened that may be reported.',
    verdict: 'deny',
    request: ask({
      recipient: registry,
      purpose: 'prevent-multiple-enrollment',
      categories: bits('medication'),
    }),
    consents: [enrolled],
    facts: known,
    expect: { codes: ['REGISTRY_EVENT_INVALID'], missing: ['one of the events accepted-for-treatment'] },
  },
  {
    rule: 'R-30',
    name: 'A program within 200 miles, with consent.',
    verdict: 'permit',
    request: toRegistry({ recipient: nearby }),
    consents: [
      release({
        provision: {
          actor: [actor('Organization/near-program')],
          purpose: purpose('prevent-multiple-enrollment'),
          securityLabel: category('medication'),
        },
      }),
    ],
    facts: { partners: [cedar, nearby] },
    expect: { authority: 'consent', rules: ['R-30'] },
  },
  {
    rule: 'R-30',
    name: 'A program of which nobody knows that it lies within 200 miles.',
    verdict: 'deny',
    request: toRegistry({
      recipient: {
        ...cedar,
        partner: 'far-program',
        legalRole: 'wm_or_maintenance_program',
        agreements: [
          ...cedar.agreements,
          { kind: 'registry-membership', from: '2025-01-01', with: cedar.partner, miles: 201 },
        ],
      },
    }),
    expect: { codes: ['REGISTRY_DISTANCE'], missing: ['at most 200 miles'] },
  },
  {
    rule: 'R-43',
    name: 'A university with a data use agreement.',
    verdict: 'permit',
    request: ask({ recipient: researcher, purpose: 'HRESCH' }),
    facts: known,
    expect: { authority: 'agreement', rules: ['R-43'], redisclosure: 'research-only' },
  },
  {
    rule: 'R-43',
    name: 'A university without a data use agreement.',
    verdict: 'deny',
    request: ask({
      recipient: { ...researcher, agreements: researcher.agreements.slice(0, 1) },
      purpose: 'HRESCH',
    }),
    facts: known,
    expect: {
      codes: ['AGREEMENT_MISSING'],
      missing: ['data use agreement (42 CFR 2.52) between cedar-bridge and university'],
    },
  },
  {
    rule: 'R-44',
    name: 'An auditor gets what the agreement names.',
    verdict: 'permit',
    request: ask({ recipient: auditor, purpose: 'audit-evaluation', categories: bits('attendance') }),
    facts: known,
    expect: { authority: 'agreement', rules: ['R-44'], redisclosure: 'audit-only' },
  },
  {
    rule: 'R-44',
    name: 'An auditor gets nothing that the agreement does not name.',
    verdict: 'deny',
    request: ask({ recipient: auditor, purpose: 'audit-evaluation', categories: bits('hiv') }),
    facts: known,
    expect: { codes: ['CATEGORY_NOT_COVERED'] },
  },
  {
    rule: 'R-44',
    name: 'An auditor without an agreement on file.',
    verdict: 'deny',
    request: ask({
      recipient: { ...auditor, agreements: auditor.agreements.slice(0, 1) },
      purpose: 'audit-evaluation',
    }),
    facts: known,
    expect: {
      codes: ['AGREEMENT_MISSING'],
      missing: ['written agreement on audit or evaluation (42 CFR 2.53)'],
    },
  },
  {
    rule: 'R-46',
    trap: 3,
    name: 'An order of the court and the subpoena with it.',
    verdict: 'permit',
    request: inCourt(),
    facts: papersOf(),
    expect: { authority: 'court-order', rules: ['R-46', 'R-49'], redisclosure: 'court-order-scope' },
  },
  {
    rule: 'R-46',
    trap: 3,
    name: 'An order without a subpoena releases nothing by itself.',
    verdict: 'deny',
    request: inCourt(),
    facts: papersOf({ subpoena: false }),
    expect: {
      codes: ['CONSENT_MISSING', 'ORDER_WITHOUT_SUBPOENA'],
      missing: ['there is no subpoena with it', 'a release'],
    },
  },
  {
    rule: 'R-46',
    trap: 3,
    name: 'A subpoena without an order.',
    verdict: 'deny',
    request: inCourt(),
    facts: { ...known, orders: [subpoena] },
    expect: { codes: ['CONSENT_MISSING', 'SUBPOENA_WITHOUT_ORDER'] },
  },
  {
    rule: 'R-47',
    name: 'An order to investigate a patient reaches the police.',
    verdict: 'permit',
    request: inCourt({ recipient: police }),
    facts: papersOf({ type: 'criminal-patient-2.65', recipients: [police.partner] }),
    expect: { authority: 'court-order', rules: ['R-46', 'R-49b'] },
  },
  {
    rule: 'R-47',
    name: 'An order to investigate a patient, of what an auditor holds.',
    verdict: 'deny',
    request: inCourt({ discloser: auditor, recipient: police }),
    facts: papersOf({ type: 'criminal-patient-2.65', recipients: [police.partner] }),
    expect: { codes: ['CONSENT_MISSING', 'ORDER_SCOPE', 'REDISCLOSURE_BARRED'] },
  },
  {
    rule: 'R-48',
    name: 'Confidential communications, by an order that states the threat.',
    verdict: 'permit',
    request: inCourt({ categories: bits('counseling-notes') }),
    facts: papersOf({ parts: ['counseling-notes'], ground: 'threat' }),
    expect: { authority: 'court-order', rules: ['R-46', 'R-49'] },
  },
  {
    rule: 'R-48',
    name: 'Confidential communications, by an order that states no ground.',
    verdict: 'deny',
    request: inCourt({ categories: bits('counseling-notes') }),
    facts: papersOf({ parts: ['attendance', 'counseling-notes'] }),
    expect: { codes: ['COUNSELING_NOTES_SEPARATE_CONSENT', 'ORDER_SCOPE', 'MINIMUM_NECESSARY'] },
  },
  {
    rule: 'R-49',
    name: 'The parts that the order names, while it is valid.',
    verdict: 'permit',
    request: inCourt({ categories: bits('attendance', 'drug-tests', 'plan'), channel: 'delivery' }),
    facts: papersOf(),
    expect: { rules: ['R-46', 'R-49'], allowed: ['attendance', 'drug-tests'], withheld: ['plan'] },
  },
  {
    rule: 'R-49',
    name: 'The order is valid no more.',
    verdict: 'deny',
    request: inCourt({ at: '2026-07-01T00:00:00.000Z' }),
    facts: papersOf(),
    expect: { codes: ['CONSENT_EXPIRED'] },
  },
  {
    rule: 'R-49b',
    name: 'An order to prosecute a patient, to the police that it names.',
    verdict: 'permit',
    request: inCourt({ recipient: police, categories: bits('drug-tests') }),
    facts: papersOf({ type: 'criminal-patient-2.65', recipients: [police.partner] }),
    expect: { authority: 'court-order', rules: ['R-46', 'R-49b'] },
  },
  {
    rule: 'R-49b',
    name: 'An order to prosecute a patient names the police, and the court asks.',
    verdict: 'deny',
    request: inCourt(),
    facts: papersOf({ type: 'criminal-patient-2.65', recipients: [police.partner] }),
    expect: { codes: ['CONSENT_MISSING'] },
  },
  {
    rule: 'R-51',
    name: 'An order to investigate a program reaches its records without what identifies patients.',
    verdict: 'permit',
    request: inCourt(),
    facts: papersOf({ type: 'program-2.66' }),
    expect: { authority: 'court-order', rules: ['R-46', 'R-51'] },
  },
  {
    rule: 'R-51',
    name: 'Names, by an order to investigate a program.',
    verdict: 'deny',
    request: inCourt({ categories: bits('demographics') }),
    facts: papersOf({ type: 'program-2.66', parts: ['demographics', 'attendance'] }),
    expect: { codes: ['CATEGORY_NOT_COVERED'] },
  },
  {
    rule: 'R-52',
    name: 'Records, by an order for undercover agents.',
    verdict: 'deny',
    request: inCourt(),
    facts: papersOf({ type: 'undercover-2.67' }),
    expect: { codes: ['CONSENT_MISSING', 'CONSENT_DEFICIENT:order-type'] },
  },
]
