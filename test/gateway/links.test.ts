/** Who learns of a link, who decides on it, and that it lasts no longer than what it rests on. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Resource } from '../../src/fhir/resource.ts'
import { createGateway } from '../../src/gateway/gateway.ts'
import type { Gateway } from '../../src/gateway/gateway.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { createDirectory } from '../../src/partners/directory.ts'
import type { Partner as ConnectedPartner } from '../../src/partners/partner.ts'
import { CENTER, COURT, HOSPITAL, bodyOf, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { change, create, patient, releaseOf, rowsOf } from './support.ts'
import type { Json } from './support.ts'

const SSN = 'http://hl7.org/fhir/sid/us-ssn'
const DOCKET = 'https://harbor-court.example/docket'

let t: TestGateway
/** The same gateway with three more partners: another program, another hospital, a housing service. */
let wide: Gateway
const [ELM, UPLAND, SHELTER] = ['elm-grove', 'upland', 'shelter'].map((partner): Actor => ({
  ...HOSPITAL,
  partner,
  tokenId: partner,
})) as [Actor, Actor, Actor]

beforeAll(async () => {
  t = await openTestGateway()
  const like = (id: string, model: string, change: Partial<ConnectedPartner> = {}): ConnectedPartner => {
    const found = t.ground.directory.all.find((partner) => partner.id === model)
    if (!found) throw new Error(`no partner ${model}`)
    return { ...found, id, clientId: id, recordSystem: `https://${id}.example/records`, ...change }
  }
  const directory = createDirectory([
    ...t.ground.directory.all,
    like('elm-grove', 'cedar-bridge'),
    like('upland', 'lakeside'),
    like('shelter', 'lakeside', { kind: 'community-service' }),
  ])
  wide = createGateway(() => ({ ...t.ground, directory }))
})
afterAll(() => t.close())

let people = 0
function newName(): Json {
  people += 1
  return { name: [{ family: `Link${people}`, given: ['Testa'] }] }
}

async function known(actor: Actor, elements: Json): Promise<Resource & { id: string }> {
  people += 1
  const identifier = [
    { system: `https://${actor.partner}.example/records`, value: `link-${people}` },
    ...((elements['identifier'] ?? []) as Json[]),
  ]
  const resource = { ...patient('lakeside', '', elements), identifier }
  const kept = bodyOf(
    await wide.receive.write(actor, { kind: 'create', type: 'Patient', resource: resource as Resource }),
    201,
  )
  return { ...kept, id: kept.id ?? '' }
}

type Row = { id: string; state: string; evidence: string[] }
const linksOf = (person: { id: string }): Promise<Row[]> =>
  rowsOf(
    t,
    'select id, state, evidence from identity_link where $1 in (person, other_person) order by id',
    person.id,
  )

type Listed = { id: string; patient: string; state: string; evidence: string[] }
async function listed(actor: Actor, person: { id: string }): Promise<Listed[]> {
  const { body } = await wide.links.list(actor)
  return (body as { links: Listed[] }).links.filter((link) => link.patient === `Patient/${person.id}`)
}

const ssn = (value: string): Json => ({ identifier: [{ system: SSN, value }] })

describe('of the same name and birth date', () => {
  test.each<[string, Actor, Actor]>([
    ['two programs', CENTER, ELM],
    ['two hospitals', HOSPITAL, UPLAND],
  ])('%s are told nothing, and nothing waits', async (_, one, other) => {
    const name = newName()
    const [first, second] = [await known(one, name), await known(other, name)]
    expect(await linksOf(first)).toEqual([])
    expect(await listed(one, first)).toEqual([])
    expect(await listed(other, second)).toEqual([])
  })

  test('and a shared identifier links two programs, and tells neither', async () => {
    const same = { ...newName(), ...ssn('999-11-0001') }
    const [first, second] = [await known(CENTER, same), await known(ELM, same)]
    const [link] = await linksOf(first)
    expect(link).toMatchObject({ state: 'linked' })
    expect([...(await listed(CENTER, first)), ...(await listed(ELM, second))]).toEqual([])
    for (const actor of [CENTER, ELM]) {
      for (const operation of ['confirm', 'refuse', 'undo'] as const)
        expect((await wide.links[operation](actor, link?.id ?? '')).status).toBe(404)
    }
  })

  test.each<[string, Actor, Actor]>([
    ['a program over a hospital', CENTER, HOSPITAL],
    ['a program over a court', CENTER, COURT],
    ['a program over a service', ELM, SHELTER],
    ['a hospital over a service', HOSPITAL, SHELTER],
    ['a service over a court', SHELTER, COURT],
  ])('%s decides, alone, and is not told who the other is', async (_, above, below) => {
    const name = newName()
    const [first, second] = [await known(above, name), await known(below, name)]
    const [link] = await linksOf(first)
    const shown = {
      id: link?.id,
      patient: `Patient/${first.id}`,
      state: 'waiting',
      evidence: ['name', 'birth-date'],
      created: t.now,
    }
    expect(await listed(above, first)).toEqual([shown])
    expect(await listed(below, second)).toEqual([])
    const id = link?.id ?? ''
    expect((await wide.links.refuse(above, id)).body).toEqual({ ...shown, state: 'refused' })
    expect((await wide.links.confirm(below, id)).status).toBe(404)
    expect((await wide.links.confirm(above, id)).body).toEqual({ ...shown, state: 'linked' })
    expect((await wide.links.undo(below, id)).status).toBe(404)
    expect((await wide.links.undo(above, id)).body).toEqual({ ...shown, state: 'undone' })
  })

  test('a link by itself names no system by which the other could be guessed', async () => {
    const docket = { identifier: [{ system: DOCKET, value: 'CR-11' }] }
    const same = { ...newName(), ...docket }
    const client = await known(CENTER, same)
    await known(COURT, same)
    expect(await listed(CENTER, client)).toEqual([
      expect.objectContaining({ state: 'linked', evidence: ['name', 'birth-date', 'identifier'] }),
    ])
    expect(JSON.stringify(await listed(CENTER, client))).not.toContain('harbor-court')
  })
})

describe('links beyond what a list holds', () => {
  test('can be decided, what waits is listed first, and copies are not listed', async () => {
    const name = newName()
    const client = await known(CENTER, name)
    await known(HOSPITAL, name)
    const [link] = await linksOf(client)
    await rowsOf(
      t,
      `insert into identity_link (person, id, custodian, other_person, other_custodian, state, evidence, created)
       select gen_random_uuid(), gen_random_uuid(), 'cedar-bridge', gen_random_uuid(), 'lakeside', 'linked',
         case when n > 200 then '{copied}' else '{name,birth-date}' end::text[], '2026-11-24' from generate_series(1, 400) as n`,
    )
    expect(await listed(CENTER, client)).toHaveLength(1)
    const all = ((await wide.links.list(CENTER)).body as { links: Listed[] }).links
    expect(all).toHaveLength(200)
    expect(all.flatMap(({ evidence }) => evidence)).not.toContain('copied')
    expect((await wide.links.confirm(CENTER, link?.id ?? '')).status).toBe(200)
    const [copied] = await rowsOf<{ id: string }>(
      t,
      `select id from identity_link where evidence = '{copied}' limit 1`,
    )
    expect((await wide.links.undo(CENTER, copied?.id ?? '')).status).toBe(200)
    await rowsOf(t, `delete from identity_link where created = '2026-11-24'`)
  })
})

describe('when the people change', () => {
  const rename = { name: [{ family: 'Quite', given: ['Different'] }], birthDate: '1970-01-01' }

  test('a link that made itself goes with what it rested on, audited at both, and comes back with it', async () => {
    const same = { ...newName(), ...ssn('999-12-0001') }
    const [client, participant] = [await known(CENTER, same), await known(COURT, same)]
    const reference = `Patient/${participant.id}`
    expect((await change(t, COURT, reference, rename)).status).toBe(200)
    expect(await linksOf(client)).toMatchObject([{ state: 'undone' }])
    for (const { id } of [client, participant]) {
      const audited = await rowsOf<{ why: string }>(
        t,
        `select content->>'outcomeDesc' as why from audit_event where person = $1
         and content->'subtype'->0->>'code' = 'link' order by sequence`,
        id,
      )
      expect(audited).toEqual([{ why: 'success: link' }, { why: 'success: undone' }])
    }
    const [link] = await linksOf(client)
    expect(await listed(CENTER, client)).toEqual([])
    expect((await wide.links.confirm(CENTER, link?.id ?? '')).status).toBe(404)
    const back = { name: same['name'], birthDate: '1991-04-12' }
    expect((await change(t, COURT, reference, back)).status).toBe(200)
    expect(await linksOf(client)).toMatchObject([{ id: link?.id, state: 'linked' }])
  })

  test('one that loses its identifier waits for who decides; between two programs it ends', async () => {
    for (const [other, state] of [
      [COURT, 'waiting'],
      [ELM, 'undone'],
    ] as const) {
      const same = { ...newName(), ...ssn(`999-12-${other.partner.length}`) }
      const client = await known(CENTER, same)
      await known(other, same)
      expect(await linksOf(client)).toMatchObject([{ state: 'linked' }])
      const identifier = [{ system: SSN, value: '999-12-9999' }]
      const kept = bodyOf(await wide.disclose.read(CENTER, { type: 'Patient', id: client.id }))
      await wide.receive.write(CENTER, {
        kind: 'update',
        type: 'Patient',
        id: client.id,
        resource: { ...kept, identifier } as Resource,
        ifMatch: `W/"${kept.meta?.versionId ?? ''}"`,
      })
      expect(await linksOf(client)).toMatchObject([{ state }])
    }
  })

  test('one by the docket of a release goes with the release', async () => {
    const name = newName()
    const docket = { system: DOCKET, value: 'CR-12' }
    await known(COURT, { ...name, identifier: [docket] })
    const client = await known(CENTER, name)
    const release = await create(
      t,
      CENTER,
      releaseOf({ patient: `Patient/${client.id}`, categories: ['attendance'], to: 'harbor-court', docket }),
    )
    expect(await linksOf(client)).toMatchObject([{ state: 'linked' }])
    const reference = `Consent/${release.id ?? ''}`
    expect((await change(t, CENTER, reference, { status: 'entered-in-error' })).status).toBe(200)
    expect(await linksOf(client)).toMatchObject([{ state: 'waiting' }])
  })

  test('one that a person confirmed stays, and so does one of a copy', async () => {
    const name = newName()
    const [client, other] = [await known(CENTER, name), await known(COURT, name)]
    const [link] = await linksOf(client)
    await wide.links.confirm(CENTER, link?.id ?? '')
    const person = await known(HOSPITAL, newName())
    await rowsOf(
      t,
      `insert into identity_link (person, id, custodian, other_person, other_custodian, state, evidence, created)
       values ($1, gen_random_uuid(), 'harbor-court', $2, 'lakeside', 'linked', '{copied}', now())`,
      other.id,
      person.id,
    )
    expect((await change(t, COURT, `Patient/${other.id}`, rename)).status).toBe(200)
    expect((await linksOf(other)).map(({ state }) => state)).toEqual(['linked', 'linked'])
  })
})

describe('namesakes', () => {
  test('do not crowd out who shares an identifier', async () => {
    const name = newName()
    const key = `link${people}|testa|1991-04-12`
    await rowsOf(
      t,
      `insert into identity_trait (person, custodian, kind, value)
       select gen_random_uuid(), 'harbor-court', 'name-birth-date', $1 from generate_series(1, 80)`,
      key,
    )
    const same = { ...name, ...ssn('999-13-0001') }
    const other = await known(HOSPITAL, same)
    await rowsOf(
      t,
      `insert into identity_trait (person, custodian, kind, value)
       select gen_random_uuid(), 'harbor-court', 'name-birth-date', $1 from generate_series(1, 80)`,
      key,
    )
    await known(CENTER, same)
    expect(await linksOf(other)).toMatchObject([{ state: 'linked' }])
  })
})
