/**
 * Generated programs: the project's maps are ones, they mean what the closures mean, whatever the record, and no text of a map
 * or a definition gets into their code. (Every other test of maps holds the two to one another too: ground.ts.)
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { compileContentMap } from '../../src/gateway/content-maps.ts'
import type { CompiledMap } from '../../src/mapping/compile.ts'
import { runMap } from '../../src/mapping/run.ts'
import { schemaTypes } from '../../src/mapping/types/schema-types.ts'
import { combineTypes } from '../../src/mapping/types/types.ts'
import { randomRecord } from '../support/random-record.ts'
import { caseRecord, content, fhirpath, SYSTEM_OF_RECORDS, terminology } from './case-record-ground.ts'
import { compiled, mapped, patientMap, r4Types, run, testPatient } from './ground.ts'

const parameters = { system: SYSTEM_OF_RECORDS, custodian: 'cedar-bridge' }
const parts = { fhirpath, terminology }
const forward = compileContentMap(content, 'case-record', parts)
const example = readFileSync(new URL('./maps/fhir-record.map', import.meta.url), 'utf8')
const back = content.maps.some(({ name }) => name === 'fhir-record')
  ? compileContentMap(content, 'fhir-record', parts)
  : compileContentMap({ ...content, maps: [{ name: 'fhir-record', text: example }] }, 'fhir-record', parts)

/** Whether the program itself carried the input out, without the closures. */
function isByProgram(map: CompiledMap, source: unknown): boolean {
  const { generated, inputs } = map
  if (generated.kind === 'left') return false
  const targets = inputs.map(({ type }) => (type === 'Bundle' ? { resourceType: type } : {}))
  const context = { newId: () => 'x', fhirpath: {} }
  const made = generated.run([source], targets, ['system', 'custodian'], context)
  return generated.unmapped(made, [{ value: source, type: inputs[0]?.type }]).length >= 0
}

function bundleOf(record: unknown): Record<string, unknown> {
  return mapped(forward, record, { parameters }).output[0] ?? {}
}

describe('the maps of the content', () => {
  test('are programs', () => {
    expect([forward.generated.kind, back.generated]).toEqual([
      'generated',
      expect.objectContaining({ kind: 'generated' }),
    ])
  })

  test.each(['main', 'second', 'third'])(
    'carry out the case %s without the closures, with the same result',
    (name) => {
      const record = caseRecord(name)
      expect(isByProgram(forward, record)).toBe(true)
      expect(isByProgram(back, bundleOf(record))).toBe(true)
      run(back, bundleOf(record), { parameters })
    },
  )

  test('mean the same on records generated from the schema', () => {
    for (let seed = 1; seed <= 3; seed += 1) run(back, bundleOf(randomRecord(seed)), { parameters })
  })
})

const hostile = `"']});globalThis.wasHit=true;//\`\\u2028\u2028\n\${globalThis.wasHit=true}`
const quoted = JSON.stringify(hostile).replaceAll('\u2028', '\\u2028')

describe('no text gets into the code', () => {
  const places = [
    ['a literal', `src -> tgt.language = ${quoted};`],
    ['an appended text', `src.id as i -> tgt.language = append(i, ${quoted});`],
    ['a rule name', `src.id as i -> tgt.language = i ${quoted};`],
    [
      'a condition',
      `src.id as i where $this != '${quoted.slice(1, -1).replaceAll("'", "\\'")}' -> tgt.language = i;`,
    ],
    ['a system', `src.id as i -> tgt.maritalStatus = cc(${quoted}, i);`],
    [
      'a variable',
      'src.id as `x;globalThis.wasHit=true;//` -> tgt.language = `x;globalThis.wasHit=true;//`;',
    ],
    ['a default', `src.language default (${quoted}) as v -> tgt.language = v;`],
    [
      'a check',
      `src.id as i check $this != '${quoted.slice(1, -1).replaceAll("'", "\\'")}' -> tgt.language = i;`,
    ],
  ] as const

  test.each(places)('from %s', (_name, rules) => {
    const map = compiled([patientMap(rules)])
    expect(map.generated).toMatchObject({ kind: 'generated' })
    run(map, testPatient)
    expect(map.generated.kind === 'generated' && map.generated.text.includes('wasHit')).toBe(false)
    expect(globalThis).not.toHaveProperty('wasHit')
  })

  test.each(['a;globalThis.wasHit=true', '__proto__', 'constructor', 'toString', 'a b', 'a"]'])(
    'from a property of a schema: %s',
    (name) => {
      const schema = {
        $id: 'urn:schema',
        properties: { plain: { type: 'string' }, [name]: { type: 'string' } },
      }
      const types = combineTypes(r4Types(), schemaTypes(schema, 'Record'))
      const text = `map "urn:m" = "m"
uses "urn:schema" alias Record as source
uses "http://hl7.org/fhir/StructureDefinition/Patient" alias Patient as target
group main(source src : Record, target tgt : Patient) { src.\`${name}\` as v -> tgt.language = v; }`
      const map = compiled([text], { types })
      expect(map.generated.kind).toBe('left')
      const source: unknown = JSON.parse(`{ "plain": "x", ${JSON.stringify(name)}: "en" }`)
      expect(mapped(map, source).output).toEqual([{ resourceType: 'Patient', language: 'en' }])
      expect(mapped(map, { plain: 'x' }).output).toEqual([{ resourceType: 'Patient' }])
      expect(globalThis).not.toHaveProperty('wasHit')
    },
  )
})

describe('what is not the common way is decided by the closures', () => {
  const copies = compiled([
    patientMap(`src.gender as g -> tgt.gender = g; src.name as n -> tgt.name = n; src.birthDate as d -> tgt.birthDate = d;
      src.deceased : boolean as x -> tgt.deceased = x; src.active as a -> tgt.gender = 'other';`),
  ])

  test.each([
    ['a value that another replaces', testPatient],
    [
      'a primitive with an extension',
      { resourceType: 'Patient', birthDate: '2000-01-01', _birthDate: { id: 'a' } },
    ],
    [
      'an extension without a value',
      { resourceType: 'Patient', _birthDate: { extension: [{ url: 'urn:u' }] } },
    ],
    ['a list where one is meant', { resourceType: 'Patient', gender: ['male', 'female'] }],
    ['one where a list is meant', { resourceType: 'Patient', name: { text: 'a' } }],
    ['a number where a text is meant', { resourceType: 'Patient', gender: 1 }],
    ['nothing', { resourceType: 'Patient', gender: null, name: [null, {}, { text: 'b' }] }],
  ])('%s', (_name, source) => {
    run(copies, source)
  })

  test('ids are those that a run was given, however often it began', () => {
    const map = compiled([
      patientMap("src -> tgt.id = uuid(); src -> tgt.gender = 'male'; src -> tgt.gender = 'other';"),
    ])
    let count = 0
    const result = runMap(map, testPatient, { newId: () => `id-${(count += 1)}` })
    expect(result).toMatchObject({ output: [{ id: 'id-1', gender: 'other' }] })
  })

  test('a group that calls itself without end is refused', () => {
    const map = compiled([
      patientMap(
        'src -> tgt then again(src, tgt);',
        'group again(source src : Patient, target tgt : Patient) { src -> tgt then again(src, tgt); }',
      ),
    ])
    expect(run(map, testPatient)).toMatchObject({ kind: 'refused', fault: { code: 'limit' } })
  })
})
