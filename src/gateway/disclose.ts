/**
 * Read, history and search. What the actor may not see is absent: the same statements, the same answer, as if it did not
 * exist. Every request leaves an AuditEvent; every disclosure an accounting entry, before the first byte.
 */
import { record } from '../audit/record.ts'
import { issue, outcome } from '../fhir/outcome.ts'
import type { Bundle, BundleEntry } from '../fhir/resource.ts'
import type { Transaction } from '../database/database.ts'
import type { Actor } from '../partners/actor.ts'
import { NOBODY } from '../store/access.ts'
import type { Access } from '../store/access.ts'
import { encodeCursor, parseSearch } from '../store/criteria.ts'
import type { Search } from '../store/criteria.ts'
import { history, HISTORY_MAX, read, readAll } from '../store/find.ts'
import type { Kept } from '../store/record.ts'
import { searchValues } from '../store/search-values.ts'
import type { SearchParameter } from '../store/search-values.ts'
import { accessOf } from './access.ts'
import { answerWith, notFound, notKept } from './answers.ts'
import { accompanyingOutcome, headersOf, noticeHeader } from './accompany.ts'
import type { Answer, Query } from './door.ts'
import type { Ground } from './ground.ts'
import { pageOf, totalOf } from './page.ts'
import type { Page } from './page.ts'
import { release, releaseShown, reveal, settleWith } from './release.ts'
import type { Released, Showable } from './release.ts'

/** Resources that the includes of one page add at most. */
const INCLUDED_MAX = 500
const VERSION = /^[1-9]\d{0,8}$/

/** Read and vread. */
export function discloseResource(
  ground: Ground,
  actor: Actor,
  at: { type: string; id: string; version?: string },
): Promise<Answer> {
  return reading(ground, async (tx) => {
    const access = accessOf(ground, actor, ground.clock())
    const version = at.version === undefined ? undefined : VERSION.test(at.version) ? Number(at.version) : 0
    const found = await read(tx, access, {
      type: at.type,
      id: at.id,
      ...(version !== undefined && { version }),
    })
    const released = await releaseAll(ground, tx, { actor, access, rows: found ? [found] : [] })
    await note(ground, tx, { actor, act: 'read', access, released })
    const kept = released.kept[0]
    if (!kept) return notFound(at.type, at.id)
    const accompanying = accompanyingOutcome(ground, released.accompanying)
    return {
      ...answerWith(200, kept),
      ...disclosing(ground, actor, released, 'single'),
      ...(accompanying && { accompanying }),
    }
  })
}

/** All versions that the actor may see, as a history Bundle; none is like one that does not exist. */
export function discloseHistory(
  ground: Ground,
  actor: Actor,
  at: { type: string; id: string },
): Promise<Answer> {
  return reading(ground, async (tx) => {
    const access = accessOf(ground, actor, ground.clock())
    const found = await history(tx, access, at)
    const more = found.length > HISTORY_MAX
    const released = await releaseAll(ground, tx, { actor, access, rows: found.slice(0, HISTORY_MAX) })
    await note(ground, tx, { actor, act: 'read', access, released })
    if (released.kept.length === 0) return notFound(at.type, at.id)
    const body = historyBundle(ground, released, more)
    return { status: 200, body, ...disclosing(ground, actor, released, 'bundle') }
  })
}

/** One page of a search, with includes. An unknown parameter is refused, never ignored. */
export async function discloseSearch(
  ground: Ground,
  actor: Actor,
  asked: { type: string; query: Query },
): Promise<Answer> {
  if (!ground.content.isKept(asked.type)) return notKept(asked.type)
  const parameters = ground.content.searchParameters(asked.type)
  const parsed = parseSearch(asked.type, asked.query, byCode(parameters), (type) =>
    ground.content.isKept(type) ? byCode(ground.content.searchParameters(type)) : undefined,
  )
  if (parsed.kind === 'refused') return { status: 400, body: outcome(...parsed.issues) }
  return reading(ground, async (tx) => {
    const access = accessOf(ground, actor, ground.clock())
    const asking = { actor, access, search: parsed.search }
    const page = await pageOf(ground, tx, asking)
    const total = await totalOf(ground, tx, asking, page)
    const included = await includesOf(ground, tx, asking, page)
    const released = await releaseShown(ground, tx, { actor, channel: 'read', at: access.at }, [
      ...page.shown,
      ...included,
    ])
    await note(ground, tx, { actor, act: 'search', access, released })
    const body = searchBundle(ground, { asked, released, page, total })
    return { status: 200, body, ...disclosing(ground, actor, released, 'bundle') }
  })
}

/** One snapshot of the database, labels and grants of one version of the policies, whatever is written meanwhile. */
function reading(ground: Ground, work: (tx: Transaction) => Promise<Answer>): Promise<Answer> {
  return ground.database.transaction(work, { isolation: 'repeatable read' })
}

function byCode(parameters: readonly SearchParameter[]): ReadonlyMap<string, SearchParameter> {
  return new Map(parameters.map((parameter) => [parameter.code, parameter]))
}

function releaseAll(
  ground: Ground,
  tx: Transaction,
  of: { actor: Actor; access: Access; rows: readonly Kept[] },
): Promise<Released> {
  return release(ground, tx, { actor: of.actor, rows: of.rows, channel: 'read', at: of.access.at })
}

/** A Bundle tells the scope within; of a single resource a header does. */
function disclosing(
  ground: Ground,
  actor: Actor,
  { accompanying, disclosures }: Released,
  form: 'single' | 'bundle',
): Partial<Answer> {
  const settle = settleWith(ground, actor, disclosures)
  const headers = form === 'single' ? headersOf(ground, accompanying) : noticeHeader(ground, accompanying)
  return { ...(Object.keys(headers).length > 0 && { headers }), ...(settle && { settle }) }
}

/** One event for the request itself, whatever it found: also who asks in vain leaves a trace. */
async function note(
  ground: Ground,
  tx: Transaction,
  of: { actor: Actor; act: 'read' | 'search'; access: Access; released: Released },
): Promise<void> {
  const { actor, act, access, released } = of
  const own = released.kept.filter(({ custodian }) => custodian === actor.partner)
  const event = { act, at: access.at, person: own[0]?.person ?? NOBODY, actor, outcome: 'success' as const }
  await record(
    tx,
    [
      {
        ...event,
        why: `${released.kept.length} found`,
        entities: own.map(({ type, id }) => `${type}/${id}`),
      },
    ],
    ground.newId,
  )
}

/** What the references of the page's own records name, as far as the actor may see it. */
async function includesOf(
  ground: Ground,
  tx: Transaction,
  { actor, access, search }: { actor: Actor; access: Access; search: Search },
  { shown }: Page,
): Promise<Showable[]> {
  if (search.include.length === 0) return []
  const wanted = new Set<string>()
  for (const { type, parameter } of search.include) {
    const known = ground.content
      .searchParameters(type)
      .filter(({ code, kind }) => code === parameter && kind === 'reference')
    for (const { kept } of shown) {
      for (const { value } of searchValues(kept.content, known)) if (value) wanted.add(value)
    }
  }
  const matched = new Set(shown.map(({ kept: { type, id } }) => `${type}/${id}`))
  const references = [...wanted].filter((reference) => !matched.has(reference)).slice(0, INCLUDED_MAX)
  const rows = await readAll(tx, access, references)
  return reveal(ground, tx, { actor, rows, channel: 'read', at: access.at })
}

const CUT = {
  ...issue('too-costly', 'Not everything was looked at: there may be more. Narrow the search.'),
  severity: 'warning' as const,
}

type SearchPage = {
  asked: { type: string; query: Query }
  released: Released
  page: Page
  total: number | undefined
}

function searchBundle(ground: Ground, { asked, released, page, total }: SearchPage): Bundle {
  const next = page.more ? page.shown.at(-1)?.kept : undefined
  const query = asked.query.filter(([name]) => name !== '_cursor')
  const urlOf = (parameters: Query): string => {
    const text = new URLSearchParams(
      parameters.map(([name, value]): [string, string] => [name, value]),
    ).toString()
    return `${ground.baseUrl}/${asked.type}${text && `?${text}`}`
  }
  const link = [{ relation: 'self', url: urlOf(asked.query) }]
  if (next) link.push({ relation: 'next', url: urlOf([...query, ['_cursor', encodeCursor(next)]]) })
  const entry = released.kept.map((kept, position): BundleEntry => ({
    fullUrl: `${ground.baseUrl}/${kept.type}/${kept.id}`,
    resource: kept.content,
    search: { mode: position < page.shown.length ? 'match' : 'include' },
  }))
  const accompanying = accompanyingOutcome(ground, released.accompanying)
  if (accompanying) entry.push({ resource: accompanying, search: { mode: 'outcome' } })
  if (page.isCut) entry.push({ resource: outcome(CUT), search: { mode: 'outcome' } })
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(total !== undefined && { total }),
    link,
    ...(entry.length > 0 && { entry }),
  }
}

/**
 * Where there are more versions than are shown, there is no total: it would be wrong. An entry of a history is a version;
 * what goes along stands in the response of the first.
 */
function historyBundle(
  ground: Ground,
  { kept: versions, accompanying: told }: Released,
  more: boolean,
): Bundle {
  const accompanying = accompanyingOutcome(ground, told)
  return {
    resourceType: 'Bundle',
    type: 'history',
    ...(!more && { total: versions.length }),
    entry: versions.map((kept, position): BundleEntry => ({
      fullUrl: `${ground.baseUrl}/${kept.type}/${kept.id}`,
      resource: kept.content,
      request: {
        method: kept.version === 1 ? 'POST' : 'PUT',
        url: kept.version === 1 ? kept.type : `${kept.type}/${kept.id}`,
      },
      response: {
        status: kept.version === 1 ? '201' : '200',
        etag: `W/"${kept.version}"`,
        lastModified: kept.updated,
        ...(position === 0 && accompanying && { outcome: accompanying }),
      },
    })),
  }
}
