/** Where a question may stand, and the response that answers questions there. */
import type { ValidationOptions } from '../../../src/validation/validation.ts'
import { now, validatorWith } from '../world.ts'
import type { Json, Parent, Step } from './mutant.ts'
import { text } from './narrative.ts'

export const CANONICAL = 'https://example.test/Questionnaire/intake'

export const validator = validatorWith()

export function parentOf(
  name: string,
  questions: readonly Json[],
  items: readonly Json[],
  options: ValidationOptions = {},
): Parent {
  const questionnaire = { resourceType: 'Questionnaire', status: 'active', url: CANONICAL, item: questions }
  const resolve = (url: string): unknown => (url === CANONICAL ? questionnaire : undefined)
  const resource = {
    resourceType: 'QuestionnaireResponse',
    text,
    status: 'completed',
    questionnaire: `${CANONICAL}|1`,
    item: items,
  }
  return {
    name,
    resource: JSON.parse(JSON.stringify(resource)) as Json,
    check: (response) => validator.check(response, { now, resolve, ...options }),
  }
}

/** Where a question may stand: at the top, in a group, below an answer. */
export type Placing = {
  readonly title: string
  readonly wrap: (question: Json) => Json
  readonly give: (item: Json) => Json
  readonly steps: readonly Step[]
  readonly at: string
}

export const PLACINGS: readonly Placing[] = [
  { title: 'at the top', wrap: (question) => question, give: (item) => item, steps: [], at: '' },
  {
    title: 'in a group',
    wrap: (question) => ({ linkId: 'g', type: 'group', text: 'g', item: [question] }),
    give: (item) => ({ linkId: 'g', item: [item] }),
    steps: ['item', 0],
    at: '.item[0]',
  },
  {
    title: 'below an answer',
    wrap: (question) => ({ linkId: 'a', type: 'boolean', text: 'a', item: [question] }),
    give: (item) => ({ linkId: 'a', answer: [{ valueBoolean: true, item: [item] }] }),
    steps: ['answer', 0, 'item', 0],
    at: '.answer[0].item[0]',
  },
]

/** Names that are there once: `q` becomes `q7`. */
export function renamed(item: Json, index: number): Json {
  return JSON.parse(
    JSON.stringify(item).replaceAll(/"linkId":"(\w+)"/g, `"linkId":"$1${String(index)}"`),
  ) as Json
}

export function expressionOf(steps: readonly Step[]): string {
  return steps.map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${step}`)).join('')
}
