/** Batches: each entry stands alone (http.html#brules). One that fails, fails alone, and undoes nothing of the others. */
import { DatabaseError } from '../database/database.ts'
import type { DatabaseErrorCode } from '../database/database.ts'
import { issue } from '../fhir/outcome.ts'
import type { BundleRequest } from '../intake/bundle.ts'
import type { Actor } from '../partners/actor.ts'
import { answering, refused } from './answers.ts'
import { discloseResource, discloseSearch } from './disclose.ts'
import type { Answer } from './door.ts'
import type { Ground } from './ground.ts'
import { onGround } from './in-force.ts'
import { receiveWrite } from './receive.ts'
import { responseBundle, toWrite } from './bundle-entries.ts'

/** Failures that pass: the same entry may be sent again. */
const PASSING: readonly DatabaseErrorCode[] = [
  'database-unreachable',
  'database-timeout',
  'database-commit-unknown',
  'database-contended',
  'database-closed',
]

export async function receiveBatch(
  ground: Ground,
  actor: Actor,
  requests: readonly BundleRequest[],
): Promise<Answer> {
  const answers: Answer[] = []
  for (const request of requests) answers.push(await aloneOf(ground, actor, request))
  // The scope of each disclosure stands in its own entry; the notice is the same for all.
  const headers = Object.assign({}, ...answers.map((answer) => answer.headers ?? {})) as Record<
    string,
    string
  >
  delete headers['Part2-Scope']
  const settles = answers.flatMap(({ settle }) => settle ?? [])
  return {
    status: 200,
    body: responseBundle('batch-response', answers),
    headers,
    ...(settles.length > 0 && { settle: settlingAll(settles) }),
  }
}

type Settle = NonNullable<Answer['settle']>

/** Every disclosure is settled, also where another one cannot be. */
function settlingAll(settles: readonly Settle[]): Settle {
  return async (to) => {
    const settled = await Promise.allSettled(settles.map((settle) => settle(to)))
    for (const each of settled) if (each.status === 'rejected') throw each.reason
  }
}

/** The entries before this one have been answered, and disclosed: whatever is thrown here, it is this entry's answer. */
async function aloneOf(ground: Ground, actor: Actor, request: BundleRequest): Promise<Answer> {
  try {
    return await onGround(ground, (now) => entryOf(now, actor, request))
  } catch (error) {
    const code = error instanceof DatabaseError ? error.code : undefined
    ground.log.warn('an entry of a batch failed', {
      error: code ?? (error instanceof Error ? error.name : ''),
    })
    return code !== undefined && PASSING.includes(code)
      ? refused(
          503,
          issue('transient', 'This entry failed for a passing reason; send it again a little later.'),
        )
      : refused(500, issue('exception', 'The gateway failed at this entry.'))
  }
}

async function entryOf(ground: Ground, actor: Actor, request: BundleRequest): Promise<Answer> {
  const { method } = request
  const { type, id, query } = request.url
  if (method === 'GET' && id !== undefined) return discloseResource(ground, actor, { type, id })
  if (method === 'GET')
    return discloseSearch(ground, actor, { type, query: [...new URLSearchParams(query ?? '')] })
  return answering(async () => receiveWrite(ground, actor, toWrite(request)))
}
