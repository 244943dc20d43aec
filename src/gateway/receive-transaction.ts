/**
 * Bundles: a transaction is kept whole or not at all (http.html#transaction); the entries of a batch each stand alone.
 */
import { issue, outcome } from '../fhir/outcome.ts'
import type { OperationOutcome, Resource } from '../fhir/resource.ts'
import type { Transaction } from '../database/database.ts'
import { readBundle } from '../intake/bundle.ts'
import type { BundleRequest } from '../intake/bundle.ts'
import type { Actor } from '../partners/actor.ts'
import { admit } from './admit.ts'
import { answering, answerWith, refused, Refusal } from './answers.ts'
import { responseBundle, toWrite } from './bundle-entries.ts'
import { draftAll } from './draft.ts'
import type { Answer } from './door.ts'
import type { Ground } from './ground.ts'
import { locate } from './locate.ts'
import type { Located } from './locate.ts'
import { noteWrites } from './note.ts'
import { receiveBatch } from './receive-batch.ts'
import { resolveAll } from './transaction-references.ts'

/** A transaction or batch Bundle; anything else is refused. */
export async function receiveTransaction(ground: Ground, actor: Actor, bundle: Resource): Promise<Answer> {
  const read = readBundle(bundle)
  if (read.kind === 'issues') return refused(400, ...read.issues)
  if (read.type === 'batch') return receiveBatch(ground, actor, read.entries)
  return answering(() => ground.database.transaction((tx) => transact(ground, tx, actor, read.entries)))
}

async function transact(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  requests: readonly BundleRequest[],
): Promise<Answer> {
  const at = ground.clock()
  const located = await locateAll(ground, tx, actor, { requests, at })
  refuseOverlaps(requests, located)
  const placed = await resolveAll(ground, tx, actor, { requests, located, at })
  const writes = placed.filter(({ existing }) => !existing)
  const { drafts, issues } = await draftAll(ground, tx, actor, { located: writes, at })
  if (issues.length > 0) throw new Refusal({ status: 422, body: outcome(...issues) })
  const admitted = await admit(ground, tx, { custodian: actor.partner, drafts, at, actor })
  await noteWrites(ground, tx, { admitted, actor, at })
  const answers = placed.map((each) => {
    if (each.existing) return answerWith(200, each.existing)
    const done = admitted[writes.indexOf(each)]
    return done
      ? { ...answerWith(done.kind === 'created' ? 201 : 200, done.kept), warnings: done.warnings }
      : refused(500, issue('exception', 'Nothing was kept.'))
  })
  return { status: 200, body: responseBundle('transaction-response', answers) }
}

/** What each entry is about; where some cannot be located, all of these are refused together. */
async function locateAll(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  { requests, at }: { requests: readonly BundleRequest[]; at: string },
): Promise<Located[]> {
  const located: Located[] = []
  const refusals: Answer[] = []
  for (const request of requests) {
    try {
      const path = `${request.expression}.resource`
      located.push(await locate(ground, tx, actor, { write: toWrite(request), at, path }))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refusals.push(error.answer)
    }
  }
  const [first] = refusals
  if (!first) return located
  const issues = refusals.flatMap(({ body }) => (body as OperationOutcome).issue)
  throw new Refusal({ ...first, body: outcome(...issues) })
}

/** Two entries about the same resource have no order that they could be carried out in (http.html#trules). */
function refuseOverlaps(requests: readonly BundleRequest[], located: readonly Located[]): void {
  const conditions = new Set<string>()
  const written = new Set<string>()
  for (const [position, { url, ifNoneExist, expression }] of requests.entries()) {
    const { before } = located[position] ?? {}
    const condition = ifNoneExist ?? url.query
    const asked = condition === undefined ? [] : [`${url.type}?${inOrder(condition)}`]
    const target = before ? [`${before.type}/${before.id}`] : []
    if (asked.some((each) => conditions.has(each)) || target.some((each) => written.has(each))) {
      const text = 'Another entry of this transaction is about the same resource, or has the same condition.'
      throw new Refusal(
        refused(400, issue('duplicate', `${text} Leave one of them.`, `${expression}.request`)),
      )
    }
    for (const each of asked) conditions.add(each)
    for (const each of target) written.add(each)
  }
}

/** A search with its parameters in one order: the same condition is the same text. */
function inOrder(query: string): string {
  const parameters = new URLSearchParams(query)
  parameters.sort()
  return parameters.toString()
}
