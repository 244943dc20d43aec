/** What the tests of recalls share: records of the center that the hospital has, and what is said of their recalls. */
import type { Resource } from '../../src/fhir/resource.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { bodyOf, CENTER } from '../support/gateway.ts'
import type { Sent, TestGateway } from '../support/gateway.ts'
import { change, condition, create, patient, read, releaseOf, rowsOf } from './support.ts'
import { planned } from './support-plans.ts'
import type { Planned } from './support-plans.ts'

export type Listed = {
  readonly id: string
  readonly role: string
  readonly resource: string
  readonly recipient?: string
  readonly state: string
  readonly overdue: boolean
  readonly reminders?: number
  readonly delivery?: string
}

export const DAY_MS = 86_400_000

/** The recalls of a record, as a partner is told of them. */
export async function recallsOf(t: TestGateway, actor: Actor, resource: string): Promise<Listed[]> {
  const { recalls } = bodyOf(await t.gateway.recalls.list(actor, [['resource', resource]])) as unknown as {
    recalls: Listed[]
  }
  return recalls
}

/** What partners have taken about a recall of this record. */
export function toldOf(t: TestGateway, resource: string): { task: Resource; sent: Sent }[] {
  return t.sent.flatMap((sent) => {
    const task = sent.bundle.entry?.[0]?.resource
    const isAbout = sent.headers['x-throughline-kind'] === 'recall' && JSON.stringify(task).includes(resource)
    return task && isAbout ? [{ task, sent }] : []
  })
}

/** A plan and its goal that the hospital has by delivery. */
export async function delivered(t: TestGateway): Promise<Planned & { copy: string }> {
  const made = await planned(t)
  await t.deliver()
  // Not by a search: that would be a second way in which the hospital has seen the goal.
  const [copy] = await rowsOf<{ id: string }>(
    t,
    `select id from resource where custodian = 'lakeside' and content->'meta'->>'source' = $1`,
    made.goal,
  )
  return { ...made, copy: `Goal/${copy?.id ?? ''}` }
}

const mistaken = { lifecycleStatus: 'entered-in-error' }

/** The center takes the goal back. */
export async function takeBack(t: TestGateway, goal: string): Promise<void> {
  const { status } = await change(t, CENTER, goal, mistaken)
  if (status !== 200) throw new Error(`answered ${status}`)
}

let conditions = 0

/** A diagnosis that a release lets the hospital ask for; nothing is sent. */
export async function released(
  t: TestGateway,
): Promise<{ reference: string; person: string; consent: string }> {
  conditions += 1
  const key = `recall-${conditions}`
  const name = [{ family: `Recall${conditions}`, given: ['Testa'] }]
  const person = `Patient/${(await create(t, CENTER, patient('cedar-bridge', key, { name }))).id ?? ''}`
  const consent = await create(t, CENTER, releaseOf({ patient: person, categories: ['diagnoses'], key }))
  const { id = '' } = await create(t, CENTER, condition(person))
  return { reference: `Condition/${id}`, person, consent: consent.id ?? '' }
}

/** The center takes the diagnosis back. */
export async function takeBackCondition(t: TestGateway, reference: string): Promise<void> {
  const { clinicalStatus: _, ...before } = await read(t, CENTER, reference)
  const verificationStatus = { coding: [{ system: VERIFICATION, code: 'entered-in-error' }] }
  const resource = { ...before, verificationStatus } as Resource
  const [type = '', id = ''] = reference.split('/')
  bodyOf(await t.gateway.receive.write(CENTER, { kind: 'update', type, id, resource }))
}

const VERIFICATION = 'http://terminology.hl7.org/CodeSystem/condition-ver-status'

/** An entry of the accounting, as a request leaves it. */
export async function account(
  t: TestGateway,
  entry: { person: string; custodian: string; recipient: string; resource: string; channel?: string },
): Promise<void> {
  const { person, custodian, recipient, resource, channel = 'read' } = entry
  await rowsOf(
    t,
    `insert into disclosure (person, id, custodian, recipient, purpose, authority, consents, categories, resources, channel,
       policy_version, at, outcome)
     values ($1, gen_random_uuid(), $2, $3, 'TREAT', 'consent', '{}', 1, array[$4], $5, '1', now(), 'sent')`,
    person.replace('Patient/', ''),
    custodian,
    recipient,
    resource,
    channel,
  )
}
