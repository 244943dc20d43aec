/** The loss report: what of the source did not arrive, and why; and which rule wrote what did. */
import { describe, expect, test } from '@jest/globals'
import { compiled, mapped, patientMap, testPatient } from './ground.ts'

const lossOf = (rules: string, source: unknown = testPatient, more = '') =>
  mapped(compiled([patientMap(rules, more)]), source).unmapped.map(
    ({ pointer, reason }) => `${pointer} ${reason}`,
  )

const small = {
  resourceType: 'Patient',
  gender: 'male',
  name: [
    { use: 'official', family: 'A', given: ['B', 'C'] },
    { use: 'old', family: 'D' },
  ],
  _birthDate: { extension: [{ url: 'urn:x', valueString: 'y' }] },
}
const all = [
  '/gender',
  '/name/0/use',
  '/name/0/family',
  '/name/0/given/0',
  '/name/0/given/1',
  '/name/1/use',
  '/name/1/family',
  '/_birthDate/extension/0/url',
  '/_birthDate/extension/0/valueString',
]
const without = (...gone: string[]) =>
  all.filter((pointer) => !gone.includes(pointer)).map((pointer) => `${pointer} no-rule`)

describe('a leaf arrives', () => {
  test('not without a rule; resourceType is none', () => {
    expect(lossOf('', small)).toEqual(without())
  })

  test.each([
    ['by a copy', 'src.gender as v -> tgt.gender = v;', ['/gender']],
    [
      'by a copy of what holds it',
      'src.name first as v -> tgt.name = v;',
      ['/name/0/use', '/name/0/family', '/name/0/given/0', '/name/0/given/1'],
    ],
    ['by a copy of a path', 'src -> tgt.language = src.gender;', ['/gender']],
    ['by a transform', "src.gender as v -> tgt.language = append('x', v);", ['/gender']],
    ['by a datatype', "src.gender as v -> tgt.maritalStatus = cc('s', v);", ['/gender']],
    [
      'by an expression, each of its paths',
      'src.name first as n -> tgt.language = (%n.given.first() & n.family);',
      ['/name/0/given/0', '/name/0/family'],
    ],
    [
      'by an expression, with what its criteria read',
      "src -> tgt.language = (%src.name.where(use = 'old').family);",
      ['/name/1/use', '/name/1/family'],
    ],
    [
      'by an expression in a context',
      'src.name as n -> tgt.name as t, t.text = evaluate(n, family.upper());',
      ['/name/0/family', '/name/1/family'],
    ],
    [
      'with its extensions',
      'src.birthDate as v -> tgt.birthDate = v;',
      ['/_birthDate/extension/0/url', '/_birthDate/extension/0/valueString'],
    ],
    ['by way of a variable', "src.gender as v -> append(v, 'x') as a, tgt.language = a;", ['/gender']],
    ['by a translation', "src.gender as v -> tgt.language = translate(v, '#m', 'code');", ['/gender']],
  ])('%s', (_name, rules, gone) => {
    const map = 'conceptmap "m" { prefix s = "urn:s" s:male == s:M }\n'
    const text = patientMap(rules).replace('group', `${map}group`)
    const found = mapped(compiled([text]), small).unmapped.map(({ pointer }) => pointer)
    expect(found).toEqual(all.filter((pointer) => !gone.includes(pointer)))
  })

  test('by the condition of a rule that fired, and not of one that did not', () => {
    const rule = "src.name as n where use = 'old' -> tgt.name as t, t.family = n.family;"
    expect(lossOf(rule, small)).toEqual([
      '/gender no-rule',
      '/name/0/use condition-false',
      '/name/0/family condition-false',
      '/name/0/given/0 condition-false',
      '/name/0/given/1 condition-false',
      '/_birthDate/extension/0/url no-rule',
      '/_birthDate/extension/0/valueString no-rule',
    ])
  })

  test('not by the condition of a rule whose other source has no value', () => {
    expect(lossOf("src where gender = 'male', src.telecom as t -> tgt.active = true;", small)).toContain(
      '/gender no-rule',
    )
  })

  test('by a check', () => {
    expect(lossOf("src check gender = 'male' -> tgt.active = true;", small)).not.toContain('/gender no-rule')
  })
})

describe('a leaf does not arrive', () => {
  test.each([
    ['by being looped over', 'src.gender as v -> tgt.active = true;'],
    ['by being logged', 'src.gender as v log ($this) -> tgt.active = true;'],
    [
      'by being in a target that is never placed',
      "src.gender as v -> tgt.active = true, append(v, 'x') as a;",
    ],
  ])('%s', (_name, rules) => expect(lossOf(rules, small)).toContain('/gender no-rule'))

  test('by a question about what holds it', () => {
    expect(lossOf('src -> tgt.active = (%src.name.exists());', small)).toEqual(without())
  })

  test('by a list mode or a type that leaves it out', () => {
    expect(lossOf('src.name first as n -> tgt.name = n;', small)).toContain('/name/1/family condition-false')
    const dead = { resourceType: 'Patient', deceasedBoolean: true }
    expect(lossOf('src.deceased : dateTime as d -> tgt.deceased = d;', dead)).toEqual([
      '/deceasedBoolean condition-false',
    ])
  })

  test('when another rule takes its place', () => {
    expect(
      lossOf('src.gender as v -> tgt.language = v; src.name first as n -> tgt.language = n.family;', small),
    ).toEqual([
      '/gender overwritten',
      ...without('/gender', '/name/0/family').map((line) =>
        line.startsWith('/name/1') ? line.replace('no-rule', 'condition-false') : line,
      ),
    ])
  })

  test('when each of several goes into the one place', () => {
    const found = lossOf('src.name as n -> tgt.language = n.family;', small)
    expect(found).toContain('/name/0/family overwritten')
    expect(found.some((line) => line.startsWith('/name/1/family'))).toBe(false)
  })

  test('when what it was put into gives way', () => {
    const rules =
      "src.gender as v -> tgt.extension as e share x, e.value = create('Coding') as c, c.code = v; src -> tgt.extension as e share x, e.value = true;"
    expect(lossOf(rules, small)).toContain('/gender no-rule')
  })
})

test('the nearest rule that looked decides between the reasons', () => {
  const rules =
    "src.name as n where use = 'old' -> tgt.language = n.family; src.name as n -> tgt.name as t, t.use = n.use;"
  expect(lossOf(rules, small)).toContain('/name/0/family no-rule')
})

test('pointers are escaped, and lists in lists are walked', () => {
  const text =
    'map "u" = "n"\nuses "urn:x" alias X as source\ngroup main(source src : X, target tgt : Patient) { }'
  const source = { 'a/b~c': 1, list: [[1, { d: null }], 'x'], none: null, empty: {} }
  expect(mapped(compiled([text]), source).unmapped.map(({ pointer }) => pointer)).toEqual([
    '/a~1b~0c',
    '/list/0/0',
    '/list/1',
  ])
})

test('which rule wrote each element, where it is asked for', () => {
  const text = `map "u" = "n"
group main(source src : Patient, target out : Bundle) {
  src -> out.entry as e, e.resource = create('Patient') as p then person(src, p) 'entry';
}
group person(source src : Patient, target p : Patient) {
  src.gender as v -> p.gender = 'other';
  src.gender as v -> p.gender = v 'sex';
  src.name as n -> p.name as t, t.given = n.given 'name';
}`
  const map = compiled([text])
  expect(mapped(map, small).origins).toEqual([])
  const { origins } = mapped(map, small, { tracksOrigins: true })
  const lines = origins.map(
    ({ output, path, rule }) => `${output} ${path} ${rule.map} ${rule.group} ${rule.rule} ${rule.line}`,
  )
  expect([...new Set(lines)].sort()).toEqual([
    '0 Bundle.entry[0].resource.gender u person sex 7',
    '0 Bundle.entry[0].resource.name[0].given u person name 8',
  ])
})
