/** Positions of what findings name, in texts of every form that JSON may take. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { PLACES_MAX, positionsOf } from '../../src/fhir/positions.ts'

/** A text with the place that is expected marked by ‸ (which is taken out). */
function at(marked: string): { text: string; place: string } {
  const offset = marked.indexOf('‸')
  const before = marked.slice(0, offset).split(/\r\n|\r|\n/)
  const bom = before.length === 1 && marked.startsWith('\uFEFF') ? 1 : 0
  return {
    text: marked.replace('‸', ''),
    place: `${String(before.length)}:${String((before.at(-1)?.length ?? 0) + 1 - bom)}`,
  }
}

function placeIn(text: string, expression: string): string {
  const [{ line, column } = { line: 0, column: 0 }] = positionsOf(text, [expression])
  return `${String(line)}:${String(column)}`
}

describe('one expression', () => {
  test.each<readonly [expression: string, marked: string]>([
    ['Patient', '‸{"resourceType":"Patient"}'],
    ['$this', ' \n ‸{"resourceType":"Patient"}'],
    ['', '‸{"a":1}'],
    ['Patient.birthDate', '{\n  "resourceType": "Patient",\n  ‸"birthDate": "x"\n}'],
    ['Patient.name[0].given[1]', '{"name":[{"given":["a",‸"b"]}]}'],
    ['Patient.name[1]', '{"name":[{"family":"a"},\n‸{"family":"b"}]}'],
    ['Patient.name[0].given[1]', '{"name":[{"_given":[null,‸{"id":"a"}]}]}'],
    ['Patient.name[0].given[1]', '{"name":[{"given":["a",‸null],"_given":[null,{"id":"a"}]}]}'],
    ['Patient.name[0].given[1]', '{"name":[{"_given":[null,{"id":"a"}],"given":["a",‸null]}]}'],
    [
      'Patient.name[0].given[1].extension[0].url',
      '{"name":[{"given":["a","b"],"_given":[null,{"extension":[{‸"url":1}]}]}]}',
    ],
    [
      'Patient.birthDate.extension[0].value.ofType(String)',
      '{"birthDate":"x","_birthDate":{"extension":[{"url":"u",‸"valueString":1}]}}',
    ],
    ['Patient.birthDate', '{‸"_birthDate":{"extension":[]}}'],
    ['Observation.value.ofType(Quantity).code', '{"valueQuantity":{"value":1,‸"code":"x"}}'],
    ['Observation.value.ofType(dateTime)', '{‸"valueDateTime":"x"}'],
    ['Observation.value.ofType(dateTime)', '{‸"_valueDateTime":{}}'],
    ['Observation.value', '{‸"valueDateTime":"x"}'],
    [
      'Observation.component[1].value.ofType(string)',
      '{"component":[{"valueString":"a"},{‸"valueString":"b"}]}',
    ],
    [
      'Bundle.entry[1].resource.ofType(Patient).name[0]',
      '{"entry":[{"resource":{"name":[1]}},{"resource":{"name":[‸2]}}]}',
    ],
    ['Bundle.entry[1].resource.name[0].family', '{"entry":[{},{"resource":{"name":[{‸"family":2}]}}]}'],
    ['Patient.contained[0].id', '{"contained":[{‸"id":"a"}],"id":"b"}'],
    ['Patient.`odd name`[0]', '{"odd name":[‸1]}'],
    ['Patient.`a.b`', '{"a":{"b":1},‸"a.b":1}'],
    ['Patient.__proto__', '{‸"__proto__":{"a":1}}'],
    ['Patient.__proto__.constructor', '{"__proto__":{‸"constructor":1}}'],
    ['Patient.toString', '{‸"toString":1}'],
    ['Patient.name', '{‸"\\u006eame":1}'],
    ['resourceType', '{"id":"a",‸"resourceType":"Nobody"}'],
    ['Patient.name[0]', '{‸"name":{"family":"a"}}'],
    ['Patient.name[0].family', '{"name":{‸"family":"a"}}'],
    ['Patient.name.family', '{"name":[{‸"family":"a"},{"family":"b"}]}'],
    ['Patient.name[0].where(use = 1).family', '{"name":[‸{"family":"a"}]}'],
    // What is missing is where its nearest ancestor is.
    ['Patient.name[0].family', '{"name":[‸{"given":["a"]}]}'],
    ['Patient.name[3].family', '{‸"name":[{"given":["a"]}]}'],
    ['Observation.code', '‸{"codes":[{"code":1}],"valueCode":"x"}'],
    ['Observation.code.coding[0].system', '{"code":{"coding":[‸{"code":"x"}]}}'],
    ['Observation.value.ofType(Quantity).unit', '{‸"valueQuantity":{"value":1}}'],
    ['Encounter.class', '‸{"classHistory":[{}]}'],
    // JSON.parse keeps the last of two.
    ['Patient.id', '{"id":"a",‸"id":"b"}'],
    ['Patient.a.b', '{"a":{"b":1},"a":{‸"b":2}}'],
    ['Patient.a.b', '{"a":{"b":1},‸"a":{"c":2}}'],
    ['Patient.a[0].b', '{"a":[{"b":1}],"a":[‸{}]}'],
    // Nothing within a text or a name is structure.
    ['Patient.id', '{"text":"{\\"id\\":[\\\\","x":["\\\\\\"id",{"id":1}],‸"id":"a"}'],
    ['Patient.id', '{"a":{"id":1,"b":[{"id":[[]]}]},\r\n"c":[[[{"id":1}]]],\r‸"id":1}'],
    ['Patient.id', '\uFEFF{‸"id":1}'],
    ['Patient.id', '\uFEFF{\r\n\t‸"id":1}'],
    ['Patient.id', '{"a":"𝒳é","b":[1,-2.5e10,true,null],‸"id":1}'],
    // JSON pointers.
    ['/client/name/given/1', '{"client":{"name":{"given":["a",‸"b"]}}}'],
    ['/a~1b/c~0d', '{"a/b":{‸"c~d":1}}'],
    ['/a/0/b', '{"a":{"0":{‸"b":1}}}'],
    ['/a/0/b', '{"a":[{‸"b":1}]}'],
    ['/', '‸{"a":1}'],
  ])('%s in %s', (expression, marked) => {
    const { text, place } = at(marked)
    expect(placeIn(text, expression)).toBe(place)
  })

  test('a text that is no object', () => {
    expect(placeIn('\n  [1]', 'Patient.name')).toBe('2:3')
    expect(placeIn('', 'Patient.name')).toBe('1:1')
    expect(placeIn('{"name":', 'Patient.name')).toBe('1:2')
  })
})

test('many expressions are placed in their order, with repeats', () => {
  const text = '{\n"b": 1,\n"a": {"c": 2}\n}'
  expect(positionsOf(text, ['X.a.c', 'X.b', 'X.a', 'X.b', 'X.a.c'])).toEqual([
    { line: 3, column: 7 },
    { line: 2, column: 1 },
    { line: 3, column: 1 },
    { line: 2, column: 1 },
    { line: 3, column: 7 },
  ])
})

/** Every path of a value, with the value there. */
function pathsIn(value: unknown, path = 'X'): [string, unknown][] {
  const below = Array.isArray(value)
    ? value.flatMap((item, index) => pathsIn(item, `${path}[${String(index)}]`))
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, item]) => pathsIn(item, `${path}.\`${name}\``))
      : []
  return [[path, value], ...below]
}

test('whatever the value, each path is where its value begins', () => {
  const name = fc.string({ minLength: 1, maxLength: 6 }).filter((each) => !/[`_.]/.test(each))
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(1, 'a"\\{[', null, true),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(name, tie('value'), { maxKeys: 4 }),
    ),
  }))
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 1, '\t'), (given, indent) => {
      const text = JSON.stringify(given, undefined, indent)
      const lines = text.split('\n')
      const paths = pathsIn(JSON.parse(text))
      const places = positionsOf(
        text,
        paths.map(([path]) => path),
      )
      paths.forEach(([path, found], index) => {
        const { line = 1, column = 1 } = places[index] ?? {}
        const rest = [lines[line - 1]?.slice(column - 1), ...lines.slice(line)].join('\n')
        const own = path.endsWith('`') ? `${JSON.stringify(path.slice(path.lastIndexOf('.`') + 2, -1))}:` : ''
        if (!rest.startsWith(own)) throw new Error(`${path}: ${rest.slice(0, 40)}`)
        const after = rest.slice(own.length).trimStart()
        const begin = JSON.stringify(found, undefined, indent).slice(0, 1)
        if (!after.startsWith(begin)) throw new Error(`${path}: ${after.slice(0, 40)}`)
      })
    }),
    { numRuns: 300 },
  )
})

describe('hostile texts cost time in proportion to their size', () => {
  const within = (text: string, expressions: readonly string[]): void => {
    const start = performance.now()
    positionsOf(text, expressions)
    expect(performance.now() - start).toBeLessThan(5_000)
  }
  const many = Array.from({ length: PLACES_MAX + 1_000 }, (_, index) => `X.a[${String(index)}].b.c.d`)

  test.each<readonly [name: string, text: string]>([
    ['deep', `${'{"a":['.repeat(300_000)}1${']}'.repeat(300_000)}`],
    ['deep beside the path', `{"z":${'['.repeat(500_000)}${']'.repeat(500_000)},"a":1}`],
    ['wide', `{"a":[${'{"b":{"c":{"d":1}}},'.repeat(200_000)}1]}`],
    ['the same name again and again', `{${'"a":[{"b":{"c":1}}],'.repeat(100_000)}"a":1}`],
    ['escapes', `{"a":"${'\\\\'.repeat(1_000_000)}","b":"${'\\"'.repeat(500_000)}"}`],
    ['no end of a text', `{"a":"${'x'.repeat(2_000_000)}`],
    ['lines', `{"a":[${'1,\n'.repeat(500_000)}1]}`],
    ['long names', `{"${'valueString'.repeat(100_000)}":1,"a":2}`],
  ])('%s', (_, text) => {
    within(text, many)
    within(text, [`X${'.a'.repeat(100_000)}`, 'X.a[0].'.repeat(10_000), '/a'.repeat(50_000)])
  })

  test('more expressions than are placed are at the beginning', () => {
    const expressions = Array.from({ length: PLACES_MAX + 1 }, (_, index) => `X.a${String(index)}`)
    const last = expressions.at(-1)?.slice(2) ?? ''
    expect(positionsOf(`{"a0":1,"${last}":1}`, expressions).at(-1)).toEqual({ line: 1, column: 1 })
  })
})
