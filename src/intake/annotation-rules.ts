/**
 * The rules that one annotated place of the case-record schema puts on the value there: which fields go together, the
 * order of dates, what must not lie in the future, codes that stand alone. Compiled from the schema's own words. Pure.
 */
import { isObject } from '../fhir/resource.ts'
import type { JsonSchema } from './case-record.ts'
import { intervalsOverlap, isAfter } from './dates.ts'

/** What a rule finds: at the place itself, or at one of its fields or items. */
export type Found = { rule: string; text: string; key?: string | number }

export type ItemRule = (value: unknown, asOf: string | undefined) => Found[]

type Condition = { field: string; in: string[]; needs: string[]; why: string }
type Restriction = { field: string; codes: string; within: string[]; why: string }
type Item = Record<string, unknown>

/** The rules that the annotations of a schema state for values at its place. */
export function compileItemRules(schema: JsonSchema): ItemRule[] {
  const rules: ItemRule[] = []
  const onItem = (rule: (item: Item) => Found[]) =>
    rules.push((value) => (isObject(value) ? rule(value) : []))
  const count = (keyword: string, rule: (present: string[], fields: string[]) => string | undefined) => {
    const fields = texts(schema[keyword])
    if (fields.length > 0)
      onItem((item) => found(RULES[keyword] ?? keyword, rule(present(item, fields), fields)))
  }
  count('x-exactlyOneOf', (has, of) =>
    has.length === 1
      ? undefined
      : `Exactly one of ${names(of)} is needed here, not ${has.length}: ${has.length === 0 ? 'add one' : 'leave one of them'}.`,
  )
  count('x-atLeastOneOf', (has, of) =>
    has.length > 0 ? undefined : `At least one of ${names(of)} is needed here: add one.`,
  )
  count('x-atMostOneOf', (has) =>
    has.length < 2 ? undefined : `Only one of ${names(has)} may stand here: leave one of them.`,
  )
  for (const pair of list<[string, string]>(schema['x-dateOrder'])) onItem((item) => dateOrder(item, pair))
  for (const condition of list<Condition>(schema['x-requiredWhen']))
    onItem((item) => requiredWhen(item, condition))
  for (const restriction of list<Restriction>(schema['x-onlyWhen']))
    onItem((item) => onlyWhen(item, restriction))
  if (schema['x-past'] === true) rules.push(notAfter)
  const alone = texts(schema['x-alone'])
  if (alone.length > 0) rules.push((value) => standsAlone(value, alone))
  const flag = schema['x-oneAtATime']
  if (typeof flag === 'string') rules.push((value) => oneAtATime(value, flag))
  return rules
}

const RULES: Readonly<Record<string, string>> = {
  'x-exactlyOneOf': 'exactly-one-of',
  'x-atLeastOneOf': 'at-least-one-of',
  'x-atMostOneOf': 'at-most-one-of',
}

function found(rule: string, text: string | undefined, key?: string | number): Found[] {
  return text === undefined ? [] : [{ rule, text, ...(key !== undefined && { key }) }]
}

function dateOrder(item: Item, [earlier, later]: [string, string]): Found[] {
  if (!isAfter(item[earlier], item[later])) return []
  return found('date-order', `\`${later}\` is before \`${earlier}\`: correct one of them.`, later)
}

function notAfter(value: unknown, asOf: string | undefined): Found[] {
  if (!isAfter(value, asOf)) return []
  return found(
    'not-future',
    'This lies after the moment that the record describes (`record.asOf`): correct it, or state it as planned.',
  )
}

function requiredWhen(item: Item, { field, in: codes, needs, why }: Condition): Found[] {
  const code = texts(item[field]).find((each) => codes.includes(each))
  if (code === undefined || present(item, needs).length > 0) return []
  return found(
    'required-when',
    `Where \`${field}\` is \`${code}\`, ${names(needs)} is needed (${why}): add it.`,
  )
}

function onlyWhen(item: Item, { field, codes, within, why }: Restriction): Found[] {
  if (!Object.hasOwn(item, field) || texts(item[codes]).every((code) => within.includes(code))) return []
  return found(
    'only-when',
    `\`${field}\` may stand only where every one of \`${codes}\` is one of ${within.join(', ')} (${why}): leave it out, or divide the item.`,
    field,
  )
}

function standsAlone(value: unknown, alone: readonly string[]): Found[] {
  const codes = texts(value)
  const code = codes.find((each) => alone.includes(each))
  if (code === undefined || codes.length === 1) return []
  return found('stands-alone', `\`${code}\` may not stand with others: state it in an item of its own.`)
}

function oneAtATime(value: unknown, flag: string): Found[] {
  const items = list<unknown>(value).flatMap((item, key) =>
    isObject(item) && item[flag] === true ? [{ key, item }] : [],
  )
  const text = `Two items are \`${flag}\` at the same time: end the earlier one with \`until\` before the other begins.`
  return items.flatMap(({ key, item }, index) => {
    const isShared = items.slice(0, index).some((before) => intervalsOverlap(before.item, item))
    return isShared ? found('one-at-a-time', text, key) : []
  })
}

/** The fields that are there, by name; only own fields count. */
function present(item: Item, fields: readonly string[]): string[] {
  return fields.filter((field) => Object.hasOwn(item, field))
}

function names(fields: readonly string[]): string {
  return fields.map((field) => `\`${field}\``).join(', ')
}

function list<T>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : []
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return list<unknown>(value).filter((each): each is string => typeof each === 'string')
}
