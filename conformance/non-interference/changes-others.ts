/** More that the actor may not see: what others do, and what the custodian does with them, asks and decides. */
import { caseRecordOf, emergencyOf, explanationOf } from './driver-requests.ts'
import { bodyOf } from './client.ts'
import type { Change } from './changes.ts'
import type { World } from './types.ts'
import * as the from './world.ts'

export const OTHERS: readonly Change[] = [
  {
    name: 'another partner comes to know a person, by name and number',
    async make(world) {
      const [other] = world.others
      if (!other) return false
      await the.addLinked(world, other)
      return true
    },
  },
  {
    name: 'an emergency session of another',
    async make(world) {
      const other = world.urgentOther
      if (!other) return false
      const patient = await the.addLinked(world, other)
      const body = emergencyOf()
      const heard = await other.send({ method: 'POST', path: `/fhir/${patient}/$emergency-access`, body })
      bodyOf(heard, 'an emergency access', 200, 201)
      return true
    },
  },
  {
    name: 'the custodian decides on a link with another',
    async make(world) {
      const heard = await world.custodian.send({ method: 'GET', path: '/identity/links' })
      if (heard.status !== 200) return false
      const { links = [] } = JSON.parse(heard.body) as { links?: { id: string; state: string }[] }
      const waiting = links.find(({ state }) => state === 'waiting')
      if (!waiting) return false
      await world.custodian.send({ method: 'POST', path: `/identity/links/${waiting.id}/$confirm` })
      return true
    },
  },
  {
    name: 'a case record of a new client',
    async make(world) {
      const key = the.fresh(world, 'case')
      const body = caseRecordOf(world.custodian.facts, key)
      const heard = await world.custodian.send({ method: 'POST', path: '/intake/case-records', body })
      return heard.status === 200
    },
  },
  {
    name: 'the custodian asks who saw what, and why the actor may see it',
    async make(world) {
      for (const person of world.persons.slice(0, 3)) {
        const path = `/fhir/${person.reference}/$accounting-of-disclosures`
        await world.custodian.send({ method: 'GET', path })
        const body = explanationOf(person.reference, world.actor.facts)
        for (const operation of ['$explain', '$preview'])
          await world.custodian.send({ method: 'POST', path: `/fhir/Consent/${operation}`, body })
      }
      return true
    },
  },
  {
    name: 'many at once, in a transaction and in a batch',
    async make(world) {
      const person = await the.addPerson(world)
      for (const type of ['transaction', 'batch']) {
        const entry = [1, 2, 3].map((n) => ({
          resource: {
            resourceType: 'Goal',
            lifecycleStatus: 'active',
            description: { text: `Invented goal ${n}.` },
            subject: { reference: person.reference },
          },
          request: { method: 'POST', url: 'Goal' },
        }))
        await world.custodian.send({
          method: 'POST',
          path: '/fhir',
          body: { resourceType: 'Bundle', type, entry },
        })
      }
      return true
    },
  },
  {
    name: 'a referral to another',
    async make(world) {
      const other = world.others.find(({ facts }) => facts.purpose === 'TREAT')
      if (!other) return false
      return await refer(world, other.facts.id)
    },
  },
]

/** With a release that lets it go, and is none to the actor. */
async function refer(world: World, to: string): Promise<boolean> {
  const person = await the.addPerson(world)
  const other = world.others.find(({ facts }) => facts.id === to)
  if (!other) return false
  await the.addRelease(world, person, {
    to: other.facts,
    categories: ['referrals', 'referral-status', 'diagnoses'],
    state: 'in-force',
  })
  const subject = { reference: person.reference }
  const [requester, performer] = [world.custodian.facts.id, to].map((id) => ({
    reference: `Organization/${id}`,
  }))
  const urn = (n: number): string => `urn:uuid:00000000-0000-4000-8000-00000000000${n}`
  const order = {
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    code: {
      coding: [
        { system: 'https://throughline.example/fhir/CodeSystem/service-type', code: 'withdrawal-management' },
      ],
    },
    subject,
    requester,
    performer: [performer],
    authoredOn: '2026-02-16',
  }
  const task = {
    resourceType: 'Task',
    status: 'requested',
    intent: 'order',
    code: { coding: [{ system: 'http://hl7.org/fhir/CodeSystem/task-code', code: 'fulfill' }] },
    focus: { reference: urn(1) },
    for: subject,
    authoredOn: '2026-02-16',
    requester,
    owner: performer,
  }
  const entry = [order, task].map((resource, n) => ({
    fullUrl: urn(n + 1),
    resource,
    request: { method: 'POST', url: resource.resourceType },
  }))
  const body = { resourceType: 'Bundle', type: 'transaction', entry }
  const heard = await world.custodian.send({ method: 'POST', path: '/fhir', body })
  if (heard.status !== 200)
    throw new Error(`a referral was answered ${heard.status}: ${heard.body.slice(0, 500)}`)
  return true
}
