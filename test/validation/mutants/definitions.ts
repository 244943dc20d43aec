/** Faults of definitions as resources: differentials that make no snapshot, expressions that nobody can evaluate. */
import { now, validatorWith } from '../world.ts'
import { mutantAt, type Json, type Mutant, type Parent } from './mutant.ts'
import { checkByType } from './parents.ts'
import { structureOf } from './places.ts'
import { text } from './narrative.ts'

export function* definitionMutants(): Generator<Mutant> {
  yield* snapshots()
  yield* wider()
  yield* expressions()
}

export function definition(type: string, element: readonly Json[]): Parent {
  const resource = {
    resourceType: 'StructureDefinition',
    text,
    url: 'https://example.test/StructureDefinition/own',
    name: 'Own',
    status: 'draft',
    fhirVersion: '4.0.1',
    kind: 'resource',
    abstract: false,
    type,
    baseDefinition: structureOf(type).url,
    derivation: 'constraint',
    differential: { element: [{ id: type, path: type }, ...element] },
  }
  const validator = validatorWith()
  return {
    name: `profile of ${type}`,
    resource: JSON.parse(JSON.stringify(resource)) as Json,
    check: (given) => validator.check(given, { now }),
  }
}

const SLICING = { discriminator: [{ type: 'value', path: 'use' }], rules: 'open' }

function* snapshots(): Generator<Mutant> {
  const parent = definition('Patient', [
    { id: 'Patient.identifier', path: 'Patient.identifier', slicing: SLICING },
    { id: 'Patient.identifier:a', path: 'Patient.identifier', sliceName: 'a', min: 1 },
    { id: 'Patient.identifier:a.use', path: 'Patient.identifier.use', min: 1, fixedCode: 'official' },
    { id: 'Patient.name', path: 'Patient.name', min: 1 },
    { id: 'Patient.name.family', path: 'Patient.name.family', min: 1 },
    { id: 'Patient.birthDate', path: 'Patient.birthDate', type: [{ code: 'date' }] },
    { id: 'Patient.deceased[x]', path: 'Patient.deceased[x]', type: [{ code: 'boolean' }] },
    { id: 'Patient.contact.name', path: 'Patient.contact.name', min: 1 },
  ])
  const fault = {
    code: 'structure',
    rule: 'snapshot',
    expression: 'StructureDefinition.differential',
  } as const
  const element = ['differential', 'element']
  const renamed = (index: number, path: string): Mutant => ({
    ...mutantAt(parent, [...element, index], (given) => ({ ...(given as Json), id: path, path }), {
      ...fault,
      kind: 'snapshot of no element',
    }),
    name: path,
  })
  for (const name of [
    'nonsense',
    'Name',
    'names',
    'component',
    'value[x]',
    'code',
    'subject',
    'birthdate',
    'use',
    'family',
  ]) {
    yield renamed(4, `Patient.${name}`)
    yield renamed(8, `Patient.contact.x${name.replace('[x]', '')}`)
    yield renamed(5, `Patient.name.y${name.replace('[x]', '')}`)
  }
  const typed = (index: number, code: string): Mutant => ({
    ...mutantAt(parent, [...element, index, 'type'], () => [{ code }], {
      ...fault,
      kind: 'snapshot of another type',
    }),
    name: `${String(index)} ${code}`,
  })
  for (const code of [
    'string',
    'Coding',
    'dateTime',
    'integer',
    'Period',
    'Quantity',
    'HumanName',
    'Identifier',
    'uri',
    'code',
  ]) {
    yield typed(6, code)
    if (code !== 'dateTime') yield typed(7, code)
  }
  yield typed(7, 'Reference')
  const paths = [
    'nonsense',
    'Use',
    'used',
    'coding',
    'coding.code',
    'type.codings',
    'value.x',
    'period.begin',
    'assigner.name',
    'system.y',
  ]
  for (const path of [...paths, ...paths.map((each) => `assigner.${each}`)])
    yield {
      ...mutantAt(parent, [...element, 1, 'slicing', 'discriminator', 0, 'path'], () => path, {
        ...fault,
        kind: 'snapshot with a stray discriminator',
      }),
      name: path,
    }
}

/** Profiles that allow what their base does not. */
function* wider(): Generator<Mutant> {
  const fault = {
    code: 'structure',
    rule: 'snapshot',
    kind: 'snapshot of a wider profile',
    expression: 'StructureDefinition.differential',
  } as const
  for (const type of [
    'Observation',
    'Task',
    'CarePlan',
    'Consent',
    'Goal',
    'Encounter',
    'Bundle',
    'Composition',
  ]) {
    const root = structureOf(type).elements.filter(({ path }) => /^\w+\.\w+$/.test(path))
    for (const { path } of root.filter(({ min, max }) => min === 1 && max === '1')) {
      const parent = definition(type, [{ id: path, path, min: 1, max: '1' }])
      const element = ['differential', 'element', 1]
      yield { ...mutantAt(parent, [...element, 'min'], () => 0, fault), name: `${path} at least` }
      yield { ...mutantAt(parent, [...element, 'max'], () => '*', fault), name: `${path} at most` }
    }
  }
}

const WRONG = [
  'a..b',
  '(a',
  'a)',
  'a.b(',
  "'x",
  'a and',
  'and a',
  'a = ',
  '1 +',
  'a[',
  'a]',
  'a.nonsense()',
  'nobody(1)',
  '%',
  '@2020-',
  'a | ',
  '{a}',
  'a is',
  'a as ',
  '..',
  'a.where(',
  'iif(a)',
  'a.substring()',
  '!a',
]

function* expressions(): Generator<Mutant> {
  const parameter = {
    resourceType: 'SearchParameter',
    text,
    url: 'https://example.test/SearchParameter/x',
    name: 'x',
    status: 'active',
    description: 'x',
    code: 'x',
    base: ['Patient'],
    type: 'string',
    expression: 'Patient.name.family',
  }
  const constraint = (expression: string): Json => ({
    constraint: [{ key: 'x-1', severity: 'error', human: 'X.', expression }],
  })
  const parent: Parent = { name: 'parameter', resource: parameter, check: checkByType }
  const structure = definition('Patient', [
    { id: 'Patient.name', path: 'Patient.name', ...constraint('family.exists()') },
  ])
  const fault = { code: 'value', rule: 'fhirpath' } as const
  for (const wrong of WRONG) {
    yield {
      ...mutantAt(parent, ['expression'], () => wrong, {
        ...fault,
        kind: 'fhirpath of a search parameter',
        expression: 'SearchParameter.expression',
      }),
      name: wrong,
    }
    yield {
      ...mutantAt(structure, ['differential', 'element', 1, 'constraint', 0, 'expression'], () => wrong, {
        ...fault,
        kind: 'fhirpath of a constraint',
        expression: 'StructureDefinition.differential.element[1].constraint[0].expression',
      }),
      name: wrong,
    }
  }
}
