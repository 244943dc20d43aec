/** Cases of the elements that a release must have (42 CFR 2.31(a)(1)-(10)): with it something goes, without it nothing. */
import { EXTENSION } from '../../../src/fhir/codes.ts'
import type { Extension, Resource } from '../../../src/fhir/resource.ts'
import { actor, ask, category, exchangeHub, purpose, release, shelter } from '../world.ts'
import type { RuleCase } from './case.ts'

const ordinary = release()['extension'] as Extension[]
const without = (url: string): Extension[] => ordinary.filter((extension) => extension.url !== url)
const none: Extension = { url: EXTENSION.expirationNone, valueBoolean: true }
const event: Extension = { url: EXTENSION.expirationEvent, valueString: 'end of treatment' }

function counts(rule: string, name: string, consent: Resource, change: Partial<RuleCase> = {}): RuleCase {
  return {
    rule,
    name,
    verdict: 'permit',
    request: ask(),
    consents: [consent],
    expect: { authority: 'consent', rules: ['R-21'] },
    ...change,
  }
}

type Void = Partial<RuleCase> & { readonly elements: readonly string[] }

function isVoid(rule: string, name: string, consent: Resource, { elements, ...change }: Void): RuleCase {
  const codes = ['CONSENT_MISSING', ...elements.map((element) => `CONSENT_DEFICIENT:${element}`)]
  return { rule, name, verdict: 'deny', request: ask(), consents: [consent], expect: { codes }, ...change }
}

export const elementCases: readonly RuleCase[] = [
  counts('2.31(a)(1)', 'The release names the patient.', release()),
  isVoid('2.31(a)(1)', 'The release names no patient.', release({ patient: undefined }), {
    elements: ['patient'],
  }),
  counts('2.31(a)(2)', 'The release names the discloser.', release()),
  isVoid(
    '2.31(a)(2)',
    'The release lets somebody else disclose.',
    release({ organization: [{ reference: 'Organization/lakeside' }] }),
    { elements: ['discloser'] },
  ),
  counts('2.31(a)(3)', 'The release names the kinds of information, and this is one of them.', release()),
  isVoid(
    '2.31(a)(3)',
    'The release names no information.',
    release({ provision: { securityLabel: undefined } }),
    { elements: ['information'] },
  ),
  isVoid(
    '2.31(a)(3)',
    'The release says it in words that nobody here knows ("all my records").',
    release({ provision: { securityLabel: category('everything') } }),
    { elements: ['information', 'unknown-information'] },
  ),
  counts('2.31(a)(4)(i)', 'The release names the recipient.', release()),
  {
    rule: '2.31(a)(4)(i)',
    name: 'The release names nobody as recipient.',
    verdict: 'deny',
    request: ask(),
    consents: [release({ provision: { actor: undefined } })],
    expect: { codes: ['CONSENT_MISSING'] },
  },
  {
    rule: '2.31(a)(4)(ii)',
    trap: 9,
    name: 'An intermediary that is named without any participant gets nothing for itself.',
    verdict: 'deny',
    request: ask({ recipient: exchangeHub }),
    consents: [release({ provision: { actor: [actor('Organization/hub')] } })],
    expect: { codes: ['PURPOSE_NOT_COVERED'] },
  },
  counts(
    '2.31(a)(4)(iii)',
    'To a covered entity, with the statement on redisclosure under HIPAA.',
    release(),
  ),
  counts(
    '2.31(a)(4)(iii)',
    'To a community service, which is bound by Part 2 itself, without the statement.',
    release({
      extension: without(EXTENSION.hipaaRedisclosureStatement),
      provision: { actor: [actor('Organization/shelter')] },
    }),
    { request: ask({ recipient: shelter }), expect: { rules: ['R-20'] } },
  ),
  isVoid(
    '2.31(a)(4)(iii)',
    'To a covered entity, without the statement.',
    release({ extension: without(EXTENSION.hipaaRedisclosureStatement) }),
    { elements: ['hipaa-redisclosure'] },
  ),
  counts('2.31(a)(5)', 'The release names the purpose that is asked for.', release()),
  isVoid('2.31(a)(5)', 'The release names no purpose.', release({ provision: { purpose: undefined } }), {
    elements: ['purpose', 'recipient-purpose'],
  }),
  counts('2.31(a)(6)', 'The release states the right to revoke it.', release()),
  isVoid(
    '2.31(a)(6)',
    'The release does not state it.',
    release({ extension: without(EXTENSION.rightToRevokeStatement) }),
    { elements: ['right-to-revoke'] },
  ),
  counts('2.31(a)(7)', 'The release ends on a date.', release()),
  counts(
    '2.31(a)(7)',
    'The release ends with an event that it names.',
    release({ extension: [...ordinary, event], provision: { period: { start: '2026-01-10' } } }),
  ),
  counts(
    '2.31(a)(7)',
    'A release for treatment says that it has no end.',
    release({ extension: [...ordinary, none], provision: { period: { start: '2026-01-10' } } }),
    { trap: 8 },
  ),
  isVoid(
    '2.31(a)(7)',
    'The release says nothing of its end.',
    release({ provision: { period: { start: '2026-01-10' } } }),
    { elements: ['expiry'] },
  ),
  isVoid(
    '2.31(a)(7)',
    'A release for another purpose than treatment, payment and operations says that it has no end.',
    release({
      extension: [...ordinary, none],
      provision: { purpose: purpose('PATRQT'), period: undefined },
    }),
    { elements: ['expiry'], trap: 8, request: ask({ purpose: 'PATRQT' }) },
  ),
  counts('2.31(a)(8)', 'The release is signed.', release()),
  isVoid('2.31(a)(8)', 'The release is not signed.', release({ performer: undefined }), {
    elements: ['signature'],
  }),
  counts('2.31(a)(9)', 'The release is dated.', release()),
  isVoid('2.31(a)(9)', 'The release is dated to a day to come.', release({ dateTime: '2026-06-16' }), {
    elements: ['date'],
  }),
  counts('2.31(a)(10)', 'The release states what a refusal to sign entails.', release()),
  isVoid(
    '2.31(a)(10)',
    'The release does not state it.',
    release({ extension: without(EXTENSION.refusalConsequencesStatement) }),
    { elements: ['refusal-consequences'] },
  ),
]
