/** Cases of who wants more than his paper gives: another way round a rule, a word that only looks like the right one. */
import type { DisclosureRequest } from '../../../src/consent/consent.ts'
import {
  actor,
  ask,
  bits,
  category,
  cedar,
  court,
  exchangeHub,
  lakeside,
  partners,
  purpose,
  release,
  restriction,
} from '../world.ts'
import type { RuleCase } from './case.ts'
import { designation, everybody, hub, inCourt, known, papersOf } from './parties.ts'

const toLakeside = { url: 'participant', valueReference: { reference: 'Organization/lakeside' } }
const through = (hubs: readonly string[]): ReturnType<typeof release> =>
  release({ provision: { actor: hubs.map((each) => actor(each, designation(toLakeside))) } })
const otherHub = { ...exchangeHub, partner: 'other-hub' }
const atRequest = (change: Partial<DisclosureRequest>): DisclosureRequest =>
  ask({ purpose: 'PATRQT', ...change })
const byRequest = (partner: string): ReturnType<typeof release> =>
  release({
    provision: {
      actor: [actor(`Organization/${partner}`)],
      purpose: purpose('PATRQT'),
      securityLabel: category('attendance', 'goals'),
    },
  })

export const attemptCases: readonly RuleCase[] = [
  {
    rule: 'R-26',
    name: 'An agreed restriction towards the intermediary also stops what would pass through it.',
    verdict: 'deny',
    request: ask(),
    consents: [through([hub]), restriction({ actor: [actor(hub)] })],
    facts: known,
    expect: { codes: ['CONSENT_MISSING'] },
  },
  {
    rule: 'R-26',
    name: 'A restriction towards one intermediary leaves what passes through another.',
    verdict: 'permit',
    request: ask(),
    consents: [
      through([hub]),
      { ...through(['Organization/other-hub']), id: 'release-2' },
      restriction({ actor: [actor(hub)] }),
    ],
    facts: { partners: [...everybody, otherHub] },
    expect: { rules: ['R-21', 'R-26'] },
  },
  {
    rule: 'R-20',
    name: 'A hospital, at the request of the patient.',
    verdict: 'permit',
    request: atRequest({}),
    consents: [byRequest(lakeside.partner)],
    expect: { rules: ['R-20'] },
  },
  {
    rule: 'R-28',
    name: 'A court is not answered at the request of the patient, which would go around 2.35.',
    verdict: 'deny',
    request: atRequest({ recipient: court, categories: bits('attendance') }),
    consents: [byRequest(court.partner)],
    expect: { codes: ['PURPOSE_NOT_COVERED'] },
  },
  {
    rule: 'R-48',
    name: 'The ground for confidential communications is a code of another system.',
    verdict: 'deny',
    request: inCourt({ categories: bits('counseling-notes') }),
    facts: papersOf({ parts: ['counseling-notes'], ground: 'threat', groundSystem: 'urn:other' }),
    expect: { codes: ['CONSENT_MISSING', 'ORDER_SCOPE', 'MINIMUM_NECESSARY'] },
  },
  {
    rule: 'R-46',
    name: 'The subpoena to which the order refers was withdrawn.',
    verdict: 'deny',
    request: inCourt(),
    facts: (() => {
      const papers = papersOf()
      const [order, paper] = papers.orders ?? []
      return { ...papers, orders: order && paper ? [order, { ...paper, status: 'superseded' }] : [] }
    })(),
    expect: { codes: ['CONSENT_MISSING', 'ORDER_WITHOUT_SUBPOENA'] },
  },
  {
    rule: 'AGREEMENT',
    name: 'The hospital has a paper with another program, and none with the gateway.',
    verdict: 'deny',
    request: ask({
      recipient: { ...lakeside, agreements: [{ kind: 'baa', from: '2025-01-01', with: cedar.partner }] },
    }),
    consents: [release()],
    facts: { partners },
    expect: { codes: ['AGREEMENT_MISSING'] },
  },
]
