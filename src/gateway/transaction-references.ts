/**
 * What the references of a transaction's entries lead to: other entries, by their fullUrl (bundle.html#references), and
 * records that a search names (http.html#trules, conditional references).
 */
import { issue } from '../fhir/outcome.ts'
import { isConditional, parseReference, referencesIn, rewriteReferences } from '../fhir/reference.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Transaction } from '../database/database.ts'
import type { BundleRequest } from '../intake/bundle.ts'
import type { Actor } from '../partners/actor.ts'
import { parseSearch } from '../store/criteria.ts'
import { accessOf } from './access.ts'
import { refused, Refusal, UUID } from './answers.ts'
import type { Ground } from './ground.ts'
import type { Located } from './locate.ts'
import { pageOf } from './page.ts'

type Entries = {
  readonly requests: readonly BundleRequest[]
  readonly located: readonly Located[]
  readonly at: string
}

/** The resources of the entries, with references to what they are kept as. */
export async function resolveAll(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  { requests, located, at }: Entries,
): Promise<Located[]> {
  const entries = new Map<string, string>()
  for (const [position, { fullUrl, url, resource }] of requests.entries()) {
    const kept = `${url.type}/${located[position]?.id ?? ''}`
    if (fullUrl !== undefined) entries.set(fullUrl, kept)
    // Without a fullUrl the sender's own id names the entry, where no record here can have it.
    else if (resource?.id !== undefined && !mayBeKnown(ground, resource.id))
      entries.set(`${url.type}/${resource.id}`, kept)
  }
  const found = await conditionalReferences(ground, tx, actor, { located, at })
  return located.map((each, position) => {
    const root = rootOf(requests[position]?.fullUrl)
    const resource = rewriteReferences(
      each.resource,
      (reference) => entryOf(reference, root, entries) ?? found.get(reference) ?? reference,
    )
    return { ...each, resource }
  })
}

/** The entry that a reference names: by its fullUrl, or relative to the address of the entry that it stands in. */
function entryOf(
  reference: string,
  root: string | undefined,
  entries: ReadonlyMap<string, string>,
): string | undefined {
  const local = parseReference(reference)
  if (!local) return entries.get(reference) ?? entries.get(reference.replace(/\/_history\/[^/]+$/, ''))
  const named = root === undefined ? undefined : entries.get(`${root}/${local.type}/${local.id}`)
  return named ?? entries.get(`${local.type}/${local.id}`)
}

/** Ids here are the gateway's, save those of the partners' Organizations. */
function mayBeKnown(ground: Ground, id: string): boolean {
  return UUID.test(id) || ground.directory.byId(id) !== undefined
}

/** The base of a fullUrl that is a RESTful address; a urn has none, and nothing is relative to it. */
function rootOf(fullUrl: string | undefined): string | undefined {
  return /^(https?:\/\/.+)\/[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.exec(fullUrl ?? '')?.[1]
}

/** References such as `Patient?identifier=…`: each must match exactly one resource that the actor may see. */
async function conditionalReferences(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  { located, at }: Pick<Entries, 'located' | 'at'>,
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const { resource, path } of located) {
    for (const reference of conditionsIn(resource)) {
      if (!found.has(reference))
        found.set(reference, await onlyMatch(ground, tx, actor, { reference, path, at }))
    }
  }
  return found
}

function conditionsIn(resource: Resource): string[] {
  return referencesIn(resource).flatMap(({ reference }) =>
    reference !== undefined && isConditional(reference) ? [reference] : [],
  )
}

async function onlyMatch(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  { reference, path, at }: { reference: string; path: string; at: string },
): Promise<string> {
  const question = reference.indexOf('?')
  const type = reference.slice(0, question)
  const parameters = new Map(ground.content.searchParameters(type).map((each) => [each.code, each]))
  const asked = parseSearch(type, [...new URLSearchParams(reference.slice(question + 1))], parameters)
  if (asked.kind === 'refused') throw new Refusal(refused(400, ...asked.issues))
  const access = accessOf(ground, actor, at)
  const page = await pageOf(ground, tx, { actor, access, search: { ...asked.search, count: 2 } })
  const only = page.shown[0]?.kept
  if (!only || page.shown.length > 1 || page.isCut) {
    const text = 'A conditional reference must match exactly one record that you may see.'
    throw new Refusal(refused(412, issue('multiple-matches', text, path)))
  }
  return `${only.type}/${only.id}`
}
