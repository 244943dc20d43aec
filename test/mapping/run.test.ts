/** What comes out of a run, and which inputs a map refuses. */
import { describe, expect, test } from '@jest/globals'
import { compiled, mapped, patientMap, refused, run, testPatient } from './ground.ts'

describe('what comes out', () => {
  const bundleMap = (rules: string) => `map "u" = "n"
group main(source src : Patient, target out : Bundle) {
${rules}
}
group person(source src : Patient, target p : Patient) { src.gender as v -> p.gender = v; }`

  test('a Bundle with references by fullUrl', () => {
    const rules =
      `src -> out.type = 'transaction', out.entry as e, e.fullUrl = append('urn:uuid:', uuid()), e.resource = create('Patient') as p then person(src, p) {
      src -> out.entry as f, f.resource = create('CarePlan') as plan, plan.status = 'active', plan.subject as s, s.reference = reference(p);
    };`.replace('uuid())', "'x')")
    expect(mapped(compiled([bundleMap(rules)]), testPatient).output).toEqual([
      {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [
          { fullUrl: 'urn:uuid:x', resource: { resourceType: 'Patient', gender: 'female' } },
          { resource: { resourceType: 'CarePlan', status: 'active', subject: { reference: 'urn:uuid:x' } } },
        ],
      },
    ])
  })

  test('resources without a place, after the targets', () => {
    const rules =
      "src.name as n -> create('Basic') as b, b.id = uuid() then { n.use as v -> b.language = v; };"
    expect(mapped(compiled([patientMap(rules)]), testPatient).output).toEqual([
      { resourceType: 'Patient' },
      { resourceType: 'Basic', id: '00000000-0000-4000-8000-000000000001', language: 'official' },
      { resourceType: 'Basic', id: '00000000-0000-4000-8000-000000000002', language: 'nickname' },
    ])
  })

  test('what is copied is not shared: neither with the source nor within the output', () => {
    const rules =
      "src.identifier first as v -> tgt.identifier = v as t, t.value = 'changed'; src.identifier first as v -> tgt.identifier = v;"
    const source = structuredClone(testPatient)
    expect(mapped(compiled([patientMap(rules)]), source).output[0]).toMatchObject({
      identifier: [
        { system: 'urn:a', value: 'changed' },
        { system: 'urn:a', value: '1' },
      ],
    })
    expect(source).toEqual(testPatient)
  })

  test('extensions beside primitives go along, also without a value and in lists', () => {
    const source = {
      resourceType: 'Patient',
      _birthDate: { extension: [{ url: 'urn:x', valueString: 'y' }] },
      name: [{ given: ['A', null, 'C'], _given: [null, { id: 'b' }, null] }],
    }
    const rules =
      'src.birthDate as v -> tgt.birthDate = v; src.name as n -> tgt.name as t then { n.given as g -> t.given = g; }; src.name.given as g then { g.id as v -> tgt.language = v; };'
    expect(mapped(compiled([patientMap(rules)]), source).output).toEqual([{ ...source, language: 'b' }])
  })

  test('an empty Patient gives an empty Patient', () => {
    expect(
      mapped(compiled([patientMap('src.gender as v -> tgt.gender = v;')]), { resourceType: 'Patient' })
        .output,
    ).toEqual([{ resourceType: 'Patient' }])
  })

  test('resources in a Bundle by type, parameters, and a second source', () => {
    const text = `map "u" = "n"
group main(source src : Bundle, source more : Basic, target tgt : Patient) {
  src.entry as e then { e.resource : Patient as p -> tgt.gender = p.gender, tgt.language = custodian, tgt.id = (%custodian & more.id); };
}`
    const bundle = {
      resourceType: 'Bundle',
      entry: [
        { resource: { resourceType: 'Basic' } },
        { resource: { resourceType: 'Patient', gender: 'male' } },
      ],
    }
    const map = compiled([text], { parameters: ['custodian'] })
    const context = {
      parameters: { custodian: 'c1' },
      sources: { more: { resourceType: 'Basic', id: '-b' } },
    }
    expect(mapped(map, bundle, context).output).toEqual([
      { resourceType: 'Patient', gender: 'male', language: 'c1', id: 'c1-b' },
    ])
    expect(refused(map, bundle)).toEqual({
      code: 'parameter',
      message: "the parameter 'custodian' is not given",
    })
    expect(refused(map, bundle, { parameters: { custodian: 'c1' } })).toMatchObject({ code: 'source-type' })
  })

  test('the time, and conformance, as FHIRPath asks for them', () => {
    const rules = "src where conformsTo('urn:p') -> tgt.birthDate = (today());"
    const fhirpath = {
      now: '2026-01-02T03:04:05Z',
      conformsTo: (_resource: unknown, url: string) => url === 'urn:p',
    }
    expect(mapped(compiled([patientMap(rules)]), testPatient, { fhirpath }).output).toEqual([
      { resourceType: 'Patient', birthDate: '2026-01-02' },
    ])
  })

  test('log statements, for each value that the rule takes', () => {
    const rules =
      "src.identifier as i where system != 'urn:a' log (system & '#' & value) -> tgt.active = true 'logged';"
    expect(mapped(compiled([patientMap(rules)]), testPatient).log).toMatchObject([
      {
        message: 'urn:b#2',
        rule: { map: 'http://example.org/map', group: 'main', rule: 'logged', line: 4, column: 1 },
      },
      { message: 'urn:c#3' },
    ])
  })
})

describe('inputs that a map refuses', () => {
  test.each([
    [
      'cardinality',
      'src.identifier 1..1 as i -> tgt.active = true;',
      'identifier is there 3 times, and the map wants 1..1',
    ],
    [
      'cardinality',
      'src.language 1..* as i -> tgt.active = true;',
      'language is there 0 times, and the map wants 1..*',
    ],
    [
      'only-one',
      'src.identifier only_one as i -> tgt.active = true;',
      'identifier is there 3 times, and the map wants one',
    ],
    ['check', "src.identifier as i check system = 'urn:a' -> tgt.active = true;", 'the check does not hold'],
    ['many-values', 'src -> tgt.language = (%src.name.given);', '3 values for language, which takes one'],
    ['many-values', 'src -> tgt.name as n, n.given = src.name.given as g;', '3 values for one variable'],
    ['many-values', 'src where name.given -> tgt.active = true;', 'a condition has more than one value'],
    [
      'value-type',
      "src -> tgt.active = (iif(%src.active, 'x', 1));",
      'a string does not fit active, which takes boolean',
    ],
    [
      'value-type',
      'src.gender as v -> tgt.language = truncate(v, -1);',
      'the length of truncate is no number of characters',
    ],
    [
      'list-order',
      "src -> tgt.name as a first, a.text = 'a'; src -> tgt.name as b first, b.text = 'b';",
      'another rule has the first items of name',
    ],
    ['cast', "src.gender as v -> tgt.multipleBirth = cast(v, 'integer');", 'the value is no integer'],
    ['cast', 'src.gender as v -> tgt.extension as e, e.value = qty(v);', 'the text is no quantity'],
    ['cast', "src -> tgt.id = escape('a&b;', 'xml', 'plain');", 'the text is not escaped as xml is'],
    [
      'reference',
      "src -> create('Basic') as b, tgt.language = reference(b);",
      'the Basic has neither an id nor an entry with a fullUrl yet',
    ],
    [
      'reference',
      'src.name first as n -> tgt.language = reference(n);',
      'only a resource can be referred to',
    ],
    ['expression', "src -> tgt.active = (%src.name.given.single() = 'x');", 'FHIRPath:'],
  ])('%s: %s', (code, rules, message) => {
    const fault = refused(compiled([patientMap(rules)]), testPatient)
    expect(fault).toMatchObject({ code, rule: { map: 'http://example.org/map', group: 'main', line: 4 } })
    expect(fault.message.slice(0, message.length)).toBe(message)
  })

  test('a group without end', () => {
    const text = patientMap(
      'src then again(src, tgt);',
      'group again(source s, target t) { s then again(s, t); }',
    )
    expect(refused(compiled([text]), testPatient)).toMatchObject({
      code: 'limit',
      message: 'groups within groups deeper than 200',
    })
  })

  test('a source of another type, or none', () => {
    const map = compiled([patientMap('')])
    expect(refused(map, { resourceType: 'Basic' })).toEqual({
      code: 'source-type',
      message: "the source 'src' is a Basic, and the map wants a Patient",
    })
    expect(refused(map, {})).toMatchObject({ code: 'source-type' })
    expect(refused(map, 'text')).toMatchObject({ code: 'source-type' })
    expect(refused(map, [testPatient])).toMatchObject({ code: 'source-type' })
  })

  test('names that every object inherits are no elements', () => {
    const text =
      'map "u" = "n"\nuses "urn:x" alias X as source\ngroup main(source src : X, target tgt : Patient) { src.constructor as v -> tgt.active = true; src.toString as v -> tgt.active = true; }'
    expect(mapped(compiled([text]), { a: 1 }).output).toEqual([{ resourceType: 'Patient' }])
    expect(run(compiled([text]), { constructor: 1 }).kind).toBe('mapped')
  })
})

test('the same input gives the same output, whatever ran before', () => {
  const map = compiled([
    patientMap('src.identifier as i -> tgt.identifier as t then { i.value as v -> t.value = v; };'),
  ])
  const first = mapped(map, testPatient)
  mapped(map, { resourceType: 'Patient' })
  expect(mapped(map, testPatient)).toEqual(first)
})
