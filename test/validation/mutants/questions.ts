/** Sorts of questions, each with an answer that is right and answers that break one of its rules. */
import { SYSTEM, VALUE_SET } from '../world.ts'
import type { Json } from './mutant.ts'
import { capitalized } from './profiled.ts'
import { SAMPLES } from './samples.ts'

const HL7 = 'http://hl7.org/fhir/StructureDefinition/'
const UCUM = 'http://unitsofmeasure.org'
const kilograms = (value: number): Json => ({
  value,
  unit: 'kg',
  system: 'http://unitsofmeasure.org',
  code: 'kg',
})
export const extension = (name: string, value: Json): Json => ({ extension: [{ url: HL7 + name, ...value }] })
export const coding = (code: string): Json => ({ system: SYSTEM, code })

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

export const SORTS: readonly Sort[] = [
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
