/** Clients of the treatment center with a plan that a release lets the hospital have, and what the accounting says of them. */
import type { Resource } from '../../src/fhir/resource.ts'
import { bodyOf, CENTER } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { create, patient, releaseOf, rowsOf } from './support.ts'

export type DeliveryRow = {
  id: string
  state: string
  attempts: number
  next_at: string
  reason: string | null
}

/** The deliveries about a record, in the order in which they were caused. */
export const deliveriesOf = (t: TestGateway, focus: string): Promise<DeliveryRow[]> =>
  rowsOf(
    t,
    'select id, state, attempts, next_at, reason from delivery where focus = $1 order by sequence',
    focus,
  )

/** Moves the clock, and attempts what is due then. */
export async function after(t: TestGateway, ms: number): Promise<void> {
  t.now = new Date(Date.parse(t.now) + ms).toISOString()
  await t.deliver()
}

let plans = 0
export type Planned = { plan: string; goal: string; patient: string; consent: string }

/** A client of the center with a plan that a release lets the hospital have: it is queued. */
export async function planned(t: TestGateway): Promise<Planned> {
  plans += 1
  const name = [{ family: `Plan${plans}`, given: ['Testa'] }]
  const person = `Patient/${(await create(t, CENTER, patient('cedar-bridge', `plan-${plans}`, { name }))).id ?? ''}`
  const subject = { reference: person }
  const goal = await create(t, CENTER, {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text: 'Ninety days of meetings.' },
    subject,
  })
  const plan = await create(t, CENTER, {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    subject,
    goal: [{ reference: `Goal/${goal.id ?? ''}` }],
  })
  const consent = await create(
    t,
    CENTER,
    releaseOf({ patient: person, categories: ['plan', 'goals'], key: `plan-${plans}` }),
  )
  const reference = (of: Resource): string => `${of.resourceType}/${of.id ?? ''}`
  return { plan: reference(plan), goal: reference(goal), patient: person, consent: consent.id ?? '' }
}

export type Entry = {
  outcome: string
  channel: string
  consents: string[]
  resources: number
  delivery: string
}

/** The accounting of a client, as the center is told it. */
export async function accounting(t: TestGateway, person: string): Promise<Entry[]> {
  const answer = bodyOf(await t.gateway.accounting(CENTER, person.slice('Patient/'.length), []))
  type Part = { name: string; valueId?: string; valueCode?: string; valueReference?: { reference: string } }
  return (answer['parameter'] as { name: string; part?: Part[] }[]).flatMap(({ name, part = [] }) => {
    if (name !== 'disclosure') return []
    const named = (each: string): Part[] => part.filter((one) => one.name === each)
    return [
      {
        outcome: named('outcome')[0]?.valueCode ?? '',
        channel: named('channel')[0]?.valueCode ?? '',
        consents: named('consent').map(({ valueReference }) => valueReference?.reference.split('/')[1] ?? ''),
        resources: named('resource').length,
        delivery: named('id')[0]?.valueId ?? '',
      },
    ]
  })
}
