/**
 * What the programs that meet at one value ask of it together: a profile repeats most of what its type says, and what two
 * programs ask alike is asked once. Plans hold no code; source.ts writes it from them.
 */
import type { Program } from '../../fhirpath/fhirpath.ts'
import type { Compiler } from '../compiler.ts'
import type { Content, ElementProgram, Passes, Test, TypeProgram } from '../program.ts'
import { Place, type PlaceParts } from './place.ts'

/** One program that a value must satisfy, by the type that it has there. */
export type Demand = { readonly program: ElementProgram; readonly type: TypeProgram | undefined }

/** One question about a value. */
export type Question =
  | { readonly kind: 'holds'; readonly program: Program }
  | { readonly kind: 'passes'; readonly passes: Passes }
  /** No fast answer: the test itself is asked. */
  | { readonly kind: 'probe'; readonly test: Test; readonly demand: Demand }

/** What is asked of the properties of an object, and of the object by its type. */
export type ObjectPlan = {
  readonly contents: readonly Content[]
  readonly questions: readonly Question[]
  readonly isResource: boolean
  /** Whether an object with an id alone is empty (ele-1). */
  readonly mayBeEmpty: boolean
}

export type ItemPlan =
  | { readonly kind: 'uncharted' }
  | {
      readonly kind: 'primitive'
      readonly codes: readonly string[]
      readonly questions: readonly Question[]
      /** The `_name` beside it. */
      readonly element: ObjectPlan
      readonly place: Place
    }
  | {
      readonly kind: 'complex'
      readonly object: ObjectPlan
      readonly questions: readonly Question[]
      readonly place: Place
    }
  | {
      readonly kind: 'extension'
      readonly object: ObjectPlan
      readonly questions: readonly Question[]
      /** Profiles that it must satisfy, besides its own definition. */
      readonly profiles: readonly string[]
      readonly isModifier: boolean
    }
  | {
      readonly kind: 'resource'
      readonly demands: readonly Demand[]
      readonly questions: readonly Question[]
    }

export type PlanParts = PlaceParts & { readonly compiler: Compiler }

/** What is asked of a value by these programs together. */
export function planItem(demands: readonly Demand[], parts: PlanParts): ItemPlan {
  const kinds = new Set(demands.map(({ type }) => type?.kind ?? 'complex'))
  const questions = distinct(demands.flatMap(ownQuestions))
  if (kinds.size !== 1) return { kind: 'uncharted' }
  if (kinds.has('resource')) return { kind: 'resource', demands, questions }
  if (kinds.has('primitive')) return planPrimitive(demands, questions, parts)
  const isExtension = demands.filter(({ type }) => type?.rule.code === 'Extension')
  if (isExtension.length > 0) {
    return isExtension.length === demands.length ? planExtension(demands, questions) : { kind: 'uncharted' }
  }
  const object = planComplex(demands)
  // Invariants are asked where it is known which properties the object has.
  const invariants = questions.filter(({ kind }) => kind === 'holds')
  const others = questions.filter(({ kind }) => kind !== 'holds')
  return {
    kind: 'complex',
    object: { ...object, questions: distinct([...object.questions, ...invariants]) },
    questions: [...others, ...demands.flatMap(profileChoice)],
    place: new Place(demands, onlyProfiles(demands), parts),
  }
}

/** What is asked of a resource by its type and profiles; `within` where it stands in another. */
export function planRoots(roots: readonly ElementProgram[]): ObjectPlan {
  return {
    contents: contentsOf(roots.map((root) => root.content())),
    questions: distinct(roots.flatMap((root) => rootQuestions(root, RESOURCE))),
    isResource: true,
    mayBeEmpty: false,
  }
}

/** A resource says its type itself. */
const RESOURCE: TypeProgram = {
  rule: { code: '' },
  kind: 'resource',
  content: undefined,
  profiles: [],
  tests: [],
}

/** What is asked of an object by the root programs besides its own. */
export function withRoots(plan: ObjectPlan, roots: readonly ElementProgram[], type: TypeProgram): ObjectPlan {
  return {
    ...plan,
    contents: [...new Set([...plan.contents, ...contentsOf(roots.map((root) => root.content()))])],
    questions: distinct([...plan.questions, ...roots.flatMap((root) => rootQuestions(root, type))]),
  }
}

function planPrimitive(
  demands: readonly Demand[],
  questions: readonly Question[],
  parts: PlanParts,
): ItemPlan {
  if (demands.some(({ type }) => type && type.profiles.length > 0)) return { kind: 'uncharted' }
  const element = parts.compiler.rootOfType('Element')
  const contents = contentsOf(demands.map(({ program }) => program.content() ?? element?.content()))
  return {
    kind: 'primitive',
    codes: [...new Set(demands.map(({ type }) => type?.rule.code ?? ''))],
    questions,
    element: { contents, questions: [], isResource: false, mayBeEmpty: false },
    place: new Place(demands, [], parts),
  }
}

function planExtension(demands: readonly Demand[], questions: readonly Question[]): ItemPlan {
  return {
    kind: 'extension',
    object: planTypes(demands),
    questions,
    profiles: [...new Set(demands.flatMap(({ type }) => type?.profiles.map(({ url }) => url) ?? []))],
    isModifier: demands.some(({ program }) => program.name === 'modifierExtension'),
  }
}

function planComplex(demands: readonly Demand[]): ObjectPlan {
  const plan = planTypes(demands)
  return demands.reduce((whole, { type }) => {
    const [only, another] = type?.profiles ?? []
    return type && only && !another ? withRoots(whole, [only.root()], type) : whole
  }, plan)
}

/** What the programs spell out, else their types, and the rules of the types. */
function planTypes(demands: readonly Demand[]): ObjectPlan {
  const roots = demands.map(({ type }) => type?.content?.())
  return {
    contents: contentsOf(demands.map(({ program }, index) => program.content() ?? roots[index]?.content())),
    questions: distinct(
      demands.flatMap((demand, index) =>
        (roots[index]?.invariants ?? []).map((test) => questionOf(test, demand)),
      ),
    ),
    isResource: false,
    mayBeEmpty: demands.some(({ type }) => (type?.kind ?? 'complex') === 'complex'),
  }
}

function onlyProfiles(demands: readonly Demand[]): ElementProgram[] {
  return demands.flatMap(({ type }) => {
    const [only, another] = type?.profiles ?? []
    return only && !another ? [only.root()] : []
  })
}

/** A value whose type names several profiles satisfies one of them: the walker tries them. */
function profileChoice({ type }: Demand): Question[] {
  return type && type.profiles.length > 1 ? [{ kind: 'passes', passes: () => false }] : []
}

function rootQuestions(root: ElementProgram, type: TypeProgram): Question[] {
  return [...root.tests, ...root.invariants]
    .map((test) => questionOf(test, { program: root, type }))
    .filter(isAsked)
}

function ownQuestions(demand: Demand): Question[] {
  const { program, type } = demand
  return [...(type?.tests ?? []), ...program.tests, ...program.invariants]
    .map((test) => questionOf(test, demand))
    .filter(isAsked)
}

const NOTHING: Question = { kind: 'passes', passes: () => true }

function isAsked(question: Question): boolean {
  return question !== NOTHING
}

function questionOf(test: Test, demand: Demand): Question {
  if (test.holds) return { kind: 'holds', program: test.holds(demand.type) }
  const passes = test.quick?.(demand.type)
  if (passes === undefined) return { kind: 'probe', test, demand }
  // A test that may fail its fast question, and hold all the same, is asked itself.
  return passes === 'always' ? NOTHING : { kind: 'passes', passes }
}

/** Each question once: two programs that ask the same ask it together. */
function distinct(questions: readonly Question[]): Question[] {
  const seen = new Set<unknown>()
  return questions.filter((question) => {
    const what = subjectOf(question)
    if (seen.has(what)) return false
    seen.add(what)
    return true
  })
}

export function subjectOf(question: Question): unknown {
  switch (question.kind) {
    case 'holds':
      return question.program
    case 'passes':
      return question.passes
    case 'probe':
      return question.test
    default:
      return question satisfies never
  }
}

function contentsOf(contents: readonly (Content | undefined)[]): Content[] {
  return [...new Set(contents.filter((content) => content !== undefined))]
}
