/**
 * The law of the filter, with real PostgreSQL: of random releases, restrictions, emergencies, orders and agreements, stored
 * as grants, the rows that a reader's SQL finds are the rows of which the decision permits everything; by every way of looking.
 */
import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compileGrants } from '../../src/consent/compile-grants.ts'
import type { DisclosureRequest, Party } from '../../src/consent/consent.ts'
import { decide } from '../../src/consent/decide.ts'
import { EXTENSION } from '../../src/fhir/codes.ts'
import type { Extension } from '../../src/fhir/resource.ts'
import { accessOf } from '../../src/gateway/access.ts'
import type { Ground } from '../../src/gateway/ground.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { createDirectory } from '../../src/partners/directory.ts'
import { parsePartners } from '../../src/partners/partner.ts'
import { parseSearch } from '../../src/store/criteria.ts'
import { compartment, read, readAll } from '../../src/store/find.ts'
import { count, search } from '../../src/store/search.ts'
import { grantsOf, rewriteGrants } from '../../src/store/grants.ts'
import { keep } from '../../src/store/keep.ts'
import { openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { consents, instants } from '../consent/random.ts'
import {
  auditor,
  designation,
  everybody,
  hub,
  papersOf,
  researcher,
  treatingOnly,
} from '../consent/rules/parties.ts'
import {
  actor,
  AT,
  category,
  cedar,
  court,
  courtRelease,
  lakeside,
  release,
  restriction,
  shelter,
} from '../consent/world.ts'

const person = '00000000-0000-4000-8000-00000000000a'
const DOCKET = 'CR-2026-0017'
const of = { person, custodian: cedar.partner }

/** What the rows hold: single kinds of information, and some that only several grants or none may cover. */
const sets = [
  ['goals'],
  ['plan'],
  ['attendance'],
  ['referrals'],
  ['referral-status'],
  ['hiv'],
  ['demographics'],
  ['counseling-notes'],
  ['unclassified'],
  ['goals', 'plan'],
  ['goals', 'hiv'],
  ['attendance', 'demographics'],
  ['plan', 'referrals', 'referral-status'],
]
const ids = sets.map((_, index) => `row-${index}`)

let t: TestGateway
let ground: Ground
beforeAll(async () => {
  t = await openTestGateway()
  ground = { ...t.ground, directory: createDirectory(partnersOf(everybody)) }
  for (const [index, codes] of sets.entries()) {
    const content = { resourceType: 'Goal', id: ids[index] ?? '', meta: { security: category(...codes) } }
    const categories = ground.content.policy.bitsOf(codes)
    const entry = { ...of, id: content.id, categories, content, index: [], before: undefined, at: t.now }
    await t.database.transaction((tx) => keep(tx, entry))
  }
})
afterAll(() => t.close())

/** The parties of the consent tests as the configuration would state them. */
function partnersOf(parties: readonly Party[]): Parameters<typeof createDirectory>[0] {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'test' }] }
  const parsed = parsePartners(
    parties.map(({ partner: id, kind, legalRole, agreements, person: acting }) => ({
      id,
      name: id,
      kind,
      legalRole,
      agreements,
      clientId: id,
      jwks,
      validation: 'reject',
      identifiers: [{ system: 'urn:ietf:rfc:3986', value: `https://${id}.example` }],
      recordSystem: `https://${id}.example/records`,
      persons: acting ? [acting, ofMandate].map((each) => ({ name: each.id, role: 'staff', ...each })) : [],
      purposes: ['TREAT'],
    })),
  )
  if (parsed.kind === 'refused') throw new Error(parsed.faults.join(' '))
  return parsed.partners
}

/** The rows that the actor's SQL finds; all ways of looking agree. */
async function found(actor: Actor, at: string): Promise<string[]> {
  const access = accessOf(ground, actor, at)
  const parsed = parseSearch('Goal', [], new Map())
  if (parsed.kind === 'refused') throw new Error('a search without parameters')
  const looked = await readAll(
    t.database,
    access,
    ids.map((id) => `Goal/${id}`),
  )
  const all = looked.map(({ id }) => id).toSorted()
  const { found: searched } = await search(t.database, access, { ...parsed.search, count: ids.length })
  expect(searched.map(({ id }) => id).toSorted()).toEqual(all)
  expect(await count(t.database, access, parsed.search)).toBe(all.length)
  const within = await compartment(t.database, access, { ...of, types: ['Goal'] })
  expect(within.map(({ id }) => id).toSorted()).toEqual(all)
  const one = ids[all.length % ids.length] ?? ''
  expect((await read(t.database, access, { type: 'Goal', id: one })) !== undefined).toBe(all.includes(one))
  return all
}

async function permitted(request: DisclosureRequest): Promise<string[]> {
  const { policy } = ground.content
  const grants = await grantsOf(t.database, of, policy.version)
  const rows = sets.map((codes) =>
    decide({ ...request, categories: policy.bitsOf(codes) }, { grants, policy }),
  )
  return ids.filter((_, index) => rows[index]?.kind === 'permit').toSorted()
}

/** Who monitors one mandate only. */
const ofMandate = { id: 'of-mandate', duties: [`monitor:${DOCKET}`] }

/** Facts besides Consents: emergencies, orders of different types and parts with and without subpoena, who treats. */
const others = fc.record({
  emergencies: fc.subarray([
    { id: 'e-1', recipient: 'lakeside', from: '2026-02-01T00:00:00.000Z', until: '2026-05-01T00:00:00.000Z' },
    { id: 'e-2', recipient: 'lakeside', from: '2026-03-15T00:00:00.000Z', until: '2026-06-01T00:00:00.000Z' },
    { id: 'e-3', recipient: 'shelter', from: '2026-02-01T00:00:00.000Z', until: '2026-09-01T00:00:00.000Z' },
  ]),
  orders: fc
    .record({
      type: fc.constantFrom('noncriminal-2.64', 'criminal-patient-2.65', 'program-2.66'),
      parts: fc.subarray(['attendance', 'goals', 'plan', 'counseling-notes', 'demographics'], {
        minLength: 1,
      }),
      recipients: fc.subarray([court.partner, shelter.partner], { minLength: 1 }),
      subpoena: fc.boolean(),
      ground: fc.constantFrom('threat', 'curiosity'),
    })
    .map((order) => papersOf(order).orders ?? []),
  treating: fc.constantFrom(
    new Map<string, string | undefined>(),
    new Map([['lakeside', undefined]]),
    new Map([['lakeside', '2026-05-01T00:00:00.000Z']]),
  ),
})

/** Releases through an intermediary and for one mandate, beside the usual ones. */
const special = fc.constantFrom(
  release({ id: 'through', provision: { actor: [actor(hub, designation(treatingOnly))] } }),
  restriction({ actor: [actor(hub)], securityLabel: category('goals') }, { id: 'against-hub' }),
  courtRelease({
    id: 'docketed',
    extension: [
      ...(courtRelease()['extension'] as Extension[]),
      { url: EXTENSION.docket, valueIdentifier: { system: 'urn:docket', value: DOCKET } },
    ],
  }),
)

/** Who asks, what for, through whom. */
type Asker = { readonly partner: string; readonly purpose: string; readonly id?: string }
const asker = fc.constantFrom<Asker[]>(
  ...[lakeside, shelter].flatMap(({ partner, person: acting }) =>
    ['TREAT', 'COC', 'ETREAT', 'HOPERAT'].map((purpose) => ({
      partner,
      purpose,
      ...(acting && { id: acting.id }),
    })),
  ),
  // For the hospital, and no medical personnel: the one by role, the other as software without a person.
  { partner: lakeside.partner, purpose: 'ETREAT', id: ofMandate.id },
  { partner: lakeside.partner, purpose: 'ETREAT' },
  ...[court.person?.id ?? '', ofMandate.id].flatMap((id) =>
    ['cj-monitoring', 'legal-proceeding'].map((purpose) => ({ partner: court.partner, purpose, id })),
  ),
  { partner: shelter.partner, purpose: 'legal-proceeding' },
  { partner: auditor.partner, purpose: 'audit-evaluation' },
  { partner: researcher.partner, purpose: 'HRESCH' },
)
const questions = fc.array(fc.tuple(asker, fc.constantFrom(...instants, AT, AT, AT)), {
  minLength: 4,
  maxLength: 8,
})

test('the rows that the SQL filter returns are the rows that decide permits, whatever the authority', async () => {
  const { directory, content } = ground
  const seen = new Set<string>()
  const discloser = directory.partyOf(cedar.partner)
  const facts = {
    person,
    custodian: discloser,
    partners: directory.all.map(({ id }) => directory.partyOf(id)),
    policy: content.policy,
    at: AT,
  }
  await fc.assert(
    fc.asyncProperty(
      consents,
      fc.array(special, { maxLength: 2 }),
      others,
      questions,
      async (usual, further, other, asked) => {
        const { grants } = compileGrants([...usual, ...further], { ...facts, ...other })
        await t.database.transaction((tx) => rewriteGrants(tx, [of], grants))
        for (const [{ partner, purpose, id }, at] of asked) {
          const recipient = directory.partyOf(partner, id)
          const reader: Actor = {
            partner,
            purpose,
            tokenId: 't',
            ...(id && { person: { id, role: 'staff' } }),
          }
          const rows = await found(reader, at)
          const base = { discloser, recipient, purpose, at, person, categories: 0n } as const
          expect(rows).toEqual(await permitted({ ...base, isPart2: true, channel: 'read' }))
          for (const grant of rows.length === 0 ? [] : grants)
            if (grant.recipient === partner && grant.purpose === purpose) seen.add(grant.authority)
        }
      },
    ),
    { numRuns: 80 },
  )
  // The law is empty unless each authority lets something be found.
  expect([...seen].toSorted()).toEqual(['agreement', 'consent', 'court-order', 'emergency'])
})
