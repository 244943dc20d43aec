/** One human being at several partners: linked on enough evidence, waiting on less, invisible to whoever asks. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Resource } from '../../src/fhir/resource.ts'
import { createGateway } from '../../src/gateway/gateway.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { CENTER, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { change, create, patient, releaseOf, rowsOf, search } from './support.ts'
import type { Json, Partner } from './support.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

const SSN = 'http://hl7.org/fhir/sid/us-ssn'
const DOCKET = 'https://harbor-court.example/docket'

let people = 0
/** A name that nobody else has. */
function newName(): Json {
  people += 1
  return { name: [{ family: `Person${people}`, given: ['Testa'] }] }
}

async function known(actor: Actor, elements: Json): Promise<Resource & { id: string }> {
  const kept = await create(t, actor, patient(actor.partner as Partner, `${people}`, elements))
  return { ...kept, id: kept.id ?? '' }
}

type Link = { id: string; state: string; evidence: string[] }
const linksOf = (person: { id: string }): Promise<Link[]> =>
  rowsOf(
    t,
    'select id, state, evidence from identity_link where $1 in (person, other_person) order by id',
    person.id,
  )

const audited = (person: { id: string }): Promise<{ why: string }[]> =>
  rowsOf(
    t,
    `select content->>'outcomeDesc' as why from audit_event where person = $1
     and content->'subtype'->0->>'code' = 'link' order by sequence`,
    person.id,
  )

async function listed(actor: Actor): Promise<{ id: string; patient: string; state: string }[]> {
  const answer = await t.gateway.links.list(actor)
  return (answer.body as { links: { id: string; patient: string; state: string }[] }).links
}

describe('two Patients are linked', () => {
  test('on equal name, birth date and a shared identifier, and both sides are audited', async () => {
    const same = { ...newName(), identifier: [{ system: SSN, value: '999-01-0001' }] }
    const one = await known(HOSPITAL, same)
    const other = await known(CENTER, same)
    const [link, ...more] = await linksOf(one)
    expect(more).toEqual([])
    expect(link).toMatchObject({ state: 'linked', evidence: ['name', 'birth-date', `identifier ${SSN}`] })
    for (const person of [one, other]) expect(await audited(person)).toEqual([{ why: 'success: link' }])
  })

  test('when the identifier comes later', async () => {
    const name = newName()
    const one = await known(HOSPITAL, { ...name, identifier: [{ system: SSN, value: '999-01-0002' }] })
    const other = await known(CENTER, name)
    expect(await linksOf(one)).toMatchObject([{ state: 'waiting' }])
    const identifier = [{ system: SSN, value: '999-01-0002' }]
    expect((await change(t, CENTER, `Patient/${other.id}`, { identifier })).status).toBe(200)
    expect(await linksOf(one)).toMatchObject([{ state: 'linked' }])
    expect(await audited(other)).toEqual([{ why: 'success: wait' }, { why: 'success: link' }])
  })

  test('when both come at the same moment', async () => {
    const same = { ...newName(), identifier: [{ system: SSN, value: '999-06-0001' }] }
    const { promise: held, resolve: goOn } = Promise.withResolvers<void>()
    const { promise: isWritten, resolve: written } = Promise.withResolvers<void>()
    const { database } = t.ground
    // The first has written everything and has not committed when the second comes.
    const slow = createGateway(() => ({
      ...t.ground,
      database: {
        ...database,
        transaction: (work, options) =>
          database.transaction(async (tx) => {
            const value = await work(tx)
            written()
            await held
            return value
          }, options),
      },
    }))
    const resource = patient('lakeside', `${people}`, same)
    const first = slow.receive.write(HOSPITAL, { kind: 'create', type: 'Patient', resource })
    await isWritten
    const second = known(CENTER, same)
    await new Promise((resolve) => setTimeout(resolve, 200))
    goOn()
    expect((await first).status).toBe(201)
    expect(await linksOf(await second)).toMatchObject([{ state: 'linked' }])
  })

  test('by the docket that a release names', async () => {
    const name = newName()
    const docket = { system: DOCKET, value: 'TC-2026-0001' }
    const participant = await known(COURT, { ...name, identifier: [docket] })
    const client = await known(CENTER, name)
    expect(await linksOf(participant)).toMatchObject([{ state: 'waiting' }])
    const reference = `Patient/${client.id}`
    await create(
      t,
      CENTER,
      releaseOf({ patient: reference, categories: ['attendance'], to: 'harbor-court', docket }),
    )
    expect(await linksOf(participant)).toMatchObject([{ state: 'linked' }])
  })
})

describe('two Patients are not linked', () => {
  test.each<[string, Json, Json]>([
    ['another family name', { name: [{ family: 'Another', given: ['Testa'] }] }, {}],
    [
      'another given name',
      { name: [{ family: 'Person', given: ['Tina'] }] },
      { name: [{ family: 'Person', given: ['Testa'] }] },
    ],
    ['another birth date', { birthDate: '1991-04-13' }, {}],
    ['no whole birth date', { birthDate: '1991-04' }, { birthDate: '1991-04' }],
  ])('with %s, though they share an identifier', async (_, ofOne, ofOther) => {
    const same = { ...newName(), identifier: [{ system: SSN, value: `999-02-${people}` }] }
    const one = await known(HOSPITAL, { ...same, ...ofOne })
    await known(CENTER, { ...same, ...ofOther })
    expect(await linksOf(one)).toEqual([])
  })

  test('within one partner: a double there is his own to merge', async () => {
    const same = { ...newName(), identifier: [{ system: SSN, value: '999-03-0001' }] }
    const one = await known(HOSPITAL, same)
    await known(HOSPITAL, same)
    expect(await linksOf(one)).toEqual([])
  })
})

describe('what only has the same name and birth date', () => {
  async function waiting(): Promise<{
    client: Resource & { id: string }
    other: Resource & { id: string }
    link: string
  }> {
    const name = newName()
    const client = await known(CENTER, name)
    const other = await known(HOSPITAL, name)
    const [link] = await linksOf(client)
    expect(link).toMatchObject({ state: 'waiting', evidence: ['name', 'birth-date'] })
    return { client, other, link: link?.id ?? '' }
  }

  test('waits for the treatment center, and is invisible to the hospital', async () => {
    const { client, link } = await waiting()
    expect(await listed(CENTER)).toContainEqual({
      id: link,
      patient: `Patient/${client.id}`,
      state: 'waiting',
      evidence: ['name', 'birth-date'],
      created: t.now,
    })
    expect((await listed(HOSPITAL)).map(({ id }) => id)).not.toContain(link)
    const { links } = t.gateway
    expect((await links.confirm(HOSPITAL, link)).status).toBe(404)
    expect((await links.refuse(HOSPITAL, link)).status).toBe(404)
    expect((await links.undo(HOSPITAL, link)).status).toBe(404)
  })

  test('is linked when the center confirms, parted when it undoes, and both are audited at both', async () => {
    const { client, other, link } = await waiting()
    expect(await t.gateway.links.confirm(CENTER, link)).toMatchObject({
      status: 200,
      body: { state: 'linked' },
    })
    expect((await t.gateway.links.confirm(CENTER, link)).status).toBe(404)
    expect(await t.gateway.links.undo(CENTER, link)).toMatchObject({ status: 200, body: { state: 'undone' } })
    expect((await t.gateway.links.undo(CENTER, link)).status).toBe(404)
    for (const person of [client, other]) {
      expect(await audited(person)).toEqual([
        { why: 'success: wait' },
        { why: 'success: linked' },
        { why: 'success: undone' },
      ])
    }
  })

  test('stays refused, whatever is sent again', async () => {
    const { client, link } = await waiting()
    expect((await t.gateway.links.refuse(CENTER, link)).status).toBe(200)
    const identifier = [{ system: SSN, value: '999-04-0001' }]
    await change(t, CENTER, `Patient/${client.id}`, { identifier })
    expect(await linksOf(client)).toMatchObject([{ id: link, state: 'refused' }])
    expect((await t.gateway.links.refuse(CENTER, link)).status).toBe(404)
    expect((await t.gateway.links.confirm(CENTER, link)).status).toBe(200)
  })

  test('stays undone, though the identifiers match', async () => {
    const same = { ...newName(), identifier: [{ system: SSN, value: '999-05-0001' }] }
    const one = await known(CENTER, same)
    await known(HOSPITAL, same)
    const [link] = await linksOf(one)
    expect((await t.gateway.links.undo(CENTER, link?.id ?? '')).status).toBe(200)
    await change(t, CENTER, `Patient/${one.id}`, { gender: 'other' })
    expect(await linksOf(one)).toMatchObject([{ state: 'undone' }])
  })

  test('lets nobody see anything of the other, linked or not', async () => {
    const { client, other, link } = await waiting()
    for (const state of ['waiting', 'linked']) {
      if (state === 'linked') await t.gateway.links.confirm(CENTER, link)
      expect((await t.gateway.disclose.read(HOSPITAL, { type: 'Patient', id: client.id })).status).toBe(404)
      expect((await t.gateway.disclose.read(CENTER, { type: 'Patient', id: other.id })).status).toBe(404)
      const own = await search(t, HOSPITAL, 'Patient', { _id: `${client.id},${other.id}` })
      expect(own.map(({ id }) => id)).toEqual([other.id])
      expect(own[0]).toEqual(
        (await t.gateway.disclose.read(HOSPITAL, { type: 'Patient', id: other.id })).body,
      )
      expect(own[0]?.meta?.versionId).toBe('1')
      expect(own[0]).not.toHaveProperty('link')
    }
  })
})

describe('the court’s report', () => {
  test('follows a link, and no longer when it is undone', async () => {
    const name = newName()
    const docket = { system: DOCKET, value: 'TC-2026-0002' }
    const participant = await known(COURT, { ...name, identifier: [docket] })
    await create(t, COURT, {
      resourceType: 'CarePlan',
      identifier: [docket],
      status: 'active',
      intent: 'order',
      subject: { reference: `Patient/${participant.id}` },
      period: { start: '2026-11-01' },
    })
    const client = await known(CENTER, name)
    const reference = `Patient/${client.id}`
    await create(t, CENTER, {
      resourceType: 'Encounter',
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject: { reference },
      period: { start: '2026-11-10T10:00:00-05:00', end: '2026-11-10T11:00:00-05:00' },
    })
    await create(
      t,
      CENTER,
      releaseOf({
        patient: reference,
        categories: ['attendance'],
        to: 'harbor-court',
        key: 'report',
        docket,
      }),
    )
    const asked = {
      resourceType: 'Parameters',
      parameter: [{ name: 'docket', valueIdentifier: docket }],
    }
    const disclosed = async (): Promise<number> => {
      const before = await rowsOf(
        t,
        `select from disclosure where channel = 'report' and person = $1`,
        client.id,
      )
      expect((await t.gateway.report(COURT, asked)).status).toBe(200)
      const after = await rowsOf(
        t,
        `select from disclosure where channel = 'report' and person = $1`,
        client.id,
      )
      return after.length - before.length
    }
    expect(await disclosed()).toBe(1)
    const [link] = await linksOf(participant)
    expect((await t.gateway.links.undo(CENTER, link?.id ?? '')).status).toBe(200)
    expect(await disclosed()).toBe(0)
  })
})
