/** What the tests of maps stand on: R4's definitions, our FHIRPath, and short ways through the room's three doors. */
import { readFileSync } from 'node:fs'
import { expect } from '@jest/globals'
import { unpackDefinitions } from '../../src/fhir/definitions-pack.ts'
import { compile as fhirpath } from '../../src/fhirpath/fhirpath.ts'
import { compileMap } from '../../src/mapping/compile.ts'
import type { CompiledMap, MapGround } from '../../src/mapping/compile.ts'
import { parseMap } from '../../src/mapping/parse.ts'
import type { ParsedMap } from '../../src/mapping/parse.ts'
import { runMap } from '../../src/mapping/run.ts'
import type { Mapped, Refused, RunContext, RunResult } from '../../src/mapping/run.ts'
import { fhirTypes } from '../../src/mapping/types/fhir-types.ts'
import type { StructureTypes } from '../../src/mapping/types/types.ts'

const pack = new URL('../../profiles/definitions/r4.json', import.meta.url)
let held: StructureTypes | undefined

/** The types of FHIR R4. */
export function r4Types(): StructureTypes {
  held ??= fhirTypes(unpackDefinitions(JSON.parse(readFileSync(pack, 'utf8'))).structures)
  return held
}

export function groundOf(parts: Partial<MapGround> = {}): MapGround {
  return { types: r4Types(), fhirpath, ...parts }
}

const uses = 'uses "http://hl7.org/fhir/StructureDefinition/HumanName" alias HN as produced'

/** A map from Patient to Patient around the rules, which stand on line 4 and below. */
export function patientMap(rules: string, more = ''): string {
  return `map "http://example.org/map" = "test"
uses "http://hl7.org/fhir/StructureDefinition/Patient" alias Patient as source ${uses}
group main(source src : Patient, target tgt : Patient) {
${rules}
}
${more}`
}

export function parsed(text: string): ParsedMap {
  const result = parseMap(text)
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.errors))
  return result.map
}

export function compiled(texts: readonly string[], parts: Partial<MapGround> = {}): CompiledMap {
  const result = compileMap(texts.map(parsed), groundOf(parts))
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.errors))
  return result.map
}

/** `line:column message` of every fault. */
export function faults(
  text: string,
  parts: Partial<MapGround> = {},
  libraries: readonly string[] = [],
): string[] {
  const result = compileMap([text, ...libraries].map(parsed), groundOf(parts))
  return result.kind === 'compiled' ? [] : result.errors.map((e) => `${e.line}:${e.column} ${e.message}`)
}

/** Ids that can be foretold. */
function ids(): () => string {
  let count = 0
  return () => {
    count += 1
    return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`
  }
}

/** Runs the map, and holds the generated program to what the closures make of the same input. */
export function run(map: CompiledMap, source: unknown, context: Partial<RunContext> = {}): RunResult {
  const result = runMap(map, source, { newId: ids(), ...context })
  const meant = runMap(map, source, { newId: ids(), ...context, byClosures: true })
  expect(sorted(result)).toEqual(sorted(meant))
  return result
}

/** The order in which losses are told is nobody's promise. */
function sorted(result: RunResult): unknown {
  if (result.kind === 'refused') return result
  const key = ({ pointer, reason }: { pointer: string; reason: string }) => `${pointer} ${reason}`
  return { ...result, unmapped: result.unmapped.map(key).sort() }
}

export function mapped(map: CompiledMap, source: unknown, context: Partial<RunContext> = {}): Mapped {
  const result = run(map, source, context)
  if (result.kind === 'refused') throw new Error(`${result.fault.code}: ${result.fault.message}`)
  return result
}

export function refused(
  map: CompiledMap,
  source: unknown,
  context: Partial<RunContext> = {},
): Refused['fault'] {
  const result = run(map, source, context)
  if (result.kind === 'mapped') throw new Error('the map was carried out')
  return result.fault
}

/** An invented person. */
export const testPatient = {
  resourceType: 'Patient',
  id: 'p1',
  active: true,
  identifier: [
    { system: 'urn:a', value: '1' },
    { system: 'urn:b', value: '2' },
    { system: 'urn:c', value: '3' },
  ],
  name: [
    { use: 'official', family: 'Placeholder', given: ['Testa', 'Bea'] },
    { use: 'nickname', given: ['Tee'] },
  ],
  gender: 'female',
  birthDate: '1980-02-29',
  deceasedBoolean: false,
  contact: [{ name: { family: 'Sample' }, gender: 'male' }],
  maritalStatus: { coding: [{ system: 'urn:marital', code: 'M' }], text: 'married' },
}

/** What the rules make of the invented person, without the resource type. */
export function outcome(rules: string, more = '', parts: Partial<MapGround> = {}): unknown {
  const { output } = mapped(compiled([patientMap(rules, more)], parts), testPatient)
  const { resourceType: _resourceType, ...elements } = output[0] ?? {}
  return elements
}
