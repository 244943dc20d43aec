/** Random releases, restrictions and questions of the consent tests; mostly such as count, so that the laws are about something. */
import fc from 'fast-check'
import type { DisclosureRequest } from '../../src/consent/consent.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import {
  actor,
  ask,
  category,
  cedar,
  court,
  courtRelease,
  facts,
  lakeside,
  policy,
  purpose,
  release,
  restriction,
  shelter,
} from './world.ts'

const categories = fc.uniqueArray(
  fc.constantFrom(
    'goals',
    'plan',
    'attendance',
    'referrals',
    'referral-status',
    'hiv',
    'counseling-notes',
    'demographics',
    'nonsense',
  ),
  { maxLength: 4 },
)
const recipients = fc.uniqueArray(
  fc.constantFrom(
    'Organization/lakeside',
    'Organization/harbor-court',
    'Organization/shelter',
    'Organization/hub',
    'RelatedPerson/r',
    'PractitionerRole/x',
  ),
  { maxLength: 3 },
)
const purposes = fc.uniqueArray(
  fc.constantFrom(
    'TREAT',
    'COC',
    'HOPERAT',
    'CAREMGT',
    'PATRQT',
    'cj-monitoring',
    'legal-proceeding',
    'HLEGAL',
  ),
  { maxLength: 2 },
)
const day = fc.constantFrom('2026-02-01', '2026-03-15', '2026-04-30', '2026-05-31')
const period = fc.record({ start: day, end: day }, { requiredKeys: [] })

export const provision = fc
  .record({ categories, recipients, purposes, period }, { requiredKeys: ['categories'] })
  .map(({ categories: named, recipients: to, purposes: aims, period: during }) => ({
    securityLabel: category(...named),
    ...(to && { actor: to.map((reference) => actor(reference)) }),
    ...(aims && { purpose: purpose(...aims) }),
    ...(during && { period: during }),
  }))

/** A scope that names all that can be named, so that it leaves something. */
const narrow = fc
  .record({
    named: fc.uniqueArray(fc.constantFrom('goals', 'plan', 'attendance', 'hiv', 'demographics'), {
      minLength: 1,
      maxLength: 2,
    }),
    to: fc.constantFrom(
      'Organization/lakeside',
      'Organization/harbor-court',
      'Organization/shelter',
      'RelatedPerson/r',
    ),
    aim: fc.constantFrom('TREAT', 'HOPERAT', 'cj-monitoring'),
    period,
  })
  .map(({ named, to, aim, period: during }) => ({
    securityLabel: category(...named),
    actor: [actor(to)],
    purpose: purpose(aim),
    period: during,
  }))

const exception = fc
  .tuple(fc.constantFrom('permit', 'deny'), fc.oneof(narrow, narrow, provision))
  .map(([type, scope]) => ({ type, ...scope }))

/** Mostly releases that count, so that the laws are about something. */
export const sound = fc
  .record({
    toCourt: fc.boolean(),
    named: fc.uniqueArray(fc.constantFrom('goals', 'plan', 'attendance', 'referrals', 'hiv'), {
      minLength: 1,
      maxLength: 3,
    }),
    start: day,
    end: fc.constantFrom('2026-05-31', '2026-08-31', '2026-12-31'),
    exceptions: fc.array(exception, { maxLength: 2 }),
  })
  .map(({ toCourt, named, start, end, exceptions }) => {
    const scope = { securityLabel: category(...named), period: { start, end }, provision: exceptions }
    return toCourt
      ? courtRelease({ provision: scope })
      : release({
          provision: {
            ...scope,
            actor: [actor('Organization/lakeside'), actor('Organization/shelter')],
            purpose: purpose('TREAT', 'HOPERAT'),
          },
        })
  })

const consent = fc.oneof(
  { weight: 12, arbitrary: sound },
  { weight: 2, arbitrary: provision.map((scope) => release({ provision: scope })) },
  { weight: 2, arbitrary: narrow.map((scope) => restriction(scope)) },
  { weight: 1, arbitrary: provision.map((scope) => restriction(scope)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(sound, fc.constantFrom('proposed', 'inactive', 'draft'))
      .map(([each, status]) => ({ ...each, status })),
  },
)

export const consents = fc
  .array(consent, { maxLength: 6 })
  .map((list) => list.map((each, index): Resource => ({ ...each, id: `consent-${index}` })))

export const instants = [
  '2026-01-31T23:59:59.999Z',
  '2026-02-01T00:00:00.000Z',
  '2026-03-15T00:00:00.000Z',
  '2026-05-01T00:00:00.000Z',
  '2026-05-31T23:59:59.999Z',
  '2026-06-01T00:00:00.000Z',
  '2026-09-01T00:00:00.000Z',
]
const bitSet = fc.bigInt({ min: 1n, max: (1n << BigInt(policy.categories.length)) - 1n })
const sparseSet = fc
  .uniqueArray(
    fc.constantFrom(
      ...['goals', 'plan', 'attendance', 'referrals', 'hiv', 'demographics', 'drug-tests'].map((code) =>
        policy.bitsOf([code]),
      ),
    ),
    { minLength: 1, maxLength: 2 },
  )
  .map((list) => list.reduce((all, bit) => all | bit, 0n))

export const question = fc
  .record({
    at: fc.constantFrom(...instants),
    recipient: fc.constantFrom(lakeside, court, shelter),
    aim: fc.constantFrom('TREAT', 'TREAT', 'COC', 'CAREMGT', 'PATRQT'),
    categories: fc.oneof({ weight: 9, arbitrary: sparseSet }, { weight: 1, arbitrary: bitSet }),
  })
  .map(({ aim, ...change }): DisclosureRequest =>
    ask({
      ...change,
      purpose: change.recipient === court ? 'cj-monitoring' : aim,
      discloser: cedar,
      person: facts.person,
    }),
  )
