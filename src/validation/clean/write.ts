/** Writes the body of one clean check from its plan. What it writes calls visit.ts for all that is rare. */
import type { Content, ElementProgram } from '../program.ts'
import { ITEM, MISSING, type What } from './chart.ts'
import { holdsOfNothing, isWrittenAs, namesRead } from './guard.ts'
import { formOf, type Form } from './forms.ts'
import type { Compiled } from './compiled.ts'
import type { ItemPlan, ObjectPlan, PlanParts, Question } from './plan.ts'
import { isMissed, knownProperties, type Known } from './properties.ts'
import type { CheckExtension, CheckResource, CheckSliced } from './special.ts'
import type { Source } from './source.ts'

/** What makes the checks that a check calls. */
export type Makers = PlanParts & {
  readonly compiledOf: (plan: ObjectPlan) => Compiled
  readonly extension: (plan: ItemPlan & { kind: 'extension' }) => CheckExtension
  readonly resource: (plan: ItemPlan & { kind: 'resource' }) => CheckResource
  readonly sliced: (known: Known, child: ElementProgram) => CheckSliced
}

const FORMS = new Map<string, Form>()

function form(code: string): Form {
  const known = FORMS.get(code) ?? formOf(code)
  FORMS.set(code, known)
  return known
}

/** The body of the check of an object. */
export function objectBody(plan: ObjectPlan, source: Source, makers: Makers): string {
  const flags = flagsOf(plan.contents)
  const known = knownProperties(plan.contents, makers)
  const guards = plan.questions.map((question) => guardOf(question, known))
  const cases = known.map((property) => propertyCases(property, { plan, flags, guards, source, makers }))
  const missed = [...new Set([...flags].filter(([child]) => isMissed(child)).map(([, flag]) => `!${flag}`))]
  const isEmpty = 'count === 0 || (count === 1 && hasId)'
  const suspect = (condition: string, what: What): string =>
    `if (${condition}) isClean = visit.chart.suspect(object, ${source.constant(what)})`
  return [
    'visit.chart.enter()',
    `let isClean = true, count = 0, hasId = false${variablesOf(flags, guards)}`,
    'for (const key in object) {',
    'count += 1',
    'const value = object[key]',
    'switch (key) {',
    ...(plan.isResource ? [`case 'resourceType': break`] : []),
    ...cases,
    'default: isClean = visit.unknown(object, value)',
    '}',
    '}',
    ...(missed.length > 0 ? [suspect(missed.join(' || '), MISSING)] : []),
    ...(plan.mayBeEmpty ? [suspect(isEmpty, ITEM)] : []),
    ...plan.questions.map((each, index) =>
      suspect(guarded(guards[index], `!${ask(each, 'object', source)}`), whatOf(each)),
    ),
    'visit.chart.leave(count)',
    'return isClean',
  ].join('\n')
}

/** The properties that an invariant reads, and what it says of an object that has none of them. */
type Guard = { readonly flag: string; readonly names: readonly string[]; readonly otherwise: boolean }

function guardOf(question: Question, known: readonly Known[]): Guard | undefined {
  if (question.kind !== 'holds') return undefined
  const read = namesRead(question.program.text)
  const otherwise = read && holdsOfNothing(question.program, {})
  if (!read || otherwise === undefined) return undefined
  const names = known
    .map(({ name }) => name)
    .filter((name) => [...read].some((each) => isWrittenAs(each, name)))
  return { flag: ['reads', ...names].join('_'), names, otherwise }
}

/** A condition that is asked only where an object has what it reads. */
function guarded(guard: Guard | undefined, condition: string): string {
  if (!guard) return condition
  return guard.otherwise ? `${guard.flag} && ${condition}` : `!${guard.flag} || ${condition}`
}

function variablesOf(flags: Flags, guards: readonly (Guard | undefined)[]): string {
  const names = new Set([...flags.values(), ...guards.flatMap((guard) => guard?.flag ?? [])])
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
  readonly source: Source
  readonly makers: Makers
}

function propertyCases(known: Known, { plan, flags, guards, source, makers }: Writing): string {
  const { name, demands, item } = known
  const raised = [...new Set(demands.map(({ program }) => program))].flatMap((child) => {
    const flag = flags.get(child)
    return flag === undefined ? [] : [{ flag, isManifold: isManifold(child) }]
  })
  const raise = [
    ...new Set([
      ...raised.flatMap((each) => [
        ...(each.isManifold ? [`if (${each.flag}) isClean = visit.chart.suspectAll(object)`] : []),
        `${each.flag} = true`,
      ]),
      ...guards.flatMap((guard) => (guard?.names.includes(name) ? [`${guard.flag} = true`] : [])),
    ]),
  ].join('; ')
  return [
    `case ${source.name(name)}: {`,
    ...(name === 'id' ? ['hasId = true'] : []),
    ...(name === 'id' && !plan.isResource ? ['visit.id(value)'] : []),
    raise,
    ...valueLines(known, source, makers),
    'break',
    '}',
    ...(item.kind === 'primitive' ? siblingCase(known, raise, source, makers) : []),
  ].join('\n')
}

function siblingCase(known: Known, raise: string, source: Source, makers: Makers): string[] {
  const { name, item, isList, sliced } = known
  if (item.kind !== 'primitive' || item.questions.length > 0 || sliced.length > 0) return []
  const element = source.constant(makers.compiledOf(item.element))
  const given = `visit.sibling(object, key, ${element}, ${source.constant(item.place)})`
  const isForm = `Array.isArray(value) === ${String(isList)}`
  return [
    `case '_${source.name(name).slice(1)}: {`,
    raise === '' ? '' : `if (!Object.hasOwn(object, ${source.name(name)})) { ${raise} }`,
    `if (!(${isForm} ? ${given} : visit.uncharted(object, key, value))) isClean = false`,
    'break',
    '}',
  ]
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

/** What is asked of one value, which the code calls `name`. */
export function itemLines(plan: ItemPlan, name: string, source: Source, makers: Makers): string[] {
  switch (plan.kind) {
    case 'uncharted':
      return [`isClean = visit.uncharted(object, key, ${name})`]
    case 'primitive': {
      const conditions = [
        ...plan.codes.map((code) => `${source.constant(form(code))}(${name})`),
        ...plan.questions.map((question) => ask(question, name, source)),
      ]
      return [`if (!(${conditions.join(' && ')})) isClean = visit.uncharted(object, key, ${name})`]
    }
    case 'complex': {
      const compiled = source.constant(makers.compiledOf(plan.object))
      return objectLines(
        name,
        `${compiled}.check(${name}, visit, ${source.constant(plan.place)})`,
        plan.questions,
        source,
      )
    }
    case 'extension': {
      const check = source.constant(makers.extension(plan))
      return objectLines(name, `${check}(${name}, visit, place)`, plan.questions, source)
    }
    case 'resource': {
      const check = source.constant(makers.resource(plan))
      return objectLines(name, `${check}(${name}, visit, object)`, plan.questions, source)
    }
    default:
      return plan satisfies never
  }
}

function objectLines(name: string, check: string, questions: readonly Question[], source: Source): string[] {
  const suspect = (what: What): string =>
    `isClean = visit.suspectItem(object, key, ${name}, ${source.constant(what)})`
  return [
    `if (typeof ${name} !== 'object' || ${name} === null || Array.isArray(${name})) isClean = visit.uncharted(object, key, ${name})`,
    'else {',
    `if (!${check}) isClean = visit.chart.suspect(object, key)`,
    ...questions.map((each) => `if (!${ask(each, name, source)}) ${suspect(whatOf(each))}`),
    '}',
  ]
}

/** What a question leaves to the walker where it cannot say that all is well. */
function whatOf(question: Question): What {
  return question.kind === 'holds' ? question.program : ITEM
}

function ask(question: Question, name: string, source: Source): string {
  switch (question.kind) {
    case 'holds':
      return `visit.holds(${source.constant(question.program)}, ${name})`
    case 'passes':
      return `${source.constant(question.passes)}(${name}, visit.scope)`
    case 'probe':
      return `visit.probe(${source.constant(question.test)}, ${source.constant(question.demand)}, ${name})`
    default:
      return question satisfies never
  }
}
