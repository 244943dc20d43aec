/** What can be known of a map before there is an input is known: every fault with its line, its column and a sentence. */
import { describe, expect, test } from '@jest/globals'
import { faults, patientMap } from './ground.ts'

describe('faults in a rule', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'an element that the source has not',
      'src.nonsense as v -> tgt.id = v;',
      "4:5 Patient has no element 'nonsense'",
    ],
    [
      'one at the end of a path',
      'src.contact.nonsense as v -> tgt.id = v;',
      "4:13 Patient.contact has no element 'nonsense'",
    ],
    [
      'one in an expression',
      'src -> tgt.id = (%src.contact.nonsense);',
      "4:18 Patient.contact has no element 'nonsense'",
    ],
    [
      'one in a condition',
      'src.name as n where nonsense = 1 -> tgt.id = src.id;',
      "4:21 HumanName has no element 'nonsense'",
    ],
    [
      'one inside a function',
      'src -> tgt.active = (%src.name.exists(nonsense = 1));',
      "4:39 HumanName has no element 'nonsense'",
    ],
    [
      'an element that the target has not',
      "src -> tgt.nonsense = 'x';",
      "4:12 Patient has no element 'nonsense'",
    ],
    [
      'one of a datatype',
      "src -> tgt.name as n, n.nonsense = 'x';",
      "4:25 HumanName has no element 'nonsense'",
    ],
    ['a variable that is not there', 'src -> tgt.id = v;', "4:17 there is no variable 'v' here"],
    [
      'a variable of another rule',
      'src.id as v -> tgt.id = v; src -> tgt.language = v;',
      "4:50 there is no variable 'v' here",
    ],
    [
      'a variable of FHIRPath that is not there',
      'src -> tgt.id = (%nothere);',
      "4:18 there is no variable 'nothere' here",
    ],
    [
      'a bare name without a context',
      'src -> tgt.id = (nothere.first());',
      "4:18 there is no variable 'nothere' here",
    ],
    ['$this without a context', 'src -> tgt.id = ($this);', '4:18 $this has no meaning here'],
    [
      'a source that is set',
      "src.name as n -> n.family = 'x';",
      "4:18 'n' is a source: it cannot be changed",
    ],
    [
      'a variable twice in a rule',
      'src.id as v, src.gender as v -> tgt.id = v;',
      "4:28 the variable 'v' is there already in this rule",
    ],
    ['FHIRPath that cannot be compiled', "src -> tgt.id = ('a'.frobnicate());", '4:18 FHIRPath:'],
    [
      'a text for a boolean',
      "src -> tgt.active = 'yes';",
      "4:21 a string does not fit 'active', which takes boolean",
    ],
    [
      'a text for a datatype',
      "src -> tgt.maritalStatus = 'x';",
      "4:28 a string does not fit 'maritalStatus', which takes CodeableConcept",
    ],
    [
      'a datatype for a text',
      'src.maritalStatus as v -> tgt.language = v;',
      "4:42 a CodeableConcept does not fit 'language'",
    ],
    [
      'another datatype',
      'src.maritalStatus as v -> tgt.name = v;',
      "4:38 a CodeableConcept does not fit 'name', which takes HumanName",
    ],
    [
      'a number with a fraction for an integer',
      'src -> tgt.multipleBirth = 1.5;',
      "4:28 a decimal does not fit 'multipleBirth'",
    ],
    ['a text that is no date', "src -> tgt.birthDate = 'soon';", '4:24 "soon" is no date'],
    [
      'a result of the wrong type',
      'src -> tgt.active = (%src.name.count());',
      "4:21 a integer does not fit 'active'",
    ],
    [
      'a primitive without a value',
      'src -> tgt.gender as g then { };',
      "4:8 'gender' is a primitive (code): give it a value",
    ],
    [
      'a choice without a type',
      'src -> tgt.deceased as d then { };',
      "4:8 'deceased' can have several types: create('...') one of them",
    ],
    ['nothing set', 'src -> tgt.name then { };', '4:8 nothing would be set'],
    [
      'a created type that does not fit',
      "src -> tgt.name = create('Coding') as n;",
      '4:19 a Coding does not fit name, which takes HumanName',
    ],
    [
      'a type that is not there',
      "src -> tgt.name = create('Nonsense') as n;",
      "4:26 there is no type 'Nonsense'",
    ],
    [
      'create of a variable',
      'src.id as v -> tgt.name = create(v) as n;',
      '4:27 create takes one type, as a text',
    ],
    [
      'a filter that can never hold',
      'src.deceased : Quantity as v -> tgt.active = true;',
      '4:16 no value here is ever of type Quantity, but boolean, dateTime',
    ],
    [
      'a default for a datatype',
      "src.name default ('x') as v -> tgt.name = v;",
      '4:19 a default is a primitive, and this element is of type HumanName',
    ],
    [
      'a default of another type',
      "src.active default ('x') as v -> tgt.active = v;",
      '4:21 a default of type string does not fit boolean',
    ],
    [
      'a transform without a place or a name',
      'src -> uuid();',
      '4:8 a transform without a target element needs a variable',
    ],
    [
      'a whole datatype assigned',
      "src -> tgt.name as n, n = 'x';",
      "4:23 only a primitive is set as a whole, and 'n' is HumanName",
    ],
    [
      'first of what does not repeat',
      "src -> tgt.maritalStatus as m first, m.text = 'x';",
      "4:12 'maritalStatus' does not repeat, so it has no first item",
    ],
    [
      'share of a value',
      'src -> tgt.name = (%src.name.first()) share n;',
      '4:19 share needs an element to build',
    ],
    [
      'dateOp',
      "src.birthDate as v -> tgt.birthDate = dateOp(v, '+', '1');",
      '4:39 dateOp has no documented parameters in FHIR R4',
    ],
    ['too few parameters', 'src -> tgt.id = truncate(src);', '4:17 truncate takes 2 parameters, not 1'],
    [
      'an unknown escaping',
      "src.id as v -> tgt.id = escape(v, 'json', 'yaml');",
      '4:43 an escaping is one of plain, java, json, xml',
    ],
    [
      'a cast to a datatype',
      "src.id as v -> tgt.name = cast(v, 'HumanName');",
      '4:27 cast makes primitives only, not HumanName',
    ],
    [
      'a cast of a datatype',
      "src.name as v -> tgt.multipleBirth = cast(v, 'integer');",
      '4:38 HumanName cannot be cast to integer',
    ],
    [
      'a cast with no type to guess',
      'src.id as v -> tgt.deceased = cast(v);',
      '4:31 cast needs a type here: the element takes boolean, dateTime',
    ],
    [
      'an identifier type without its system',
      "src -> tgt.identifier = id('s', 'v', 'MR');",
      '4:25 id with a type needs the code system of identifier types',
    ],
    [
      'three parameters for a quantity',
      "src -> tgt.extension as e, e.value = qty(1, 'mg', 'x');",
      '4:38 qty takes a text, or value and unit',
    ],
    [
      'an unknown output of translate',
      "src.gender as v -> tgt.language = translate(v, '#m', 'uri');",
      '4:54 the output of translate is one of code, system, display, Coding, CodeableConcept',
    ],
    [
      'a concept map that is not there',
      "src.gender as v -> tgt.language = translate(v, '#m', 'code');",
      "4:48 there is no concept map '#m'",
    ],
    ['an abstract resource', "src -> create('Resource') as r then { };", '4:15 Resource is abstract'],
    [
      'the simple form without a default group',
      'src.gender -> tgt.gender;',
      '4:1 there is no default mapping group from code to code',
    ],
    [
      'a group that is not there',
      'src as s then nowhere(s, tgt);',
      "4:15 there is no group 'nowhere' in this map or its imports",
    ],
    [
      'a choice inside a function',
      "src -> tgt.active = (%src.extension.all(value = 'x'));",
      "4:41 'value' has several types here",
    ],
  ]

  test.each(cases)('%s', (_name, rule, message) => {
    const found = faults(patientMap(rule))
    expect(found).toHaveLength(1)
    expect(found[0]?.slice(0, message.length)).toBe(message)
  })
})

describe('faults between groups', () => {
  const group = 'group other(source i : Identifier, target t : Identifier) { i.value as v -> t.value = v; }'
  const cases: readonly (readonly [string, string, string, string])[] = [
    [
      'too few inputs',
      'src.identifier as i then other(i);',
      group,
      "4:26 group 'other' has 2 inputs, and 1 are given",
    ],
    [
      'a source for a target',
      'src.identifier as i then other(i, i);',
      group,
      "4:35 't' is a target, and 'i' a source",
    ],
    [
      'a literal for a target',
      "src.identifier as i then other(i, 'x');",
      group,
      "4:35 't' is a target: only a target variable can be given",
    ],
    [
      'another type',
      'src.name as n -> tgt.identifier as t then other(n, t);',
      group,
      "4:49 'i' of group 'other' is a Identifier, and 'n' a HumanName",
    ],
    [
      'two groups of one name',
      'src.identifier as i -> tgt.identifier as t then other(i, t);',
      `${group}\n${group}`,
      "4:49 there are several groups 'other': http://example.org/map line 6; http://example.org/map line 7",
    ],
    [
      'a default group without types',
      '',
      'group d(source a, target b) <<types>> { }',
      '6:7 a default mapping group has a source and a target, both with types',
    ],
    [
      'a group that extends nothing',
      '',
      'group a(source s : Patient, target t : Patient) extends nowhere { }',
      "6:57 there is no group 'nowhere'",
    ],
    [
      'a group that extends one with other inputs',
      '',
      'group a(source s : Patient, target t : Patient) extends b { }\ngroup b(source x : Patient, target t : Patient) { }',
      "6:7 'a' extends 'b', and so needs its source 'x'",
    ],
    [
      'groups that extend each other',
      '',
      'group a(source s : Patient, target t : Patient) extends b { }\ngroup b(source s : Patient, target t : Patient) extends a { }',
      "6:7 'a' extends itself",
    ],
    [
      'an input twice',
      '',
      'group a(source s : Patient, source s : Patient, target t : Patient) { }',
      "6:29 the input 's' is there twice",
    ],
    [
      'a fault in a group that nothing calls',
      '',
      "group a(source s : Patient, target t : Patient) { s -> t.nonsense = 'x'; }",
      "6:58 Patient has no element 'nonsense'",
    ],
  ]

  test.each(cases)('%s', (_name, rule, more, message) => {
    expect(faults(patientMap(rule, more))[0]?.slice(0, message.length)).toBe(message)
  })

  test('a group without types is checked against what it is given', () => {
    const more = 'group fill(source i, target t) { i.value as v -> t.family = v; }'
    expect(faults(patientMap('src.identifier as i -> tgt.name as n then fill(i, n);', more))).toEqual([])
    expect(faults(patientMap('src.identifier as i -> tgt.identifier as n then fill(i, n);', more))).toEqual([
      "6:52 Identifier has no element 'family'",
    ])
  })

  test('all faults are told, in the order of the text, each once', () => {
    const text = patientMap(
      'src -> tgt.a = 1;\nsrc.b as v -> tgt.id = v then { v -> tgt.c = 1; };\nsrc.name as n then f(n); src.name as n then f(n);',
      'group f(source n) { n.x as v then { }; }',
    )
    expect(faults(text)).toEqual([
      "4:12 Patient has no element 'a'",
      "5:5 Patient has no element 'b'",
      "8:23 HumanName has no element 'x'",
    ])
  })
})
