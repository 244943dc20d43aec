/** What a map needs from others and from its ground: imports, the structures that it begins with, concept maps. */
import { describe, expect, test } from '@jest/globals'
import { compileMap } from '../../src/mapping/compile.ts'
import { compiled, faults, groundOf, parsed, patientMap } from './ground.ts'

describe('faults between maps', () => {
  const library = (url: string) => `map "${url}" = "l"
group sex(source src, target tgt) { src.gender as v -> tgt.gender = v; }`
  const importing = (url: string, rule = 'src then sex(src, tgt);') =>
    patientMap(rule).replace('uses', `imports "${url}"\nuses`)

  test('an import that is not there', () => {
    expect(faults(importing('http://example.org/absent', ''))).toEqual([
      '2:9 the map http://example.org/absent is not there to import',
    ])
  })

  test('a group that two imports have', () => {
    const text = importing('http://example.org/lib*')
    const libraries = [library('http://example.org/lib1'), library('http://example.org/lib2')]
    expect(faults(text, {}, libraries.slice(0, 1))).toEqual([])
    expect(faults(text, {}, libraries)[0]).toContain("there are several groups 'sex'")
  })

  test('a group of an import of an import', () => {
    const middle =
      'map "http://example.org/middle" = "m"\nimports "http://example.org/lib"\ngroup m(source s, target t) { s then sex(s, t); }'
    const libraries = [middle, library('http://example.org/lib')]
    expect(faults(importing('http://example.org/middle', 'src then m(src, tgt);'), {}, libraries)).toEqual([])
    expect(faults(importing('http://example.org/middle'), {}, libraries)[0]).toContain(
      "there is no group 'sex'",
    )
  })

  test('two maps of one URL', () => {
    expect(faults(patientMap(''), {}, [patientMap('')])).toEqual(['1:1 another map has this URL'])
  })

  test('a fault in an imported map names that map', () => {
    const broken = `map "http://example.org/lib" = "l"
group sex(source src : Patient, target tgt) { src.nonsense as v -> tgt.gender = v; }`
    const result = compileMap([importing('http://example.org/lib', ''), broken].map(parsed), groundOf())
    expect(result.kind === 'invalid' && result.errors).toMatchObject([
      { map: 'http://example.org/lib', line: 2, column: 51, code: 'type' },
    ])
  })
})

describe('what a map begins with', () => {
  test('a map without groups cannot be run', () => {
    expect(faults('map "u" = "n"')).toEqual(['1:1 a map needs a group to begin with'])
    expect(compileMap([], groundOf()).kind).toBe('invalid')
  })

  test('a target of no known type', () => {
    expect(
      faults(
        'map "u" = "n"\nuses "http://example.org/X" alias X as target\ngroup g(source a, target b : X) { }',
      ),
    ).toEqual(["3:19 the type of the target 'b' is not known: declare it, or hand in its definition"])
  })

  test('inputs without types take the one structure that the map uses', () => {
    const map = compiled([
      'map "u" = "n"\nuses "http://hl7.org/fhir/StructureDefinition/Patient" as source\nuses "http://hl7.org/fhir/StructureDefinition/Basic" as target\ngroup g(source a, target b) { }',
    ])
    expect(map.inputs.map(({ type }) => type)).toEqual(['Patient', 'Basic'])
  })

  test('a source whose definition is not held is told, and read by its own names', () => {
    const map = compiled([
      'map "u" = "n"\nuses "http://example.org/X" alias X as source\nuses "http://hl7.org/fhir/StructureDefinition/Patient" alias Patient as target\ngroup g(source a : X, target b : Patient) { a.anything as v -> b.id = v; }',
    ])
    expect(map.unchecked).toEqual(['http://example.org/X'])
  })

  test('a concept map that the ground does not hold', () => {
    const text = patientMap("src.gender as v -> tgt.language = translate(v, 'urn:map', 'code');")
    const translate = () => []
    expect(faults(text, { translate, holdsConceptMap: () => true })).toEqual([])
    expect(faults(text, { translate, holdsConceptMap: () => false })).toEqual([
      "4:48 there is no concept map 'urn:map'",
    ])
    expect(faults(text)).toEqual(["4:48 there is no concept map 'urn:map'"])
  })
})
