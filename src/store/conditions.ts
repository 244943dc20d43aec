/**
 * What a search asks for, as SQL over a resource and its index rows. A chain leads over further resources: each of them
 * stands under the predicate of access.ts again, so that what is withheld leads nowhere.
 */
import { ownRow, visible } from './access.ts'
import type { Access, Binder } from './access.ts'
import type { Criterion, DateValue, Search, TokenValue } from './criteria.ts'

type Bind = Binder['bind']

/** What holds for the rows of `alias` that are asked for, whoever may see them. */
export function asked(
  alias: string,
  { type, criteria }: Pick<Search, 'type' | 'criteria'>,
  access: Access,
  bound: Binder,
): string {
  return [
    `${alias}.type = ${bound.bind(type)}`,
    ...criteria.map((criterion) => conditionOf(alias, criterion, access, bound)),
  ].join(' and ')
}

function conditionOf(alias: string, criterion: Criterion, access: Access, bound: Binder): string {
  const { bind } = bound
  const has = (parameter: string, alternatives: string[]): string =>
    indexed(alias, bind(parameter), alternatives)
  switch (criterion.kind) {
    case 'custodian':
      return `${alias}.custodian ${criterion.own ? '=' : '<>'} ${bind(access.partner)}`
    case 'id':
      return `${alias}.id = any(${bind(criterion.ids)}::text[])`
    case 'updated':
      return dateCondition(`${alias}.updated`, endOfUpdate(alias), criterion.value, bind)
    case 'token': {
      const exists = has(
        criterion.parameter,
        criterion.any.map((each) => tokenCondition(each, bind)),
      )
      // For the reader's own rows only: what another's record has not may be what redaction hides, so `matches` decides
      // on that, by what is shown.
      return criterion.negated ? `not (${ownRow(alias, access, bound)} and ${exists})` : exists
    }
    case 'reference': {
      const any = bind(criterion.any)
      const isShown = `(${ownRow(alias, access, bound)} or i.value = any(array(${shownOf(any, access, bound)})))`
      return has(criterion.parameter, [`i.value = any(${any}::text[]) and ${isShown}`])
    }
    case 'string':
      return has(
        criterion.parameter,
        criterion.any.map((each) => stringCondition(each, criterion.exact, bind)),
      )
    case 'date':
      return has(
        criterion.parameter,
        criterion.any.map((each) => dateCondition('i.low', 'i.high', each, bind)),
      )
    case 'chain':
      return chained(alias, criterion, access, bound)
    case 'has':
      return reversed(alias, criterion, access, bound)
  }
}

/** An instant is a range as well: of the millisecond to which it is kept. */
function endOfUpdate(alias: string): string {
  return `${alias}.updated + interval '1 millisecond'`
}

/**
 * Of the references, those that another's record keeps when it is shown: to what the reader may see too, or to no record
 * here. By the rest nothing may be found, not even to be left out afterwards: that would take more statements.
 */
function shownOf(references: string, access: Access, bound: Binder): string {
  return `select w.reference from unnest(${references}::text[]) as w(reference)
    where w.reference !~ '^[A-Z][A-Za-z]+/' or exists (select from resource named
      where named.type = split_part(w.reference, '/', 1) and named.id = split_part(w.reference, '/', 2)
      and ${visible('named', access, bound)})`
}

/** Some index row of the resource satisfies one of the alternatives; the row is the resource's own, so it is as visible. */
function indexed(alias: string, parameter: string, alternatives: string[]): string {
  return `exists (select from resource_index i where i.person = ${alias}.person and i.type = ${alias}.type
    and i.id = ${alias}.id and i.parameter = ${parameter} and (${alternatives.join(' or ') || 'false'}))`
}

/** The alias of the resource at the end of the next hop: a hop within a hop has another name. */
function hopFrom(alias: string): string {
  return `${alias}n`
}

type Hop<Kind> = Extract<Criterion, { kind: Kind }>

/** A reference of the resource names another one that the reader may see too, and that satisfies the rest. */
function chained(alias: string, { parameter, of }: Hop<'chain'>, access: Access, bound: Binder): string {
  const { bind } = bound
  const target = hopFrom(alias)
  const prefix = bind(`${of.type}/`)
  return `exists (select from resource_index i join resource ${target} on ${target}.id = substr(i.value, length(${prefix}) + 1)
    where i.person = ${alias}.person and i.type = ${alias}.type and i.id = ${alias}.id and i.parameter = ${bind(parameter)}
    and starts_with(i.value, ${prefix}) and ${asked(target, of, access, bound)} and ${visible(target, access, bound)})`
}

/** Another resource that the reader may see too names this one, and satisfies the rest. */
function reversed(alias: string, { parameter, of }: Hop<'has'>, access: Access, bound: Binder): string {
  const source = hopFrom(alias)
  return `exists (select from resource_index i join resource ${source} on ${source}.person = i.person
    and ${source}.type = i.type and ${source}.id = i.id
    where i.type = ${bound.bind(of.type)} and i.parameter = ${bound.bind(parameter)}
    and i.value = ${alias}.type || '/' || ${alias}.id
    and ${asked(source, of, access, bound)} and ${visible(source, access, bound)})`
}

function tokenCondition({ system, code }: TokenValue, bind: Bind): string {
  const byCode = code === undefined ? 'true' : `i.value = ${bind(code)}`
  if (system === undefined) return byCode
  return system === null ? `(${byCode} and i.system is null)` : `(${byCode} and i.system = ${bind(system)})`
}

/** A string row holds the value for comparison, and in `system` as it was written. */
function stringCondition(value: string, exact: boolean, bind: Bind): string {
  return exact ? `i.system = ${bind(value)}` : `starts_with(i.value, ${bind(value)})`
}

/** search.html#prefix: a stored range [low, high) against the asked range. Only what a condition names is bound. */
function dateCondition(low: string, high: string, { prefix, range }: DateValue, bind: Bind): string {
  const from = (): string => `${bind(range.low)}::timestamptz`
  const to = (): string => `${bind(range.high)}::timestamptz`
  switch (prefix) {
    case 'eq':
      return `(${low} >= ${from()} and ${high} <= ${to()})`
    case 'ne':
      return `not (${low} >= ${from()} and ${high} <= ${to()})`
    case 'lt':
      return `${low} < ${from()}`
    case 'le':
      return `${low} < ${to()}`
    case 'gt':
      return `${high} > ${to()}`
    case 'ge':
      return `${high} > ${from()}`
    case 'sa':
      return `${low} >= ${to()}`
    case 'eb':
      return `${high} <= ${from()}`
  }
}
