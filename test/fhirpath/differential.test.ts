/**
 * What we compile gives what fhirpath.js gives, generated code included: over invented nodes, and over all rules and search
 * parameters of R4, the rules of US Core and our own, on the corpus. Every difference is listed in differences.ts.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { isObject } from '../../src/fhir/resource.ts'
import type { Program } from '../../src/fhirpath/fhirpath.ts'
import { createTerminology } from '../../src/terminology/terminology.ts'
import { createValidator } from '../../src/validation/validation.ts'
import { examples, loadPublished, readExample } from '../profiles/published.ts'
import { definitions } from '../validation/world.ts'
import { comparing, outcome, type Difference } from './comparison.ts'
import { DIFFERENCES } from './differences.ts'

const now = '2026-11-23T12:00:00Z'

/** The differences that nobody has explained; each once. */
function unexplained(found: readonly Difference[]): Difference[] {
  const explained = new Set(DIFFERENCES.map(({ text, ours, theirs }) => `${text} ${ours} ${theirs}`))
  const others = found.filter(({ text, ours, theirs }) => !explained.has(`${text} ${ours} ${theirs}`))
  return [...new Map(others.map((each) => [`${each.text} ${each.ours} ${each.theirs}`, each])).values()]
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
  'component.value.ofType(integer) * 2 mod 4',
  'component.value.ofType(integer) - 5',
  'component.count() div note.count()',
  'component.count() div 0',
  'value.value > 1',
  'value.value >= 1.5',
  'value.value < 2',
  'name.given.as(string)',
  'component.value.ofType(string)',
  'component.value.ofType(CodeableConcept).exists()',
  'status.substring(1, 2)',
  'status.substring(2, 99)',
  'name.given.select($this & $index.toString())',
  'name.skip(1).family',
  'name.take(1).given',
  'name.given.union(name.family)',
  'code.coding[1].display',
  'component[0].value + note.count()',
  'code.coding.intersect(component.code.coding).exists()',
  'code.coding.intersect(component.code.coding).empty()',
  'component.all(code.exists())',
  'component.select(value.exists()).allTrue()',
  'name.given.exists($this is string)',
  'effective is Period',
  'effective.as(Period).end.exists()',
  '%context.status',
  '%resource.note.all(text = %resource.note.first().text)',
  "extension('u').exists()",
  "status.extension('u').value",
  "code.coding.code.select(startsWith('a')).anyTrue()",
  'contained.where(active)',
  'contained.exists(active)',
]

describe('invented nodes', () => {
  test.each(EXPRESSIONS)('%s', (text) => {
    const found: Difference[] = []
    const program = comparing(found)(text)
    for (const node of NODES) outcome(() => program.evaluate(node, { now }))
    expect(unexplained(found)).toEqual([])
  })

  test('each difference that is listed is one', () => {
    const found: Difference[] = []
    for (const text of new Set(EXPRESSIONS)) {
      const program = comparing(found)(text)
      for (const node of NODES) outcome(() => program.evaluate(node, { now }))
    }
    const listed = DIFFERENCES.filter(({ text }) => EXPRESSIONS.includes(text))
    const seen = new Set(found.map(({ text, ours, theirs }) => `${text} ${ours} ${theirs}`))
    expect(listed.filter(({ text, ours, theirs }) => !seen.has(`${text} ${ours} ${theirs}`))).toEqual([])
  })
})

const shared = process.env['THROUGHLINE_SHARED'] ?? ''
const isThere = shared !== '' && existsSync(join(shared, 'corpus'))
if (!isThere)
  console.log('THROUGHLINE_SHARED is not set: the differential tests over the corpus are skipped.')

type Resource = { readonly resourceType: string; readonly entry?: { resource?: Resource }[] }

function load(folder: string): Resource[] {
  const path = join(shared, 'corpus', folder)
  return readdirSync(path)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(path, file), 'utf8')) as Resource)
}

/** Resources on which each search parameter is tried. */
const RESOURCES_MAX = 5

const whereShared = isThere ? describe : describe.skip

describe('our own profiles', () => {
  test('their rules on their examples', async () => {
    const found: Difference[] = []
    const { content, terminology } = await loadPublished()
    const validator = createValidator({
      definitions: content.definitions,
      profiles: content.structureDefinitions,
      terminology,
      fhirpath: { compile: comparing(found) },
    })
    for (const { file } of examples) validator.check(readExample(file), { now })
    expect(unexplained(found)).toEqual([])
  }, 60_000)
})

whereShared('the corpus', () => {
  test('the rules of R4 and US Core', () => {
    const found: Difference[] = []
    const all = load('uscore-definitions').filter(isObject)
    const validator = createValidator({
      definitions,
      profiles: all.filter((each) => each['resourceType'] === 'StructureDefinition'),
      terminology: createTerminology({ ...definitions, conceptMaps: [] }),
      fhirpath: { compile: comparing(found) },
    })
    for (const resource of [...load('official'), ...load('uscore')]) validator.check(resource, { now })
    expect(unexplained(found)).toEqual([])
  })

  test('the search parameters of R4', () => {
    const found: Difference[] = []
    const resources = [...load('official'), ...load('uscore')].flatMap((resource) => [
      resource,
      ...(resource.entry ?? []).flatMap((entry) => entry.resource ?? []),
    ])
    const resolve = (reference: string): unknown => ({ resourceType: reference.split('/').at(-2) })
    const programs = new Map<string, Program>()
    for (const { base, expression } of definitions.searchParameters) {
      if (expression === undefined) continue
      const program = programs.get(expression) ?? comparing(found)(expression)
      programs.set(expression, program)
      const own = resources.filter(
        ({ resourceType }) => base.includes(resourceType) || base.includes('Resource'),
      )
      for (const resource of own.slice(0, RESOURCES_MAX))
        outcome(() => program.evaluate(resource, { resolve }))
    }
    expect(programs.size).toBeGreaterThan(1_000)
    expect(unexplained(found)).toEqual([])
  })
})
