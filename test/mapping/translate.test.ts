/** The transform translate: inline concept maps, those of other files, and ConceptMaps that are handed in. */
import { describe, expect, test } from '@jest/globals'
import { compiled, mapped, patientMap, refused, testPatient } from './ground.ts'

describe('translate', () => {
  const sexes = `conceptmap "sexes" {
  prefix s = "urn:a"
  prefix t = "urn:b"
  s:female == t:F
  s:male >= t:M
}
`
  const withMap = (rules: string, map = sexes) => patientMap(rules).replace('group', `${map}group`)
  const output = (text: string, parts = {}, libraries: string[] = []) => {
    const { resourceType: _type, ...elements } =
      mapped(compiled([text, ...libraries], parts), testPatient).output[0] ?? {}
    return elements
  }

  test.each([
    ['code', "src.gender as v -> tgt.language = translate(v, '#sexes', 'code');", { language: 'F' }],
    ['system', "src.gender as v -> tgt.language = translate(v, '#sexes', 'system');", { language: 'urn:b' }],
    [
      'Coding',
      "src.gender as v -> tgt.maritalStatus as m, m.coding = translate(v, '#sexes', 'Coding');",
      { maritalStatus: { coding: [{ system: 'urn:b', code: 'F' }] } },
    ],
    [
      'CodeableConcept',
      "src.gender as v -> tgt.maritalStatus = translate(v, '#sexes', 'CodeableConcept');",
      { maritalStatus: { coding: [{ system: 'urn:b', code: 'F' }] } },
    ],
  ])('gives a %s', (_name, rule, expected) => expect(output(withMap(rule))).toEqual(expected))

  test('takes a Coding and a CodeableConcept by system and code', () => {
    const map = sexes.replace('urn:a', 'urn:marital').replace('s:female', 's:M')
    expect(
      output(withMap("src.maritalStatus as v -> tgt.language = translate(v, '#sexes', 'code');", map)),
    ).toEqual({ language: 'F' })
    expect(
      output(withMap("src.maritalStatus.coding as v -> tgt.language = translate(v, '#sexes', 'code');", map)),
    ).toEqual({ language: 'F' })
    const other = sexes.replace('s:female', 's:M')
    expect(
      output(withMap("src.maritalStatus as v -> tgt.language = translate(v, '#sexes', 'code');", other)),
    ).toEqual({})
  })

  test('a code without a translation sets nothing, and is reported', () => {
    const rules =
      "src.contact as c then { c.gender as v -> tgt.language = translate(v, '#sexes', 'code') as x, tgt.maritalStatus = create('CodeableConcept') as m, m.text = 'kept'; };"
    const result = mapped(compiled([withMap(rules)]), testPatient)
    expect(result.output).toEqual([{ resourceType: 'Patient', maritalStatus: { text: 'kept' } }])
    expect(result.unmapped).toContainEqual({ pointer: '/contact/0/gender', reason: 'no-code' })
    expect(result.log).toMatchObject([
      { message: 'no translation by #sexes (line 10)', rule: { rule: 'gender' } },
    ])
  })

  test('what is set in a value that did not come is not set either', () => {
    const rules =
      "src.contact.gender as v -> tgt.maritalStatus as m then { src -> m.coding = translate(v, '#sexes', 'Coding') as c, c.display = 'x'; };"
    expect(output(withMap(rules))).toEqual({})
  })

  test('codes that stand as they are where the map says so', () => {
    const map = sexes.replace('s:female', 'unmapped for s = provided\n  s:other')
    expect(
      output(
        withMap(
          "src.gender as v -> tgt.maritalStatus as m, m.coding = translate(v, '#sexes', 'Coding');",
          map,
        ),
      ),
    ).toEqual({ maritalStatus: { coding: [{ system: 'urn:a', code: 'female' }] } })
  })

  test('the map of another file by its URL, and of an imported group in its own file', () => {
    const library = `map "urn:lib" = "l"\n${sexes}group sex(source src : Patient, target tgt : Patient) { src.gender as v -> tgt.language = translate(v, '#sexes', 'code'); }`
    expect(
      output(patientMap("src.gender as v -> tgt.language = translate(v, 'urn:lib#sexes', 'code');"), {}, [
        library,
      ]),
    ).toEqual({ language: 'F' })
    expect(
      output(patientMap('src then sex(src, tgt);').replace('uses', 'imports "urn:lib"\nuses'), {}, [library]),
    ).toEqual({ language: 'F' })
  })

  test('a ConceptMap that is handed in: the best equivalence, with its display', () => {
    const translate = (url: string, coded: { code: string }) =>
      url !== 'urn:map'
        ? undefined
        : coded.code !== 'female'
          ? []
          : [
              { code: 'W', system: 'urn:b', equivalence: 'wider' },
              { code: 'F', system: 'urn:b', display: 'Female', equivalence: 'equivalent' },
              { code: 'N', system: 'urn:b', equivalence: 'narrower' },
            ]
    const rule = (url: string) =>
      patientMap(`src.gender as v -> tgt.maritalStatus = translate(v, '${url}', 'CodeableConcept');`)
    expect(output(rule('urn:map'), { translate })).toEqual({
      maritalStatus: { coding: [{ system: 'urn:b', code: 'F', display: 'Female' }] },
    })
    expect(refused(compiled([rule('urn:other')], { translate }), testPatient)).toMatchObject({
      code: 'reference',
    })
  })
})
