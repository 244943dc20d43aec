/** The doors that absence.test.ts does not ask: links, deliveries, recalls, case records; and what only a longer story shows. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Bundle, Resource } from '../../src/fhir/resource.ts'
import { CENTER, COURT, HOSPITAL, resourcesOf } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { record } from '../intake/record.ts'
import { condition, create, patient, releaseOf, rowsOf } from './support.ts'
import { closingParameters, openingParameters } from './absence-account.ts'
import { absent, comparable, openWorld } from './support-absence.ts'
import type { Ask, Heard, World } from './support-absence.ts'

let world: World
let t: TestGateway
beforeAll(async () => {
  world = await openWorld()
  t = world.t
})
afterAll(() => world.close())

/** Asks for something and for its twin; the answers must be the same, by the same statements. */
async function expectSame(
  token: string,
  ask: (name: string) => Ask,
  name: string,
  twin = absent(name),
): Promise<string> {
  const unknown = await world.request(token, ask(twin))
  const known = await world.request(token, ask(name))
  expect(comparable(known, [name])).toEqual(comparable(unknown, [twin]))
  expect(known.statements).toEqual(unknown.statements)
  return known.body
}

describe('links', () => {
  let link: string
  beforeAll(async () => {
    const name = [{ family: 'Example', given: ['Linka'] }]
    await create(t, CENTER, patient('cedar-bridge', 'linked', { name }))
    await create(t, COURT, patient('harbor-court', 'linked', { name }))
    const [row] = await rowsOf<{ id: string }>(
      t,
      `select id from identity_link where custodian = 'harbor-court' and other_custodian = 'cedar-bridge'
       order by id desc limit 1`,
    )
    link = row?.id ?? ''
    expect(link).toMatch(/^[\d-]{36}$/)
  })

  test.each(['$confirm', '$refuse', '$undo'])('of others cannot be decided on: %s', async (operation) => {
    for (const token of ['hospital', 'court', 'clerk']) {
      const body = await expectSame(
        token,
        (id) => ({ method: 'POST', path: `/identity/links/${id}/${operation}` }),
        link,
      )
      expect(JSON.parse(body)).toMatchObject({ issue: [{ code: 'not-found' }] })
    }
  })

  test('are listed to the custodian that decides, and to nobody else', async () => {
    const listed = async (token: string): Promise<string> =>
      (await world.request(token, { method: 'GET', path: '/identity/links' })).body
    expect(await listed('center')).toContain(link)
    for (const token of ['hospital', 'court', 'clerk']) expect(await listed(token)).not.toContain(link)
  })
})

describe('deliveries', () => {
  test('of others cannot be replayed, and are not listed', async () => {
    const { id = '' } = await create(t, CENTER, patient('cedar-bridge', 'delivered'))
    const delivery = '12345678-1234-4123-8123-123456789012'
    await rowsOf(
      t,
      `insert into delivery (person, id, custodian, recipient, purpose, kind, focus, state, next_at, created, updated)
       values ($1, $2, 'cedar-bridge', 'lakeside', 'TREAT', 'plan', 'CarePlan/1', 'dead', now(), now(), now())`,
      id,
      delivery,
    )
    for (const token of ['hospital', 'court']) {
      await expectSame(token, (each) => ({ method: 'POST', path: `/deliveries/${each}/$replay` }), delivery)
      const list = await world.request(token, { method: 'GET', path: '/deliveries' })
      expect(list.body).not.toContain(delivery)
    }
    const list = await world.request('center', { method: 'GET', path: '/deliveries' })
    expect(list.body).toContain(delivery)
  })
})

describe('recalls', () => {
  /** Of a record of the center that the court has seen, or nobody yet was told of. */
  async function recallTo(recipient: string, told: string | null): Promise<string> {
    const { id: person = '' } = await create(t, CENTER, patient('cedar-bridge', `recall-${recipient}`))
    const [row] = await rowsOf<{ id: string }>(
      t,
      `insert into recall (person, id, custodian, recipient, resource, version, state, created, deadline, told)
       values ($1, gen_random_uuid(), 'cedar-bridge', $2, 'Goal/1', 2, 'sent', now(), now(), $3) returning id`,
      person,
      recipient,
      told,
    )
    return row?.id ?? ''
  }
  const doors: [string, (id: string) => Ask][] = [
    ['read', (id) => ({ method: 'GET', path: `/recalls/${id}` })],
    ['$answer', (id) => ({ method: 'POST', path: `/recalls/${id}/$answer`, body: { answer: 'removed' } })],
  ]

  test.each(doors)('of others, and those not told yet, are not there: %s', async (_name, ask) => {
    const others = await recallTo('harbor-court', '2026-11-20T09:00:00Z')
    const untold = await recallTo('lakeside', null)
    for (const recall of [others, untold]) {
      const body = await expectSame('hospital', ask, recall)
      expect(JSON.parse(body)).toMatchObject({ issue: [{ code: 'not-found' }] })
    }
  })

  test('are listed to the custodian and to whom they were told, and to nobody else', async () => {
    const recall = await recallTo('harbor-court', '2026-11-20T09:00:00Z')
    const untold = await recallTo('lakeside', null)
    const listed = async (token: string): Promise<string> =>
      (await world.request(token, { method: 'GET', path: '/recalls?resource=Goal/1' })).body
    for (const token of ['center', 'court']) expect(await listed(token)).toContain(recall)
    expect(await listed('hospital')).toBe('{"recalls":[]}')
    expect(await listed('center')).toContain(untold)
  })
})

describe('case records', () => {
  /** Of a person; `key` and names have the same length, so that only what is known can make a difference. */
  const submitted = (key: string, family: string): Ask => ({
    method: 'POST',
    path: '/intake/case-records',
    body: record({
      record: { id: `case-${key}`, version: 1, custodian: 'cedar-bridge', asOf: '2026-11-20T09:00:00-05:00' },
      client: { id: `client-${key}`, name: { family, given: ['Testa'] }, birthDate: '1991-04-12' },
    }),
  })

  test('are taken from treatment centers only, whatever they name', async () => {
    for (const token of ['hospital', 'court'])
      await expectSame(token, (key) => submitted(key, 'Placeholder'), 'known-1')
  })

  test('tell nothing of who else knows the client', async () => {
    await create(
      t,
      HOSPITAL,
      patient('lakeside', 'known', { name: [{ family: 'Pretend', given: ['Testa'] }] }),
    )
    const known = await world.request('center', submitted('known-1', 'Pretend'))
    const unknown = await world.request('center', submitted('known-2', 'Madeup7'))
    expect(known.status).toBe(200)
    expect(comparable(known, ['known-1', 'Pretend'])).toEqual(comparable(unknown, ['known-2', 'Madeup7']))
  })
})

describe('a Patient', () => {
  test('is answered alike whether another custodian knows the person or nobody does', async () => {
    const identifier = (value: string): { system: string; value: string }[] => [
      { system: 'http://hl7.org/fhir/sid/us-ssn', value },
    ]
    const shared = { name: [{ family: 'Dummyone', given: ['Testa'] }], identifier: identifier('999-00-0001') }
    await create(t, CENTER, patient('cedar-bridge', 'shared', shared))
    const posted = (family: string, value: string): Ask => ({
      method: 'POST',
      path: '/fhir/Patient',
      headers: { prefer: 'return=representation' },
      body: patient('lakeside', 'x', { name: [{ family, given: ['Testa'] }], identifier: identifier(value) }),
    })
    const known = await world.request('hospital', posted('Dummyone', '999-00-0001'))
    const unknown = await world.request('hospital', posted('Dummytwo', '999-00-0002'))
    expect(known.status).toBe(201)
    expect(comparable(known, ['Dummyone', '999-00-0001'])).toEqual(
      comparable(unknown, ['Dummytwo', '999-00-0002']),
    )
  })
})

describe('a reference that stood before a release was revoked', () => {
  test('includes nothing any more', async () => {
    const { id = '' } = await create(t, CENTER, patient('cedar-bridge', 'stood'))
    const consent = await create(
      t,
      CENTER,
      releaseOf({ patient: `Patient/${id}`, categories: ['diagnoses'], key: 'stood' }),
    )
    const diagnosis = await create(t, CENTER, condition(`Patient/${id}`))
    const hospital = world.askers['hospital']?.patient ?? ''
    const assessed = (key: string): Resource => ({
      resourceType: 'RiskAssessment',
      identifier: [{ system: 'urn:stood', value: key }],
      status: 'final',
      subject: { reference: hospital },
      condition: { reference: `Condition/${diagnosis.id ?? ''}` },
    })
    await create(t, HOSPITAL, assessed('known-1'))
    await create(t, HOSPITAL, assessed('known-2'))
    const asked = (key: string): Ask => ({
      method: 'GET',
      path: `/fhir/RiskAssessment?identifier=urn:stood|${key}&_include=RiskAssessment:condition`,
    })
    const before = JSON.parse((await world.request('hospital', asked('known-1'))).body) as Bundle
    expect(resourcesOf(before)).toHaveLength(2)
    await t.gateway.revoke(CENTER, consent.id ?? '')
    // The twin names what never existed: made so past the doors, since no door lets anybody refer to it.
    const twin = absent(`Condition/${diagnosis.id ?? ''}`)
    await rowsOf(
      t,
      `update resource set content = replace(content::text, $1, $2)::json where content::text like '%"known-2"%'`,
      `Condition/${diagnosis.id ?? ''}`,
      twin,
    )
    const known = await world.request('hospital', asked('known-1'))
    const unknown = await world.request('hospital', asked('known-2'))
    expect(comparable(known, ['known-1', diagnosis.id ?? ''])).toEqual(
      comparable(unknown, ['known-2', twin.slice('Condition/'.length)]),
    )
    expect(known.statements).toEqual(unknown.statements)
  })
})

describe('what cannot be shown without what is withheld', () => {
  test('is not counted, not paged, and leaves no trace in a link', async () => {
    const { id = '' } = await create(t, CENTER, patient('cedar-bridge', 'covered'))
    const reference = `Patient/${id}`
    await create(t, CENTER, releaseOf({ patient: reference, categories: ['financial'], key: 'covered' }))
    const payer = await create(t, CENTER, { resourceType: 'Organization', name: 'Invented Health Plan' })
    for (const n of [1, 2, 3]) {
      await create(t, CENTER, {
        resourceType: 'Coverage',
        identifier: [{ system: 'urn:covered', value: `coverage-${n}` }],
        status: 'active',
        beneficiary: { reference },
        payor: [{ reference: `Organization/${payer.id ?? ''}` }],
      })
    }
    const asked =
      (query: string) =>
      (patient: string): Ask => ({ method: 'GET', path: `/fhir/Coverage?${query}patient=${patient}` })
    for (const query of ['', '_total=accurate&', '_count=10&_total=accurate&', '_count=0&'])
      await expectSame('hospital', asked(query), reference)
    // A page that is filled up takes more statements than one that has nothing to pass over; it says no more.
    for (const query of ['_count=1&', '_count=1&_total=accurate&']) {
      const twin = absent(reference)
      const known = await world.request('hospital', asked(query)(reference))
      const unknown = await world.request('hospital', asked(query)(twin))
      expect(comparable(known, [reference])).toEqual(comparable(unknown, [twin]))
    }
  })

  test('leaves no gap between what can be shown', async () => {
    const { id = '' } = await create(t, CENTER, patient('cedar-bridge', 'gaps'))
    const reference = `Patient/${id}`
    await create(t, CENTER, releaseOf({ patient: reference, categories: ['financial'], key: 'gaps' }))
    const payer = await create(t, CENTER, { resourceType: 'Organization', name: 'Invented Health Plan' })
    const shown: string[] = []
    for (let n = 0; n < 8; n += 1) {
      const isShown = n % 4 === 0
      const payor = [{ reference: isShown ? 'Organization/cedar-bridge' : `Organization/${payer.id ?? ''}` }]
      const identifier = [{ system: 'urn:gaps', value: `coverage-${n}` }]
      const beneficiary = { reference }
      const coverage = { resourceType: 'Coverage', identifier, status: 'active', beneficiary, payor }
      const kept = await create(t, CENTER, coverage)
      if (isShown && kept.id) shown.push(kept.id)
    }
    const found: string[] = []
    let path: string | undefined = `/fhir/Coverage?_count=1&_total=accurate&patient=${reference}`
    while (path !== undefined) {
      const page = JSON.parse((await world.request('hospital', { method: 'GET', path })).body) as Bundle
      expect(page.total).toBe(shown.length)
      expect(resourcesOf(page)).toHaveLength(1)
      found.push(page.entry?.[0]?.resource?.id ?? '')
      const next = page.link?.find(({ relation }) => relation === 'next')?.url
      path = next?.replace('https://gateway.example', '')
    }
    expect(found.toSorted()).toEqual(shown.toSorted())
  })
})

describe('what is cut out of a record that is shown', () => {
  test('does not find the record', async () => {
    const { id = '' } = await create(t, CENTER, patient('cedar-bridge', 'cut'))
    const reference = `Patient/${id}`
    await create(t, CENTER, releaseOf({ patient: reference, categories: ['plan'], key: 'cut' }))
    const goal = await create(t, CENTER, {
      resourceType: 'Goal',
      lifecycleStatus: 'active',
      description: { text: 'A goal that was not released.' },
      subject: { reference },
    })
    const system = 'https://harbor-court.example/docket'
    await create(t, CENTER, {
      resourceType: 'CarePlan',
      identifier: [{ system, value: 'TC-2026-0099' }],
      status: 'active',
      intent: 'plan',
      subject: { reference },
      goal: [{ reference: `Goal/${goal.id ?? ''}` }],
    })
    const plans = await world.request('hospital', {
      method: 'GET',
      path: `/fhir/CarePlan?patient=${reference}`,
    })
    const shown = JSON.parse(plans.body) as Bundle
    expect(shown.total).toBe(1)
    expect(plans.body).not.toContain(goal.id)
    expect(plans.body).not.toContain('TC-2026-0099')
    const own = world.askers['hospital']?.patient ?? ''
    const referring = (each: string): Ask => ({
      method: 'POST',
      path: '/fhir',
      body: {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [
          {
            resource: {
              resourceType: 'Communication',
              status: 'completed',
              subject: { reference: own },
              about: [{ reference: `CarePlan?goal=${each}` }],
            },
            request: { method: 'POST', url: 'Communication' },
          },
        ],
      },
    })
    await expectSame('hospital', referring, `Goal/${goal.id ?? ''}`)
    for (const more of ['', '&_total=accurate', '&_count=1', '&_count=0', '&_include=CarePlan:goal']) {
      const byGoal = (each: string): Ask => ({ method: 'GET', path: `/fhir/CarePlan?goal=${each}${more}` })
      await expectSame('hospital', byGoal, `Goal/${goal.id ?? ''}`)
      const byDocket = (each: string): Ask => ({
        method: 'GET',
        path: `/fhir/CarePlan?identifier=${system}|${each}${more}`,
      })
      await expectSame('hospital', byDocket, 'TC-2026-0099')
    }
  })
})

describe('the report', () => {
  test('of a participant whom others know and release nothing of is that of one whom nobody knows', async () => {
    const mandated = async (key: string, family: string): Promise<string> => {
      const name = [{ family, given: ['Testa'] }]
      const docket = { system: 'https://harbor-court.example/docket', value: `TC-2026-${key}` }
      const { id = '' } = await create(t, COURT, patient('harbor-court', key, { name, identifier: [docket] }))
      await create(t, COURT, {
        resourceType: 'CarePlan',
        identifier: [docket],
        status: 'active',
        intent: 'order',
        subject: { reference: `Patient/${id}` },
        period: { start: '2026-01-05' },
      })
      return id
    }
    const known = await mandated('1001', 'Fictional')
    const unknown = await mandated('1002', 'Fictitius')
    const docket = [{ system: 'https://harbor-court.example/docket', value: 'TC-2026-1001' }]
    const name = [{ family: 'Fictional', given: ['Testa'] }]
    for (const [actor, partner] of [
      [CENTER, 'cedar-bridge'],
      [HOSPITAL, 'lakeside'],
    ] as const)
      await create(t, actor, patient(partner, 'reported', { name, identifier: docket }))
    const links = await rowsOf(
      t,
      `select from identity_link where state = 'linked' and $1 in (person, other_person)`,
      known,
    )
    expect(links).toHaveLength(2)
    const asked = (id: string): Ask => ({
      method: 'POST',
      path: '/fhir/Patient/$compliance',
      body: {
        resourceType: 'Parameters',
        parameter: [
          { name: 'patient', valueReference: { reference: `Patient/${id}` } },
          { name: 'period', valuePeriod: { start: '2026-11-01', end: '2026-11-20' } },
        ],
      },
    })
    for (const token of ['court', 'clerk']) {
      const of = [
        await world.request(token, asked(known)),
        await world.request(token, asked(unknown)),
      ] as const
      expect(of[0].status).toBe(200)
      expect(comparable(of[0], ['TC-2026-1001', 'Fictional', 'patient-1001'])).toEqual(
        comparable(of[1], ['TC-2026-1002', 'Fictitius', 'patient-1002']),
      )
      expect(of[0].statements).toEqual(of[1].statements)
    }
  })
})

describe('emergency access', () => {
  test.each([
    ['$emergency-access', openingParameters],
    ['$close-emergency-access', closingParameters],
  ])('to the records of another partner by its own id does not exist: %s', async (operation, body) => {
    const { id = '' } = await create(t, CENTER, patient('cedar-bridge', `emergency-${operation}`))
    const told = await expectSame(
      'emergency',
      (each) => ({ method: 'POST', path: `/fhir/Patient/${each}/${operation}`, body }),
      id,
    )
    expect(JSON.parse(told)).toMatchObject({ issue: [{ code: 'not-found' }] })
  })

  test('is opened in the same words, by the same statements, for a patient whom another partner knows, and for one whom nobody knows', async () => {
    const identifier = (partner: string, key: string): unknown[] => [
      { system: `https://${partner}.example/records`, value: key },
      { system: 'http://hl7.org/fhir/sid/us-ssn', value: '900-11-2222' },
    ]
    const person = { name: [{ family: 'Urgent', given: ['Testa'] }] }
    const here = { ...person, identifier: identifier('lakeside', 'urgent') }
    const there = { ...person, identifier: identifier('cedar-bridge', 'urgent') }
    await create(t, CENTER, patient('cedar-bridge', 'urgent', there))
    const known = (await create(t, HOSPITAL, patient('lakeside', 'urgent', here))).id ?? ''
    const alone = { name: [{ family: 'Stranger', given: ['Testa'] }] }
    const unknown = (await create(t, HOSPITAL, patient('lakeside', 'stranger', alone))).id ?? ''
    const open = (id: string): Promise<Heard> =>
      world.request('emergency', {
        method: 'POST',
        path: `/fhir/Patient/${id}/$emergency-access`,
        body: openingParameters,
      })
    const [one, other] = [await open(known), await open(unknown)]
    expect(one.status).toBe(200)
    expect(comparable(one, [known])).toEqual(comparable(other, [unknown]))
    expect(one.statements).toEqual(other.statements)
    const rows = await rowsOf<{ about: string }>(t, 'select about from emergency_access')
    expect(rows).toEqual([{ about: known }])
  })
})
