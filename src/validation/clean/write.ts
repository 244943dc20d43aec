/** Writes the body of one clean check from its plan. What it writes calls visit.ts for all that is rare. */
import type { Content, ElementProgram } from '../program.ts'
import { ITEM, MISSING, type What } from './chart.ts'
import { guarded, guardOf, type Guard } from './guard.ts'
import type { ObjectPlan } from './plan.ts'
import { holdsWhere, sureLine, type Presence } from './presence.ts'
import { isMissed, knownProperties, type Known } from './properties.ts'
import type { Makers, CheckSliced } from './special.ts'
import type { Source } from './source.ts'
import { ask, itemLines, whatOf } from './write-items.ts'

/** The body of the check of an object. */
export function objectBody(plan: ObjectPlan, source: Source, makers: Makers): string {
  const flags = flagsOf(plan.contents)
  const known = knownProperties(plan.contents, makers)
  const guards = plan.questions.map((question) => guardOf(question, known))
  const held = plan.questions.map((question) => holdsWhere(question, known))
  const presences = [
    ...new Map(held.flatMap((each) => each?.presences ?? []).map((each) => [each.flag, each])).values(),
  ]
  const writing = { plan, flags, guards, presences, source, makers }
  const cases = known.toSorted(byRarity).map((property) => propertyCase(property, writing))
  const siblings = known.map((property) => siblingCase(property, writing))
  const missed = [...new Set([...flags].filter(([child]) => isMissed(child)).map(([, flag]) => `!${flag}`))]
  const isEmpty = 'count === 0 || (count === 1 && hasId)'
  const suspect = (condition: string, what: What): string =>
    `if (${condition}) isClean = visit.chart.suspect(object, ${source.constant(what)})`
  return [
    'visit.chart.enter()',
    `let isClean = true, count = 0, hasId = false${variablesOf(writing)}`,
    'for (const key in object) {',
    // What is inherited is no property of JSON; asked in these words, the engine needs no time for it.
    'if (!Object.prototype.hasOwnProperty.call(object, key)) continue',
    'count += 1',
    'const value = object[key]',
    'switch (key) {',
    ...(plan.isResource ? [`case 'resourceType': break`] : []),
    ...cases,
    ...siblings,
    'default: isClean = visit.unknown(object, value)',
    '}',
    '}',
    ...(missed.length > 0 ? [suspect(missed.join(' || '), MISSING)] : []),
    ...(plan.mayBeEmpty ? [suspect(isEmpty, ITEM)] : []),
    ...plan.questions.map((each, index) =>
      suspect(
        unless(held[index]?.condition, guarded(guards[index], `!${ask(each, 'object', source)}`)),
        whatOf(each),
      ),
    ),
    'visit.chart.leave(count)',
    'return isClean',
  ].join('\n')
}

function unless(condition: string | undefined, other: string): string {
  return condition === undefined ? other : `!${condition} && (${other})`
}

function variablesOf({ flags, guards, presences }: Writing): string {
  const names = new Set([
    ...flags.values(),
    ...guards.flatMap((guard) => guard?.flag ?? []),
    ...presences.flatMap(({ flag, sureFlag }) => [flag, sureFlag]),
  ])
  return [...names].map((name) => `, ${name} = false`).join('')
}

type Flags = ReadonlyMap<ElementProgram, string>

/** Variables that say whether a child is there: of what may be missed, and of choices, which may be there once. */
function flagsOf(contents: readonly Content[]): Flags {
  const children = contents.flatMap((content) => content.children)
  const flags = new Map<ElementProgram, string>()
  const byName = new Map<string, string>()
  for (const child of children) {
    if (!isMissed(child) && !isManifold(child)) continue
    const key = `${child.name} ${String(child.isChoice)} ${child.types.map(({ rule }) => rule.code).join(' ')}`
    const flag = byName.get(key) ?? `has${String(byName.size)}`
    byName.set(key, flag)
    flags.set(child, flag)
  }
  return flags
}

function isManifold({ isChoice, types }: ElementProgram): boolean {
  return isChoice && types.length > 1
}

type Writing = {
  readonly plan: ObjectPlan
  readonly flags: Flags
  readonly guards: readonly (Guard | undefined)[]
  readonly presences: readonly Presence[]
  readonly source: Source
  readonly makers: Makers
}

/** What all objects may have and few do is compared last. */
function byRarity(a: Known, b: Known): number {
  return Number(RARE.has(a.name)) - Number(RARE.has(b.name))
}

const RARE = new Set(['id', 'extension', 'modifierExtension'])

function propertyCase(known: Known, writing: Writing): string {
  const { plan, source, makers } = writing
  const { name } = known
  return [
    `case ${source.name(name)}: {`,
    ...(name === 'id' ? ['hasId = true'] : []),
    ...(name === 'id' && !plan.isResource ? ['visit.id(value)'] : []),
    ...flagLines(known, writing),
    ...writing.presences.flatMap((presence) => sureLine(known, presence)),
    ...valueLines(known, source, makers),
    'break',
    '}',
  ].join('\n')
}

/** Notes that a property is there, for those who ask whether something is. */
function flagLines({ name, demands }: Known, { flags, guards, presences }: Writing): string[] {
  const lines = demands.flatMap(({ program }) => {
    const flag = flags.get(program)
    if (flag === undefined) return []
    const twice = `if (${flag}) isClean = visit.chart.suspectAll(object)`
    return isManifold(program) ? [twice, `${flag} = true`] : [`${flag} = true`]
  })
  const read = guards.flatMap((guard) => (guard?.names.includes(name) ? [`${guard.flag} = true`] : []))
  const present = presences.flatMap(({ names, flag }) => (names.includes(name) ? [`${flag} = true`] : []))
  return [...new Set([...lines, ...read, ...present])]
}

/**
 * The `_name` beside a primitive. What is asked of its value by more than the value itself, and of one that is not there, is
 * left to the walker.
 */
function siblingCase(known: Known, writing: Writing): string {
  const { name, item, isList, sliced } = known
  const { source, makers } = writing
  if (item.kind !== 'primitive' || sliced.length > 0) return ''
  if (item.questions.some(({ kind }) => kind !== 'passes')) return ''
  const element = source.constant(makers.compiledOf(item.element))
  const given = `visit.sibling(object, key, ${element}, ${source.constant(item.place)})`
  const isAbsent = `!Object.hasOwn(object, ${source.name(name)})`
  const isForm = `Array.isArray(value) === ${String(isList)}${item.questions.length > 0 ? ` && !(${isAbsent})` : ''}`
  const lines = flagLines(known, writing)
  return [
    `case '_${source.name(name).slice(1)}: {`,
    ...(lines.length === 0 ? [] : [`if (${isAbsent}) {`, ...lines, '}']),
    `if (!(${isForm} ? ${given} : visit.uncharted(object, key, value))) isClean = false`,
    'break',
    '}',
  ].join('\n')
}

function valueLines(known: Known, source: Source, makers: Makers): string[] {
  const { isList, min, max, sliced, item } = known
  if (!isList) {
    const [child] = sliced
    if (min > 1) return ['isClean = visit.uncharted(object, key, value)']
    if (child) return [slicedLine(makers.sliced(known, child), '[value]', source)]
    return itemLines(item, 'value', source, makers)
  }
  const tooFew = `value.length < ${source.number(Math.max(min, 1))}`
  const tooMany = max === Infinity ? '' : ` || value.length > ${source.number(max)}`
  const [child] = sliced
  return [
    `if (!Array.isArray(value) || ${tooFew}${tooMany}) { isClean = visit.uncharted(object, key, value); break }`,
    'visit.chart.count(value.length)',
    ...(child
      ? [slicedLine(makers.sliced(known, child), 'value', source)]
      : [
          'for (let index = 0; index < value.length; index += 1) {',
          'const item = value[index]',
          ...(item.kind === 'primitive' && item.questions.length === 0
            ? ['if (item === null && visit.isGap(object, key, index)) continue']
            : []),
          ...itemLines(item, 'item', source, makers),
          '}',
        ]),
  ]
}

function slicedLine(check: CheckSliced, list: string, source: Source): string {
  return `if (!${source.constant(check)}(${list}, { object, key, visit, place })) isClean = false`
}
