/** The parser: every part of the language comes back in the tree, and every fault says where it is and what was expected. */
import { describe, expect, test } from '@jest/globals'
import { parseMap } from '../../src/mapping/parse.ts'
import { parsed, patientMap } from './ground.ts'

const ruleOf = (rule: string) => {
  const [first] = parsed(patientMap(rule)).groups[0]?.rules ?? []
  if (!first) throw new Error('no rule')
  return first
}

describe('what a map may hold', () => {
  test('metadata, structures, imports and groups, with positions', () => {
    const map = parsed(`/// url = "http://example.org/m"
/// name = 'named'
/// title = """two
lines"""
map "http://example.org/m" = "m"
uses "http://example.org/A" alias A as source // a note
uses "http://example.org/B" as target
uses "http://example.org/C" as queried
uses "http://example.org/D" as produced;
imports "http://example.org/*"
/* a block
   comment */
group g(source a : A, target b : "http://example.org/B") extends base <<type+>> {
}
group h(source a, target b) <<types>> { };`)
    expect(map).toMatchObject({
      url: 'http://example.org/m',
      name: 'm',
      metadata: [
        { path: 'url', value: 'http://example.org/m' },
        { path: 'name', value: 'named' },
        { path: 'title', value: 'two\nlines' },
      ],
      uses: [
        { url: 'http://example.org/A', alias: 'A', mode: 'source', at: { line: 6, column: 6 } },
        { url: 'http://example.org/B', mode: 'target' },
        { url: 'http://example.org/C', mode: 'queried' },
        { url: 'http://example.org/D', mode: 'produced' },
      ],
      imports: [{ text: 'http://example.org/*' }],
      groups: [
        {
          name: 'g',
          extends: { text: 'base' },
          typeMode: 'type+',
          inputs: [
            { mode: 'source', name: 'a', type: 'A' },
            { mode: 'target', name: 'b', type: 'http://example.org/B' },
          ],
        },
        { name: 'h', typeMode: 'types' },
      ],
    })
  })

  test('a map named by its metadata alone', () => {
    expect(parsed('/// url = "http://example.org/m"\ngroup g(source a, target b) { }')).toMatchObject({
      url: 'http://example.org/m',
      name: 'http://example.org/m',
    })
  })

  test('all parts of a source, in their order', () => {
    expect(
      ruleOf(
        "src.name.given : string 0..* default ('x') first as v where ($this != 'y') check (true) log ('seen') -> tgt.language = v \"named\";",
      ),
    ).toMatchObject({
      name: 'named',
      sources: [
        {
          context: { text: 'src' },
          path: [{ text: 'name' }, { text: 'given' }],
          type: { text: 'string' },
          min: 0,
          max: '*',
          defaultValue: { text: "'x'" },
          listMode: 'first',
          variable: { text: 'v' },
          condition: { text: "($this != 'y')" },
          check: { text: '(true)' },
          log: { text: "('seen')" },
        },
      ],
    })
  })

  test('conditions without brackets end where FHIRPath does', () => {
    const { sources } = ruleOf(
      "src.identifier as i where system = 'urn:a' and value.length() > 1 or (use in ('a' | 'b')) check value is string log 'x' -> tgt.active = true;",
    )
    expect(sources[0]).toMatchObject({
      condition: { text: "system = 'urn:a' and value.length() > 1 or (use in ('a' | 'b'))" },
      check: { text: 'value is string' },
      log: { text: "'x'" },
    })
    expect(ruleOf('src.a where b[0].c.d(1, %x) >-1 then { };').sources[0]?.condition?.text).toBe(
      'b[0].c.d(1, %x) >-1',
    )
  })

  test('targets: literals, copies, transforms, expressions, list modes', () => {
    const { targets } = ruleOf(
      "src -> tgt.a = 'x', tgt.b = -1.5, tgt.c = @2020-01-02T10:00:00Z, tgt.d = v.e.f, tgt.g = append(v, 'x', 2), tgt.h = (%v & 'y') as h first, tgt.i = evaluate(v, given.first()), uuid() as u, tgt.j as j share k, tgt.l as l single, tgt;",
    )
    expect(targets).toMatchObject([
      { transform: { name: 'copy', parameters: [{ kind: 'literal', type: 'string', value: 'x' }] } },
      { transform: { name: 'copy', parameters: [{ type: 'decimal', value: -1.5 }] } },
      { transform: { name: 'copy', parameters: [{ type: 'dateTime', value: '2020-01-02T10:00:00Z' }] } },
      { transform: { name: 'copy', parameters: [{ name: 'v' }], path: [{ text: 'e' }, { text: 'f' }] } },
      { transform: { name: 'append', parameters: [{ name: 'v' }, { value: 'x' }, { value: 2 }] } },
      {
        transform: { name: 'evaluate', expression: { text: "%v & 'y'" } },
        variable: { text: 'h' },
        listMode: 'first',
      },
      { transform: { name: 'evaluate', parameters: [{ name: 'v' }], expression: { text: 'given.first()' } } },
      { path: [], transform: { name: 'uuid' }, variable: { text: 'u' } },
      { variable: { text: 'j' }, listMode: 'share', listRuleId: 'k' },
      { variable: { text: 'l' }, listMode: 'collate' },
      { context: { text: 'tgt' }, path: [] },
    ])
  })

  test('then: groups, rules, and groups before rules', () => {
    expect(ruleOf("src as s then a(s, 'x', 2), b(s) { s.id -> tgt.id; } 'r';")).toMatchObject({
      name: 'r',
      dependents: [
        { name: 'a', parameters: [{ name: 's' }, { value: 'x' }, { value: 2 }] },
        { name: 'b', parameters: [{ name: 's' }] },
      ],
      rules: [{ name: 'id' }],
      hasThen: true,
    })
  })

  test('names in backticks, and words of the language as names', () => {
    expect(
      ruleOf(
        'src.`div` as type, type.source as first -> tgt.group as `not-found`, `not-found`.where = first;',
      ),
    ).toMatchObject({
      sources: [{ path: [{ text: 'div' }], variable: { text: 'type' } }, { path: [{ text: 'source' }] }],
      targets: [
        { variable: { text: 'not-found' } },
        { context: { text: 'not-found' }, path: [{ text: 'where' }] },
      ],
    })
  })

  test('escapes in texts', () => {
    expect(
      ruleOf(String.raw`src -> tgt.a = 'it\'s \u00e9 \\ \n "end"';`).targets[0]?.transform?.parameters[0],
    ).toMatchObject({
      value: 'it\'s é \\ \n "end"',
    })
  })

  test('concept maps with prefixes, every sign, bare and quoted codes', () => {
    const map = parsed(`map "http://example.org/m" = "m"
conceptmap "#c" {
  prefix s = "urn:s"
  prefix t = "urn:t"
  unmapped for s = provided
  s:a == t:b
  s:in-progress = t:"x y"
  s:2.5 <= t:1
  s:c - t:d
  s:e --
  s:f ~ t:g
}
group g(source a, target b) { }`)
    expect(map.conceptMaps).toMatchObject([
      {
        id: 'c',
        provided: ['urn:s'],
        translations: [
          {
            sourceSystem: 'urn:s',
            sourceCode: 'a',
            equivalence: 'equivalent',
            targetSystem: 'urn:t',
            targetCode: 'b',
          },
          { sourceCode: 'in-progress', equivalence: 'equal', targetCode: 'x y' },
          { sourceCode: '2.5', equivalence: 'wider', targetCode: '1' },
          { sourceCode: 'c', equivalence: 'relatedto' },
          { sourceCode: 'e', equivalence: 'unmatched' },
          { sourceCode: 'f', equivalence: 'inexact' },
        ],
      },
    ])
  })
})

describe('faults say where and what was expected', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'no map statement',
      'group g(source a, target b) { }',
      "1:1 found 'group', expected 'map' or '/// url = ...'",
    ],
    ['a statement of R5', 'map "u" = "n"\nlet x = 1;', "2:1 'let' is syntax of FHIR R5, and this reads R4"],
    [
      'an unknown statement',
      'map "u" = "n"\nuse "x"',
      "2:1 found 'use', expected 'uses', 'imports', 'conceptmap' or 'group'",
    ],
    [
      'a use without a mode',
      'map "u" = "n"\nuses "x" as foo',
      "2:13 found 'foo', expected 'source', 'queried', 'target' or 'produced'",
    ],
    [
      'inputs without a comma',
      'map "u" = "n"\ngroup g(source a target b) { }',
      "2:18 found 'target', expected ',' or ')'",
    ],
    [
      'an input without a mode',
      'map "u" = "n"\ngroup g(a, b) { }',
      "2:9 found 'a', expected 'source' or 'target'",
    ],
    [
      'an unknown type mode',
      'map "u" = "n"\ngroup g(source a, target b) <<typed>> { }',
      "2:31 found 'typed', expected 'types' or 'type+'",
    ],
    [
      'a group without an end',
      'map "u" = "n"\ngroup g(source a, target b) {',
      "2:30 found the end of the text, expected a rule or '}'",
    ],
    [
      'a rule without its semicolon',
      patientMap('  src.id as v -> tgt.id = v'),
      "5:1 found '}', expected ',', 'then', a rule name or ';'",
    ],
    [
      'the list mode after the variable',
      patientMap('  src.id as v first -> tgt.id = v;'),
      "4:21 found '->', expected ',', '->', 'then' or ';'",
    ],
    [
      'an unknown transform',
      patientMap("  src -> tgt.id = frob('x');"),
      "4:19 found 'frob(', expected 'create(', 'copy(',",
    ],
    [
      'an argument that is a path',
      patientMap('  src -> tgt.id = append(src.id);'),
      "4:29 found '.', expected ',' or ')'",
    ],
    [
      'an expression that is not finished',
      patientMap('  src -> tgt.id = (%v & );'),
      "4:25 found ')', expected a FHIRPath expression",
    ],
    [
      'a search',
      patientMap("  search('x') as s -> tgt.active = true;"),
      '4:3 search(...) as a source is not supported',
    ],
    [
      'a text without an end',
      patientMap("  src -> tgt.id = 'x;"),
      "4:19 found a text without an end, expected '",
    ],
    [
      'a wrong escape',
      patientMap(String.raw`  src -> tgt.id = 'a\q';`),
      String.raw`4:19 found the escape \q`,
    ],
    ['a comment without an end', 'map "u" = "n"\n/* x', "2:1 found a comment without an end, expected '*/'"],
    ['a stray character', 'map "u" = "n"\n§', '2:1 found the character "§"'],
    [
      'an undeclared prefix',
      'map "u" = "n"\nconceptmap "c" { s:a == t:b }',
      "2:18 no prefix 's' is declared",
    ],
    [
      'an unknown sign',
      'map "u" = "n"\nconceptmap "c" { prefix s = "x" s:a -> s:b }',
      "2:37 found '->', expected",
    ],
    [
      'a default without a value',
      patientMap('  src.id default as v -> tgt.id = v;'),
      "4:18 found 'as', expected '(' or a literal",
    ],
  ]

  test.each(cases)('%s', (_name, text, message) => {
    const result = parseMap(text)
    const found =
      result.kind === 'invalid' ? result.errors.map((e) => `${e.line}:${e.column} ${e.message}`) : []
    expect(found).toHaveLength(1)
    expect(found[0]?.slice(0, message.length)).toBe(message)
  })

  test('lines are counted by any line end', () => {
    const result = parseMap('map "u" = "n"\r\n\r\n\r  let')
    expect(result.kind === 'invalid' && result.errors[0]).toMatchObject({
      line: 4,
      column: 3,
      code: 'unsupported',
    })
  })

  test('limits on size and nesting', () => {
    const long = parseMap(`map "u" = "n"${' '.repeat(1_000_000)}`)
    expect(long.kind === 'invalid' && long.errors[0]?.message).toContain('at most 1000000 characters')
    const deep = parseMap(patientMap(`src -> tgt.id = (${'('.repeat(500)}1${')'.repeat(500)});`))
    expect(deep.kind === 'invalid' && deep.errors[0]?.message).toContain('nested deeper than 100 levels')
  })
})
