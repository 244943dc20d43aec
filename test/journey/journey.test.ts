/**
 * The case that every build must play, told once from beginning to end: each test goes on where the one before it ended.
 * Source: the five acts of the case in docs/architecture.md, on the record of test/cases/main.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { CODE, SYSTEM } from '../../src/fhir/codes.ts'
import { parseReference } from '../../src/fhir/reference.ts'
import type { Bundle, Resource } from '../../src/fhir/resource.ts'
import type { Actor } from '../../src/partners/actor.ts'
import {
  businessStatus,
  change,
  concept,
  create,
  read,
  receiverSide,
  releaseOf,
  search,
  stateSeenBy,
} from '../gateway/support.ts'
import type { Json, Sent } from '../gateway/support.ts'
import { bodyOf, CENTER, COURT, HOSPITAL, openTestGateway, resourcesOf } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import {
  accompanying,
  DEPRESSION,
  found,
  HIV,
  NOTES,
  NOTICE,
  OF_COURT,
  OF_LAKESIDE,
  sectionsOf,
} from './read.ts'
import {
  compliance,
  DOCKET,
  labelsOf,
  laterVersion,
  mandateOf,
  PRIVACY,
  referenceOf,
  referralIn,
  submit,
  written,
} from './story.ts'
import type { Receipt, Written } from './story.ts'

const PERIOD = { start: '2026-08-24', end: '2026-11-20' }

let t: TestGateway
let record: Written
let source: Sent
let filler: Sent
let receipt: Receipt
let planCopy: string
let clinics: { psychiatric: Sent; hiv: Sent }
/** Disclosures of Cedar Bridge that the tests have caused, by channel. */
const caused = { status: 0, read: 0, report: 0, delivery: 0 }

beforeAll(async () => {
  t = await openTestGateway()
  record = written('main/case-record')
})
afterAll(() => t.close())

function pass(minutes: number): void {
  t.now = new Date(Date.parse(t.now) + minutes * 60_000).toISOString()
}

function packetsOf(kind: string): Bundle[] {
  return t.sent
    .filter(
      ({ endpoint, headers }) => endpoint.includes('lakeside') && headers['x-throughline-kind'] === kind,
    )
    .map(({ bundle }) => bundle)
}

async function statusOf(actor: Actor, reference: string, version?: string): Promise<number> {
  const [type = '', id = ''] = reference.split('/')
  const answer = await t.gateway.disclose.read(actor, { type, id, ...(version && { version }) })
  return answer.status
}

describe('act 1: the hospital refers, and sees what the client lets it see', () => {
  test('the hospital posts a transaction, and the center finds the referral among its own records', async () => {
    const kept = resourcesOf(bodyOf(await t.gateway.receive.transaction(HOSPITAL, referralIn())))
    const of = (type: string): string =>
      `${type}/${kept.find(({ resourceType }) => resourceType === type)?.id ?? ''}`
    source = { task: of('Task'), patient: of('Patient'), condition: of('Condition') }
    await t.deliver()
    filler = await receiverSide(t, CENTER, source.task)
    expect(await stateSeenBy(t, HOSPITAL, source.task)).toBe('requested 2.0')
    expect(await stateSeenBy(t, CENTER, filler.task)).toBe('requested 2.0')
  })

  test('until the client releases the status, the hospital sees `requested`', async () => {
    const before = await read(t, HOSPITAL, source.task)
    expect((await change(t, CENTER, filler.task, { status: 'accepted' })).status).toBe(200)
    expect(await read(t, HOSPITAL, source.task)).toEqual(before)
  })

  test('with the release it sees that and each step after it', async () => {
    pass(1)
    await create(
      t,
      CENTER,
      releaseOf({ patient: filler.patient, categories: ['referral-status'], key: 'status' }),
    )
    const seen = [await stateSeenBy(t, HOSPITAL, source.task)]
    const inService = concept(SYSTEM.referralBusinessStatus, CODE.referralBusinessStatus.inService)
    for (const step of [
      businessStatus.scheduled,
      businessStatus.noShow,
      businessStatus.scheduled,
      inService,
    ]) {
      pass(1)
      const answer = await change(t, CENTER, filler.task, { status: 'in-progress', businessStatus: step })
      expect(answer.status).toBe(200)
      seen.push(await stateSeenBy(t, HOSPITAL, source.task))
    }
    caused.status += seen.length
    expect(seen).toEqual([
      'accepted 3.0',
      'in-progress 5.1.1',
      'in-progress 5.1.2',
      'in-progress 5.1.1',
      'in-progress in-service',
    ])
  })
})

describe('act 2: the center submits the case record', () => {
  beforeAll(async () => {
    pass(1)
    receipt = await submit(t, record)
  })

  test('it is about the client whom the hospital referred, not about another one', async () => {
    expect(receipt.client).toBe(filler.patient)
    expect(await search(t, CENTER, 'Patient')).toHaveLength(1)
  })

  test('the center is told what is released to whom and what is withheld', () => {
    const pairs = receipt.released.map(({ recipient, purpose }) => `${recipient} ${purpose}`)
    expect(pairs.toSorted()).toEqual([
      'harbor-court cj-monitoring',
      'lakeside COC',
      'lakeside ETREAT',
      'lakeside TREAT',
    ])
    const court = receipt.released.find(({ recipient }) => recipient === 'harbor-court')
    expect(court?.withheld.map(({ category }) => category)).toEqual(
      expect.arrayContaining(['mental-health', 'hiv', 'counseling-notes', 'diagnoses']),
    )
  })

  test('everything that it became is a Part 2 record of the center', async () => {
    for (const type of ['Patient', 'CarePlan', 'Goal', 'Condition', 'CareTeam', 'Task', 'Consent']) {
      const found = await search(t, CENTER, type)
      expect(found.length).toBeGreaterThan(0)
      for (const each of found) expect(labelsOf(each)).toEqual(expect.arrayContaining(['42CFRPart2']))
    }
  })
})

describe('act 3: the plan and the referrals reach the hospital', () => {
  beforeAll(async () => {
    t.sent.length = 0
    await t.deliver()
    caused.delivery += packetsOf('plan').length + packetsOf('referral').length
  })

  test('the plan comes once, with the notice of 2.32 verbatim, the scope of the consent, and labels', () => {
    const packets = packetsOf('plan')
    expect(packets).toHaveLength(1)
    const packet = packets[0] as Bundle
    expect(accompanying(packet, 'notice')).toBe(NOTICE)
    expect(accompanying(packet, 'scope')).toContain(
      'Disclosed by Cedar Bridge Treatment Center to Lakeside Hospital for ',
    )
    const release = referenceOf(receipt, 'Consent', 'tp-rel-lakeside').slice('Consent/'.length)
    expect(accompanying(packet, 'scope')).toContain(release)
    const records = resourcesOf(packet).filter(({ resourceType }) => resourceType !== 'DocumentReference')
    for (const each of records)
      expect(labelsOf(each)).toEqual(expect.arrayContaining(['42CFRPart2', 'PERSISTLABEL', 'R']))
  })

  test('the plan comes with its goals and team, and with nothing that the release does not name', () => {
    const packet = packetsOf('plan')[0] as Bundle
    const types = new Set(resourcesOf(packet).map(({ resourceType }) => resourceType))
    expect([...types]).toEqual(
      expect.arrayContaining(['CarePlan', 'Goal', 'CareTeam', 'Practitioner', 'Condition', 'ServiceRequest']),
    )
    expect(found(packet, /drug-test-result/, /RelatedPerson/, /"Consent/, OF_COURT, NOTES)).toEqual([])
    const plan = resourcesOf(packet).find(
      ({ resourceType, status }) => resourceType === 'CarePlan' && status === 'active',
    )
    planCopy = `CarePlan/${plan?.id ?? ''}`
  })

  test('the hospital has its own copy of the plan, about its own patient, with the labels', async () => {
    const copy = await read(t, HOSPITAL, planCopy)
    expect(copy['subject']).toMatchObject({ reference: source.patient })
    expect(copy['title']).toBe('Individual service plan, version 3')
    expect(labelsOf(copy)).toEqual(expect.arrayContaining(['42CFRPart2', 'PERSISTLABEL']))
    const goals = copy['goal'] as { reference: string }[]
    expect(goals.length).toBeGreaterThanOrEqual(9)
    for (const { reference } of goals) expect(await statusOf(HOSPITAL, reference)).toBe(200)
  })

  test('each clinic gets its referral, and nothing of the other', async () => {
    const [psychiatric, hiv] = ['tp-ref-psychiatry', 'tp-ref-hivclinic'].map((key) =>
      referenceOf(receipt, 'Task', key),
    )
    clinics = {
      psychiatric: await receiverSide(t, HOSPITAL, psychiatric ?? ''),
      hiv: await receiverSide(t, HOSPITAL, hiv ?? ''),
    }
    const packets = packetsOf('referral')
    expect(packets).toHaveLength(2)
    for (const packet of packets) {
      expect(accompanying(packet, 'notice')).toBe(NOTICE)
      expect(found(packet, DEPRESSION, HIV)).toHaveLength(1)
      expect(found(packet, NOTES, OF_COURT)).toEqual([])
    }
  })

  test('the hospital accepts both, completes one with an outcome, and the center sees it', async () => {
    const atCenter = (key: string): string => referenceOf(receipt, 'Task', key)
    for (const { task } of Object.values(clinics)) {
      expect(
        (await change(t, HOSPITAL, task, { status: 'accepted', businessStatus: undefined })).status,
      ).toBe(200)
    }
    expect(await stateSeenBy(t, CENTER, atCenter('tp-ref-psychiatry'))).toBe('accepted 3.0')
    expect(await stateSeenBy(t, CENTER, atCenter('tp-ref-hivclinic'))).toBe('accepted 3.0')
    const output = [
      {
        type: concept(SYSTEM.taskOutput, CODE.taskOutput.outcome),
        valueCodeableConcept: concept(SYSTEM.referralOutcome, CODE.referralOutcome.serviceContinuing),
      },
    ]
    const completed = { status: 'completed', businessStatus: undefined, output }
    expect((await change(t, HOSPITAL, clinics.hiv.task, completed)).status).toBe(200)
    expect(await stateSeenBy(t, CENTER, atCenter('tp-ref-hivclinic'))).toBe('completed 7.0')
    expect(await stateSeenBy(t, CENTER, atCenter('tp-ref-psychiatry'))).toBe('accepted 3.0')
    const told = (await read(t, CENTER, atCenter('tp-ref-hivclinic')))['output'] as Json[]
    expect(JSON.stringify(told)).toContain(CODE.referralOutcome.serviceContinuing)
  })
})

describe('act 4: the court asks, and the center reads why', () => {
  test('the court gets attendance, tests, goals and level of care, and neither depression, HIV nor notes', async () => {
    pass(1)
    bodyOf(await t.gateway.receive.transaction(COURT, mandateOf(DOCKET)))
    const { bundle, html } = await compliance(t, DOCKET, PERIOD)
    caused.report += 1
    expect(sectionsOf(bundle).map(({ title }) => title)).toEqual(
      expect.arrayContaining(['Attendance', 'Drug and alcohol tests', 'Goals', 'Level of care']),
    )
    for (const received of [bundle, html])
      expect(found(received, DEPRESSION, HIV, NOTES, OF_LAKESIDE)).toEqual([])
  })

  test('the center asks why, and reads the reasons', async () => {
    const explained = bodyOf(
      await t.gateway.explain(PRIVACY, {
        resourceType: 'Parameters',
        parameter: [
          { name: 'patient', valueReference: { reference: receipt.client } },
          { name: 'recipient', valueReference: { reference: 'Organization/harbor-court' } },
          { name: 'purpose', valueCode: 'cj-monitoring' },
          { name: 'person', valueString: 'hc-coordinator' },
          ...['attendance', 'mental-health', 'hiv', 'counseling-notes'].map((valueCode) => ({
            name: 'category',
            valueCode,
          })),
        ],
      }),
    )
    type Part = { name: string; valueCode?: string; valueString?: string }
    const categories = (explained['parameter'] as { name: string; part?: Part[] }[]).filter(
      ({ name }) => name === 'category',
    )
    const valueOf = (part: Part[] | undefined, name: string): string[] =>
      (part ?? []).flatMap((each) => (each.name === name ? [each.valueCode ?? each.valueString ?? ''] : []))
    expect(categories.map(({ part }) => [...valueOf(part, 'code'), ...valueOf(part, 'verdict')])).toEqual([
      ['attendance', 'may'],
      ['mental-health', 'may-not'],
      ['hiv', 'may-not'],
      ['counseling-notes', 'may-not'],
    ])
    const release = referenceOf(receipt, 'Consent', 'tp-rel-court')
    expect(valueOf(categories[0]?.part, 'why')).toEqual([`The release ${release} names Attendance.`])
    expect(valueOf(categories[1]?.part, 'why')).toContain(
      `The release ${release} does not cover Mental health.`,
    )
  })
})

describe("act 5: the client revokes the hospital's release while the hospital's endpoint is down", () => {
  let released: string[]
  let waiting: string
  const releases = ['tp-rel-lakeside', 'tp-rel-lakeside-mh', 'tp-rel-lakeside-hiv']

  const revoke = async (consent: string): Promise<Resource> =>
    bodyOf(await t.gateway.revoke(CENTER, consent.slice('Consent/'.length)))
  const deliveries = async (): Promise<{ id: string; kind: string; state: string; reason?: string }[]> => {
    const { deliveries: listed } = (await t.gateway.deliveries.list(CENTER)).body as never
    return listed
  }
  /** The center's own records that the hospital finds by searching. */
  const foundByHospital = async (): Promise<string[]> => {
    const own = new Set(receipt.stored.map(({ reference }) => reference))
    const references: string[] = []
    for (const type of ['Patient', 'CarePlan', 'Goal', 'Condition', 'CareTeam', 'ServiceRequest', 'Task']) {
      const all = await search(t, HOSPITAL, type, { _count: '200' })
      const others = all.map(({ id }) => `${type}/${id ?? ''}`).filter((reference) => own.has(reference))
      // The center's side of the hospital's own referral is found too: its status is released apart.
      const isTold = type === 'Task' && all.some(({ id }) => filler.task.endsWith(id ?? 'none'))
      if (others.length > 0 || isTold) caused.read += 1
      references.push(...others)
    }
    return references
  }

  test("before, the hospital reads the center's own plan under the release", async () => {
    released = await foundByHospital()
    const plan = referenceOf(receipt, 'CarePlan', 'tp-plan-3')
    expect(released).toContain(plan)
    expect(released.length).toBeGreaterThan(50)
    expect(await statusOf(HOSPITAL, plan)).toBe(200)
    caused.read += 1
  })

  test('the plan changes, the endpoint does not answer, and the delivery waits', async () => {
    pass(1)
    t.sent.length = 0
    t.network = () => ({ kind: 'again', reason: 'no answer (ECONNREFUSED)', reached: false })
    const goals = structuredClone(record.goals)
    const [first] = goals
    if (first) first['clientWords'] = 'I wake up and think of the bus.'
    record = laterVersion(record, { goals })
    await submit(t, record)
    await t.deliver()
    const [newest] = (await deliveries()).filter(({ kind, state }) => kind === 'plan' && state === 'waiting')
    waiting = newest?.id ?? ''
    expect(waiting).not.toBe('')
  })

  test('the revocation stops it, and it does not leave when the endpoint is up again', async () => {
    pass(1)
    const result = await revoke(referenceOf(receipt, 'Consent', 'tp-rel-lakeside'))
    expect(result['parameter']).toMatchObject([
      { name: 'result', valueCode: 'revoked' },
      { name: 'reason' },
      { name: 'effective', valueDateTime: t.now },
      {
        name: 'stopped',
        part: [{ valueId: waiting }, { valueReference: { reference: 'Organization/lakeside' } }],
      },
      { name: 'return', resource: { resourceType: 'Consent', status: 'inactive' } },
    ])
    t.network = () => ({ kind: 'taken' })
    pass(24 * 60)
    await t.deliver()
    expect((await deliveries()).find(({ id }) => id === waiting)?.state).toBe('stopped')
    expect(packetsOf('plan')).toEqual([])
    expect((await t.gateway.deliveries.replay(CENTER, waiting)).status).toBe(202)
    await t.deliver()
    expect((await deliveries()).find(({ id }) => id === waiting)?.state).toBe('stopped')
    expect(packetsOf('plan')).toEqual([])
  })

  test('what that release alone let the hospital see is absent by search, read, vread and history', async () => {
    const left = await foundByHospital()
    const types = new Set(left.map((reference) => reference.split('/')[0]))
    expect(types).toEqual(new Set(['Patient']))
    const gone = released.filter((reference) => !left.includes(reference))
    expect(gone.length).toBeGreaterThan(40)
    for (const reference of gone) {
      const [type = '', id = ''] = reference.split('/')
      const found = await search(t, HOSPITAL, type, { _id: id })
      const statuses = [
        await statusOf(HOSPITAL, reference),
        await statusOf(HOSPITAL, reference, '1'),
        (await t.gateway.disclose.history(HOSPITAL, { type, id })).status,
      ]
      expect([reference, ...statuses, found.length]).toEqual([reference, 404, 404, 404, 0])
    }
  })

  test('with the other releases revoked too, nothing at all is there for the hospital', async () => {
    for (const key of releases.slice(1)) await revoke(referenceOf(receipt, 'Consent', key))
    const [status] = await search(t, CENTER, 'Consent', {
      identifier: 'https://cedar-bridge.example/records|release-status',
    })
    await revoke(`Consent/${status?.id ?? ''}`)
    expect(await foundByHospital()).toEqual([])
    expect(await statusOf(HOSPITAL, receipt.client)).toBe(404)
    pass(1)
    const before = await read(t, HOSPITAL, source.task)
    const reason = {
      status: 'completed',
      output: [{ type: { text: 'Outcome' }, valueString: 'Discharged.' }],
    }
    expect((await change(t, CENTER, filler.task, { ...reason, businessStatus: undefined })).status).toBe(200)
    expect(await read(t, HOSPITAL, source.task)).toEqual(before)
  })

  test("the hospital's own copies stay, with their labels", async () => {
    for (const copy of [planCopy, clinics.psychiatric.task, clinics.hiv.task])
      expect(labelsOf(await read(t, HOSPITAL, copy))).toEqual(
        expect.arrayContaining(['42CFRPart2', 'PERSISTLABEL', 'R']),
      )
    const history = await t.gateway.disclose.history(
      HOSPITAL,
      parseReference(planCopy) ?? { type: '', id: '' },
    )
    expect(resourcesOf(bodyOf(history)).length).toBeGreaterThan(0)
  })

  test('the record submitted again does not take a revocation back', async () => {
    pass(1)
    await submit(t, record)
    expect(await foundByHospital()).toEqual([])
    await t.deliver()
    expect(packetsOf('plan')).toEqual([])
  })

  test("the court's report still works, and its release cannot be revoked before its time", async () => {
    const { bundle } = await compliance(t, DOCKET, PERIOD)
    caused.report += 1
    expect(found(bundle, /Group counseling/)).toHaveLength(1)
    const result = await revoke(referenceOf(receipt, 'Consent', 'tp-rel-court'))
    expect(result['parameter']).toMatchObject([
      { valueCode: 'recorded-not-effective' },
      { name: 'reason' },
      {},
    ])
    const after = await compliance(t, DOCKET, PERIOD)
    caused.report += 1
    expect(found(after.bundle, /Group counseling/)).toHaveLength(1)
  })

  test('the accounting lists every disclosure, with its authority and its release', async () => {
    const answer = await t.gateway.accounting(PRIVACY, receipt.client.slice('Patient/'.length), [])
    type Part = { name: string; valueCode?: string; valueReference?: { reference: string } }
    const entries = (bodyOf(answer)['parameter'] as { name: string; part: Part[] }[])
      .filter(({ name }) => name === 'disclosure')
      .map(({ part }) => {
        const one = (name: string): Part | undefined => part.find((each) => each.name === name)
        return {
          recipient: one('recipient')?.valueReference?.reference,
          channel: one('channel')?.valueCode,
          authority: one('authority')?.valueCode,
          outcome: one('outcome')?.valueCode,
          consents: part.filter(({ name }) => name === 'consent').length,
          resources: part.filter(({ name }) => name === 'resource').length,
        }
      })
    const listed = { status: 0, read: 0, report: 0, delivery: 0 }
    for (const { channel } of entries) listed[channel as keyof typeof listed] += 1
    expect(listed).toEqual(caused)
    for (const entry of entries) {
      expect(entry).toMatchObject({ authority: 'consent' })
      expect(entry.consents).toBeGreaterThan(0)
      expect(entry.resources).toBeGreaterThan(0)
      expect(entry.recipient).toBe(
        entry.channel === 'report' ? 'Organization/harbor-court' : 'Organization/lakeside',
      )
    }
  })
})
