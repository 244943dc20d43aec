/** Decisions on one core: from grants that are there, from the Consents themselves, and through the gateway with reasons. */
import { compileGrants } from '../../src/consent/compile-grants.ts'
import type { DisclosureRequest } from '../../src/consent/consent.ts'
import { decide } from '../../src/consent/decide.ts'
import type { Policy } from '../../src/consent/policy.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { keepMany } from '../../src/store/keep.ts'
import { percentile, rounded } from '../measure.ts'
import type { Table } from '../report.ts'
import { cpuMsSince } from '../validation/cpu.ts'
import { AT } from './records.ts'
import { cedar, consentsOf, hospitals, pick } from './releases.ts'
import type { World } from './world.ts'

export type Effort = { readonly rounds: number; readonly roundMs: number }

const COUNTS = [1, 10, 100, 1_000]

export async function decisionTable(world: World, effort: Effort): Promise<Table> {
  const { policy } = world.ground.content
  const rows: Record<string, number | string>[] = []
  for (const count of COUNTS) {
    const { warm, cold, grants } = sidesOf(policy, count)
    const explained = await explainedPerSecond(world, count)
    rows.push({
      consents: count,
      grants,
      'warm, per CPU s': rounded(perCpuSecond(warm, effort)),
      'cold with compilation, per CPU s': rounded(perCpuSecond(cold, effort)),
      '$explain through PostgreSQL, per s': rounded(explained.perSecond),
      'its p50 ms': rounded(explained.p50Ms),
    })
  }
  return { title: 'decisions by the number of Consents of the patient, one at a time', rows }
}

type Side = (n: number) => unknown

function sidesOf(policy: Policy, count: number): { warm: Side; cold: Side; grants: number } {
  const consents = consentsOf(policy, count)
  const facts = { person: 'person', custodian: cedar, partners: [cedar, ...hospitals], policy, at: AT }
  const { grants } = compileGrants(consents, facts)
  const questions = questionsOf(policy)
  return {
    warm: (n) => decide(pick(questions, n), { grants, policy }),
    cold: (n) => decide(pick(questions, n), { ...compileGrants(consents, facts), policy }),
    grants: grants.length,
  }
}

/** Every hospital, two purposes, each of some categories: some are permitted, most are not. */
function questionsOf(policy: Policy): DisclosureRequest[] {
  return hospitals.flatMap((recipient) =>
    ['TREAT', 'HOPERAT'].flatMap((purpose) =>
      ['goals', 'plan', 'diagnoses', 'drug-tests'].map((category): DisclosureRequest => ({
        at: AT,
        discloser: cedar,
        recipient,
        purpose,
        categories: policy.bitsOf([category]),
        isPart2: true,
        channel: 'read',
        person: 'person',
      })),
    ),
  )
}

/** The median of the rounds. */
export function perCpuSecond(operate: Side, { rounds, roundMs }: Effort): number {
  const measured = Array.from({ length: rounds + 1 }, () => {
    const before = process.cpuUsage()
    let operations = 0
    let ms = 0
    while (ms < roundMs) {
      // A look at the clock costs as much as some decisions: so many at once as fill a part of the round.
      const batch = Math.max(1, Math.ceil((operations / Math.max(ms, 1)) * (roundMs / 10)))
      for (let count = 0; count < batch; count += 1) operate(operations + count)
      operations += batch
      ms = cpuMsSince(before)
    }
    return (operations / ms) * 1_000
  })
  return percentile(measured.slice(1), 50)
}

const PRIVACY: Actor = {
  partner: cedar.partner,
  purpose: 'TREAT',
  person: { id: 'cb-privacy', role: 'privacy-officer' },
  tokenId: 'bench',
}
const EXPLANATIONS = 30
/** So many of them, or as many as this time allows. */
const EXPLAINING_MS_MAX = 4_000

/** `$explain` of a patient with so many Consents: grants compiled anew, the decision, its reasons, the audit event. */
async function explainedPerSecond(
  { ground, gateway }: World,
  count: number,
): Promise<{ perSecond: number; p50Ms: number }> {
  const { policy } = ground.content
  const person = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`
  const patient = { resourceType: 'Patient', id: person, name: [{ family: 'Placeholder' }] }
  const papers = consentsOf(policy, count).map((consent) => ({ ...consent, id: `${consent.id}-of-${count}` }))
  await ground.database.transaction((tx) =>
    keepMany(
      tx,
      [patient, ...papers].map((content) => ({
        person,
        id: content.id,
        custodian: cedar.partner,
        categories: 1n,
        content,
        index: [],
        before: undefined,
        at: AT,
      })),
    ),
  )
  const parameters = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'patient', valueReference: { reference: `Patient/${person}` } },
      { name: 'recipient', valueReference: { reference: 'Organization/lakeside' } },
      { name: 'purpose', valueCode: 'TREAT' },
    ],
  }
  const times: number[] = []
  const first = performance.now()
  for (let n = -2; n < EXPLANATIONS; n += 1) {
    const begun = performance.now()
    if (n > 2 && begun - first > EXPLAINING_MS_MAX) break
    const { status } = await gateway.explain(PRIVACY, parameters)
    if (status !== 200) throw new Error(`$explain answered ${status}`)
    if (n >= 0) times.push(performance.now() - begun)
  }
  const all = times.reduce((sum, ms) => sum + ms, 0)
  return { perSecond: (times.length / all) * 1_000, p50Ms: percentile(times, 50) }
}
