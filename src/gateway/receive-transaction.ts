/**
 * Bundles: a transaction is kept whole or not at all (http.html#transaction); the entries of a batch each stand alone.
 */
import { issue, outcome } from '../fhir/outcome.ts'
import { referencesIn, rewriteReferences } from '../fhir/reference.ts'
import type { Bundle, BundleEntry, Resource } from '../fhir/resource.ts'
import type { Transaction } from '../database/database.ts'
import { readBundle } from '../intake/bundle.ts'
import type { BundleRequest } from '../intake/bundle.ts'
import type { Actor } from '../partners/actor.ts'
import { parseSearch } from '../store/criteria.ts'
import { accessOf } from './access.ts'
import { admit } from './admit.ts'
import { answering, answerWith, refused, Refusal } from './answers.ts'
import { discloseResource, discloseSearch } from './disclose.ts'
import { draftAll } from './draft.ts'
import type { Answer, FhirWrite } from './gateway.ts'
import type { Ground } from './ground.ts'
import { locate } from './locate.ts'
import type { Located } from './locate.ts'
import { noteWrites } from './note.ts'
import { pageOf } from './page.ts'
import { receiveWrite } from './receive.ts'

/** A transaction or batch Bundle; anything else is refused. */
export async function receiveTransaction(ground: Ground, actor: Actor, bundle: Resource): Promise<Answer> {
  const read = readBundle(bundle)
  if (read.kind === 'issues') return refused(400, ...read.issues)
  if (read.type === 'batch') return batch(ground, actor, read.entries)
  return answering(() => ground.database.transaction((tx) => transact(ground, tx, actor, read.entries)))
}

async function transact(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  requests: readonly BundleRequest[],
): Promise<Answer> {
  const at = ground.clock()
  const located: Located[] = []
  for (const request of requests) {
    located.push(
      await locate(ground, tx, actor, {
        write: toWrite(request),
        at,
        path: `${request.expression}.resource`,
      }),
    )
  }
  const ids = new Map<string, string>()
  for (const [position, { fullUrl, url }] of requests.entries()) {
    if (fullUrl !== undefined) ids.set(fullUrl, `${url.type}/${located[position]?.id ?? ''}`)
  }
  for (const [reference, found] of await conditionalReferences(ground, tx, actor, { located, at }))
    ids.set(reference, found)
  const placed = located.map((each) => ({
    ...each,
    resource: rewriteReferences(each.resource, (reference) => ids.get(reference) ?? reference),
  }))
  const writes = placed.filter(({ existing }) => !existing)
  const { drafts, issues } = await draftAll(ground, tx, actor, { located: writes, at })
  if (issues.length > 0) throw new Refusal({ status: 422, body: outcome(...issues) })
  const admitted = await admit(ground, tx, { custodian: actor.partner, drafts, at, actor })
  await noteWrites(ground, tx, { admitted, actor, at })
  const answers = placed.map((each) => {
    if (each.existing) return answerWith(200, each.existing)
    const done = admitted[writes.indexOf(each)]
    return done
      ? answerWith(done.kind === 'created' ? 201 : 200, done.kept)
      : refused(500, issue('exception', 'Nothing was kept.'))
  })
  return { status: 200, body: responseBundle('transaction-response', answers) }
}

function toWrite({ url, resource, method, ifNoneExist, ifMatch, expression }: BundleRequest): FhirWrite {
  if (!resource || (method !== 'POST' && method !== 'PUT')) {
    const text = 'A transaction here takes POST and PUT with a resource; send reads in a batch.'
    throw new Refusal(refused(422, issue('not-supported', text, `${expression}.request.method`)))
  }
  const { type, id, query } = url
  if (method === 'POST') return { kind: 'create', type, resource, ...(ifNoneExist && { ifNoneExist }) }
  return {
    kind: 'update',
    type,
    resource: id === undefined ? resource : { id, ...resource },
    ...(id && { id }),
    ...(query && { query }),
    ...(ifMatch && { ifMatch }),
  }
}

/** References such as `Patient?identifier=…`: each must match exactly one resource that the actor may see. */
async function conditionalReferences(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  { located, at }: { located: readonly Located[]; at: string },
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const { resource, path } of located) {
    for (const { reference } of referencesIn(resource)) {
      const [type = '', query] = reference?.split('?') ?? []
      if (reference === undefined || query === undefined || found.has(reference)) continue
      const parameters = new Map(ground.content.searchParameters(type).map((each) => [each.code, each]))
      const asked = parseSearch(type, [...new URLSearchParams(query)], parameters)
      if (asked.kind === 'refused') throw new Refusal(refused(400, ...asked.issues))
      const access = accessOf(ground, actor, at)
      const { shown } = await pageOf(ground, tx, { actor, access, search: { ...asked.search, count: 2 } })
      const only = shown[0]?.kept
      if (!only || shown.length > 1) {
        throw new Refusal(
          refused(
            412,
            issue(
              'multiple-matches',
              'A conditional reference must match exactly one record that you may see.',
              path,
            ),
          ),
        )
      }
      found.set(reference, `${only.type}/${only.id}`)
    }
  }
  return found
}

async function batch(ground: Ground, actor: Actor, requests: readonly BundleRequest[]): Promise<Answer> {
  const answers: Answer[] = []
  for (const request of requests) answers.push(await batchEntry(ground, actor, request))
  const headers = Object.assign({}, ...answers.map((answer) => answer.headers ?? {})) as Record<
    string,
    string
  >
  const settles = answers.flatMap(({ settle }) => settle ?? [])
  return {
    status: 200,
    body: responseBundle('batch-response', answers),
    headers,
    ...(settles.length > 0 && {
      settle: async (to) => void (await Promise.all(settles.map((settle) => settle(to)))),
    }),
  }
}

async function batchEntry(ground: Ground, actor: Actor, request: BundleRequest): Promise<Answer> {
  const { method } = request
  const { type, id, query } = request.url
  if (method === 'GET' && id !== undefined) return discloseResource(ground, actor, { type, id })
  if (method === 'GET')
    return discloseSearch(ground, actor, { type, query: [...new URLSearchParams(query ?? '')] })
  return answering(async () => receiveWrite(ground, actor, toWrite(request)))
}

function responseBundle(type: string, answers: readonly Answer[]): Bundle {
  return {
    resourceType: 'Bundle',
    type,
    entry: answers.map((answer): BundleEntry => {
      const isOutcome = answer.status >= 400
      const body = answer.body as Resource | undefined
      return {
        ...(body && !isOutcome && { resource: body }),
        response: {
          status: String(answer.status),
          ...(answer.location && { location: answer.location }),
          ...(answer.etag && { etag: answer.etag }),
          ...(answer.lastModified && { lastModified: answer.lastModified }),
          ...(body && isOutcome && { outcome: body }),
        },
      }
    }),
  }
}
