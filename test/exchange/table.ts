/** The real table of states, and Tasks to play with it. Invented people only. */
import { readFileSync } from 'node:fs'
import { parseReferralStates } from '../../src/exchange/parse-states.ts'
import type { ReferralState } from '../../src/exchange/exchange.ts'
import { ruleOf } from '../../src/exchange/states.ts'
import type { Resource } from '../../src/fhir/resource.ts'

export const tableJson: unknown = JSON.parse(
  readFileSync(new URL('../../policies/referral-states.json', import.meta.url), 'utf8'),
)

export const states = parseReferralStates(tableJson)

export const AT = '2026-03-02T10:00:00.000Z'

/** A source Task from Lakeside to Cedar Bridge. */
export function sourceTask(elements: Record<string, unknown> = {}): Resource {
  return {
    resourceType: 'Task',
    id: 'task-1',
    status: 'requested',
    intent: 'order',
    code: { coding: [states.taskCode] },
    focus: { reference: 'ServiceRequest/order-1' },
    for: { reference: 'Patient/testa-at-lakeside' },
    authoredOn: '2026-03-02T09:00:00Z',
    requester: { reference: 'Organization/lakeside' },
    owner: { reference: 'Organization/cedar-bridge', display: 'Cedar Bridge' },
    ...elements,
  }
}

/** The Task as it is when it is in a state: the pair of that state and everything that the state asks for. */
export function taskIn(state: ReferralState, pair = 0, elements: Record<string, unknown> = {}): Resource {
  const { status, businessStatus } = ruleOf(state, states).pairs[pair] ?? ruleOf(state, states).pairs[0]
  return sourceTask({
    status,
    ...(businessStatus && { businessStatus: { coding: [businessStatus] } }),
    statusReason: { text: 'Said for the test' },
    output: [{ type: { text: 'outcome' }, valueString: 'Linked' }],
    ...elements,
  })
}
