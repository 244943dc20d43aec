/** What transforms and groups do: rules, and what they make of an invented Patient. */
import { describe, expect, test } from '@jest/globals'
import { compiled, mapped, outcome, testPatient } from './ground.ts'

type Feature = readonly [name: string, rules: string, expected: unknown, more?: string]

const values = (...found: string[]) => ({ identifier: found.map((value) => ({ value })) })

const transforms: readonly Feature[] = [
  ['copy()', 'src.gender as v -> tgt.gender = copy(v);', { gender: 'female' }],
  [
    'truncate',
    "src.gender as v -> tgt.language = truncate(v, 3), tgt.id = truncate('ab', 30);",
    { language: 'fem', id: 'ab' },
  ],
  ['truncate by whole characters', "src -> tgt.language = truncate('a😀b', 2);", { language: 'a😀' }],
  [
    'escape',
    String.raw`src -> tgt.id = escape('a<b & "c"', 'plain', 'xml'), tgt.language = escape('x&lt;&#65;&#x42;', 'xml', 'plain'), tgt.implicitRules = escape('q\\"\\n', 'json', 'plain');`,
    { id: 'a&lt;b &amp; &quot;c&quot;', language: 'x<AB', implicitRules: 'q"\n' },
  ],
  ['append', "src.gender as v -> tgt.language = append(v, '-', 2, v);", { language: 'female-2female' }],
  [
    'cast to a type',
    "src.identifier first as i, i.value as v -> tgt.multipleBirth = cast(v, 'integer');",
    { multipleBirthInteger: 1 },
  ],
  [
    'cast to the type of the element',
    "src.birthDate as v -> tgt.birthDate = cast(v); src -> tgt.active = cast('true'); ",
    { birthDate: '1980-02-29', active: true },
  ],
  [
    'reference and pointer to a source',
    'src -> tgt.managingOrganization as r, r.reference = reference(src), r.display = pointer(src);',
    { managingOrganization: { reference: 'Patient/p1', display: 'Patient/p1' } },
  ],
  [
    'evaluate with a context',
    'src.name first as n -> tgt.language = evaluate(n, given.first()), tgt.id = evaluate(n, $this.use);',
    { language: 'Testa', id: 'official' },
  ],
  ['evaluate with nothing', 'src -> tgt.language = (%src.language);', {}],
  [
    'evaluate with many values for a list',
    'src -> tgt.name as n, n.given = (%src.name.given);',
    { name: [{ given: ['Testa', 'Bea', 'Tee'] }] },
  ],
  [
    'evaluate: text, numbers, dates',
    "src.birthDate as v -> tgt.language = (v & '/' & %v), tgt.birthDate = (%v + 1 day), tgt.multipleBirth = (%src.name.given.count() + 1);",
    { language: '1980-02-29/1980-02-29', birthDate: '1980-03-01', multipleBirthInteger: 4 },
  ],
  [
    'evaluate: iif, where, functions with a focus',
    "src.gender as v -> tgt.language = (iif(%v = 'female', 'F', 'M')), tgt.id = (%src.name.where(use = 'official').given.select($this & '.').first()), tgt.active = (src.name.exists(use = 'old'));",
    { language: 'F', id: 'Testa.', active: false },
  ],
  [
    'evaluate: a datatype',
    "src -> tgt.name = (%src.name.where(use = 'nickname'));",
    { name: [{ use: 'nickname', given: ['Tee'] }] },
  ],
  [
    'evaluate: double quotes',
    'src -> tgt.language = (iif(%src.active, "it\'s", "no"));',
    { language: "it's" },
  ],
  [
    'cc',
    "src.gender as v -> tgt.maritalStatus = cc('urn:s', v, 'shown');",
    { maritalStatus: { coding: [{ system: 'urn:s', code: 'female', display: 'shown' }] } },
  ],
  ['cc of a text', "src -> tgt.maritalStatus = cc('just text');", { maritalStatus: { text: 'just text' } }],
  [
    'c',
    "src.gender as v -> tgt.maritalStatus as m, m.coding = c('urn:s', v);",
    { maritalStatus: { coding: [{ system: 'urn:s', code: 'female' }] } },
  ],
  [
    'qty of a text',
    "src -> tgt.extension as e, e.value = qty('<=5.5 mg');",
    { extension: [{ valueQuantity: { comparator: '<=', value: 5.5, unit: 'mg' } }] },
  ],
  [
    'qty of parts',
    "src -> tgt.extension as e, e.value = qty(5, 'mg', 'urn:u', 'mg'); src -> tgt.extension as e, e.value = qty('5', 'mg');",
    {
      extension: [
        { valueQuantity: { value: 5, unit: 'mg', system: 'urn:u', code: 'mg' } },
        { valueQuantity: { value: 5, unit: 'mg' } },
      ],
    },
  ],
  ['id', "src -> tgt.identifier = id('urn:s', '77');", { identifier: [{ system: 'urn:s', value: '77' }] }],
  [
    'cp',
    "src -> tgt.telecom = cp('a@example.org'), tgt.telecom = cp('+1 555-0100'), tgt.telecom = cp('https://example.org'), tgt.telecom = cp('?'), tgt.telecom = cp('sms', '555');",
    {
      telecom: [
        ['email', 'a@example.org'],
        ['phone', '+1 555-0100'],
        ['url', 'https://example.org'],
        ['other', '?'],
        ['sms', '555'],
      ].map(([system, value]) => ({ system, value })),
    },
  ],
]

const groups: readonly Feature[] = [
  [
    'several groups and rules after them',
    'src.identifier first as i -> tgt.identifier as t then a(i, t), b(i, t) { i.use as v -> t.use = v; i.value as v -> t.id = v; };',
    { identifier: [{ system: 'urn:a', value: '1', id: '1' }] },
    'group a(source i, target t) { i.system as v -> t.system = v; }\ngroup b(source i, target t) { i.value as v -> t.value = v; }',
  ],
  [
    'a literal as an input',
    "src.identifier first as i -> tgt.identifier as t then a(i, t, 'old', 3);",
    { identifier: [{ value: '1', use: 'old' }] },
    'group a(source i, target t, source u, source n) { i.value as v where %n = 3 -> t.value = v, t.use = u; }',
  ],
  [
    'a target given as a source',
    "src -> tgt.identifier as t, t.value = 'z' then c(t, tgt);",
    { identifier: [{ value: 'z' }], language: 'z' },
    'group c(source t, target tgt) { t.value as v -> tgt.language = v; }',
  ],
  [
    'a group that calls itself',
    'src.name first as n then walk(n, tgt);',
    { language: 'Bea' },
    "group walk(source n, target tgt) { n.given as g -> tgt.language = g; n where family = 'never' then walk(n, tgt); }",
  ],
  [
    'a group and a variable of one name',
    'src.identifier first as a then a(a, tgt);',
    { language: '1' },
    'group a(source a, target b) { a.value as v -> b.language = v; }',
  ],
  ["extends: the other group's rules first", '', {}, 'group none(source s, target t) { }'],
  [
    'the simple form by a group for types',
    'src.identifier -> tgt.identifier;',
    values('1', '2', '3'),
    'group I(source src : Identifier, target tgt : Identifier) <<types>> { src.value as v -> tgt.value = v; }',
  ],
  [
    'the simple form on primitives, with a condition',
    "src.gender where $this = 'female' -> tgt.gender;",
    { gender: 'female' },
    'group code(source src : code, target tgt : code) <<type+>> { src.value as v -> tgt.value = v; }',
  ],
  [
    'the simple form to a choice',
    'src.deceased -> tgt.deceased;',
    { deceasedDateTime: '2020' },
    "group b(source src : boolean, target tgt : dateTime) <<type+>> { src -> tgt.value = '2020'; }",
  ],
]

describe.each([
  ['transforms', transforms],
  ['groups', groups],
])('%s', (_part, features) => {
  // A rest parameter, for Jest would fill a fourth one with its callback.
  test.each(features)('%s', (...[, rules, expected, more]) => {
    expect(outcome(rules, more)).toEqual(expected)
  })
})

describe('extends', () => {
  test('the rules of the other group come first, on inputs of the same names', () => {
    const text = `map "u" = "n"
uses "http://hl7.org/fhir/StructureDefinition/Patient" alias Patient as source
group main(source src : Patient, target tgt : Patient) extends base { src.gender as v -> tgt.gender = v; }
group base(target tgt : Patient, source src : Patient) { src.id as v -> tgt.id = v, tgt.gender = 'unknown'; }`
    expect(mapped(compiled([text]), testPatient).output).toEqual([
      { resourceType: 'Patient', id: 'p1', gender: 'female' },
    ])
  })

  test('a group of resources serves a group of one of them', () => {
    const text = `map "u" = "n"
group main(source src : Patient, target tgt : Basic) extends any { src.gender as v -> tgt.language = v; }
group any(source src : Resource, target tgt : Resource) { src.id as v -> tgt.id = v; }`
    expect(mapped(compiled([text]), testPatient).output).toEqual([
      { resourceType: 'Basic', id: 'p1', language: 'female' },
    ])
  })
})
