/**
 * @asushares/core beside ours, on what its model can say: each Consent permits or denies everything to everybody while it is
 * active and its period runs. The same Consents and the same resource on both sides; what it writes to the console is
 * swallowed, so that the writing does not count.
 */
import { compileGrants } from '../../src/consent/compile-grants.ts'
import type { DisclosureRequest } from '../../src/consent/consent.ts'
import { decide } from '../../src/consent/decide.ts'
import type { Policy } from '../../src/consent/policy.ts'
import { SYSTEM } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { rounded } from '../measure.ts'
import type { Table } from '../report.ts'
import asushares from './asushares.cjs'
import { perCpuSecond } from './decisions.ts'
import type { Effort } from './decisions.ts'
import { cedar, consentOf, hospitals, pick } from './releases.ts'
import type { Facts } from './releases.ts'

const CASES = 400
const COUNTS = [1, 5, 10]

export function peerTables(policy: Policy, now: string, effort: Effort): Table[] {
  const peer = peerEngine()
  const cases = Array.from({ length: CASES }, (_, n) => caseOf(policy, n, 1 + (n % 10)))
  const ours = cases.map((each) => answer(policy, each, now))
  const theirs = quietly(() => cases.map(({ foreign }) => peer(foreign)))
  const same = ours.filter((permits, n) => permits === theirs[n]).length
  const agreement = {
    title: 'answers on what the model of @asushares/core can say',
    rows: [
      {
        questions: CASES,
        'the same answer': same,
        'both permit': ours.filter((permits, n) => permits && theirs[n]).length,
        'only ours permits': ours.filter((permits, n) => permits && !theirs[n]).length,
        'only theirs permits': ours.filter((permits, n) => !permits && theirs[n]).length,
      },
    ],
  }
  return [
    agreement,
    { title: 'decisions per CPU second on these', rows: COUNTS.map((count) => speed(count)) },
  ]

  function speed(count: number): Record<string, number | string> {
    const some = Array.from({ length: 20 }, (_, n) => caseOf(policy, n, count))
    const grants = some.map((each) => compiled(policy, each, now))
    const warm = perCpuSecond((n) => decide(ask(policy, now), { grants: pick(grants, n), policy }), effort)
    const cold = perCpuSecond((n) => answer(policy, pick(some, n), now), effort)
    const other = quietly(() => perCpuSecond((n) => peer(pick(some, n).foreign), effort))
    return {
      consents: count,
      'ours, warm': rounded(warm),
      'ours, cold': rounded(cold),
      '@asushares/core': rounded(other),
      'warm by theirs': rounded(warm / other),
      'cold by theirs': rounded(cold / other),
    }
  }
}

type Case = { readonly consents: readonly Resource[]; readonly foreign: readonly object[] }

const RUNNING = { start: '2026-01-10' }
const OVER = { start: '2026-01-10', end: '2026-03-01' }

/** Permits and denials, active or not, running or over, in every mixture that a number can tell. */
function caseOf(policy: Policy, seed: number, count: number): Case {
  const facts = Array.from({ length: count }, (_, n): Facts => {
    const draw = (seed * 31 + n * 17 + ((seed * n) % 13)) % 24
    return {
      n,
      type: draw % 6 === 5 ? 'deny' : 'permit',
      to: [hospitals[0]?.partner ?? ''],
      purpose: 'TREAT',
      // Counseling notes stand alone, or the release is void.
      categories: policy.categories.flatMap(({ code, bit }) => ((bit & policy.alone) === 0n ? [code] : [])),
      period: draw % 4 === 3 ? OVER : RUNNING,
      ...(draw % 3 === 2 && { status: 'inactive' }),
    }
  })
  return {
    consents: facts.map((each) => consentOf(policy, each)),
    // FHIR R5, on which it is built, has the decision and the period at the Consent itself.
    foreign: facts.map(({ n, type, period, status = 'active' }) => ({
      resourceType: 'Consent',
      id: `consent-${n}`,
      status,
      decision: type,
      period,
    })),
  }
}

function compiled(
  policy: Policy,
  { consents }: Case,
  at: string,
): ReturnType<typeof compileGrants>['grants'] {
  return compileGrants(consents, {
    person: 'person',
    custodian: cedar,
    partners: [cedar, ...hospitals],
    policy,
    at,
  }).grants
}

function ask(policy: Policy, at: string): DisclosureRequest {
  return {
    at,
    discloser: cedar,
    recipient: pick(hospitals, 0),
    purpose: 'TREAT',
    categories: policy.bitsOf(['diagnoses']),
    isPart2: true,
    channel: 'read',
  }
}

function answer(policy: Policy, each: Case, at: string): boolean {
  return decide(ask(policy, at), { grants: compiled(policy, each, at), policy }).kind === 'permit'
}

function peerEngine(): (consents: readonly object[]) => boolean {
  const { AbstractDataSharingEngine, AbstractSensitivityRuleProvider } = asushares()
  const coding = { system: SYSTEM.icd10cm, code: 'F11.20' }
  // Both are abstract: whoever uses the package completes them. One rule, which the resource meets.
  const rules = [
    { id: 'rule-1', labels: [{ system: SYSTEM.v3ActCode, code: 'ETH' }], allCodeObjects: () => [coding] },
  ]
  const ruleProvider = Object.assign(Object.create(AbstractSensitivityRuleProvider.prototype) as object, {
    rules,
  })
  const engine = Object.assign(Object.create(AbstractDataSharingEngine.prototype) as asushares.Engine, {
    ruleProvider,
    threshold: 0,
    redaction_enabled: false,
    createAuditEvent: () => undefined,
  })
  const resource = { resourceType: 'Condition', id: 'c', code: { coding: [{ ...coding, confidence: 1 }] } }
  const content = { resourceType: 'Bundle', type: 'collection', entry: [{ resource }] }
  return (consents) => engine.process(consents, { content }).summary === 'CONSENT_PERMIT'
}

function quietly<T>(work: () => T): T {
  const { log } = console
  console.log = () => undefined
  try {
    return work()
  } finally {
    console.log = log
  }
}
