/**
 * The suite on the command line, against a server that runs:
 *
 *     npm run non-interference -- --base URL --config FILE [--seed N] [--rounds N] [--only TEXT] [--change TEXT] [--statements DATABASE_URL] [--json]
 *
 * Ends with 0 where nothing interferes, 1 where something does, 2 where it could not be asked.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Server } from './client.ts'
import { ConfigError, readScenarios } from './config.ts'
import { listenTo } from './statements.ts'
import { runScenario } from './suite.ts'
import type { Outcome } from './suite.ts'
import type { World } from './types.ts'

const USAGE =
  'npm run non-interference -- --base URL --config FILE [--seed N] [--rounds N] [--searches N] [--only TEXT] [--change TEXT] [--statements DATABASE_URL] [--json]'
const ROUNDS = 12
/** Searches of whole types in a sweep; all that the server has are some hundreds. */
const SEARCHES_MAX = 120
/** How long deliveries may take until nothing waits any more. */
const SETTLED_WITHIN_MS = 30_000
/** The server's clock is read to the second: instants of changes and of the next requests lie further apart. */
const APART_MS = 2_100

const options = {
  base: { type: 'string' },
  config: { type: 'string' },
  seed: { type: 'string' },
  rounds: { type: 'string' },
  searches: { type: 'string' },
  only: { type: 'string' },
  change: { type: 'string' },
  statements: { type: 'string' },
  json: { type: 'boolean' },
} as const

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options })
  const { base, config, json = false } = values
  if (base === undefined || config === undefined) throw new ConfigError(USAGE)
  const scenarios = await readScenarios(config)
  const seed = Number(values.seed ?? Date.now() % 1_000_000)
  const say = (line: string): void => void process.stderr.write(`${line}\n`)
  const probe = values.statements === undefined ? undefined : await listenTo(values.statements)
  const server: Server = { base: base.replace(/\/$/, ''), clock: await clockOf(base), probe }
  const outcomes: Outcome[] = []
  try {
    for (const scenario of scenarios) {
      const { only, change, rounds = ROUNDS, searches = SEARCHES_MAX } = values
      const limits = { rounds: Number(rounds), searchesMax: Number(searches), changesAtOnce: 1 }
      outcomes.push(await runScenario({ server, seed, ...limits, only, change, settled, say }, scenario))
    }
  } finally {
    await probe?.close()
  }
  process.stdout.write(json ? `${JSON.stringify({ base, seed, outcomes })}\n` : reportOf(outcomes))
  return outcomes.some(({ found }) => found.length > 0) ? 1 : 0
}

/** The server's clock, as its Date header tells it: the two machines need not agree. */
async function clockOf(base: string): Promise<Server['clock']> {
  const response = await fetch(`${base}/fhir/metadata`)
  await response.text()
  const ahead = Date.parse(response.headers.get('date') ?? '') - Date.now()
  return () => new Date(Date.now() + (Number.isNaN(ahead) ? 0 : Math.floor(ahead / 1000) * 1000))
}

/** Until no delivery of the custodian waits. */
async function settled({ custodian }: World): Promise<void> {
  const until = Date.now() + SETTLED_WITHIN_MS
  while (Date.now() < until) {
    await pause(APART_MS)
    const heard = await custodian.send({ method: 'GET', path: '/deliveries' })
    if (!/"state":"(?:waiting|in-flight)"/.test(heard.body)) return
  }
}

function reportOf(outcomes: readonly Outcome[]): string {
  return outcomes.map((outcome) => `${linesOf(outcome).join('\n')}\n`).join('\n')
}

function linesOf({ scenario, seed, rounds, interactions, requests, found }: Outcome): string[] {
  const asked = `${requests} requests of ${interactions} interactions in ${rounds} rounds`
  if (found.length === 0) return [`${scenario}: nothing interferes (${asked}, seed ${seed})`]
  return [
    `${scenario}: ${found.length} differences (${asked}); again with --seed ${seed} --rounds ${rounds}`,
    ...found.map(
      ({ round, change, interaction, what }) =>
        `  round ${round}, ${change}\n    ${interaction}\n    ${what}`,
    ),
  ]
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const { message } = error as Error
  process.stderr.write(`${error instanceof ConfigError ? message : `It could not be asked: ${message}`}\n`)
  process.exitCode = 2
}
