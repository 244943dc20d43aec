/** Faults of answers against their questionnaire: for each sort of question, and wherever it stands. */
import { now } from '../world.ts'
import { mutantAt, type Json, type Mutant, type Parent, type Step } from './mutant.ts'
import { CANONICAL, expressionOf, parentOf, PLACINGS, renamed, validator, type Placing } from './placings.ts'
import { coding, extension, SORTS } from './questions.ts'
import { text } from './narrative.ts'

const CODES: Readonly<Record<string, Mutant['expected']['code']>> = {
  'questionnaire-type': 'structure',
}

export function* questionnaireMutants(): Generator<Mutant> {
  for (const placing of PLACINGS) {
    yield* answers(placing)
    yield* items(placing)
    yield* exclusive(placing)
    yield* texts(placing)
  }
  yield* unknown()
  yield* enabling()
}

function* answers({ title, wrap, give, steps, at }: Placing): Generator<Mutant> {
  const parent = parentOf(
    `answers ${title}`,
    SORTS.map(({ question }, index) => renamed(wrap({ linkId: 'q', ...question }), index)),
    SORTS.map(({ good }, index) => renamed(give({ linkId: 'q', answer: [good] }), index)),
  )
  for (const [index, { bad }] of SORTS.entries()) {
    for (const [number, [rule, answer]] of bad.entries()) {
      const [key = ''] = Object.keys(answer)
      const type = key.slice('value'.length)
      const name = /^(?:Coding|Attachment|Reference|Quantity)$/.test(type)
        ? type
        : type.charAt(0).toLowerCase() + type.slice(1)
      const expression = `QuestionnaireResponse.item[${String(index)}]${at}.answer[0].value.ofType(${name})`
      const isOutside =
        rule === 'questionnaire-option' && SORTS[index]?.question['answerValueSet'] !== undefined
      const mutant = mutantAt(parent, ['item', index, ...steps, 'answer', 0], () => answer, {
        code: isOutside ? 'code-invalid' : (CODES[rule] ?? 'value'),
        rule,
        expression,
      })
      yield { ...mutant, name: `${mutant.name} ${String(number)}` }
    }
  }
}

const COUNT = 8

/** Items that are missing, too many, in another order or place. */
function* items({ title, wrap, give, steps, at }: Placing): Generator<Mutant> {
  const numbers = Array.from({ length: COUNT }, (_, index) => index)
  const text_ = { type: 'string', text: 'x', required: true }
  const asked = (index: number): Json => ({ linkId: `q${String(index)}`, ...text_ })
  const given = (index: number): Json => ({ linkId: `q${String(index)}`, answer: [{ valueString: 'x' }] })
  const shown = { linkId: 'shown', type: 'display', text: 'x' }
  const group = {
    linkId: 'grouped',
    type: 'group',
    text: 'x',
    item: [{ linkId: 'inner', type: 'string', text: 'x' }],
  }
  const questions = [
    ...numbers.map(asked),
    shown,
    group,
    {
      linkId: 'twice',
      type: 'string',
      text: 'x',
      repeats: true,
      ...extension('questionnaire-minOccurs', { valueInteger: 2 }),
    },
  ]
  const replies = [
    ...numbers.map(given),
    { linkId: 'shown' },
    { linkId: 'grouped', item: [{ linkId: 'inner', answer: [{ valueString: 'x' }] }] },
    { linkId: 'twice', answer: [{ valueString: 'x' }, { valueString: 'y' }] },
  ]
  // All of them in one place: the group or answer of the placing holds them.
  const holder = (host: Json, all: readonly Json[]): Json =>
    JSON.parse(
      JSON.stringify(host).replace('{"linkId":"slot"}', all.map((each) => JSON.stringify(each)).join(',')),
    ) as Json
  const isTop = at === ''
  const parent = parentOf(
    `items ${title}`,
    isTop ? questions : [holder(wrap({ linkId: 'slot' }), questions)],
    isTop ? replies : [holder(give({ linkId: 'slot' }), replies)],
  )
  const list: Step[] = isTop ? ['item'] : ['item', 0, ...steps.slice(0, -1)]
  const host = isTop
    ? 'QuestionnaireResponse'
    : `QuestionnaireResponse.item[0]${at.replace(/\.item\[0\]$/, '')}`
  const one = (
    index: number,
    name: string,
    change: (value: unknown) => unknown,
    fault: Pick<Mutant['expected'], 'code' | 'rule' | 'expression'>,
  ): Mutant => ({
    ...mutantAt(parent, [...list, index], change, fault),
    name: `${name} ${String(index)}`,
  })
  for (const index of numbers) {
    const expression = `${host}.item[${String(index)}]`
    yield one(index, 'missing', () => undefined, {
      code: 'required',
      rule: 'questionnaire-required',
      expression: host,
    })
    const noAnswer = one(index, 'without answer', (item) => ({ linkId: (item as Json)['linkId'] }), {
      code: 'required',
      rule: 'questionnaire-required',
      expression,
    })
    yield noAnswer
    yield one(
      index,
      'two answers',
      (item) => ({ ...(item as Json), answer: [{ valueString: 'x' }, { valueString: 'y' }] }),
      { code: 'structure', rule: 'questionnaire-repeats', expression },
    )
    yield one(index, 'items beside answers', (item) => ({ ...(item as Json), item: [{ linkId: 'q0' }] }), {
      code: 'structure',
      rule: 'questionnaire-nesting',
      expression,
    })
    const inserted = (items_: unknown, item: Json): unknown => (items_ as unknown[]).toSpliced(index, 0, item)
    yield {
      ...mutantAt(parent, list, (all) => inserted(all, { linkId: 'nobody' }), {
        code: 'structure',
        rule: 'questionnaire-item',
        expression,
      }),
      name: `nobody at ${String(index)}`,
    }
    yield {
      ...mutantAt(parent, list, (all) => inserted(all, { linkId: 'inner' }), {
        code: 'structure',
        rule: 'questionnaire-item',
        expression,
      }),
      name: `elsewhere at ${String(index)}`,
    }
    const next = `${host}.item[${String(index + 1)}]`
    const swapped = (all: unknown): unknown => {
      const [first, second] = (all as unknown[]).slice(index, index + 2)
      return (all as unknown[]).toSpliced(index, 2, second, first)
    }
    yield {
      ...mutantAt(parent, list, swapped, {
        code: 'structure',
        rule: 'questionnaire-order',
        expression: next,
      }),
      name: `swapped ${String(index)}`,
    }
    const doubled = (all: unknown): unknown =>
      (all as unknown[]).toSpliced(index, 0, (all as unknown[])[index])
    yield {
      ...mutantAt(parent, list, doubled, {
        code: 'structure',
        rule: 'questionnaire-repeats',
        expression: next,
      }),
      name: `doubled ${String(index)}`,
    }
  }
  const answered = (item: unknown): unknown => ({ ...(item as Json), answer: [{ valueString: 'x' }] })
  yield one(COUNT, 'answer to a text', answered, {
    code: 'structure',
    rule: 'questionnaire-nesting',
    expression: `${host}.item[${String(COUNT)}]`,
  })
  yield one(COUNT + 1, 'answer to a group', answered, {
    code: 'structure',
    rule: 'questionnaire-nesting',
    expression: `${host}.item[${String(COUNT + 1)}]`,
  })
  yield one(COUNT + 2, 'too few answers', answered, {
    code: 'required',
    rule: 'questionnaire-required',
    expression: `${host}.item[${String(COUNT + 2)}]`,
  })
}

/** An option that excludes all others, beside another. */
function* exclusive({ title, wrap, give, steps, at }: Placing): Generator<Mutant> {
  const none = { valueCoding: coding('z') }
  const question = {
    linkId: 'q',
    type: 'choice',
    text: 'x',
    repeats: true,
    answerOption: [
      { valueCoding: coding('a') },
      { valueCoding: coding('b') },
      { ...none, ...extension('questionnaire-optionExclusive', { valueBoolean: true }) },
    ],
  }
  const parent = parentOf(
    `exclusive ${title}`,
    [wrap(question)],
    [give({ linkId: 'q', answer: [{ valueCoding: coding('a') }, { valueCoding: coding('b') }] })],
  )
  for (const index of [0, 1])
    yield mutantAt(parent, ['item', 0, ...steps, 'answer', index], () => none, {
      code: 'value',
      rule: 'questionnaire-option',
      expression: `QuestionnaireResponse.item[0]${at}.answer[${String(index)}].value.ofType(Coding)`,
    })
}

/** Texts of items that are not those of their questions, as HL7's validator asks. */
function* texts({ title, wrap, give, steps }: Placing): Generator<Mutant> {
  const numbers = Array.from({ length: COUNT }, (_, index) => index)
  const parent = parentOf(
    `texts ${title}`,
    numbers.map((index) => renamed(wrap({ linkId: 'q', type: 'string', text: 'How?' }), index)),
    numbers.map((index) =>
      renamed(give({ linkId: 'q', text: 'How?', answer: [{ valueString: 'x' }] }), index),
    ),
    { toolPolicy: true },
  )
  for (const index of numbers) {
    const at = ['item', index, ...steps]
    const expression = `QuestionnaireResponse${expressionOf(at)}`
    yield mutantAt(parent, [...at, 'text'], () => 'Why?', {
      code: 'invalid',
      rule: 'questionnaire-text',
      expression,
    })
  }
}

/** Questionnaires that nobody holds. */
function* unknown(): Generator<Mutant> {
  const parent = parentOf(
    'known',
    [{ linkId: 'q', type: 'string', text: 'x' }],
    [{ linkId: 'q', answer: [{ valueString: 'x' }] }],
  )
  for (const name of Array.from({ length: 20 }, (_, index) => String(index)))
    yield {
      ...mutantAt(parent, ['questionnaire'], () => `${CANONICAL}-${name}`, {
        severity: 'warning',
        code: 'not-found',
        rule: 'questionnaire-unknown',
        expression: 'QuestionnaireResponse',
      }),
      name: `unknown ${name}`,
    }
}

/** Questions that another answer enables, in responses and in the questionnaire itself. */
function* enabling(): Generator<Mutant> {
  const conditions: readonly (readonly [type: string, condition: Json, met: Json, unmet: Json])[] = [
    ['boolean', { operator: '=', answerBoolean: true }, { valueBoolean: true }, { valueBoolean: false }],
    ['boolean', { operator: '!=', answerBoolean: true }, { valueBoolean: false }, { valueBoolean: true }],
    ['integer', { operator: '>', answerInteger: 3 }, { valueInteger: 4 }, { valueInteger: 3 }],
    ['integer', { operator: '<', answerInteger: 3 }, { valueInteger: 2 }, { valueInteger: 3 }],
    ['integer', { operator: '>=', answerInteger: 3 }, { valueInteger: 3 }, { valueInteger: 2 }],
    ['integer', { operator: '<=', answerInteger: 3 }, { valueInteger: 3 }, { valueInteger: 4 }],
    ['decimal', { operator: '>', answerDecimal: 0.5 }, { valueDecimal: 0.6 }, { valueDecimal: 0.5 }],
    [
      'date',
      { operator: '>', answerDate: '2026-01-01' },
      { valueDate: '2026-01-02' },
      { valueDate: '2026-01-01' },
    ],
    [
      'choice',
      { operator: '=', answerCoding: coding('a') },
      { valueCoding: coding('a') },
      { valueCoding: coding('b') },
    ],
    ['string', { operator: '=', answerString: 'yes' }, { valueString: 'yes' }, { valueString: 'no' }],
  ]
  const questions = conditions.flatMap(([type, condition], index) => {
    const linkId = `c${String(index)}`
    return [
      { linkId, type, text: 'x' },
      {
        linkId: `e${String(index)}`,
        type: 'string',
        text: 'x',
        enableWhen: [{ question: linkId, ...condition }],
      },
    ]
  })
  const met = conditions.flatMap(([, , answer], index) => [
    { linkId: `c${String(index)}`, answer: [answer] },
    { linkId: `e${String(index)}`, answer: [{ valueString: 'x' }] },
  ])
  const parent = parentOf('enabled', questions, met)
  for (const [index, [, , , unmet]] of conditions.entries()) {
    const fault = {
      code: 'structure',
      rule: 'questionnaire-disabled',
      expression: `QuestionnaireResponse.item[${String(index * 2 + 1)}]`,
    } as const
    yield mutantAt(parent, ['item', index * 2, 'answer', 0], () => unmet, fault)
    yield mutantAt(parent, ['item', index * 2, 'answer'], () => undefined, fault)
  }
  const asked = {
    resourceType: 'Questionnaire',
    text,
    status: 'active',
    url: CANONICAL,
    name: 'Q',
    item: JSON.parse(JSON.stringify(questions)) as Json[],
  }
  const questionnaire: Parent = {
    name: 'questionnaire',
    resource: asked,
    check: (resource) => validator.check(resource, { now }),
  }
  for (const index of conditions.keys()) {
    const at = ['item', index * 2 + 1, 'enableWhen', 0, 'question']
    const expression = `Questionnaire.item[${String(index * 2 + 1)}].enableWhen[0].question`
    for (const wrong of ['nobody', `C${String(index)}`])
      yield {
        ...mutantAt(questionnaire, at, () => wrong, {
          code: 'structure',
          rule: 'questionnaire-item',
          kind: 'questionnaire-item of enableWhen',
          expression,
        }),
        name: `${wrong} ${String(index)}`,
      }
  }
}
