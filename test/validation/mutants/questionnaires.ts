/** Faults of answers against their questionnaire: for each sort of question, and wherever it stands. */
import { now, SYSTEM, validatorWith, VALUE_SET } from '../world.ts'
import type { ValidationOptions } from '../../../src/validation/validation.ts'
import { mutantAt, type Json, type Mutant, type Parent, type Step } from './mutant.ts'
import { text } from './resources.ts'
import { capitalized } from './profiled.ts'
import { SAMPLES } from './samples.ts'

const HL7 = 'http://hl7.org/fhir/StructureDefinition/'
const UCUM = 'http://unitsofmeasure.org'
const CANONICAL = 'https://example.test/Questionnaire/intake'
const kilograms = (value: number): Json => ({
  value,
  unit: 'kg',
  system: 'http://unitsofmeasure.org',
  code: 'kg',
})
const extension = (name: string, value: Json): Json => ({ extension: [{ url: HL7 + name, ...value }] })
const coding = (code: string): Json => ({ system: SYSTEM, code })

/** A sort of question: the question without linkId, a valid answer, and answers that break a rule. */
type Sort = {
  readonly question: Json
  readonly good: Json
  readonly bad: readonly (readonly [rule: string, answer: Json])[]
}

function sort(question: Json, good: Json, rule: string, ...bad: readonly Json[]): Sort {
  return { question: { text: 'x', ...question }, good, bad: bad.map((each) => [rule, each]) }
}

const TYPES: Readonly<Record<string, readonly string[]>> = {
  boolean: ['boolean'],
  decimal: ['decimal'],
  integer: ['integer'],
  date: ['date'],
  dateTime: ['dateTime'],
  time: ['time'],
  string: ['string'],
  text: ['string'],
  url: ['uri'],
  choice: ['Coding', 'date', 'time', 'integer', 'string', 'Reference'],
  'open-choice': ['Coding', 'string'],
  attachment: ['Attachment'],
  reference: ['Reference'],
  quantity: ['Quantity'],
}
const ANSWERS = [
  'boolean',
  'decimal',
  'integer',
  'date',
  'dateTime',
  'time',
  'string',
  'uri',
  'Coding',
  'Attachment',
  'Reference',
  'Quantity',
]

const answerOf = (type: string): Json => ({ [`value${capitalized(type)}`]: SAMPLES[type] })

/** Each type of question, with answers of the types that it does not take. */
const ofTypes: Sort[] = Object.entries(TYPES).map(([type, [own = '', ...more]]) => {
  const wrong = ANSWERS.filter(
    (each) =>
      each !== own &&
      !more.includes(each) &&
      !(type === 'open-choice' && ['date', 'time', 'integer', 'Reference'].includes(each)),
  )
  const question = type.endsWith('choice') ? { type, answerValueSet: VALUE_SET } : { type }
  return sort(question, answerOf(own), 'questionnaire-type', ...wrong.slice(0, 4).map(answerOf))
})

const option = (...values: Json[]): Json => ({ answerOption: values })

const SORTS: readonly Sort[] = [
  ...ofTypes,
  sort(
    { type: 'choice', ...option({ valueCoding: coding('a') }, { valueCoding: coding('b') }) },
    { valueCoding: coding('a') },
    'questionnaire-option',
    { valueCoding: coding('z') },
    { valueCoding: { code: 'a' } },
    { valueString: 'a' },
  ),
  sort(
    { type: 'choice', answerValueSet: VALUE_SET },
    { valueCoding: coding('b') },
    'questionnaire-option',
    { valueCoding: coding('z') },
    { valueCoding: { system: 'https://example.test/other', code: 'a' } },
  ),
  sort(
    { type: 'integer', ...option({ valueInteger: 1 }, { valueInteger: 2 }) },
    { valueInteger: 2 },
    'questionnaire-option',
    { valueInteger: 3 },
    { valueInteger: 0 },
  ),
  sort(
    { type: 'string', ...option({ valueString: 'yes' }) },
    { valueString: 'yes' },
    'questionnaire-option',
    { valueString: 'no' },
  ),
  sort(
    { type: 'string', maxLength: 5 },
    { valueString: 'abcde' },
    'questionnaire-length',
    { valueString: 'abcdef' },
    { valueString: 'x'.repeat(100) },
    { valueString: 'x\ny\nz\n' },
  ),
  sort({ type: 'text', maxLength: 1 }, { valueString: 'a' }, 'questionnaire-length', { valueString: 'ab' }),
  sort({ type: 'url', maxLength: 12 }, { valueUri: 'urn:x:y' }, 'questionnaire-length', {
    valueUri: 'urn:example:longer',
  }),
  sort(
    { type: 'string', ...extension('minLength', { valueInteger: 3 }) },
    { valueString: 'abc' },
    'questionnaire-length',
    { valueString: 'ab' },
    { valueString: 'a' },
  ),
  sort(
    { type: 'string', ...extension('regex', { valueString: '[A-Z]{2}-[0-9]+' }) },
    { valueString: 'AB-12' },
    'questionnaire-pattern',
    { valueString: 'AB12' },
    { valueString: 'xAB-12' },
    { valueString: 'AB-12 ' },
    { valueString: 'AB-' },
  ),
  sort(
    { type: 'text', ...extension('regex', { valueString: 'a|b' }) },
    { valueString: 'b' },
    'questionnaire-pattern',
    { valueString: 'ab' },
    { valueString: 'c' },
    { valueString: 'A' },
  ),
  sort(
    { type: 'integer', ...extension('minValue', { valueInteger: 3 }) },
    { valueInteger: 3 },
    'questionnaire-bounds',
    { valueInteger: 2 },
    { valueInteger: -4 },
  ),
  sort(
    { type: 'decimal', ...extension('maxValue', { valueDecimal: 1.5 }) },
    { valueDecimal: 1.5 },
    'questionnaire-bounds',
    { valueDecimal: 1.51 },
  ),
  sort(
    { type: 'date', ...extension('minValue', { valueDate: '2026-01-15' }) },
    { valueDate: '2026-01-15' },
    'questionnaire-bounds',
    { valueDate: '2026-01-14' },
    { valueDate: '2025' },
  ),
  sort(
    { type: 'decimal', ...extension('maxDecimalPlaces', { valueInteger: 1 }) },
    { valueDecimal: 1.5 },
    'questionnaire-bounds',
    { valueDecimal: 1.55 },
    { valueDecimal: 0.001 },
  ),
  sort(
    { type: 'quantity', ...extension('sdc-questionnaire-minQuantity', { valueQuantity: kilograms(1) }) },
    { valueQuantity: kilograms(1) },
    'questionnaire-bounds',
    { valueQuantity: kilograms(0.5) },
    { valueQuantity: { value: 999, system: 'http://unitsofmeasure.org', code: 'g' } },
  ),
  sort(
    { type: 'quantity', ...extension('sdc-questionnaire-maxQuantity', { valueQuantity: kilograms(1) }) },
    { valueQuantity: kilograms(1) },
    'questionnaire-bounds',
    { valueQuantity: kilograms(2) },
    { valueQuantity: { value: 1 } },
  ),
  sort(
    { type: 'reference', ...extension('questionnaire-referenceResource', { valueCode: 'Patient' }) },
    { valueReference: { reference: 'Patient/x' } },
    'questionnaire-reference',
    { valueReference: { reference: 'Group/x' } },
    { valueReference: { reference: 'https://example.test/fhir/Group/x' } },
  ),
  sort(
    { type: 'reference' },
    { valueReference: { reference: 'Patient/x' } },
    'questionnaire-reference',
    { valueReference: { reference: 'Patiant/x' } },
    { valueReference: { reference: 'a b' } },
    { valueReference: { reference: 'https://example.test/fhir/Patiant/x' } },
    { valueReference: { reference: 'Patient /x' } },
    { valueReference: { reference: 'Nobody/1/_history/2' } },
  ),
  sort(
    { type: 'attachment', ...extension('maxSize', { valueDecimal: 3 }) },
    { valueAttachment: { contentType: 'text/plain', data: 'AAAA' } },
    'questionnaire-attachment',
    { valueAttachment: { contentType: 'text/plain', data: 'AAAAAAAA' } },
    { valueAttachment: { contentType: 'text/plain', size: 4, url: 'https://example.test/x' } },
    { valueAttachment: { contentType: 'text/plain', data: 'AAAAAA==' } },
    { valueAttachment: { contentType: 'text/plain', size: 1_000_000 } },
  ),
  sort(
    { type: 'attachment', ...extension('mimeType', { valueCode: 'image/png' }) },
    { valueAttachment: { contentType: 'image/png', data: 'AAAA' } },
    'questionnaire-attachment',
    { valueAttachment: { contentType: 'image/jpeg', data: 'AAAA' } },
    { valueAttachment: { contentType: 'text/plain', data: 'AAAA' } },
    { valueAttachment: { contentType: 'application/pdf', url: 'https://example.test/x' } },
  ),
  ...[['kg', 'g'], ['mg'], ['cm', 'm', 'km']].map((codes) =>
    sort(
      {
        type: 'quantity',
        extension: codes.map((code) => ({
          url: `${HL7}questionnaire-unitOption`,
          valueCoding: { system: UCUM, code },
        })),
      },
      { valueQuantity: { value: 1, system: UCUM, code: codes[0] } },
      'questionnaire-unit',
      { valueQuantity: { value: 1, system: UCUM, code: 's' } },
      { valueQuantity: { value: 1, system: 'https://example.test/units', code: codes[0] } },
      { valueQuantity: { value: 1 } },
    ),
  ),
]

const validator = validatorWith()

function parentOf(
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
type Placing = {
  readonly title: string
  readonly wrap: (question: Json) => Json
  readonly give: (item: Json) => Json
  readonly steps: readonly Step[]
  readonly at: string
}

const PLACINGS: readonly Placing[] = [
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

/** Names that are there once: `q` becomes `q7`. */
function renamed(item: Json, index: number): Json {
  return JSON.parse(
    JSON.stringify(item).replaceAll(/"linkId":"(\w+)"/g, `"linkId":"$1${String(index)}"`),
  ) as Json
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

function expressionOf(steps: readonly Step[]): string {
  return steps.map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${step}`)).join('')
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
