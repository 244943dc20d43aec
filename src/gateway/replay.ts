/**
 * Makes recorded decisions again: each from its audit record, by the policies and the directory of its day, on the versions
 * of the papers that its grants were compiled from. The same comes out, years later too; where it does not, the record, the
 * papers or the code are not what they were.
 */
import { decisionIn } from '../audit/audit-event.ts'
import type { Recorded } from '../audit/audit-event.ts'
import { decisionsAfter } from '../audit/decisions.ts'
import { decide } from '../consent/decide.ts'
import type { Decision } from '../consent/consent.ts'
import type { Database, Transaction } from '../database/database.ts'
import { directoryOf } from '../partners/party-facts.ts'
import type { PartyFacts } from '../partners/party-facts.ts'
import type { Emergency } from '../store/emergencies.ts'
import { readVersions } from '../store/find.ts'
import { sourceOf } from '../store/grant-sources.ts'
import { snapshotOf } from '../store/policies.ts'
import type { Kept } from '../store/record.ts'
import { requestOf } from './decide.ts'
import type { Asked, Deciding } from './decide.ts'
import { policiesOf } from './publish.ts'
import { compileFrom } from './regrant.ts'
import type { Sources } from './regrant.ts'
import { versionOf } from './release.ts'

/** Recorded decisions that are read at once. */
const REPLAYED_AT_ONCE = 200
/** Versions of the policies that are held compiled. */
const VERSIONS_HELD_MAX = 20

export type Replaying = {
  /** One event, by its id. */
  readonly event?: string
  /** Events from this instant on. */
  readonly since?: string
}

export type Replayed = {
  readonly event: string
  /** `different`: what was recorded, and what comes out now, where they differ. `lost`: what it was made on is not on file. */
  readonly outcome:
    | { readonly kind: 'equal' }
    | { readonly kind: 'different'; readonly differences: readonly string[] }
    | { readonly kind: 'lost'; readonly what: string }
}

/** Makes the decisions of these events again, in the order in which they were recorded. */
export async function* replayDecisions(database: Database, replaying: Replaying): AsyncGenerator<Replayed> {
  const held = new Map<string, Deciding | undefined>()
  for (let after = 0n; ;) {
    const found = await decisionsAfter(database, { ...replaying, after, limit: REPLAYED_AT_ONCE })
    for (const { id, content } of found) {
      const recorded = decisionIn(content)
      if (!recorded) continue
      const outcome = await database.transaction((tx) => replayOne(tx, recorded, held))
      yield { event: id, outcome }
    }
    const last = found.at(-1)
    if (!last) return
    after = last.sequence
  }
}

async function replayOne(
  tx: Transaction,
  { details }: Recorded,
  held: Map<string, Deciding | undefined>,
): Promise<Replayed['outcome']> {
  const asked = askedIn(details.get('asked') ?? '')
  const policyVersion = details.get('policy') ?? ''
  const by = await decidingBy(tx, policyVersion, held)
  if (!by) return { kind: 'lost', what: `the policies ${policyVersion}` }
  const sources = await sourcesOf(tx, { asked, policyVersion, id: details.get('source') })
  if (sources.kind === 'lost') return sources
  const compiled = compileFrom(by, asked, sources)
  const counted = new Set(details.get('emergencies')?.split(' '))
  const grants = compiled.grants.filter(
    ({ authority, basis }) => authority !== 'emergency' || basis.some((each) => counted.has(each)),
  )
  const { denials } = compiled
  const told = details.has('explained') ? compiled : { denials }
  const decision = decide(requestOf(by, asked), { ...told, grants, policy: by.content.policy })
  const differences = differencesOf(details, decision)
  return differences.length === 0 ? { kind: 'equal' } : { kind: 'different', differences }
}

type Named = { readonly asked: Asked; readonly policyVersion: string; readonly id: string | undefined }
type Found = (Sources & { readonly kind: 'found' }) | { readonly kind: 'lost'; readonly what: string }

/** What the grants were compiled from; nothing, where the record names nothing. */
async function sourcesOf(tx: Transaction, { asked, policyVersion, id }: Named): Promise<Found> {
  const { person, custodian, at } = asked
  if (id === undefined) return { kind: 'found', papers: [], emergencies: [], at }
  const source = await sourceOf(tx, { person, custodian, policyVersion, id })
  if (!source) return { kind: 'lost', what: `the source ${id}` }
  const references = source.facts.filter((fact) => !fact.startsWith(EMERGENCY))
  const own = { partner: custodian, purpose: '', at }
  const papers = inOrder(await readVersions(tx, own, references), references)
  if (papers.length !== references.length) return { kind: 'lost', what: `papers of the source ${id}` }
  return { kind: 'found', papers, emergencies: source.facts.flatMap(emergencyIn), at: source.compiled }
}

function inOrder(papers: readonly Kept[], references: readonly string[]): Kept[] {
  const known = new Map(papers.map((kept) => [versionOf(kept), kept]))
  return references.flatMap((reference) => known.get(reference) ?? [])
}

/** By what it was decided: parsed once for all decisions by it. */
async function decidingBy(
  tx: Transaction,
  version: string,
  held: Map<string, Deciding | undefined>,
): Promise<Deciding | undefined> {
  if (held.has(version)) return held.get(version)
  const snapshot = await snapshotOf(tx, version)
  const by = snapshot && {
    directory: directoryOf(snapshot.parties as readonly PartyFacts[]),
    content: policiesOf(snapshot.files, version),
  }
  const [oldest] = held.keys()
  if (held.size >= VERSIONS_HELD_MAX && oldest !== undefined) held.delete(oldest)
  held.set(version, by)
  return by
}

function askedIn(text: string): Asked {
  const asked = JSON.parse(text) as Omit<Asked, 'categories'> & { categories: string }
  return { ...asked, categories: BigInt(asked.categories) }
}

const EMERGENCY = 'emergency/'

function emergencyIn(fact: string): Emergency[] {
  const [id = '', recipient = '', from = '', until = '', nature = ''] = fact
    .slice(EMERGENCY.length)
    .split(' ')
  return fact.startsWith(EMERGENCY) ? [{ id, recipient, from, until, nature }] : []
}

/** What a decision is compared by; texts may be worded better without a decision being another. */
const COMPARED: Readonly<Record<string, (decision: Decision) => string>> = {
  decision: ({ kind }) => kind,
  authority: ({ authority }) => authority ?? 'none',
  rules: ({ rules }) => rules.join(' '),
  reasons: ({ reasons }) => reasons.map(({ code }) => code).join(' '),
  consents: ({ consents }) => consents.join(' '),
  allowed: ({ allowed }) => allowed.toString(),
  withheld: ({ withheld }) => withheld.toString(),
}

function differencesOf(details: ReadonlyMap<string, string>, decision: Decision): string[] {
  return Object.entries(COMPARED).flatMap(([name, valueOf]) => {
    const [recorded, now] = [details.get(name) ?? '', valueOf(decision)]
    return recorded === now ? [] : [`${name}: recorded '${recorded}', now '${now}'`]
  })
}
