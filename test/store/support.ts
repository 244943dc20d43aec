/** A store for tests: a database of its own, FHIR's own search parameters, and resources kept with their index rows. */
import { fileURLToPath } from 'node:url'
import { loadContent } from '../../src/content/content.ts'
import { compile } from '../../src/fhirpath/fhirpath.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { compileSearchParameters } from '../../src/gateway/search-parameters.ts'
import type { Access } from '../../src/store/access.ts'
import { parseSearch } from '../../src/store/criteria.ts'
import type { Search } from '../../src/store/criteria.ts'
import { search } from '../../src/store/search.ts'
import { keep } from '../../src/store/keep.ts'
import type { KeepResult } from '../../src/store/keep.ts'
import type { Kept } from '../../src/store/record.ts'
import { searchValues } from '../../src/store/search-values.ts'
import type { SearchParameter } from '../../src/store/search-values.ts'
import { createTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'

export const AT = '2026-11-23T12:00:00.000Z'
/** Persons of the tests, by letter. */
export const PERSON = {
  a: '00000000-0000-4000-8000-00000000000a',
  b: '00000000-0000-4000-8000-00000000000b',
}

export const CENTER: Access = { partner: 'center', purpose: 'TREAT', at: AT }
export const HOSPITAL: Access = {
  partner: 'hospital',
  purpose: 'TREAT',
  at: AT,
  custodians: ['center', 'court'],
  policyVersion: '1',
}

export type Keeping = {
  readonly person?: string
  readonly custodian?: string
  readonly categories?: bigint
  readonly before?: Kept
  readonly at?: string
}

export type TestStore = {
  readonly database: TestDatabase
  readonly parameters: ReadonlyMap<string, readonly SearchParameter[]>
  /** Keeps a resource with its index rows, of the center's person a with category 1 unless said otherwise. */
  keep(resource: Resource & { id: string }, keeping?: Keeping): Promise<KeepResult>
  /** Keeps it, and fails where it conflicts. */
  kept(resource: Resource & { id: string }, keeping?: Keeping): Promise<Kept>
  /** Ids that a query finds, in the order of the answer. */
  ids(access: Access, query: string): Promise<string[]>
  parse(query: string): Search
}

export async function openTestStore(): Promise<TestStore> {
  const database = await createTestDatabase()
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const parameters = compileSearchParameters(await loadContent(root), compile)
  const parse = (query: string): Search => {
    const parsed = parseQuery(parameters, query)
    if (parsed.kind === 'refused') throw new Error(JSON.stringify(parsed.issues))
    return parsed.search
  }
  const store: TestStore = {
    database,
    parameters,
    keep: (content, { person = PERSON.a, custodian = 'center', categories = 1n, before, at = AT } = {}) =>
      database.transaction((tx) =>
        keep(tx, {
          person,
          id: content.id,
          custodian,
          categories,
          content,
          index: searchValues(content, parameters.get(content.resourceType) ?? []),
          before,
          at,
        }),
      ),
    async kept(content, keeping) {
      const result = await store.keep(content, keeping)
      if (result.kind === 'conflict') throw new Error('conflict')
      return result.kept
    },
    async ids(access, query) {
      const { found } = await search(database, access, parse(query))
      return found.map(({ id }) => id)
    },
    parse,
  }
  return store
}

/** Parses `Type?name=value&…` as the doors do. */
function parseQuery(
  parameters: ReadonlyMap<string, readonly SearchParameter[]>,
  query: string,
): ReturnType<typeof parseSearch> {
  const [type = '', text = ''] = query.split('?')
  const knownOf = (of: string): ReadonlyMap<string, SearchParameter> =>
    new Map((parameters.get(of) ?? []).map((each) => [each.code, each]))
  return parseSearch(type, [...new URLSearchParams(text)], knownOf(type), (of) =>
    parameters.has(of) ? knownOf(of) : undefined,
  )
}
