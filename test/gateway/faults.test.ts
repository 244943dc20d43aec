/** The database fails at the 1st, 2nd, … nth statement of each flow; the request is repeated: nothing lost, nothing twice. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Resource } from '../../src/fhir/resource.ts'
import { attempt } from '../../src/gateway/deliver.ts'
import type { Answer } from '../../src/gateway/gateway.ts'
import { goal, record, release } from '../intake/record.ts'
import { bodyOf, CENTER, HOSPITAL, resourcesOf } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import {
  change,
  create,
  patient,
  read,
  receiverSide,
  referral,
  releaseOf,
  rowsOf,
  stateSeenBy,
} from './support.ts'
import { census, faultsInAudit, openFaulty } from './support-faults.ts'
import type { Breakage, Faulty } from './support-faults.ts'

let faulty: Faulty
let t: TestGateway
beforeAll(async () => {
  faulty = await openFaulty()
  t = faulty.t
})
afterAll(() => t.close())

/** A flow about a person of its own; what `prepare` gives is handed to each run. */
type Flow<T> = {
  readonly prepare: (key: string) => Promise<T>
  /** As a client would: may be called again after it failed, until it is done. */
  readonly run: (given: T) => Promise<void>
  /** Whatever must hold in the end, beside the census. */
  readonly check?: (given: T) => Promise<void>
}

const STATEMENTS_MAX = 400
const name = (key: string): object => ({ family: key, given: ['Testa'] })

function done(answer: Answer, ...also: number[]): void {
  if (answer.status >= 300 && !also.includes(answer.status))
    throw new Error(`answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 500)}`)
}

/**
 * Breaks a flow that is one transaction at every statement: nothing is stored each time. Then it runs whole. Broken after
 * its commit everything is stored, and to repeat it adds nothing.
 */
async function sweep<T>(label: string, { prepare, run, check }: Flow<T>): Promise<void> {
  const given = await prepare(`${label}1`)
  const before = await census(t, `${label}1`)
  let n = 1
  while ((await faulty.breaking({ before: n }, () => run(given))) === 'broken') {
    expect([n, await census(t, `${label}1`)]).toEqual([n, before])
    n += 1
    if (n > STATEMENTS_MAX) throw new Error('the flow does not end')
  }
  const stored = await census(t, `${label}1`)
  expect(stored).not.toEqual(before)
  await check?.(given)
  const unanswered = await prepare(`${label}2`)
  expect(await faulty.breaking({ afterCommit: 1 }, () => run(unanswered))).toBe('broken')
  expect(await census(t, `${label}2`)).toEqual(stored)
  await run(unanswered)
  expect(await census(t, `${label}2`)).toEqual(stored)
  await check?.(unanswered)
  expect(n).toBeGreaterThan(5)
  expect(await faultsInAudit(t)).toEqual([])
}

/** The same of a flow of several transactions: each time about another person, and repeated until it is done. */
async function sweepEach<T>(label: string, { prepare, run, check }: Flow<T>): Promise<void> {
  const whole = await prepare(`${label}w`)
  await run(whole)
  const expected = await census(t, `${label}w`)
  let runs = 0
  const breakAt = async (at: Breakage): Promise<boolean> => {
    runs += 1
    const key = `${label}${runs}`
    const given = await prepare(key)
    const outcome = await faulty.breaking(at, () => run(given))
    if (outcome === 'broken') await run(given)
    expect([at, await census(t, key)]).toEqual([at, expected])
    await check?.(given)
    return outcome === 'broken'
  }
  let n = 1
  while ((await breakAt({ before: n })) && n < STATEMENTS_MAX) n += 1
  let commits = 1
  while (await breakAt({ afterCommit: commits })) commits += 1
  expect(n).toBeGreaterThan(10)
  expect(commits).toBe(3)
  expect(await faultsInAudit(t)).toEqual([])
}

const bundleOf = (key: string): Resource => {
  const bundle = referral({ from: 'lakeside', to: 'cedar-bridge', key })
  const [first] = bundle.entry ?? []
  if (first?.resource) first.resource['name'] = [name(key)]
  return bundle
}

/** Posts a referral; its Task. */
async function posted(key: string): Promise<string> {
  const answer = bodyOf(await t.gateway.receive.transaction(HOSPITAL, bundleOf(key)))
  return `Task/${resourcesOf(answer).at(-1)?.id ?? ''}`
}

type Referred = { key: string; source: string; filler: string; patient: string }

async function referred(key: string): Promise<Referred> {
  const source = await posted(key)
  const [row] = await rowsOf<{ id: string }>(t, `select id from delivery where focus = $1`, source)
  await attempt(t.ground, row?.id ?? '')
  const filler = await receiverSide(t, CENTER, source)
  return { key, source, filler: filler.task, patient: filler.patient }
}

async function released(key: string): Promise<Referred & { consent: string }> {
  const sides = await referred(key)
  const consent = releaseOf({ patient: sides.patient, categories: ['referral-status', 'plan'], key })
  const { id = '' } = await create(t, CENTER, consent)
  return { ...sides, consent: id }
}

/** Neither side says what the other does not. */
async function agree({ source, filler }: Referred): Promise<void> {
  expect(await stateSeenBy(t, HOSPITAL, source)).toBe(await stateSeenBy(t, CENTER, filler))
}

/** A goal that the hospital has read. */
async function shown(key: string): Promise<Resource> {
  const { id = '' } = await create(t, CENTER, patient('cedar-bridge', key, { name: [name(key)] }))
  const subject = { reference: `Patient/${id}` }
  await create(t, CENTER, releaseOf({ patient: subject.reference, categories: ['goals'], key }))
  const description = { text: 'A goal.' }
  const made = await create(t, CENTER, {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description,
    subject,
  })
  return await read(t, HOSPITAL, `Goal/${made.id ?? ''}`).then(() => made)
}

describe('a fault at each statement of', () => {
  test('a transaction that refers', async () => {
    await sweep('Posted', {
      prepare: async (key) => bundleOf(key),
      run: async (bundle) => done(await t.gateway.receive.transaction(HOSPITAL, bundle)),
    })
  })

  test('the delivery of a referral', async () => {
    let packets: string[] = []
    t.network = async ({ bundle }) => {
      packets.push(bundle.id ?? '')
      const intended = await rowsOf(t, `select outcome from disclosure where id = $1`, bundle.id)
      expect(intended).toEqual([{ outcome: 'intended' }])
      return { kind: 'taken' }
    }
    await sweepEach('Delivered', {
      async prepare(key) {
        const task = await posted(key)
        const [row] = await rowsOf<{ id: string }>(t, `select id from delivery where focus = $1`, task)
        packets = []
        return row?.id ?? ''
      },
      async run(id) {
        // An attempt that broke off is made again when its lease has ended.
        t.now = new Date(Date.parse(t.now) + 60_000).toISOString()
        await attempt(t.ground, id)
      },
      async check(id) {
        expect(new Set(packets)).toEqual(new Set([id]))
        expect(packets.length).toBeLessThanOrEqual(2)
      },
    })
    t.network = () => ({ kind: 'taken' })
  })

  test('a Task that moves, and is told to the other side', async () => {
    await sweep<Referred & { before: Resource }>('Moved', {
      async prepare(key) {
        const sides = await released(key)
        return { ...sides, before: await read(t, CENTER, sides.filler) }
      },
      async run({ before }) {
        const { id = '', meta } = before
        const resource = { ...before, status: 'accepted' }
        const ifMatch = `W/"${meta?.versionId ?? ''}"`
        // What was stored though the answer was lost is refused the second time: the version has moved on.
        done(
          await t.gateway.receive.write(CENTER, { kind: 'update', type: 'Task', id, resource, ifMatch }),
          412,
        )
      },
      check: agree,
    })
  })

  test('a release, and what it lets be told', async () => {
    await sweep('Released', {
      async prepare(key) {
        const sides = await referred(key)
        done(await change(t, CENTER, sides.filler, { status: 'accepted' }))
        return sides
      },
      async run({ key, patient }) {
        const resource = releaseOf({ patient, categories: ['referral-status'], key })
        const [identifier] = resource['identifier'] as { system: string; value: string }[]
        const ifNoneExist = `identifier=${identifier?.system ?? ''}|${identifier?.value ?? ''}`
        done(
          await t.gateway.receive.write(CENTER, { kind: 'create', type: 'Consent', resource, ifNoneExist }),
        )
      },
      check: agree,
    })
  })

  test('a revocation', async () => {
    await sweep('Revoked', {
      async prepare(key) {
        const sides = await released(key)
        const subject = { reference: sides.patient }
        const plan = { resourceType: 'CarePlan', status: 'active', intent: 'plan', subject }
        await create(t, CENTER, plan)
        return sides
      },
      // What is revoked already is said to be so.
      run: async ({ consent }) => done(await t.gateway.revoke(CENTER, consent), 409),
      async check({ patient }) {
        const left = await rowsOf(
          t,
          `select from delivery where person = $1 and kind = 'plan' and state <> 'stopped'`,
          patient.slice('Patient/'.length),
        )
        expect(left).toEqual([])
      },
    })
  })

  test('a case record', async () => {
    await sweep('Recorded', {
      prepare: async (key) =>
        record({
          record: {
            id: `case-${key}`,
            version: 1,
            custodian: 'cedar-bridge',
            asOf: '2026-11-20T09:00:00-05:00',
          },
          client: { id: `client-${key}`, name: name(key), birthDate: '1991-04-12' },
          goals: [goal({ lifecycle: 'proposed' })],
          releases: [
            release({
              form: { title: 'Release', patientName: `Testa ${key}` },
              statements: { rightToRevoke: true, hipaaRedisclosure: true, consequencesOfRefusal: true },
            }),
          ],
        }),
      run: async (body) => done(await t.gateway.receive.caseRecord(CENTER, body)),
    })
    expect((await census(t, 'Recorded1'))['grants']).not.toEqual([])
  })

  test('a record that is taken back, and the recall that follows', async () => {
    await sweep<{ goal: Resource }>('Recalled', {
      prepare: async (key) => ({ goal: await shown(key) }),
      async run({ goal: { id = '', meta, ...rest } }) {
        const resource = { ...rest, id, meta, lifecycleStatus: 'entered-in-error' } as Resource
        const ifMatch = `W/"${meta?.versionId ?? ''}"`
        const write = { kind: 'update', type: 'Goal', id, resource, ifMatch } as const
        done(await t.gateway.receive.write(CENTER, write), 412)
      },
    })
    expect((await census(t, 'Recalled1'))['recalls']).toEqual(['cedar-bridge lakeside due '])
  })

  test('the telling of a recall', async () => {
    await sweepEach('Told', {
      async prepare(key) {
        const { id = '' } = await shown(key)
        done(await change(t, CENTER, `Goal/${id}`, { lifecycleStatus: 'entered-in-error' }))
        const of = `select id from delivery where focus = $1 and kind = 'recall'`
        const [row] = await rowsOf<{ id: string }>(t, of, `Goal/${id}`)
        return row?.id ?? ''
      },
      async run(id) {
        t.now = new Date(Date.parse(t.now) + 60_000).toISOString()
        await attempt(t.ground, id)
      },
    })
    expect((await census(t, 'Toldw'))['recalls']).toEqual(['cedar-bridge lakeside sent '])
  })

  test('an answer to a recall', async () => {
    await sweep('Answered', {
      async prepare(key) {
        const { id = '' } = await shown(key)
        done(await change(t, CENTER, `Goal/${id}`, { lifecycleStatus: 'entered-in-error' }))
        const of = `select id from delivery where focus = $1 and kind = 'recall'`
        const [row] = await rowsOf<{ id: string }>(t, of, `Goal/${id}`)
        await attempt(t.ground, row?.id ?? '')
        const about = 'select id from recall where resource = $1'
        const [recall] = await rowsOf<{ id: string }>(t, about, `Goal/${id}`)
        return recall?.id ?? ''
      },
      run: async (id) => done(await t.gateway.recalls.answer(HOSPITAL, id, { answer: 'removed' })),
    })
  })
})
