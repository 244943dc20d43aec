/** Chains: what a reference leads to, in either direction, is found only where the reader may see every step of it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parseSearch } from '../../src/store/criteria.ts'
import type { ParametersOf } from '../../src/store/chain.ts'
import { sourcesOf } from '../../src/store/sources.ts'
import { CENTER, HOSPITAL, openTestStore, PERSON } from './support.ts'
import type { TestStore } from './support.ts'

const A = 1n
const B = 2n

let store: TestStore
beforeAll(async () => {
  store = await openTestStore()
  for (const [letter, person] of Object.entries(PERSON)) await keepPerson(letter, person)
  await store.database.query(
    `insert into consent_grant (person, custodian, recipient, purpose, categories, valid, consents, redisclosure, policy_version)
     values ($1, 'center', 'hospital', 'TREAT', $2, tstzrange('2026-01-01', null), '{}', 'none', '1')`,
    [PERSON.a, A],
  )
})
afterAll(() => store.database.close())

/** A person with a condition of category A and one of B, a goal, and a plan that names the goal. */
async function keepPerson(letter: string, person: string): Promise<void> {
  const subject = { reference: `Patient/${letter}` }
  const made = async (resourceType: string, key: string, elements: object, categories = A): Promise<void> =>
    void (await store.kept(
      { resourceType, id: `${key}-${letter}`, subject, ...elements },
      { person, categories },
    ))
  const name = [{ family: `Placeholder-${letter}` }]
  await store.kept({ resourceType: 'Patient', id: letter, name }, { person, categories: A })
  await made('Condition', 'seen', { code: { coding: [{ code: 'F11.20' }] } })
  await made('Condition', 'barred', { code: { coding: [{ code: 'B20' }] } }, B)
  await made('Goal', 'goal', { lifecycleStatus: 'active' })
  await made('Goal', 'hidden', { lifecycleStatus: 'completed' }, B)
  const goal = [{ reference: `Goal/goal-${letter}` }, { reference: `Goal/hidden-${letter}` }]
  await made('CarePlan', 'plan', { status: 'active', goal })
}

describe('a chain finds', () => {
  test.each([
    ['Condition?subject:Patient.name=placeholder-a', ['barred-a', 'seen-a'], ['seen-a']],
    ['Condition?patient.name=placeholder-b', ['barred-b', 'seen-b'], []],
    ['Condition?patient._id=a&code=F11.20', ['seen-a'], ['seen-a']],
    ['CarePlan?goal.lifecycle-status=active', ['plan-a', 'plan-b'], ['plan-a']],
    ['CarePlan?goal.lifecycle-status=completed', ['plan-a', 'plan-b'], []],
    ['CarePlan?goal.patient.name=placeholder-a', ['plan-a'], ['plan-a']],
    ['CarePlan?goal.patient.name=nobody', [], []],
    ['Patient?_has:Condition:patient:code=F11.20', ['a', 'b'], ['a']],
    ['Patient?_has:Condition:patient:code=B20', ['a', 'b'], []],
    ['Patient?_has:CarePlan:patient:goal.lifecycle-status=active', ['a', 'b'], ['a']],
    ['Patient?_has:CarePlan:patient:goal.lifecycle-status=completed', ['a', 'b'], []],
    ['Goal?_has:CarePlan:goal:status=active', ['goal-a', 'goal-b', 'hidden-a', 'hidden-b'], ['goal-a']],
    [
      'Condition?patient._has:Goal:patient:lifecycle-status=completed',
      ['barred-a', 'barred-b', 'seen-a', 'seen-b'],
      [],
    ],
  ])('%s', async (query, toOwner, toReader) => {
    expect((await store.ids(CENTER, query)).toSorted()).toEqual(toOwner)
    expect((await store.ids(HOSPITAL, query)).toSorted()).toEqual(toReader)
  })
})

test('what names a resource comes newest first, a part at a time, as far as it may be seen', async () => {
  const of = store.parse('Condition?')
  const wanted = { references: ['Patient/a', 'Patient/b', 'Patient/nobody'], parameter: 'patient', of }
  const idsOf = async (access: typeof CENTER, from: number): Promise<string[]> =>
    (await sourcesOf(store.database, access, { ...wanted, from, count: 1 })).map(
      ({ reference, kept }) => `${reference} ${kept.id}`,
    )
  expect(await idsOf(CENTER, 0)).toEqual(['Patient/a seen-a', 'Patient/b seen-b'])
  expect(await idsOf(CENTER, 1)).toEqual(['Patient/a barred-a', 'Patient/b barred-b'])
  expect(await idsOf(HOSPITAL, 0)).toEqual(['Patient/a seen-a'])
  expect(await idsOf(HOSPITAL, 1)).toEqual([])
})

describe('refused, with a sentence that says how to mend it:', () => {
  test.each([
    ['ServiceRequest?subject.identifier=1', 'Say which type subject names'],
    ['Condition?subject:Flag.identifier=1', 'leads to nothing'],
    ['Condition?patient.nonsense=1', 'leads to nothing'],
    ['Condition?patient.name:missing=true', 'The modifier of'],
    ['Condition?code.text=1', 'A chain begins with a reference of Condition'],
    ['Condition?nonsense.name=1', 'A chain begins with a reference of Condition'],
    ['CarePlan?goal.patient.general-practitioner:Practitioner.name=x', 'follows at most 2 references'],
    ['Patient?_has:Condition:patient=1', '_has takes Type:parameter:parameter'],
    ['Patient?_has:Condition:code:code=1', '_has takes Type:parameter:parameter'],
    ['Patient?_has:Nothing:patient:code=1', '_has takes Type:parameter:parameter'],
    ['Goal?_has:Condition:patient:code=1', '_has takes Type:parameter:parameter'],
    ['Patient?_has:Condition:patient:nonsense=1', "Condition has no search parameter 'nonsense'"],
    ['Condition?patient.name=', 'empty value'],
    ['Condition?patient.name=a&patient.name=b&patient.name=c&patient.name=d', 'At most 3 chained parameters'],
  ])('%s', (query, sentence) => {
    expect(() => store.parse(query)).toThrow(sentence)
  })

  test('chains where no other types are known: of a conditional write', () => {
    const known: ParametersOf = (type) =>
      new Map((store.parameters.get(type) ?? []).map((each) => [each.code, each]))
    const parsed = parseSearch('Condition', [['patient.name', 'a']], known('Condition') ?? new Map())
    expect(JSON.stringify(parsed)).toContain('are not taken here')
  })
})
