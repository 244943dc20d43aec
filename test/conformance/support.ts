/** The suite of non-interference against a whole gateway over real HTTP, with its statements listened to, and faults planted. */
import { readFileSync } from 'node:fs'
import type { JWK } from 'jose'
import type { PartnerFacts, Scenario, StatementProbe } from '../../conformance/non-interference/types.ts'
import { openScenario, runRounds } from '../../conformance/non-interference/suite.ts'
import type { Outcome } from '../../conformance/non-interference/suite.ts'
import type { Database } from '../../src/database/database.ts'
import type { Gateway } from '../../src/gateway/gateway.ts'
import { noting } from '../gateway/support-absence.ts'
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

type Role = 'hospital' | 'court'

export type Planted = {
  readonly searchesMax?: number
  readonly only?: string
  readonly change?: string
  readonly changesAtOnce?: number
  /** A fault of the gateway: in a statement, or in what it answers. */
  readonly rewrite?: (text: string) => string
  readonly wrap?: (gateway: Gateway, database: () => Database) => Gateway
}

/** What runs have in common who share a gateway and its people. */
export type Shared = {
  run(planted: Planted): Promise<Outcome>
  close(): Promise<void>
}

/** One gateway with one population; each run plants its own fault, from after the population on. */
export async function openShared(actor: Role, seed: number): Promise<Shared> {
  const statements: string[] = []
  const settled: Promise<void>[] = []
  let planted: Planted | undefined
  let honest: Gateway | undefined
  let faulty: Gateway | undefined
  const now = (): Gateway => {
    const gateway = faulty ?? honest
    if (!gateway) throw new Error('the gateway was asked before it was open')
    return gateway
  }
  const server = await openHttpGateway({
    beforeQuery: (_, text) => void statements.push(text),
    rewrite: (text) => planted?.rewrite?.(text) ?? text,
    wrap(gateway) {
      honest = gateway
      return noting(changeable(gateway, now), settled)
    },
  })
  const { t } = server
  const probe: StatementProbe = {
    begin: async () => void (statements.length = 0),
    async end() {
      await Promise.all(settled.splice(0))
      return [...statements]
    },
  }
  const running = {
    server: { base: server.url, clock: () => new Date(t.now), probe },
    seed,
    rounds: 1,
    searchesMax: 0,
    changesAtOnce: 1,
    async settled() {
      await t.deliver()
      t.now = new Date(Date.parse(t.now) + 1_000).toISOString()
    },
    say: () => undefined,
  }
  const opened = await openScenario(running, scenarioOf(server.keys, actor))
  return {
    async run(next) {
      planted = next
      faulty = honest && next.wrap?.(honest, () => t.database)
      const { searchesMax = 40, changesAtOnce = 1, only, change } = next
      return await runRounds({ ...running, only, change, searchesMax, changesAtOnce }, opened)
    },
    close: () => server.close(),
  }
}

/** Asks at each call for the gateway of that moment: faults are planted in these flows only. */
function changeable(gateway: Gateway, now: () => Gateway): Gateway {
  return {
    ...gateway,
    receive: { ...gateway.receive, write: (...of) => now().receive.write(...of) },
    disclose: {
      read: (...of) => now().disclose.read(...of),
      search: (...of) => now().disclose.search(...of),
      history: (...of) => now().disclose.history(...of),
    },
  }
}

function scenarioOf(keys: ReadonlyMap<string, JWK>, actor: Role): Scenario {
  const center = factsOf(keys, 'cedar-bridge', 'cb-casemanager', 'TREAT')
  const hospital = factsOf(keys, 'lakeside', 'lh-physician', 'TREAT')
  const court = factsOf(keys, 'harbor-court', 'hc-coordinator', 'cj-monitoring')
  return actor === 'hospital'
    ? { custodian: center, actor: hospital, others: [court] }
    : { custodian: center, actor: court, others: [hospital] }
}
