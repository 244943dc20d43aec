/**
 * The law of the filter, with real PostgreSQL: of random releases and restrictions, stored as grants, the rows that a
 * reader's SQL finds are the rows of which the decision permits everything; by every way of looking.
 */
import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compileGrants } from '../../src/consent/compile-grants.ts'
import type { CompileFacts, DisclosureRequest, Party } from '../../src/consent/consent.ts'
import { decide } from '../../src/consent/decide.ts'
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
import { consents, instants, question } from '../consent/random.ts'
import { cedar, category, partners } from '../consent/world.ts'

const person = '00000000-0000-4000-8000-00000000000a'
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
  ground = { ...t.ground, directory: createDirectory(partnersOf(partners)) }
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
      persons: acting ? [{ name: acting.id, role: 'staff', ...acting }] : [],
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

/** Questions of one case, asked of the database: by each recipient, for its purposes, at different times. */
const questions = fc.array(question, { minLength: 3, maxLength: 6 })

test('the rows that the SQL filter returns are the rows that decide permits', async () => {
  const { directory, content } = ground
  let seen = 0
  const facts: CompileFacts = {
    person,
    custodian: directory.partyOf(cedar.partner),
    partners: directory.all.map(({ id }) => directory.partyOf(id)),
    policy: content.policy,
    at: instants[3] ?? '',
  }
  await fc.assert(
    fc.asyncProperty(consents, questions, async (list, asked) => {
      const { grants } = compileGrants(list, facts)
      await t.database.transaction((tx) => rewriteGrants(tx, of, grants))
      for (const { at, purpose, recipient: to } of asked) {
        const recipient = directory.partyOf(to.partner, to.person?.id)
        const acting = recipient.person && { person: { id: recipient.person.id, role: 'staff' } }
        const rows = await found({ partner: to.partner, purpose, tokenId: 't', ...acting } as Actor, at)
        const request = { discloser: facts.custodian, recipient, purpose, at, person } as const
        const expected = await permitted({ ...request, categories: 0n, isPart2: true, channel: 'read' })
        expect(rows).toEqual(expected)
        seen += rows.length
      }
    }),
    { numRuns: 60 },
  )
  // The law is empty unless something is found.
  expect(seen).toBeGreaterThan(20)
})
