/** What we compile gives what fhirpath.js gives: over invented nodes, and over all rules and search parameters of R4 on the corpus. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import {
  compile,
  type CompileOptions,
  type FhirpathEnvironment,
  type Program,
} from '../../src/fhirpath/fhirpath.ts'
import { compileReference } from '../../src/fhirpath/reference-engine.ts'
import { createTerminology } from '../../src/terminology/terminology.ts'
import { createValidator } from '../../src/validation/validation.ts'
import { definitions } from '../validation/world.ts'

const now = '2026-11-23T12:00:00Z'

function outcome(evaluate: () => unknown): string {
  try {
    return JSON.stringify(evaluate())
  } catch (error) {
    return String(error)
  }
}

type Difference = { text: string; base: string | undefined; ours: string; theirs: string }

/** Compiles an expression so that each evaluation is made twice and compared. */
function comparing(differences: Difference[]): (text: string, options?: CompileOptions) => Program {
  return (text, options = {}) => {
    const ours = compile(text, options)
    const theirs = compileReference(text, options.base)
    const compare = (node: unknown, environment: FhirpathEnvironment): void => {
      const [a, b] = [
        outcome(() => ours.evaluate(node, environment)),
        outcome(() => theirs(node, environment)),
      ]
      if (a !== b) differences.push({ text, base: options.base, ours: a, theirs: b })
    }
    return {
      ...ours,
      evaluate: (node, environment = {}) => {
        compare(node, environment)
        return ours.evaluate(node, environment)
      },
      holds: (node, environment = {}) => {
        compare(node, environment)
        return ours.holds(node, environment)
      },
    }
  }
}

const NODES: readonly unknown[] = [
  { resourceType: 'Basic' },
  {
    resourceType: 'Observation',
    status: 'final',
    _status: { extension: [{ url: 'u', valueCode: 'x' }] },
    code: {
      coding: [
        { system: 's', code: 'a' },
        { system: 's', code: 'b', display: '2020' },
      ],
    },
    effectivePeriod: { start: '2026-01-01', end: '2026-01-02T00:00:00Z' },
    valueQuantity: { value: 1.5, unit: 'x' },
    component: [
      { code: { coding: [{ system: 's', code: 'a' }] }, valueInteger: 3 },
      { code: { text: '2020-01-01' }, valueDateTime: '2020-01-01', interpretation: [{ text: '' }] },
    ],
    note: [
      { text: 'x', time: '2026-01-01T00:00:00Z' },
      { text: 'x', time: '2026-01-01T01:00:00+01:00' },
    ],
  },
  {
    resourceType: 'Patient',
    active: true,
    name: [{ given: ['a', 'b'], _given: [null, { id: 'x' }] }, { family: 'f' }],
    deceasedDateTime: '2020',
    contained: [{ resourceType: 'Organization', id: 'o', active: false }],
  },
]

const EXPRESSIONS = [
  "status = 'final'",
  "status != 'final'",
  "status in ('final' | 'amended')",
  "('a' | 'b' | 'a').count()",
  'code.coding | component.code.coding',
  'code.coding.code.isDistinct()',
  'component.code.coding.intersect(%resource.code.coding)',
  'code.coding.select(system & code)',
  'code.coding.all(system.exists() and code.exists())',
  "component.where(code.coding.exists(code = 'a')).value",
  'component.value.ofType(integer) + 1',
  'component.value.ofType(dateTime) = @2020-01-01',
  '(value as Quantity).value > 1',
  'value is Quantity',
  'effective.start <= effective.end',
  'effective.start < @2026-06-01',
  'note.time.isDistinct()',
  'note.time.distinct().count()',
  'note.text.distinct()',
  'note[0].text = note[1].text',
  'note[0].time = note[1].time',
  'note.text = note.text',
  'component.count() > 1 implies code.exists()',
  'component.count() + note.count()',
  'status.extension.value',
  'status.hasValue() and name.given.hasValue()',
  'name.given.count()',
  'name.given[1].id',
  'name.first().given.last()',
  'name.tail().family',
  "name.family.startsWith('f') or name.family.contains('g')",
  "name.given.where($this = 'a').exists().not()",
  'name.select($index)',
  'deceased.exists() and deceased != false',
  'deceased is dateTime',
  'deceased.as(boolean)',
  'contained.where($this is Organization).active',
  'contained.all(active)',
  'children().count()',
  'descendants().count()',
  'descendants().code',
  'active and name.exists()',
  'active xor name.empty()',
  'active = true',
  "iif(active, 'x', 'y')",
  'Patient.name.given',
  'Observation.code.coding.code | Patient.name.family',
  'Resource.id.empty()',
  'code.text.empty() or code.text.length() > 3',
  "code.coding.code.matches('^[ab]$')",
  'code.coding.first().code.substring(0)',
  'code.coding.display.combine(code.coding.code).isDistinct()',
  "'2020' in code.coding.display",
  "code.coding.display contains '2020'",
  '{} | code.coding.code',
  '{} = 1',
  'code.coding.single().code',
  'name.given.toInteger()',
]

describe('invented nodes', () => {
  test.each(EXPRESSIONS)('%s', (text) => {
    const differences: Difference[] = []
    const program = comparing(differences)(text)
    for (const node of NODES) outcome(() => program.evaluate(node, { now }))
    expect(differences).toEqual([])
  })

  test('save where fhirpath.js takes a node that is false for true', () => {
    const differences: Difference[] = []
    for (const text of ['contained.where(active)', 'contained.exists(active)'])
      comparing(differences)(text).evaluate(NODES[2])
    expect(differences.map(({ ours }) => ours)).toEqual(['[]', '[false]'])
  })
})

const shared = process.env['THROUGHLINE_SHARED'] ?? ''
const isThere = shared !== '' && existsSync(join(shared, 'corpus'))
if (!isThere)
  console.log('THROUGHLINE_SHARED is not set: the differential tests over the corpus are skipped.')

type Resource = { readonly resourceType: string; readonly entry?: { resource?: Resource }[] }

const corpus = (): Resource[] =>
  ['official', 'uscore'].flatMap((folder) => {
    const path = join(shared, 'corpus', folder)
    return readdirSync(path).map((file) => JSON.parse(readFileSync(join(path, file), 'utf8')) as Resource)
  })

/** Resources on which each search parameter is tried. */
const RESOURCES_MAX = 10

const whereShared = isThere ? describe : describe.skip

whereShared('the corpus', () => {
  test('the rules of R4', () => {
    const differences: Difference[] = []
    const terminology = createTerminology({ ...definitions, conceptMaps: [] })
    const validator = createValidator({
      definitions,
      profiles: [],
      terminology,
      fhirpath: { compile: comparing(differences) },
    })
    for (const resource of corpus()) validator.check(resource, { now })
    expect(differences).toEqual([])
  })

  test('the search parameters of R4', () => {
    const differences: Difference[] = []
    const resources = corpus().flatMap((resource) => [
      resource,
      ...(resource.entry ?? []).flatMap((entry) => entry.resource ?? []),
    ])
    const resolve = (reference: string): unknown => ({ resourceType: reference.split('/').at(-2) })
    let compiled = 0
    const programs = new Map<string, Program>()
    for (const { base, expression } of definitions.searchParameters) {
      if (expression === undefined) continue
      const program = programs.get(expression) ?? comparing(differences)(expression)
      programs.set(expression, program)
      if (program.engine === 'compiled') compiled += 1
      const own = resources.filter(
        ({ resourceType }) => base.includes(resourceType) || base.includes('Resource'),
      )
      for (const resource of own.slice(0, RESOURCES_MAX))
        outcome(() => program.evaluate(resource, { resolve }))
    }
    expect(differences).toEqual([])
    expect(compiled).toBeGreaterThan(1_000)
  })
})
