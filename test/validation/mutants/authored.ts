/** Faults of what authors publish: urls of definitions, heads of structures, operations, maps of codes, reports of measures. */
import { now, profileOf, SYSTEM, validatorWith } from '../world.ts'
import { definition } from './definitions.ts'
import { mutantAt, type Json, type Mutant, type Parent } from './mutant.ts'
import { checkByType } from './parents.ts'
import { structureOf } from './places.ts'
import { URL } from './profiled.ts'
import { text } from './narrative.ts'

export function* authoredMutants(parents: readonly Parent[]): Generator<Mutant> {
  yield* urls(parents)
  yield* heads()
  yield* operations()
  yield* maps()
  yield* reports()
}

function* urls(parents: readonly Parent[]): Generator<Mutant> {
  const system = {
    resourceType: 'CodeSystem',
    text,
    status: 'active',
    url: SYSTEM,
    name: 'Kinds',
    content: 'complete',
    concept: [{ code: 'a' }],
  }
  const own: Parent[] = [
    ...parents.filter(({ name }) => name === 'questionnaire' || name === 'valueSet'),
    { name: 'codeSystem', resource: system, check: checkByType },
    definition('Patient', []),
  ]
  for (const parent of own)
    for (const wrong of ['x', 'example.test/x', '/x', 'ValueSet/x', '#x', 'x/y/z'])
      yield {
        ...mutantAt(parent, ['url'], () => wrong, {
          code: 'value',
          rule: 'canonical',
          expression: `${String(parent.resource['resourceType'])}.url`,
        }),
        name: wrong,
      }
}

function* heads(): Generator<Mutant> {
  const fault = { code: 'structure', rule: 'structure-head', expression: 'StructureDefinition' } as const
  for (const type of [
    'Patient',
    'Observation',
    'Condition',
    'Task',
    'Goal',
    'CarePlan',
    'Encounter',
    'Consent',
    'Location',
    'Basic',
  ]) {
    const parent = definition(type, [])
    yield mutantAt(parent, ['kind'], () => 'complex-type', fault)
    yield mutantAt(parent, ['context'], () => [{ type: 'element', expression: 'Patient' }], fault)
  }
}

const OPERATION = {
  resourceType: 'OperationDefinition',
  text,
  name: 'Own',
  status: 'draft',
  kind: 'operation',
  code: 'own',
  system: true,
  type: false,
  instance: false,
  inputProfile: `${URL}-in`,
  outputProfile: `${URL}-out`,
  parameter: [{ name: 'x', use: 'in', min: 0, max: '1', type: 'string' }],
}

function* operations(): Generator<Mutant> {
  const validator = validatorWith(
    profileOf('Parameters', `${URL}-in`, {}),
    profileOf('Parameters', `${URL}-out`, {}),
  )
  const parent: Parent = {
    name: 'operation',
    resource: OPERATION,
    check: (resource) => validator.check(resource, { now }),
  }
  const types = ['Patient', 'Bundle', 'Observation', 'HumanName', 'Extension'].map(
    (type) => structureOf(type).url,
  )
  const unknown = Array.from({ length: 5 }, (_, index) => `${URL}-nobody-${String(index)}`)
  for (const name of ['inputProfile', 'outputProfile'])
    for (const url of [...types, ...unknown])
      yield {
        ...mutantAt(parent, [name], () => url, {
          code: 'structure',
          rule: 'operation-profile',
          expression: `OperationDefinition.${name}`,
        }),
        name: `${name} ${url}`,
      }
}

/** A code of our own system that is none, in each line of a map. */
function* maps(): Generator<Mutant> {
  const codes = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? 'a' : 'b'))
  const resource = {
    resourceType: 'ConceptMap',
    text,
    status: 'draft',
    name: 'Own',
    group: [
      {
        source: SYSTEM,
        target: SYSTEM,
        element: codes.map((code) => ({ code, target: [{ code: 'z', equivalence: 'equivalent' }] })),
      },
    ],
  }
  const parent: Parent = { name: 'map', resource, check: checkByType }
  for (const index of codes.keys()) {
    const element = ['group', 0, 'element', index]
    const at = `ConceptMap.group[0].element[${String(index)}]`
    const fault = { code: 'business-rule', rule: 'terminology-content' } as const
    yield mutantAt(parent, [...element, 'code'], () => 'nowhere', { ...fault, expression: `${at}.code` })
    yield mutantAt(parent, [...element, 'target', 0, 'code'], () => 'nowhere', {
      ...fault,
      expression: `${at}.target[0].code`,
    })
  }
}

/** Stratifiers that a report lacks, or has twice. */
function* reports(): Generator<Mutant> {
  const coded = (code: string): Json => ({
    coding: [{ system: 'https://example.test/CodeSystem/stratifier', code }],
  })
  const codes = Array.from({ length: 12 }, (_, index) => `p${String(index)}`)
  const measure = {
    resourceType: 'Measure',
    status: 'active',
    url: `${URL}-measure`,
    group: [{ stratifier: codes.map((code) => ({ code: coded(code) })) }],
  }
  const resource = {
    resourceType: 'MeasureReport',
    text,
    status: 'complete',
    type: 'summary',
    measure: measure.url,
    period: { start: '2026', end: '2026' },
    group: [{ stratifier: codes.map((code) => ({ code: [coded(code)] })) }],
  }
  const validator = validatorWith()
  const resolve = (url: string): unknown => (url === measure.url ? measure : undefined)
  const parent: Parent = {
    name: 'report',
    resource,
    check: (given) => validator.check(given, { now, resolve }),
  }
  const fault = { code: 'business-rule', rule: 'measure-report' } as const
  for (const index of codes.keys()) {
    const stratifier = ['group', 0, 'stratifier']
    const last = String(codes.length)
    yield {
      ...mutantAt(parent, [...stratifier, index], () => undefined, {
        ...fault,
        expression: 'MeasureReport.group[0]',
      }),
      name: `without ${String(index)}`,
    }
    const twice = (all: unknown): unknown => [...(all as Json[]), ...(all as Json[]).slice(index, index + 1)]
    yield {
      ...mutantAt(parent, stratifier, twice, {
        ...fault,
        expression: `MeasureReport.group[0].stratifier[${last}]`,
      }),
      name: `twice ${String(index)}`,
    }
  }
}
