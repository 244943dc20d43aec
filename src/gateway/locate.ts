/** Finds what a write is about among the actor's own records. Another's record, or a guessed id, is not known. */
import type { Transaction } from '../database/database.ts'
import { issue } from '../fhir/outcome.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import { parseSearch } from '../store/criteria.ts'
import { read } from '../store/find.ts'
import { search } from '../store/search.ts'
import { lockPerson } from '../store/lock.ts'
import type { Kept } from '../store/record.ts'
import { notKept, refused, Refusal } from './answers.ts'
import type { FhirWrite } from './door.ts'
import type { Ground } from './ground.ts'

export type Located = {
  readonly resource: Resource
  readonly id: string
  readonly before: Kept | undefined
  /** What If-None-Exist found: there is nothing to write. */
  readonly existing: Kept | undefined
  /** Where the resource stands in what was sent, for expressions of issues. */
  readonly path: string
}

type Asked = { write: FhirWrite; at: string; path?: string }

/** Throws a Refusal: 400, 404, 409 or 412 of http.html#create and http.html#update. */
export async function locate(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  { write, at, path }: Asked,
): Promise<Located> {
  const { type, resource } = write
  const where = path ?? type
  if (!ground.content.isKept(type)) throw new Refusal(notKept(type, where))
  if (resource.resourceType !== type) {
    throw new Refusal(
      refused(
        400,
        issue(
          'invalid',
          `The body must be a ${type}; send it to the address of its own type.`,
          `${where}.resourceType`,
        ),
      ),
    )
  }
  const own = { ground, tx, actor, at, where }
  if (write.kind === 'create') {
    const existing = write.ifNoneExist
      ? await oneMatching(own, type, { query: write.ifNoneExist, onlyOwn: false })
      : undefined
    return { resource, id: existing?.id ?? ground.newId(), before: undefined, existing, path: where }
  }
  const before =
    write.id === undefined
      ? await oneMatching(own, type, { query: write.query ?? '', onlyOwn: true })
      : await ownRecord(own, type, write.id)
  refuseOtherId(write, before, where)
  refuseStale(write, before)
  return { resource, id: before?.id ?? ground.newId(), before, existing: undefined, path: where }
}

type Own = { ground: Ground; tx: Transaction; actor: Actor; at: string; where: string }

async function ownRecord({ tx, actor, at, where }: Own, type: string, id: string): Promise<Kept> {
  const found = await read(tx, { partner: actor.partner, purpose: '', at }, { type, id })
  if (found && found.custodian === actor.partner) return found
  // Ids are the server's: an unknown one is not created (http.html#upsert is not offered).
  const mend = `Ids are given here: create it by POST, or update it by a search (PUT ${type}?identifier=…).`
  throw new Refusal(refused(404, issue('not-found', `${type}/${id} is not known. ${mend}`, `${where}.id`)))
}

/** Nobody needs to create what the directory has already; nobody but the gateway updates it. */
async function oneMatching(
  { ground, tx, actor, at, where }: Own,
  type: string,
  { query, onlyOwn }: { query: string; onlyOwn: boolean },
): Promise<Kept | undefined> {
  const parameters = ground.content.searchParameters(type)
  const asked = parseSearch(
    type,
    [...new URLSearchParams(query)],
    new Map(parameters.map((each) => [each.code, each])),
  )
  if (asked.kind === 'refused') throw new Refusal(refused(400, ...asked.issues))
  if (asked.search.criteria.length === 0) {
    throw new Refusal(
      refused(
        412,
        issue(
          'required',
          'The condition must name at least one search parameter, such as identifier.',
          where,
        ),
      ),
    )
  }
  // Two of the same at the same moment wait for each other: otherwise neither would see what the other creates.
  await lockPerson(tx, { custodian: actor.partner, key: `${type}?${query}` })
  const { found } = await search(
    tx,
    { partner: actor.partner, purpose: '', at },
    {
      ...asked.search,
      criteria: [...asked.search.criteria, ...(onlyOwn ? [{ kind: 'custodian' as const, own: true }] : [])],
      count: 2,
    },
  )
  if (found.length > 1) {
    throw new Refusal(
      refused(
        412,
        issue(
          'multiple-matches',
          'More than one of your records matches the condition; make it narrower.',
          where,
        ),
      ),
    )
  }
  return found[0]
}

/** A body names the resource of the address; of a conditional update, the match or nothing (http.html#cond-update). */
function refuseOtherId(
  { id, resource }: FhirWrite & { kind: 'update' },
  before: Kept | undefined,
  where: string,
): void {
  const isOther =
    id === undefined
      ? before !== undefined && resource.id !== undefined && resource.id !== before.id
      : resource.id !== id
  if (!isOther) return
  const text =
    id === undefined
      ? 'The id of the body is not that of the record that matches; leave it out, or correct it.'
      : 'The id of the body must be the id of the address.'
  throw new Refusal(refused(400, issue('invalid', text, `${where}.id`)))
}

function refuseStale(write: FhirWrite & { kind: 'update' }, before: Kept | undefined): void {
  if (write.ifMatch === undefined) return
  const version = /^(?:W\/)?"(\d+)"$/.exec(write.ifMatch)?.[1]
  if (version === undefined || before?.version !== Number(version)) {
    const now = before ? `it is at version ${before.version}` : 'there is none'
    throw new Refusal(
      refused(
        412,
        issue(
          'conflict',
          `If-Match names another version than the current one (${now}); read it again and repeat the change.`,
        ),
      ),
    )
  }
}
