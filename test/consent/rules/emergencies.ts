/** Cases of emergencies (42 CFR 2.51): to medical personnel alone, for as long as they are open, by the rule of their kind. */
import type { CompileFacts } from '../../../src/consent/consent.ts'
import { ask, bits, release, restriction, shelter } from '../world.ts'
import type { RuleCase } from './case.ts'
import { clerk, emergency, fda, known, medic, software } from './parties.ts'

/** An emergency that the FDA opened about a product. */
const warned: Partial<CompileFacts> = {
  ...known,
  emergencies: (emergency.emergencies ?? []).map((each) => ({
    ...each,
    recipient: fda.partner,
    categories: bits('demographics', 'medication'),
    rule: 'R-42',
  })),
}

export const emergencyCases: readonly RuleCase[] = [
  {
    rule: 'R-40',
    name: 'The hospital treats an emergency: everything but counseling notes, to be written down at once.',
    verdict: 'permit',
    request: ask({ purpose: 'ETREAT', categories: bits('hiv', 'medication') }),
    facts: emergency,
    expect: {
      authority: 'emergency',
      rules: ['R-40'],
      obligations: ['notice', 'accounting', 'minimum-necessary', 'labels', 'emergency-record'],
      redisclosure: 'emergency-treatment-only',
    },
  },
  {
    rule: 'R-40',
    name: 'An agreed restriction does not bind the treatment of an emergency (2.26).',
    verdict: 'permit',
    request: ask({ purpose: 'ETREAT' }),
    consents: [restriction()],
    facts: emergency,
    expect: { authority: 'emergency', rules: ['R-40'] },
  },
  {
    rule: 'R-40',
    name: 'Counseling notes in an emergency.',
    verdict: 'deny',
    request: ask({ purpose: 'ETREAT', categories: bits('counseling-notes') }),
    facts: emergency,
    expect: { codes: ['COUNSELING_NOTES_SEPARATE_CONSENT'] },
  },
  {
    rule: 'R-40',
    name: 'Usual treatment while an emergency is open.',
    verdict: 'deny',
    request: ask(),
    facts: emergency,
    expect: { codes: ['CONSENT_MISSING'] },
  },
  {
    rule: 'R-40',
    name: 'The emergency is over.',
    verdict: 'deny',
    request: ask({ purpose: 'ETREAT', at: '2026-06-16T06:00:00.000Z' }),
    facts: emergency,
    expect: { codes: ['CONSENT_EXPIRED'] },
  },
  {
    rule: 'R-40',
    name: 'An emergency that was opened for somebody who is no medical personnel.',
    verdict: 'deny',
    request: ask({ recipient: shelter, purpose: 'TREAT' }),
    facts: {
      ...emergency,
      emergencies: (emergency.emergencies ?? []).map((each) => ({ ...each, recipient: shelter.partner })),
    },
    expect: { codes: ['CONSENT_MISSING', 'EMERGENCY_NOT_MEDICAL_PERSONNEL'] },
  },
  {
    rule: 'R-40',
    name: 'A diagnosis, in an emergency of a kind that gives medication and nothing else.',
    verdict: 'deny',
    request: ask({ purpose: 'ETREAT', categories: bits('diagnoses') }),
    facts: {
      ...emergency,
      emergencies: (emergency.emergencies ?? []).map((each) => ({ ...each, categories: bits('medication') })),
    },
    expect: { codes: ['CATEGORY_NOT_COVERED'] },
  },
  {
    rule: 'R-40',
    name: 'A clerk of the hospital, while its physician has an emergency open.',
    verdict: 'deny',
    request: ask({ recipient: clerk, purpose: 'ETREAT' }),
    facts: emergency,
    expect: { codes: ['EMERGENCY_NOT_MEDICAL_PERSONNEL'] },
  },
  {
    rule: 'R-40',
    name: 'Software of the hospital for which no person acts, while an emergency is open.',
    verdict: 'deny',
    request: ask({ recipient: software, purpose: 'ETREAT' }),
    facts: emergency,
    expect: { codes: ['EMERGENCY_NOT_MEDICAL_PERSONNEL'] },
  },
  {
    rule: 'R-40',
    name: 'A clerk of the hospital, of what its physician’s emergency gives and a release does not.',
    verdict: 'deny',
    request: ask({ recipient: clerk, purpose: 'ETREAT', categories: bits('hiv') }),
    consents: [release()],
    facts: emergency,
    expect: { codes: ['EMERGENCY_NOT_MEDICAL_PERSONNEL', 'CATEGORY_NOT_COVERED'] },
  },
  {
    rule: 'R-40',
    name: 'What the patient released for treatment, to somebody else of the hospital, while an emergency is open: by the release alone.',
    verdict: 'permit',
    request: ask({ purpose: 'ETREAT', recipient: clerk }),
    consents: [release()],
    facts: emergency,
    expect: { authority: 'consent', rules: ['R-21'] },
  },
  {
    rule: 'R-41',
    name: 'The hospital treats an emergency while the program is closed by a declared disaster.',
    verdict: 'permit',
    request: ask({ purpose: 'ETREAT', categories: bits('medication') }),
    facts: {
      ...emergency,
      emergencies: (emergency.emergencies ?? []).map((each) => ({ ...each, rule: 'R-41' })),
    },
    expect: { authority: 'emergency', rules: ['R-41'], redisclosure: 'emergency-treatment-only' },
  },
  {
    rule: 'R-42',
    name: 'A physician of the FDA is told who had the medication, to warn of a danger from it.',
    verdict: 'permit',
    request: ask({
      recipient: { ...fda, person: { id: 'fda-physician', role: 'physician', duties: [] } },
      purpose: 'ETREAT',
      categories: bits('medication'),
    }),
    facts: warned,
    expect: { authority: 'emergency', rules: ['R-42'] },
  },
  {
    rule: 'R-42',
    name: 'A nurse by role, who acts for the FDA, is none of its medical personnel.',
    verdict: 'deny',
    request: ask({
      recipient: { ...fda, person: { id: 'fda-nurse', role: 'nurse', duties: [] } },
      purpose: 'ETREAT',
      categories: bits('medication'),
    }),
    facts: warned,
    expect: { codes: ['EMERGENCY_NOT_MEDICAL_PERSONNEL'] },
  },
  {
    rule: 'R-40',
    name: 'Another hospital than the one at which the emergency is.',
    verdict: 'deny',
    request: ask({ recipient: medic, purpose: 'ETREAT' }),
    facts: emergency,
    expect: { codes: ['CONSENT_MISSING'] },
  },
]
