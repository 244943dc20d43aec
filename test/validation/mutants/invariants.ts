/** Faults against invariants: R4's own by a table, those of profiles, and those that a fault keeps from being evaluated. */
import { mutantAt, stepsOf, type Json, type Mutant, type Parent } from './mutant.ts'
import { checkByType } from './parents.ts'
import { placesOf } from './places.ts'
import { namedOnce, profiled } from './profiled.ts'
import { text } from './narrative.ts'
import { resources } from './resources.ts'

type Line = readonly [path: string, value: unknown, key: string, expression: string]

const mg = (value: number): Json => ({ value, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' })
const timing = 'dosageInstruction[0].timing.repeat'
const timed = 'MedicationRequest.dosageInstruction[0].timing.repeat'
const week = { frequency: 1, period: 1, periodUnit: 'wk' }
const question = 'item[0].item[0]'
const asked = 'Questionnaire.item[0].item[0]'
const html = (content: string): string => `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`

/** One fault each in a resource of resources.ts: what is put where, the rule that it breaks, and where that stands. */
// oxfmt-ignore
const LINES: Readonly<Record<string, readonly Line[]>> = {
  patient: [
    ['contact[0]', { relationship: [{ text: 'x' }] }, 'pat-1', 'Patient.contact[0]'],
    ['telecom[0].system', undefined, 'cpt-2', 'Patient.telecom[0]'],
    ['telecom[0].period', { start: '2026-02-01', end: '2026-01-01' }, 'per-1', 'Patient.telecom[0].period'],
    ['contact[0].period.end', '2019', 'per-1', 'Patient.contact[0].period'],
    ['photo[0].contentType', undefined, 'att-1', 'Patient.photo[0]'],
    ['text.div', html('<script>x</script>'), 'txt-1', 'Patient.text.div'],
    ['text.div', html('<p onclick="x">x</p>'), 'txt-1', 'Patient.text.div'],
    ['text.div', html('  '), 'txt-2', 'Patient.text.div'],
  ],
  observation: [
    ['dataAbsentReason', { text: 'x' }, 'obs-6', 'Observation'],
    ['component[0].code', { coding: [{ system: 'https://example.test/CodeSystem/kind', code: 'a', display: 'A' }] }, 'obs-7', 'Observation'],
    ['referenceRange[0]', { appliesTo: [{ text: 'x' }] }, 'obs-3', 'Observation.referenceRange[0]'],
    ['effectivePeriod.end', '2026-01-01', 'per-1', 'Observation.effective.ofType(Period)'],
    ['valueQuantity.system', undefined, 'qty-3', 'Observation.value.ofType(Quantity)'],
    ['component[2].valueRange.low', mg(3), 'rng-2', 'Observation.component[2].value.ofType(Range)'],
    ['component[3].valueRatio.numerator', undefined, 'rat-1', 'Observation.component[3].value.ofType(Ratio)'],
    ['component[3].valueRatio.denominator', undefined, 'rat-1', 'Observation.component[3].value.ofType(Ratio)'],
    ['referenceRange[0].high.system', undefined, 'qty-3', 'Observation.referenceRange[0].high'],
  ],
  carePlan: [
    ['activity[0].detail', { status: 'scheduled' }, 'cpl-3', 'CarePlan.activity[0]'],
    ['period.end', '2025', 'per-1', 'CarePlan.period'],
    ['contained[0].meta', { versionId: '1' }, 'dom-4', 'CarePlan'],
    ['contained[0].meta', { lastUpdated: '2026-01-01T00:00:00Z' }, 'dom-4', 'CarePlan'],
    ['contained[0].meta', { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }] }, 'dom-5', 'CarePlan'],
    ['contained[0].contained', [{ resourceType: 'Basic', id: 'b', code: { text: 'x' } }], 'dom-2', 'CarePlan'],
    ['activity[1].detail.quantity', { code: 'mg' }, 'qty-3', 'CarePlan.activity[1].detail.quantity'],
    ['contained[1].target', [{ detailString: 'x' }], 'gol-1', 'CarePlan.contained[1].target[0]'],
    ['contained[0].stage', [{ type: { text: 'x' } }], 'con-1', 'CarePlan.contained[0].stage[0]'],
    ['contained[0].evidence', [{ id: 'x', extension: [{ url: 'https://example.test/x', valueCode: 'x' }] }], 'con-2', 'CarePlan.contained[0].evidence[0]'],
    ['contained[0].abatementString', 'x', 'con-4', 'CarePlan.contained[0]'],
  ],
  medicationRequest: [
    [`${timing}.durationUnit`, undefined, 'tim-1', timed],
    [`${timing}.periodUnit`, undefined, 'tim-2', timed],
    [`${timing}.duration`, -1, 'tim-4', timed],
    [`${timing}.period`, -1, 'tim-5', timed],
    [timing, { periodMax: 2 }, 'tim-6', timed],
    [timing, { durationMax: 2, ...week }, 'tim-7', timed],
    [timing, { countMax: 2, ...week }, 'tim-8', timed],
    [timing, { offset: 2, ...week }, 'tim-9', timed],
    [timing, { timeOfDay: ['10:00:00'], when: ['MORN'], ...week }, 'tim-10', timed],
    ['dosageInstruction[0].maxDosePerPeriod.denominator', undefined, 'rat-1', 'MedicationRequest.dosageInstruction[0].maxDosePerPeriod'],
    ['dispenseRequest.validityPeriod.end', '2025', 'per-1', 'MedicationRequest.dispenseRequest.validityPeriod'],
    ['dispenseRequest.quantity.system', undefined, 'qty-3', 'MedicationRequest.dispenseRequest.quantity'],
  ],
  questionnaire: [
    ['item[0].item[2].linkId', '1.1', 'que-2', 'Questionnaire'],
    ['item[0].item[1].item[0].code', [{ system: 'https://example.test/CodeSystem/kind', code: 'a' }], 'que-3', 'Questionnaire.item[0].item[1].item[0]'],
    [`${question}.answerValueSet`, 'https://example.test/ValueSet/kind', 'que-4', asked],
    ['item[0].answerValueSet', 'https://example.test/ValueSet/kind', 'que-5', 'Questionnaire.item[0]'],
    ['item[0].item[1].item[0].required', true, 'que-6', 'Questionnaire.item[0].item[1].item[0]'],
    ['item[0].item[1].enableWhen[0].operator', 'exists', 'que-7', 'Questionnaire.item[0].item[1].enableWhen[0]'],
    ['item[0].initial', [{ valueString: 'x' }], 'que-8', 'Questionnaire.item[0]'],
    ['item[0].item[1].item[0].readOnly', true, 'que-9', 'Questionnaire.item[0].item[1].item[0]'],
    ['item[0].item[1].maxLength', 3, 'que-10', 'Questionnaire.item[0].item[1]'],
    [`${question}.initial`, [{ valueInteger: 1 }], 'que-11', asked],
    ['item[0].item[1].enableWhen', [1, 2, 3].map((answerInteger) => ({ question: '1.1', operator: '=', answerInteger })), 'que-12', 'Questionnaire.item[0].item[1]'],
    ['item[0].item[1].initial', [{ valueDate: '2026' }, { valueDate: '2025' }], 'que-13', 'Questionnaire.item[0].item[1]'],
    ['item[0].item', undefined, 'que-1', 'Questionnaire.item[0]'],
    ['name', 'not a name', 'que-0', 'Questionnaire'],
  ],
  valueSet: [
    ['name', 'not a name', 'vsd-0', 'ValueSet'],
    ['compose.include[0]', { version: '1' }, 'vsd-1', 'ValueSet.compose.include[0]'],
    ['compose.include[0].filter', [{ property: 'x', op: '=', value: 'y' }], 'vsd-3', 'ValueSet.compose.include[0]'],
    ['expansion.contains[0].contains[0]', { abstract: true, system: 'https://example.test/x' }, 'vsd-6', 'ValueSet.expansion.contains[0].contains[0]'],
    ['expansion.contains[0]', { abstract: true, system: 'https://example.test/x' }, 'vsd-6', 'ValueSet.expansion.contains[0]'],
    ['expansion.contains[0].system', undefined, 'vsd-10', 'ValueSet.expansion.contains[0]'],
  ],
  collection: [
    ['total', 3, 'bdl-1', 'Bundle'],
    ['entry[0].search', { mode: 'match' }, 'bdl-2', 'Bundle'],
    ['entry[0].request', { method: 'GET', url: 'Patient/testa' }, 'bdl-3', 'Bundle'],
    ['entry[1].response', { status: '200' }, 'bdl-4', 'Bundle'],
    ['entry[3]', { fullUrl: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239521' }, 'bdl-5', 'Bundle.entry[3]'],
    ['entry[2].fullUrl', 'https://example.test/fhir/Observation/o1/_history/1', 'bdl-8', 'Bundle.entry[2]'],
  ],
  parameters: [
    ['parameter[0].part', [{ name: 'x', valueInteger: 1 }], 'inv-1', 'Parameters.parameter[0]'],
    ['parameter[3]', { name: 'x' }, 'inv-1', 'Parameters.parameter[3]'],
  ],
  task: [
    ['authoredOn', '2026-05-01', 'inv-1', 'Task'],
    ['executionPeriod.end', '2025', 'per-1', 'Task.executionPeriod'],
    ['input[4].valueAge.value', -1, 'age-1', 'Task.input[4].value.ofType(Age)'],
    ['input[4].valueAge.code', undefined, 'age-1', 'Task.input[4].value.ofType(Age)'],
    ['output[0].valueDuration.system', 'https://example.test/units', 'drt-1', 'Task.output[0].value.ofType(Duration)'],
    ['input[7].valueContactPoint.system', undefined, 'cpt-2', 'Task.input[7].value.ofType(ContactPoint)'],
    ['input[2].valueTiming.repeat.period', -1, 'tim-5', 'Task.input[2].value.ofType(Timing).repeat'],
  ],
  serviceRequest: [
    ['code', undefined, 'prr-1', 'ServiceRequest'],
    ['quantityRange.low', mg(9), 'rng-2', 'ServiceRequest.quantity.ofType(Range)'],
    ['occurrenceTiming.repeat.periodUnit', undefined, 'tim-2', 'ServiceRequest.occurrence.ofType(Timing).repeat'],
  ],
}

const WARNINGS = new Set(['que-0', 'vsd-0'])
const RESOURCE_RULE = /^(?:pat|obs|cpl|dom|gol|con|que|vsd|bdl|inv|prr)-/

export function* invariantMutants(parents: readonly Parent[]): Generator<Mutant> {
  for (const [name, lines] of Object.entries(LINES)) {
    const parent = parents.find((each) => each.name === name)
    if (!parent) throw new Error(`no parent ${name}`)
    for (const [path, value, key, expression] of lines) {
      const mutant = mutantAt(own(parent), stepsOf(path), () => value, {
        severity: WARNINGS.has(key) ? 'warning' : 'error',
        code: 'invariant',
        rule: key,
        kind: RESOURCE_RULE.test(key) ? 'invariants of resources' : 'invariants of data types',
        expression,
      })
      yield { ...mutant, name: `${key} by ${path}` }
    }
  }
  for (const parent of parents) if (parent.check === checkByType) yield* ofProfiles(parent)
  yield* narratives(parents)
}

/** The service request has details, which ask for a code; the task has been modified. */
function own(parent: Parent): Parent {
  const more =
    parent.name === 'serviceRequest'
      ? { orderDetail: [{ text: 'x' }] }
      : parent.name === 'task'
        ? { authoredOn: '2026-01-01', lastModified: '2026-02-01' }
        : undefined
  return more ? withMore(parent, more) : parent
}

const extended = new Map<Parent, Parent>()

function withMore(parent: Parent, more: Json): Parent {
  const known = extended.get(parent) ?? { ...parent, resource: { ...parent.resource, ...more } }
  extended.set(parent, known)
  return known
}

/** Rules of a profile: on each element one that its absence breaks, and one that cannot be evaluated of two. */
function* ofProfiles(parent: Parent): Generator<Mutant> {
  const places = placesOf(parent.resource)
  const type = String(parent.resource['resourceType'])
  const root = places[0]
  const present = (root?.children ?? []).filter(
    ({ path, min }) =>
      min === 0 && !path.endsWith('[x]') && Object.hasOwn(parent.resource, path.split('.')[1] ?? ''),
  )
  const constraints = present.map(({ path }) => {
    const name = path.slice(path.indexOf('.') + 1)
    return {
      key: `own-${name}`,
      severity: 'error',
      human: `There must be ${name}.`,
      expression: `${name}.exists()`,
    } as const
  })
  const rooted = profiled(parent, 'with rules', { [type]: { constraints } })
  for (const { path } of present) {
    const name = path.slice(path.indexOf('.') + 1)
    if (name === 'contained' || name === 'text' || name === 'compose' || name === 'code') continue
    yield mutantAt(rooted, [name], () => undefined, {
      code: 'invariant',
      rule: `own-${name}`,
      kind: 'invariants of a profile',
      expression: type,
    })
  }
  const single = [...namedOnce(places)].filter(
    ([, place]) =>
      place.isList &&
      place.kind === 'complex' &&
      place.host?.kind === 'resource' &&
      place.key !== 'item' &&
      place.key !== 'entry',
  )
  const rules = single.map(
    ([, { key }]) =>
      ({
        key: `own-${key}`,
        severity: 'error',
        human: 'One.',
        expression: `${key}.single().exists()`,
      }) as const,
  )
  const sole = profiled(parent, 'with one of each', { [type]: { constraints: rules } })
  for (const [, { steps, key, value }] of single) {
    yield {
      ...mutantAt(sole, steps.slice(0, -1), (all) => [...(all as unknown[]), value], {
        code: 'processing',
        rule: `own-${key}`,
        kind: 'invariants that cannot be evaluated',
        expression: type,
      }),
      name: `two of ${key}`,
    }
  }
}

const UNSAFE = [
  '<script>x</script>',
  '<p onclick="x()">x</p>',
  '<iframe src="https://example.test"/>',
  '<form><input/></form>',
  '<object data="x"/>',
  '<p>x',
  'x</p>',
  '<embed src="x"/>',
  '<link rel="x"/>',
  '<x-y>z</x-y>',
]

/** Narratives that are no safe XHTML. */
function* narratives(parents: readonly Parent[]): Generator<Mutant> {
  const chosen = parents.filter(
    ({ name, resource }) => Object.hasOwn(resources, name) && Object.hasOwn(resource, 'text'),
  )
  for (const parent of chosen)
    for (const content of UNSAFE)
      yield {
        ...mutantAt(parent, ['text'], () => ({ ...text, div: html(content) }), {
          code: 'invariant',
          rule: 'txt-1',
          kind: 'txt-1 narrative',
          expression: `${String(parent.resource['resourceType'])}.text.div`,
        }),
        name: content,
      }
}
