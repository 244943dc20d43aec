/** What sources, targets and list modes do: rules, and what they make of an invented Patient. */
import { describe, expect, test } from '@jest/globals'
import { outcome } from './ground.ts'

const identifiers = (rule: string) => `${rule} -> tgt.identifier as t then { i.value as v -> t.value = v; };`
const values = (...found: string[]) => ({ identifier: found.map((value) => ({ value })) })

type Feature = readonly [name: string, rules: string, expected: unknown, more?: string]

const sources: readonly Feature[] = [
  ['each item of a list', identifiers('src.identifier as i'), values('1', '2', '3')],
  ['first', identifiers('src.identifier first as i'), values('1')],
  ['last', identifiers('src.identifier last as i'), values('3')],
  ['not_first', identifiers('src.identifier not_first as i'), values('2', '3')],
  ['not_last', identifiers('src.identifier not_last as i'), values('1', '2')],
  ['only_one', 'src.contact only_one as c then { c.gender as v -> tgt.gender = v; };', { gender: 'male' }],
  ['where on each item', identifiers("src.identifier as i where (system = 'urn:b')"), values('2')],
  [
    'where before the list mode',
    identifiers("src.identifier first as i where (system != 'urn:a')"),
    values('2'),
  ],
  ['where without brackets', identifiers("src.identifier as i where system = 'urn:b'"), values('2')],
  [
    'where by $this, by variable, by bare variable',
    identifiers("src.identifier as i where $this.system = %i.system and i.value > '1'"),
    values('2', '3'),
  ],
  [
    'where by an outer variable',
    identifiers("src.identifier as i where %src.gender = 'female' and src.active and value = '2'"),
    values('2'),
  ],
  [
    'where by an element that has the name of a variable',
    "src.id as value then { src.identifier as i where value = '2' -> tgt.identifier as t, t.value = i.value; };",
    values('2'),
  ],
  ['where that is no boolean', identifiers('src.identifier as i where system'), values('1', '2', '3')],
  [
    'where on the value of a primitive',
    identifiers("src.identifier as i where system.value = 'urn:b'"),
    values('2'),
  ],
  [
    'where with a comparison of dates',
    'src.birthDate as d where $this < @1990-01-01 -> tgt.active = true;',
    { active: true },
  ],
  ['a source without an element', "src where gender = 'female' -> tgt.active = false;", { active: false }],
  ['a source without an element, renamed', 'src as s -> tgt.id = s.id;', { id: 'p1' }],
  ['a deep path', 'src.contact.name.family as v -> tgt.language = v;', { language: 'Sample' }],
  ['a choice by its name', 'src.deceased as v -> tgt.deceased = v;', { deceasedBoolean: false }],
  ['a choice by its JSON name', 'src.deceasedBoolean as v -> tgt.deceased = v;', { deceasedBoolean: false }],
  ['a type that the value has', 'src.deceased : boolean as v -> tgt.active = v;', { active: false }],
  ['a type that the value has not', "src.deceased : dateTime as v -> tgt.language = 'x';", {}],
  [
    'a default where there is no value',
    "src.language default ('e' & 'n') as v -> tgt.language = v;",
    { language: 'en' },
  ],
  [
    'a default where there is a value',
    "src.gender default 'other' as v -> tgt.gender = v;",
    { gender: 'female' },
  ],
  [
    'a default of another kind',
    'src.multipleBirth : integer default 3 as v -> tgt.multipleBirth = v;',
    { multipleBirthInteger: 3 },
  ],
  [
    'a cardinality that is kept',
    'src.gender 1..1 as v -> tgt.gender = v; src.name 0..* as n -> tgt.name as t, t.family = n.family;',
    { gender: 'female', name: [{ family: 'Placeholder' }] },
  ],
  ['a check that holds', identifiers('src.identifier as i check system.exists()'), values('1', '2', '3')],
  [
    'two sources: every combination',
    "src.identifier as i, src.name as n where use = 'official' -> tgt.identifier as t, t.value = (%i.value & %n.use);",
    values('1official', '2official', '3official'),
  ],
  [
    'two sources, the second from the first',
    'src.name as n, n.given as g -> tgt.name as t, t.text = g;',
    { name: [{ text: 'Testa' }, { text: 'Bea' }, { text: 'Tee' }] },
  ],
  ['two sources, one without a value', "src.identifier as i, src.telecom as t -> tgt.language = 'x';", {}],
  [
    'a target variable as a source',
    "src -> tgt.name as n, n.family = 'F' then { n.family as f -> tgt.language = f; };",
    { name: [{ family: 'F' }], language: 'F' },
  ],
  [
    'a name for a source and a target at once',
    'src.identifier first as i -> tgt.identifier as i then { i.value as v -> i.value = v; };',
    values('1'),
  ],
  [
    'a name hidden by an inner one',
    'src.identifier first as i then { i.value as i -> tgt.language = i; };',
    { language: '1' },
  ],
]

const targets: readonly Feature[] = [
  [
    'literals',
    "src -> tgt.active = true, tgt.multipleBirth = 2, tgt.language = 'en', tgt.birthDate = @2020-01-02;",
    { active: true, multipleBirthInteger: 2, language: 'en', birthDate: '2020-01-02' },
  ],
  ['a copy of a path', 'src.contact as c -> tgt.gender = c.gender;', { gender: 'male' }],
  [
    'a copy of a path with several values',
    'src -> tgt.name as n, n.given = src.name.given;',
    { name: [{ given: ['Testa', 'Bea', 'Tee'] }] },
  ],
  [
    'a copy of a datatype',
    'src.identifier first as v -> tgt.identifier = v;',
    { identifier: [{ system: 'urn:a', value: '1' }] },
  ],
  [
    'one target that another refers to',
    "src -> tgt.language = 'en', tgt.gender = (%tgt.language);",
    { language: 'en', gender: 'en' },
  ],
  [
    'a value with a name',
    'src -> tgt.id = uuid() as u, tgt.language = (%u.length().toString());',
    { id: '00000000-0000-4000-8000-000000000001', language: '36' },
  ],
  [
    'a later rule over an earlier',
    "src -> tgt.gender = 'male'; src -> tgt.gender = 'other';",
    { gender: 'other' },
  ],
  [
    'one item for each application',
    'src.identifier as i -> tgt.identifier as t, t.value = i.value;',
    values('1', '2', '3'),
  ],
  [
    'the one item of what does not repeat',
    "src -> tgt.maritalStatus as m, m.text = 'a'; src -> tgt.maritalStatus as m, m.coding as c, c.code = 'b';",
    { maritalStatus: { text: 'a', coding: [{ code: 'b' }] } },
  ],
  [
    'a deep path',
    "src.gender as v -> tgt.contact.name.family = 'F', tgt.contact.gender = v;",
    { contact: [{ name: { family: 'F' }, gender: 'female' }] },
  ],
  [
    'a deep path in each application',
    'src.identifier as i -> tgt.contact.name.family = i.value;',
    { contact: ['1', '2', '3'].map((family) => ({ name: { family } })) },
  ],
  [
    'what is never filled',
    'src.identifier as i -> tgt.identifier as t; src -> tgt.name as n then { n.text as x -> n.family = x; };',
    {},
    'group Identifier(source s : Identifier, target t : Identifier) <<types>> { }',
  ],
  [
    'create by alias and by URL',
    "src -> tgt.name = create('HN') as a, a.family = 'A'; src -> tgt.name = create('http://hl7.org/fhir/StructureDefinition/HumanName') as b, b.family = 'B';",
    { name: [{ family: 'A' }, { family: 'B' }] },
  ],
  [
    "a choice of the value's own type",
    "src.birthDate as v -> tgt.extension as e, e.url = 'urn:e', e.value = v;",
    { extension: [{ url: 'urn:e', valueDate: '1980-02-29' }] },
  ],
  [
    'a choice of a nearer type',
    'src.gender as v -> tgt.extension as e, e.value = v, tgt.multipleBirth = 1;',
    { extension: [{ valueCode: 'female' }], multipleBirthInteger: 1 },
  ],
  [
    'a choice in its last type',
    'src -> tgt.deceased = true; src -> tgt.deceased = @2020-01-01T00:00:00Z;',
    { deceasedDateTime: '2020-01-01T00:00:00Z' },
  ],
  ['another name for a target', "src -> tgt as t, t.language = 'en';", { language: 'en' }],
  [
    'a primitive that is created first',
    "src.gender as v -> tgt.gender = create('code') as g then { v.value as w -> g.value = w; }; src.id as i -> tgt.id = create('id') as g then { i -> g = i; };",
    { gender: 'female', id: 'p1' },
  ],
]

const lists: readonly Feature[] = [
  [
    'first and last, whatever the order of the rules',
    "src -> tgt.name as a last, a.text = 'z'; src.identifier as i -> tgt.name as b, b.text = i.value; src -> tgt.name as c first, c.text = 'a'; src.id as i -> tgt.name as d, d.text = i;",
    { name: ['a', '1', '2', '3', 'p1', 'z'].map((text) => ({ text })) },
  ],
  [
    'several items of one rule stay in order',
    'src.identifier as i -> tgt.name as b first, b.text = i.value;',
    { name: ['1', '2', '3'].map((text) => ({ text })) },
  ],
  [
    'values too',
    "src -> tgt.name as n then { src.identifier as i -> n.given = i.value; src -> n.given = 'first' first; };",
    { name: [{ given: ['first', '1', '2', '3'] }] },
  ],
  [
    'share: the nth item that another rule made',
    'src.identifier as i -> tgt.name as n share s, n.text = i.value; src.name as m -> tgt.name as n share s, n.use = m.use;',
    { name: [{ text: '1', use: 'official' }, { text: '2', use: 'nickname' }, { text: '3' }] },
  ],
  [
    'share by name',
    "src -> tgt.name as n share a, n.text = 'a'; src -> tgt.name as n share b, n.text = 'b'; src -> tgt.name as n share a, n.use = 'old';",
    { name: [{ text: 'a', use: 'old' }, { text: 'b' }] },
  ],
  [
    'collate: the first item again and again',
    "src.identifier as i -> tgt.name as n collate, n.given = i.value; src -> tgt.name as n single, n.use = 'old';",
    { name: [{ given: ['1', '2', '3'], use: 'old' }] },
  ],
]

describe.each([
  ['sources', sources],
  ['targets', targets],
  ['list modes', lists],
])('%s', (_part, features) => {
  // A rest parameter, for Jest would fill a fourth one with its callback.
  test.each(features)('%s', (...[, rules, expected, more]) => {
    expect(outcome(rules, more)).toEqual(expected)
  })
})
