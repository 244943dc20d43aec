/** The suite of non-interference against a whole gateway over real HTTP, with its statements listened to, and faults planted. */
import { readFileSync } from 'node:fs'
import type { JWK } from 'jose'
import type { PartnerFacts, Scenario, StatementProbe } from '../../conformance/non-interference/types.ts'
import { runScenario } from '../../conformance/non-interference/suite.ts'
import type { Outcome } from '../../conformance/non-interference/suite.ts'
import type { Database } from '../../src/database/database.ts'
import type { Gateway } from '../../src/gateway/gateway.ts'
import { noting } from '../gateway/support-absence.ts'
import type { TestGateway } from '../support/gateway.ts'
import { openHttpGateway } from '../support/http-gateway.ts'

type Written = {
  id: string
  clientId: string
  recordSystem: string
  identifiers: { value: string }[]
  persons: { id: string; name: string; role: string }[]
}

const sandbox = JSON.parse(
  readFileSync(new URL('../../sandbox/partners.json', import.meta.url), 'utf8'),
) as Written[]

/** A partner of the sandbox, acting for one person and purpose. */
function factsOf(keys: ReadonlyMap<string, JWK>, id: string, person: string, purpose: string): PartnerFacts {
  const written = sandbox.find((each) => each.id === id)
  const key = keys.get(id)
  const acting = written?.persons.find((each) => each.id === person)
  if (!written || !key || !acting) throw new Error(`the sandbox has no ${person} of ${id}`)
  const { clientId, recordSystem, identifiers } = written
  return {
    id,
    clientId,
    key,
    recordSystem,
    organizationId: identifiers[0]?.value ?? '',
    person: acting,
    purpose,
  }
}

export type Planted = {
  readonly seed: number
  readonly rounds: number
  readonly searchesMax?: number
  readonly actor: 'hospital' | 'court'
  readonly only?: string
  readonly change?: string
  readonly changesAtOnce?: number
  /** A fault of the gateway: in a statement, or in what it answers. */
  readonly rewrite?: (text: string) => string
  readonly wrap?: (gateway: Gateway, database: () => Database) => Gateway
}

export async function runAgainst(planted: Planted): Promise<Outcome> {
  const statements: string[] = []
  const settled: Promise<void>[] = []
  const { rewrite, wrap = (gateway: Gateway) => gateway, searchesMax = 40, changesAtOnce = 1 } = planted
  let opened: TestGateway | undefined
  const database = (): Database => {
    if (!opened) throw new Error('a fault was asked before the gateway was open')
    return opened.database
  }
  const server = await openHttpGateway({
    beforeQuery: (_, text) => void statements.push(text),
    wrap: (gateway) => noting(wrap(gateway, database), settled),
    ...(rewrite && { rewrite }),
  })
  const { t } = server
  opened = t
  const probe: StatementProbe = {
    begin: async () => void (statements.length = 0),
    async end() {
      await Promise.all(settled.splice(0))
      return [...statements]
    },
  }
  try {
    return await runScenario(
      {
        server: { base: server.url, clock: () => new Date(t.now), probe },
        seed: planted.seed,
        rounds: planted.rounds,
        only: planted.only,
        change: planted.change,
        searchesMax,
        changesAtOnce,
        async settled() {
          await t.deliver()
          t.now = new Date(Date.parse(t.now) + 1_000).toISOString()
        },
        say: () => undefined,
      },
      scenarioOf(server.keys, planted.actor),
    )
  } finally {
    await server.close()
  }
}

function scenarioOf(keys: ReadonlyMap<string, JWK>, actor: Planted['actor']): Scenario {
  const center = factsOf(keys, 'cedar-bridge', 'cb-casemanager', 'TREAT')
  const hospital = factsOf(keys, 'lakeside', 'lh-physician', 'TREAT')
  const court = factsOf(keys, 'harbor-court', 'hc-coordinator', 'cj-monitoring')
  return actor === 'hospital'
    ? { custodian: center, actor: hospital, others: [court] }
    : { custodian: center, actor: court, others: [hospital] }
}
