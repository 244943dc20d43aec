/** Referrals of a treatment center, which leave only under a release, and what its revocation stops. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Bundle } from '../../src/fhir/resource.ts'
import { bodyOf, CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import {
  change,
  create,
  patient,
  read,
  receiverSide,
  refer,
  referral,
  releaseOf,
  rowsOf,
  search,
  stateSeenBy,
} from './support.ts'
import type { ReferralFacts, Sent } from './support.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

let persons = 0
async function newPerson(): Promise<string> {
  persons += 1
  const name = [{ family: `Sample${persons}`, given: ['Testa'] }]
  const { id = '' } = await create(t, CENTER, patient('cedar-bridge', `back-${persons}`, { name }))
  return `Patient/${id}`
}

type Facts = Omit<ReferralFacts, 'from' | 'to' | 'patient'>

/** A referral of the center to the hospital about a new person. */
async function referred(facts: Facts = {}): Promise<Sent> {
  const person = await newPerson()
  return await refer(t, CENTER, {
    to: 'lakeside',
    key: person,
    patient: person,
    ...facts,
  })
}

async function release(person: string, categories: string[], key = person): Promise<string> {
  const { id = '' } = await create(t, CENTER, releaseOf({ patient: person, categories, key }))
  return id
}

const deliveries = (focus: string): Promise<unknown[]> =>
  rowsOf(t, 'select state, reason from delivery where focus = $1 order by sequence', focus)

const FULL = ['referrals', 'referral-status', 'diagnoses']

describe('a referral from the center', () => {
  test('waits for the release that it lacks, and says so in the version that was answered', async () => {
    const source = await referred()
    expect(await stateSeenBy(t, CENTER, source.task)).toBe('draft awaiting-consent')
    await t.deliver()
    expect(await deliveries(source.task)).toEqual([])
    expect(await search(t, HOSPITAL, 'Task', { 'part-of': source.task })).toEqual([])
  })

  test('is answered with the version that stands when it waits', async () => {
    const person = await newPerson()
    const bundle = referral({ from: 'cedar-bridge', to: 'lakeside', key: person, patient: person })
    const answer = bodyOf(await t.gateway.receive.transaction(CENTER, bundle)) as Bundle
    for (const { resource, response } of answer.entry ?? []) {
      const now = await read(t, CENTER, `${resource?.resourceType ?? ''}/${resource?.id ?? ''}`)
      expect([resource?.['status'], resource?.meta?.versionId]).toEqual([now['status'], now.meta?.versionId])
      expect(response?.etag).toBe(`W/"${now.meta?.versionId ?? ''}"`)
    }
  })

  test('goes when the release arrives, with what that covers', async () => {
    const source = await referred()
    await release(source.patient, ['referrals', 'referral-status'])
    expect(await stateSeenBy(t, CENTER, source.task)).toBe('requested 2.0')
    await t.deliver()
    expect(await deliveries(source.task)).toEqual([{ state: 'sent', reason: null }])
    const filler = await receiverSide(t, HOSPITAL, source.task)
    const order = await search(t, HOSPITAL, 'ServiceRequest', { patient: filler.patient })
    expect(order).toHaveLength(1)
    // The diagnosis was not released: it does not come along, and no reference tells that there is one.
    expect(order[0]?.['reasonReference']).toBeUndefined()
    expect(await search(t, HOSPITAL, 'Condition', { patient: filler.patient })).toEqual([])
  })

  test('takes the diagnosis along where the release names it', async () => {
    const source = await referred()
    await release(source.patient, FULL)
    await t.deliver()
    const filler = await receiverSide(t, HOSPITAL, source.task)
    const [diagnosis] = await search(t, HOSPITAL, 'Condition', { patient: filler.patient })
    const [order] = await search(t, HOSPITAL, 'ServiceRequest', { patient: filler.patient })
    expect(order?.['reasonReference']).toEqual([{ reference: `Condition/${diagnosis?.id ?? ''}` }])
  })

  test('with a sensitive reason waits until the release names that too', async () => {
    const source = await referred({ reason: 'B20' })
    await release(source.patient, FULL, `${source.patient}-1`)
    expect(await stateSeenBy(t, CENTER, source.task)).toBe('draft awaiting-consent')
    await release(source.patient, [...FULL, 'hiv'], `${source.patient}-2`)
    expect(await stateSeenBy(t, CENTER, source.task)).toBe('requested 2.0')
    await t.deliver()
    expect(await search(t, HOSPITAL, 'Task', { 'part-of': source.task })).toHaveLength(1)
  })

  test('carries the notice, the scope and the labels of a Part 2 disclosure', async () => {
    const source = await referred()
    const consent = await release(source.patient, FULL)
    t.sent.length = 0
    await t.deliver()
    const [packet] = t.sent.filter(({ headers }) => headers['x-throughline-kind'] === 'referral')
    const resources = packet?.bundle.entry?.flatMap(({ resource }) => resource ?? []) ?? []
    const texts = resources
      .filter(({ resourceType }) => resourceType === 'DocumentReference')
      .map(({ content }) => {
        const [first] = content as { attachment: { title: string; data: string } }[]
        return [first?.attachment.title, Buffer.from(first?.attachment.data ?? '', 'base64').toString('utf8')]
      })
    expect(Object.fromEntries(texts)).toMatchObject({
      notice: expect.stringMatching(/42 CFR part 2/i),
      scope: expect.stringContaining(consent),
    })
    const labelled = resources.filter(({ resourceType }) => resourceType !== 'DocumentReference')
    for (const { meta } of labelled)
      expect(meta?.security?.map(({ code }) => code)).toEqual(expect.arrayContaining(['42CFRPart2', 'R']))
  })

  test('moves at the hospital, and the center sees it without any release of the hospital’s', async () => {
    const source = await referred()
    await release(source.patient, FULL)
    await t.deliver()
    const filler = await receiverSide(t, HOSPITAL, source.task)
    expect((await change(t, HOSPITAL, filler.task, { status: 'accepted' })).status).toBe(200)
    expect(await stateSeenBy(t, CENTER, source.task)).toBe('accepted 3.0')
    const output = [{ type: { text: 'Outcome' }, valueString: 'Seen.' }]
    expect((await change(t, HOSPITAL, filler.task, { status: 'completed', output })).status).toBe(200)
    expect(await stateSeenBy(t, CENTER, source.task)).toBe('completed 7.0')
    expect((await read(t, CENTER, source.task))['output']).toEqual(output)
  })

  test('that waits in the queue is stopped by a revocation, and goes again under a new release', async () => {
    const source = await referred()
    const consent = await release(source.patient, FULL, `${source.patient}-1`)
    const revoked = bodyOf(await t.gateway.revoke(CENTER, consent))
    expect(
      (revoked['parameter'] as { name: string }[]).filter(({ name }) => name === 'stopped'),
    ).toHaveLength(1)
    await t.deliver()
    expect(await deliveries(source.task)).toMatchObject([{ state: 'stopped' }])
    expect(await search(t, HOSPITAL, 'Task', { 'part-of': source.task })).toEqual([])
    await release(source.patient, FULL, `${source.patient}-2`)
    await t.deliver()
    expect(await deliveries(source.task)).toMatchObject([{ state: 'stopped' }, { state: 'sent' }])
    expect(await search(t, HOSPITAL, 'Task', { 'part-of': source.task })).toHaveLength(1)
  })

  test('whose order grew beyond the release while it waited is stopped, and stops nothing else', async () => {
    const source = await referred()
    await release(source.patient, FULL)
    const task = await read(t, CENTER, source.task)
    const hiv = await create(t, CENTER, {
      resourceType: 'Condition',
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'B20' }] },
      subject: { reference: source.patient },
    })
    const order = (task['focus'] as { reference: string }).reference
    const reasonReference = [{ reference: `Condition/${hiv.id ?? ''}` }]
    expect((await change(t, CENTER, order, { reasonReference })).status).toBe(200)
    const other = await referred()
    await release(other.patient, FULL)
    await t.deliver()
    expect(await deliveries(other.task)).toMatchObject([{ state: 'sent' }])
    expect(await deliveries(source.task)).toMatchObject([{ state: 'stopped' }])
  })
})
