/** The door of the FHIRPath room: errors, what is handed in, and purity. */
import { describe, expect, test } from '@jest/globals'
import { compile, FhirpathError, Primitive } from '../../src/fhirpath/fhirpath.ts'

const patient = {
  resourceType: 'Patient',
  id: 'testa',
  name: [{ use: 'official', family: 'Placeholder', given: ['Testa', 'Q'] }],
  birthDate: '1980-02-29',
  _birthDate: { extension: [{ url: 'https://example.test/time', valueDateTime: '1980-02-29T01:00:00Z' }] },
  deceasedBoolean: false,
  multipleBirthInteger: 2,
  managingOrganization: { reference: 'Organization/o1' },
  contained: [{ resourceType: 'Practitioner', id: 'p' }],
}

const now = '2026-11-23T12:34:56.789-05:00'

describe('what cannot be compiled says where', () => {
  test.each([
    ['name.where(', 'fhirpath-syntax', 1, 12],
    ["name\n  .given = 'x", 'fhirpath-syntax', 2, 12],
    ['a b', 'fhirpath-syntax', 1, 3],
    ['', 'fhirpath-syntax', 1, 1],
    ['name.nobody()', 'fhirpath-unsupported', 1, 6],
    ['name\n.all(given.count(1) = 2)', 'fhirpath-unsupported', 2, 12],
  ])('%j', (text, code, line, column) => {
    try {
      compile(text)
    } catch (error) {
      expect(error).toBeInstanceOf(FhirpathError)
      expect(error).toMatchObject({ code, line, column })
      return
    }
    throw new Error('it compiled')
  })

  test.each([['('.repeat(5_000)], ['a.'.repeat(15_000)], [`${'a.b('.repeat(300)}1${')'.repeat(300)}`]])(
    'an expression that is too long or too deep',
    (text) => {
      expect(() => compile(text)).toThrow(FhirpathError)
    },
  )
})

test.each([
  ['Patient.name.given', ['Testa', 'Q']],
  ['Observation.value', []],
  ['name.given | name.family', ['Testa', 'Q', 'Placeholder']],
  ["name.where(use = 'official').family", ['Placeholder']],
  ['deceased', [false]],
  ['deceased as boolean', [false]],
  ['deceased as dateTime', []],
  ['multipleBirth.ofType(integer) + 1', [3]],
  ['(Patient.deceased is boolean) and name.exists()', [true]],
  ['birthDate.extension.value', ['1980-02-29T01:00:00Z']],
  ["birthDate.extension('https://example.test/time').exists()", [true]],
  ['contained.as(Practitioner).id', ['p']],
  ['birthDate < today()', [true]],
  ['today()', ['2026-11-23']],
  ['now()', [now]],
  ['timeOfDay()', ['12:34:56.789']],
  ['managingOrganization.resolve().name', ['of Organization/o1']],
  ['managingOrganization.where(resolve() is Organization).exists()', [true]],
  ['managingOrganization.where(resolve() is Patient).exists()', [false]],
  ["birthDate.memberOf('https://example.test/vs')", ['1980-02-29 in https://example.test/vs'.length > 0]],
  ["name.first().memberOf('unknown')", []],
  ["contained.conformsTo('https://example.test/sd')", [true]],
  ['%resource.id & %rootResource.id & %other', ['outerrootx']],
  ['1.5 + 1', [2.5]],
  ['name.sort(family desc).count()', [1]],
])('%s yields %j', (text, expected) => {
  const environment = {
    now,
    resource: { resourceType: 'Bundle', id: 'outer' },
    rootResource: { resourceType: 'Bundle', id: 'root' },
    variables: { other: 'x' },
    resolve: (reference: string) => ({ resourceType: 'Organization', name: `of ${reference}` }),
    memberOf: (_: unknown, url: string) => (url === 'unknown' ? undefined : true),
    conformsTo: (resource: unknown, url: string) =>
      url.endsWith('/sd') && JSON.stringify(resource).includes('Practitioner'),
  }
  expect(compile(text).evaluate(patient, environment)).toEqual(expected)
})

test.each([
  ['%names', ['a', 'b']],
  ['%names.count()', [2]],
  ["%names.first() = 'a'", [true]],
  ['%none.empty()', [true]],
  ["%one in ('x' | 'y')", [true]],
  ['%objects.a', [1]],
  ['%one & %names.first()', ['xa']],
  ["%'one'", ['x']],
])('%s is of the caller', (text, expected) => {
  const variables = { names: ['a', 'b'], none: [], one: 'x', objects: [{ a: 1 }] }
  const program = compile(text)
  for (let count = 0; count < 40; count += 1) expect(program.evaluate({}, { variables })).toEqual(expected)
})

test.each(['%constructor', '%__proto__', '%`toString`', '%missing'])('%s is no variable', (text) => {
  expect(() => compile(text).evaluate({}, { variables: {} })).toThrow(FhirpathError)
})

test('a rule holds when it is true, and not when it is empty', () => {
  expect(compile('name.exists()').holds(patient)).toBe(true)
  expect(compile('name.empty()').holds(patient)).toBe(false)
  expect(compile('photo.title = 1').holds(patient)).toBe(false)
  expect(compile('name').holds(patient)).toBe(true)
})

test('parts of resources are known by their base', () => {
  expect(compile('start <= end', { base: 'Period' }).evaluate({ start: '2026', end: '2026-05' })).toEqual([])
  expect(
    compile('value.unit', { base: 'Observation.component' }).evaluate({ valueQuantity: { unit: 'x' } }),
  ).toEqual(['x'])
  expect(compile('$this <= @2026-06-01', { base: 'date' }).evaluate('2026-05-01')).toEqual([true])
})

test('a primitive may come with its extensions', () => {
  const node = new Primitive('1980-02-29', patient._birthDate, 'date')
  expect(compile('extension.value').evaluate(node)).toEqual(['1980-02-29T01:00:00Z'])
  expect(compile('$this < @2026-01-01').evaluate(node)).toEqual([true])
  expect(compile('hasValue()').evaluate(new Primitive(undefined, { id: 'x' }, 'date'))).toEqual([false])
  expect(compile('matches("^19")'.replaceAll('"', "'")).evaluate(node)).toEqual([true])
})

describe('nothing comes from the machine', () => {
  test.each([['now()'], ['today()'], ['timeOfDay()'], ['birthDate < now()']])('%s needs the time', (text) => {
    expect(() => compile(text).evaluate(patient)).toThrow(/need the time/)
    expect(() => compile(text).evaluate(patient, { now: '2026-11-23' })).toThrow(FhirpathError)
  })

  test.each([["code.memberOf('x')"], ["conformsTo('x')"]])('%s needs what it asks', (text) => {
    expect(() => compile(text).evaluate({ resourceType: 'Basic', code: {} })).toThrow(/did not hand in/)
  })

  test('resolve finds nothing where nothing is handed in', () => {
    expect(compile('managingOrganization.resolve()').evaluate(patient)).toEqual([])
  })

  test('the node is not touched, and one evaluation leaves nothing to the next', () => {
    const frozen = Object.freeze({
      resourceType: 'Patient',
      name: Object.freeze([Object.freeze({ family: 'x' })]),
    })
    const program = compile('name.select($this).sort(family).first() | name.combine(name)')
    const [name] = program.evaluate(frozen)
    expect(name).toEqual({ family: 'x' })
    expect(Object.getOwnPropertyNames(name)).toEqual(['family'])
  })

  test('a resource that brings a __path__ is refused', () => {
    const hostile = JSON.parse(
      '{"resourceType":"Patient","__path__":{"ctx":{"vars":{}}},"birthDate":"2020"}',
    ) as unknown
    expect(() => compile('birthDate.toDate()').evaluate(hostile)).toThrow(/__path__/)
  })

  test('an evaluation error quotes nothing of the resource', () => {
    for (const text of [
      "birthDate > 'x'",
      'name.given.single()',
      'name.family + 1',
      'name.given.toInteger() / name',
    ]) {
      try {
        compile(text).evaluate(patient)
      } catch (error) {
        expect(error).toBeInstanceOf(FhirpathError)
        expect(String(error)).not.toMatch(/Testa|Placeholder|1980/)
      }
    }
  })
})
