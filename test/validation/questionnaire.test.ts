/** A QuestionnaireResponse against its Questionnaire: each rule with an answer that satisfies it and faults that do not. */
import { describe, expect, test } from '@jest/globals'
import { lines, now, VALUE_SET, SYSTEM, validatorWith } from './world.ts'

type Json = Record<string, unknown>

const canonical = 'https://example.test/Questionnaire/intake'
const HL7 = 'http://hl7.org/fhir/StructureDefinition/'
const validator = validatorWith()

function findings(questions: readonly Json[], given: readonly Json[], status = 'completed'): string[] {
  const questionnaire = { resourceType: 'Questionnaire', status: 'active', url: canonical, item: questions }
  const response = {
    resourceType: 'QuestionnaireResponse',
    status,
    questionnaire: `${canonical}|1`,
    item: given,
  }
  const resolve = (url: string): unknown => (url === canonical ? questionnaire : undefined)
  return lines(validator.check(response, { now, resolve })).filter(
    // What R4 says itself of items and of narratives is not asked here.
    (line) => !/ (dom-6|qrs-1) /.test(line),
  )
}

const question = (type: string, more: Json = {}): Json => ({ linkId: 'q', type, text: 'q', ...more })
const answers = (...values: readonly Json[]): Json => ({ linkId: 'q', answer: values })
const extension = (name: string, value: Json): Json => ({ extension: [{ url: HL7 + name, ...value }] })
const UCUM = 'http://unitsofmeasure.org'
const kilogram = { value: 1, system: UCUM, code: 'kg' }
const grams = (value: number): Json => ({ value, system: UCUM, code: 'g' })
const at = 'QuestionnaireResponse.item[0]'

const cases: readonly (readonly [name: string, Json, Json, string])[] = [
  ['a boolean', question('boolean'), answers({ valueBoolean: true }), ''],
  [
    'text for a boolean',
    question('boolean'),
    answers({ valueString: 'x' }),
    `error questionnaire-type ${at}.answer[0].value.ofType(string)`,
  ],
  [
    'two answers that may repeat',
    question('string', { repeats: true }),
    answers({ valueString: 'x' }, { valueString: 'y' }),
    '',
  ],
  [
    'two answers that may not',
    question('string'),
    answers({ valueString: 'x' }, { valueString: 'y' }),
    `error questionnaire-repeats ${at}`,
  ],
  [
    'too few answers',
    question('string', { repeats: true, ...extension('questionnaire-minOccurs', { valueInteger: 2 }) }),
    answers({ valueString: 'x' }),
    `error questionnaire-required ${at}`,
  ],
  [
    'too long',
    question('string', { maxLength: 2 }),
    answers({ valueString: 'xyz' }),
    `error questionnaire-length ${at}.answer[0].value.ofType(string)`,
  ],
  [
    'too short',
    question('string', extension('minLength', { valueInteger: 4 })),
    answers({ valueString: 'xyz' }),
    `error questionnaire-length ${at}.answer[0].value.ofType(string)`,
  ],
  [
    'another form',
    question('string', extension('regex', { valueString: '[a-c]+' })),
    answers({ valueString: 'abd' }),
    `error questionnaire-pattern ${at}.answer[0].value.ofType(string)`,
  ],
  [
    'the right form',
    question('string', extension('regex', { valueString: '[a-c]+' })),
    answers({ valueString: 'abc' }),
    '',
  ],
  [
    'below the least',
    question('integer', extension('minValue', { valueInteger: 3 })),
    answers({ valueInteger: 2 }),
    `error questionnaire-bounds ${at}.answer[0].value.ofType(integer)`,
  ],
  [
    'after the last day',
    question('date', extension('maxValue', { valueDate: '2022' })),
    answers({ valueDate: '2023-01-01' }),
    `error questionnaire-bounds ${at}.answer[0].value.ofType(date)`,
  ],
  [
    'a quantity in another unit, above the greatest',
    question('quantity', extension('sdc-questionnaire-maxQuantity', { valueQuantity: kilogram })),
    answers({ valueQuantity: grams(1_001) }),
    `error questionnaire-bounds ${at}.answer[0].value.ofType(Quantity)`,
  ],
  [
    'a quantity in another unit, below it',
    question('quantity', extension('sdc-questionnaire-maxQuantity', { valueQuantity: kilogram })),
    answers({ valueQuantity: grams(999) }),
    '',
  ],
  [
    'an option',
    question('integer', { answerOption: [{ valueInteger: 1 }] }),
    answers({ valueInteger: 1 }),
    '',
  ],
  [
    'none of the options',
    question('integer', { answerOption: [{ valueInteger: 1 }] }),
    answers({ valueInteger: 2 }),
    `error questionnaire-option ${at}.answer[0].value.ofType(integer)`,
  ],
  [
    'a code outside the value set',
    question('choice', { answerValueSet: VALUE_SET }),
    answers({ valueCoding: { system: SYSTEM, code: 'z' } }),
    `error questionnaire-option ${at}.answer[0].value.ofType(Coding)`,
  ],
  [
    'a code in the value set',
    question('choice', { answerValueSet: VALUE_SET }),
    answers({ valueCoding: { system: SYSTEM, code: 'a' } }),
    '',
  ],
  [
    'a code without a system',
    question('choice', { answerValueSet: VALUE_SET }),
    answers({ valueCoding: { code: 'a' } }),
    `error questionnaire-option ${at}.answer[0].value.ofType(Coding)`,
  ],
  [
    'a text in place of a code',
    question('choice', { answerOption: [{ valueCoding: { system: SYSTEM, code: 'a' } }] }),
    answers({ valueCoding: { display: 'a' } }),
    `error questionnaire-option ${at}.answer[0].value.ofType(Coding)`,
  ],
  [
    'a unit of the question',
    question(
      'quantity',
      extension('questionnaire-unitOption', { valueCoding: { system: SYSTEM, code: 'a' } }),
    ),
    answers({ valueQuantity: { value: 1, system: SYSTEM, code: 'a' } }),
    '',
  ],
  [
    'another unit',
    question(
      'quantity',
      extension('questionnaire-unitOption', { valueCoding: { system: SYSTEM, code: 'a' } }),
    ),
    answers({ valueQuantity: { value: 1, system: SYSTEM, code: 'b' } }),
    `error questionnaire-unit ${at}.answer[0].value.ofType(Quantity)`,
  ],
  [
    'a unit outside the value set',
    question('quantity', extension('questionnaire-unitValueSet', { valueCanonical: VALUE_SET })),
    answers({ valueQuantity: { value: 1, system: SYSTEM, code: 'z' } }),
    `error questionnaire-unit ${at}.answer[0].value.ofType(Quantity)`,
  ],
  [
    'a time after the last',
    question('time', extension('maxValue', { valueTime: '12:00:00' })),
    answers({ valueTime: '12:00:01' }),
    `error questionnaire-bounds ${at}.answer[0].value.ofType(time)`,
  ],
  [
    'another type of resource',
    question('reference', extension('questionnaire-referenceResource', { valueCode: 'Patient' })),
    answers({ valueReference: { reference: 'Organization/x' } }),
    `error questionnaire-reference ${at}.answer[0].value.ofType(Reference)`,
  ],
  ['an item that is not asked', question('string'), { linkId: 'r' }, `error questionnaire-item ${at}`],
  [
    'an answer to a group',
    question('group', { item: [{ linkId: 'r', type: 'string' }] }),
    answers({ valueString: 'x' }),
    `error questionnaire-nesting ${at}`,
  ],
  [
    'an item that stands beside the answer it belongs to',
    question('string', { item: [{ linkId: 'r', type: 'string' }] }),
    { ...answers({ valueString: 'x' }), item: [{ linkId: 'r' }] },
    `error questionnaire-nesting ${at}`,
  ],
]

describe('one item', () => {
  test.each(cases)('%s', (_name, asked, given, expected) => {
    expect(findings([asked], [given])).toEqual(expected === '' ? [] : [expected])
  })
})

describe('several items', () => {
  const first = { linkId: 'a', type: 'boolean' }
  const second = {
    linkId: 'b',
    type: 'string',
    required: true,
    enableWhen: [{ question: 'a', operator: '=', answerBoolean: true }],
  }
  const yes = { linkId: 'a', answer: [{ valueBoolean: true }] }
  const no = { linkId: 'a', answer: [{ valueBoolean: false }] }
  const text = { linkId: 'b', answer: [{ valueString: 'x' }] }

  test('what another answer enables is required, and not before', () => {
    expect(findings([first, second], [yes, text])).toEqual([])
    expect(findings([first, second], [no])).toEqual([])
    expect(findings([first, second], [yes])).toEqual(['error questionnaire-required QuestionnaireResponse'])
    expect(findings([first, second], [yes], 'in-progress')).toEqual([])
    expect(findings([first, second], [no, text])).toEqual([
      'error questionnaire-disabled QuestionnaireResponse.item[1]',
    ])
  })

  test('stand in the order of the questionnaire', () => {
    expect(findings([first, second], [text, yes])).toEqual([
      'error questionnaire-order QuestionnaireResponse.item[1]',
    ])
  })

  test('a questionnaire that is not held is told, where others could be found', () => {
    const response = { resourceType: 'QuestionnaireResponse', status: 'completed', questionnaire: canonical }
    expect(lines(validator.check(response, { now, resolve: () => undefined }))).toContain(
      'warning questionnaire-unknown QuestionnaireResponse',
    )
    expect(lines(validator.check(response, { now }))).not.toContain(
      'warning questionnaire-unknown QuestionnaireResponse',
    )
  })

  test('a questionnaire asks by items that it has', () => {
    const item = [
      { ...second, text: 'b', enableWhen: [{ question: 'z', operator: 'exists', answerBoolean: true }] },
    ]
    const questionnaire = { resourceType: 'Questionnaire', status: 'active', url: canonical, name: 'Q', item }
    expect(lines(validator.check(questionnaire, { now }), 'error')).toEqual([
      'error questionnaire-item Questionnaire.item[0].enableWhen[0].question',
    ])
  })
})
