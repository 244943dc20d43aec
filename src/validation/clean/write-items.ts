/** Writes what a clean check asks of one value of a property. */
import { ITEM, type What } from './chart.ts'
import { formOf } from './forms.ts'
import type { ItemPlan, Question } from './plan.ts'
import type { Source } from './source.ts'
import type { Makers } from './special.ts'

/** What is asked of one value, which the code calls `name`. */
export function itemLines(plan: ItemPlan, name: string, source: Source, makers: Makers): string[] {
  switch (plan.kind) {
    case 'uncharted':
      return [`isClean = visit.uncharted(object, key, ${name})`]
    case 'primitive': {
      const conditions = [
        ...plan.codes.map((code) => `${source.constant(formOf(code))}(${name})`),
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
export function whatOf(question: Question): What {
  return question.kind === 'holds' ? question.program : ITEM
}

/** The code of a question about what the code calls `name`. */
export function ask(question: Question, name: string, source: Source): string {
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
