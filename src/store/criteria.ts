/**
 * A search request, parsed: what was asked becomes criteria, and whatever is not known becomes an issue (never ignored:
 * a filter that is dropped silently would answer with more than was asked for). Pure.
 */
import { rangeOf } from '../fhir/dates.ts'
import type { Range } from '../fhir/dates.ts'
import { issue } from '../fhir/outcome.ts'
import type { Issue } from '../fhir/resource.ts'
import { isChain, parseHop } from './chain.ts'
import type { ParametersOf } from './chain.ts'
import { normalize } from './search-values.ts'
import type { SearchParameter } from './search-values.ts'

export type TokenValue = { system?: string | null; code?: string }
export type DateValue = { prefix: DatePrefix; range: Range }
export type DatePrefix = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'sa' | 'eb'

export type Criterion =
  | { kind: 'id'; ids: string[] }
  | { kind: 'updated'; value: DateValue }
  | { kind: 'token'; parameter: string; any: TokenValue[]; negated: boolean }
  | { kind: 'string'; parameter: string; any: string[]; exact: boolean }
  | { kind: 'reference'; parameter: string; any: string[] }
  | { kind: 'date'; parameter: string; any: DateValue[] }
  /** A reference of the resource names one of which the rest holds. */
  | { kind: 'chain'; parameter: string; of: Hop }
  /** A resource of which the rest holds names this one. */
  | { kind: 'has'; parameter: string; of: Hop }
  /** No parameter of a request: the reader's own records, or those of others. */
  | { kind: 'custodian'; own: boolean }

/** What is asked for at the other end of a reference. */
export type Hop = { readonly type: string; readonly criteria: Criterion[] }

export type Search = {
  readonly type: string
  readonly criteria: Criterion[]
  readonly include: { type: string; parameter: string }[]
  readonly count: number
  readonly newestFirst: boolean
  readonly after: Cursor | undefined
  readonly wantsTotal: boolean
}

/** Where the next page begins: after this row, in the order of the search. */
export type Cursor = { updated: string; id: string }

export const searchLimits = {
  pageDefault: 50,
  pageMax: 500,
  parametersMax: 30,
  alternativesMax: 50,
  includesMax: 5,
  /** Chained parameters of a search, and the references that one may follow. */
  chainsMax: 3,
  hopsMax: 2,
}

type Outcome = { kind: 'search'; search: Search } | { kind: 'refused'; issues: Issue[] }
type Draft = {
  criteria: Criterion[]
  /** For chains; without it none is taken. */
  parametersOf: ParametersOf | undefined
  /** References that have been followed so far. */
  hops: number
  include: Search['include']
  issues: Issue[]
  control: Map<string, string>
}

const CONTROL = new Set(['_count', '_sort', '_cursor', '_total', '_format', '_pretty'])

/** Parses the query of a search for `type`; `parameters` are those that the gateway knows for it. */
export function parseSearch(
  type: string,
  query: readonly (readonly [string, string])[],
  parameters: ReadonlyMap<string, SearchParameter>,
  parametersOf?: ParametersOf,
): Outcome {
  const draft: Draft = {
    criteria: [],
    parametersOf,
    hops: 0,
    include: [],
    issues: [],
    control: new Map(),
  }
  if (query.length > searchLimits.parametersMax) {
    return {
      kind: 'refused',
      issues: [
        issue('too-costly', `At most ${searchLimits.parametersMax} search parameters are taken at once.`),
      ],
    }
  }
  for (const [name, value] of query) {
    if (`${name}${value}`.includes('\0'))
      draft.issues.push(
        issue('value', 'A parameter has the character U+0000, which no value has; remove it.'),
      )
    else if (CONTROL.has(name)) addControl(draft, name, value)
    else if (name === '_include') addInclude(draft, value, { type, parameters })
    else addCriterion(draft, type, [name, value], parameters)
  }
  const control = readControl(draft)
  if (draft.issues.length > 0) return { kind: 'refused', issues: draft.issues }
  return { kind: 'search', search: { type, criteria: draft.criteria, include: draft.include, ...control } }
}

function addControl(draft: Draft, name: string, value: string): void {
  if (draft.control.has(name)) draft.issues.push(issue('value', `${name} is taken once.`))
  draft.control.set(name, value)
}

type Asked = { type: string; parameters: ReadonlyMap<string, SearchParameter> }

function addInclude(draft: Draft, value: string, asked: Asked): void {
  const [type, parameter = '', ...more] = value.split(':')
  const isKnown = type === asked.type && asked.parameters.get(parameter)?.kind === 'reference'
  if (!isKnown || more.length > 0 || draft.include.length >= searchLimits.includesMax) {
    draft.issues.push(
      issue(
        'value',
        `_include takes ${asked.type}:parameter, where the parameter is a reference, at most ${searchLimits.includesMax} times; mend '${clip(value)}'.`,
      ),
    )
  } else draft.include.push({ type, parameter })
}

function addCriterion(
  draft: Draft,
  type: string,
  [name, value]: readonly [string, string],
  parameters: ReadonlyMap<string, SearchParameter>,
): void {
  if (isChain(name)) return addChain(draft, type, [name, value])
  const [code = '', ...modifiers] = name.split(':')
  const modifier = modifiers.length > 0 ? modifiers.join(':') : undefined
  const alternatives = split(value, ',')
  if (alternatives.length > searchLimits.alternativesMax) {
    draft.issues.push(
      issue('too-costly', `${clip(name)} has more than ${searchLimits.alternativesMax} alternatives.`),
    )
    return
  }
  if (alternatives.includes('')) {
    draft.issues.push(issue('value', `${clip(name)} has an empty value; give one, or leave it out.`))
    return
  }
  if (OF_EVERY_TYPE.has(code) && modifier !== undefined) return refuseModifier(draft, name)
  if (code === '_id') return void draft.criteria.push({ kind: 'id', ids: alternatives })
  if (code === '_lastUpdated')
    return addDates(draft, name, [value], (any) => any.map((each) => ({ kind: 'updated', value: each })))
  const parameter = parameters.get(code)
  if (!parameter) {
    draft.issues.push(
      issue(
        'not-supported',
        `${type} has no search parameter '${clip(code)}' here; it has: ${[...parameters.keys(), '_id', '_lastUpdated'].sort().join(', ')}.`,
      ),
    )
    return
  }
  addTyped(draft, parameter, { name, modifier, alternatives })
}

/** What is asked for at the end of a chain is parsed as a search of that type is. */
function addChain(draft: Draft, type: string, [name, value]: readonly [string, string]): void {
  const { parametersOf, issues, hops } = draft
  const refuse = (code: string, text: string): void => void issues.push(issue(code, text))
  if (!parametersOf) return refuse('not-supported', `Chains such as '${clip(name)}' are not taken here.`)
  if (hops >= searchLimits.hopsMax)
    return refuse(
      'too-costly',
      `A chain follows at most ${searchLimits.hopsMax} references; mend '${clip(name)}'.`,
    )
  const hop = parseHop(name, type, parametersOf)
  if (hop.kind === 'refused') return void issues.push(hop.issue)
  const chains = draft.criteria.filter(({ kind }) => kind === 'chain' || kind === 'has')
  if (chains.length >= searchLimits.chainsMax)
    return refuse('too-costly', `At most ${searchLimits.chainsMax} chained parameters are taken at once.`)
  const end: Draft = { ...draft, criteria: [], hops: hops + 1 }
  addCriterion(end, hop.type, [hop.rest, value], parametersOf(hop.type) ?? new Map())
  draft.criteria.push({
    kind: hop.kind,
    parameter: hop.parameter,
    of: { type: hop.type, criteria: end.criteria },
  })
}

const OF_EVERY_TYPE = new Set(['_id', '_lastUpdated'])

function refuseModifier(draft: Draft, name: string): void {
  draft.issues.push(
    issue('not-supported', `The modifier of '${clip(name)}' is not supported here; leave it out.`),
  )
}

type Given = { name: string; modifier: string | undefined; alternatives: string[] }

function addTyped(
  draft: Draft,
  { code, kind, targets }: SearchParameter,
  { name, modifier, alternatives }: Given,
): void {
  if (modifier !== undefined && !MODIFIERS[kind].includes(modifier) && !targets.includes(modifier))
    return refuseModifier(draft, name)
  switch (kind) {
    case 'token':
      draft.criteria.push({
        kind,
        parameter: code,
        any: alternatives.map(parseToken),
        negated: modifier === 'not',
      })
      return
    case 'string':
      draft.criteria.push({
        kind,
        parameter: code,
        any: alternatives.map((each) => (modifier === 'exact' ? unescape(each) : normalize(unescape(each)))),
        exact: modifier === 'exact',
      })
      return
    case 'reference':
      draft.criteria.push({
        kind,
        parameter: code,
        any: alternatives.flatMap((each) => targetsOf(unescape(each), modifier, targets)),
      })
      return
    case 'date':
      addDates(draft, name, alternatives, (any) => [{ kind, parameter: code, any }])
  }
}

const MODIFIERS: Record<SearchParameter['kind'], string[]> = {
  token: ['not'],
  string: ['exact'],
  reference: [],
  date: [],
}

/** A bare id may name any of the parameter's target types: search.html#reference. */
function targetsOf(value: string, modifier: string | undefined, targets: readonly string[]): string[] {
  if (value.includes('/')) return [value]
  return (modifier ? [modifier] : targets).map((type) => `${type}/${value}`)
}

function addDates(
  draft: Draft,
  name: string,
  values: string[],
  make: (any: DateValue[]) => Criterion[],
): void {
  const parsed = values.map(parseDate)
  if (parsed.includes(undefined)) {
    draft.issues.push(
      issue(
        'value',
        `'${clip(name)}' takes a date such as 2026-11-23, with an optional prefix (eq ne lt le gt ge sa eb).`,
      ),
    )
    return
  }
  draft.criteria.push(...make(parsed.filter((each) => each !== undefined)))
}

function parseDate(value: string): DateValue | undefined {
  const match = /^(eq|ne|lt|le|gt|ge|sa|eb)?(.+)$/.exec(value)
  const range = rangeOf((match?.[2] ?? '').replace(/ (\d\d:\d\d)$/, '+$1'))
  return range && { prefix: (match?.[1] ?? 'eq') as DatePrefix, range }
}

function parseToken(value: string): TokenValue {
  const [left = '', right] = split(value, '|').map(unescape)
  if (right === undefined) return { code: left }
  return { system: left === '' ? null : left, ...(right !== '' && { code: right }) }
}

function readControl({
  control,
  issues,
}: Draft): Pick<Search, 'count' | 'newestFirst' | 'after' | 'wantsTotal'> {
  const asked = control.get('_count') ?? String(searchLimits.pageDefault)
  const count = Number(asked)
  if (!/^\d+$/.test(asked))
    issues.push(issue('value', `_count takes a whole number from 0 to ${searchLimits.pageMax}.`))
  const sort = control.get('_sort') ?? '-_lastUpdated'
  if (!/^-?_lastUpdated$/.test(sort))
    issues.push(issue('not-supported', '_sort takes _lastUpdated or -_lastUpdated here.'))
  const total = control.get('_total') ?? 'none'
  if (!['none', 'estimate', 'accurate'].includes(total))
    issues.push(issue('value', '_total takes none, estimate or accurate.'))
  const after = control.has('_cursor') ? decodeCursor(control.get('_cursor') ?? '') : undefined
  if (control.has('_cursor') && !after)
    issues.push(issue('value', '_cursor is not one that the gateway gave; follow the next link as it is.'))
  return {
    count: Math.min(count, searchLimits.pageMax),
    newestFirst: sort.startsWith('-'),
    after,
    wantsTotal: total !== 'none',
  }
}

/** A cursor as it stands in a next link: it holds a time and an id of a row that the reader has just been shown. */
export function encodeCursor({ updated, id }: Cursor): string {
  return `${updated}_${id}`
}

/** What `encodeCursor` wrote; undefined for anything else. */
export function decodeCursor(text: string): Cursor | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([A-Za-z0-9\-.]{1,64})$/.exec(text)
  const updated = match?.[1] ?? ''
  // Also what has the form of an instant may be none: the 99th of a month, the year 0.
  const isInstant = rangeOf(updated)?.low === updated
  return match && isInstant ? { updated, id: match[2] ?? '' } : undefined
}

/** Splits at a separator that no backslash escapes; the escapes stay: search.html#escaping. */
function split(value: string, separator: ',' | '|'): string[] {
  const parts: string[] = ['']
  for (const [piece] of value.matchAll(/\\[^]|[^]/g)) {
    if (piece === separator) parts.push('')
    else parts.push(`${parts.pop() ?? ''}${piece}`)
  }
  return parts
}

function unescape(text: string): string {
  return text.replace(/\\([,|$\\])/g, '$1')
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
