/** Faults of a gateway, each of which tells an actor something of what it may not see. The suite must find every one. */
import type { Database } from '../../src/database/database.ts'
import type { Bundle } from '../../src/fhir/resource.ts'
import type { Answer, Gateway } from '../../src/gateway/gateway.ts'
import type { Actor } from '../../src/partners/actor.ts'

export type Fault = {
  readonly name: string
  /** Where it shows itself: only these interactions are asked. */
  readonly only: string
  readonly change?: string
  /** What the report says of it. */
  readonly tells: RegExp
  readonly rewrite?: (text: string) => string
  readonly wrap?: (gateway: Gateway, database: () => Database) => Gateway
}

type Alter = (answer: Answer, of: { written: number; actor: Actor }) => Answer

/** Answers of reads and searches to others than the center, altered by how much the center has written so far. */
function altered(alter: Alter): NonNullable<Fault['wrap']> {
  return (gateway) => {
    let written = 0
    const { disclose, receive } = gateway
    const of = async (actor: Actor, answer: Promise<Answer>): Promise<Answer> =>
      actor.partner === 'cedar-bridge' ? answer : alter(await answer, { written, actor })
    return {
      ...gateway,
      receive: {
        ...receive,
        write(actor, request) {
          if (actor.partner === 'cedar-bridge') written += 1
          return receive.write(actor, request)
        },
      },
      disclose: {
        read: (actor, at) => of(actor, disclose.read(actor, at)),
        search: (actor, type, query) => of(actor, disclose.search(actor, type, query)),
        history: (actor, at) => of(actor, disclose.history(actor, at)),
      },
    }
  }
}

const ofBundle =
  (change: (bundle: Bundle, written: number) => Bundle): Alter =>
  (answer, { written }) =>
    answer.body?.['resourceType'] === 'Bundle'
      ? { ...answer, body: change(answer.body as Bundle, written) }
      : answer

/** Reads ask the whole table first, and say what they found there. */
function looksFirst(answer: (isThere: boolean, honest: Answer) => Answer): NonNullable<Fault['wrap']> {
  return (gateway, database) => ({
    ...gateway,
    disclose: {
      ...gateway.disclose,
      async read(actor, at) {
        const { rowCount } = await database().query('select from resource where id = $1', [at.id])
        return answer(rowCount > 0, await gateway.disclose.read(actor, at))
      },
    },
  })
}

/** Of a row's categories, whatever the grants bar: no bit is set in none. */
const ALWAYS = '& ~bit_or(g.categories) & 0 = 0 or bit_or(g.categories) is null'

export const faults: readonly Fault[] = [
  {
    name: 'the statement that looks up references has lost the grant predicate',
    only: 'POST /fhir/:type (create',
    tells: /body: .*absent became withheld/,
    rewrite: (text) =>
      text.includes('as wanted(reference)') ? text.replaceAll('& ~bit_or(g.categories) = 0', ALWAYS) : text,
  },
  {
    name: 'a search finds by references that are cut out of what it finds: nothing is shown, with more statements',
    only: 'GET /fhir/:type (search',
    change: 'a release to another',
    tells: /statements/,
    rewrite: (text) => text.replaceAll('or i.value = any(array(', 'or true or i.value = any(array('),
  },
  {
    name: 'a total counts what is withheld',
    only: 'search Condition',
    tells: /body: .*"total"/,
    wrap: altered(
      ofBundle((bundle, written) => ({ ...bundle, total: (bundle['total'] as number) + written })),
    ),
  },
  {
    name: 'a page has another order when something withheld was written',
    only: 'search Condition',
    tells: /body: /,
    wrap: (gateway, database) => {
      let first: number | undefined
      const reversed = ofBundle((bundle, written) => {
        first ??= written
        const { entry = [] } = bundle
        return { ...bundle, entry: written === first ? entry : entry.toReversed() }
      })
      return altered(reversed)(gateway, database)
    },
  },
  {
    name: 'a link leads to a page that holds what is withheld only',
    only: 'search Condition',
    tells: /body: .*link/,
    wrap: altered(
      ofBundle((bundle, written) => ({
        ...bundle,
        link: [{ relation: 'next', url: `x?_cursor=${written}` }],
      })),
    ),
  },
  {
    name: 'an ETag goes up with each write of the custodian',
    only: '(read',
    tells: /header etag/,
    wrap: altered((answer, { written }) => ({ ...answer, ...(answer.etag && { etag: `W/"${written}"` }) })),
  },
  {
    name: 'Last-Modified is that of the whole store',
    only: '(read',
    tells: /header last-modified/,
    wrap: altered((answer, { written }) => ({
      ...answer,
      ...(answer.lastModified && { lastModified: new Date(written * 1_000).toISOString() }),
    })),
  },
  {
    name: 'a header tells how much there is',
    only: '(read',
    tells: /header x-records/,
    wrap: altered((answer, { written }) => ({ ...answer, headers: { 'X-Records': String(written) } })),
  },
  {
    name: 'what is withheld is forbidden instead of unknown',
    only: '(read',
    tells: /status 404 became 403/,
    wrap: looksFirst((isThere, honest) =>
      isThere && honest.status === 404 ? { ...honest, status: 403 } : honest,
    ),
  },
  {
    name: 'an error says that something is there',
    only: '(read',
    tells: /body: .*withheld/,
    wrap: looksFirst((isThere, honest) =>
      isThere && honest.status === 404
        ? { ...honest, body: { resourceType: 'Basic', id: 'withheld' } }
        : honest,
    ),
  },
  {
    name: 'one statement more is sent for what is there',
    only: '(read',
    tells: /statements: /,
    wrap: (gateway, database) => ({
      ...gateway,
      disclose: {
        ...gateway.disclose,
        async read(actor, at) {
          const { rowCount } = await database().query('select from resource where id = $1', [at.id])
          if (rowCount > 0) await database().query('select 1')
          return gateway.disclose.read(actor, at)
        },
      },
    }),
  },
]
