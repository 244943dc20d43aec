/** The main case for the bench: the maps of the content, compiled, and what each side does with the record. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { loadContent } from '../../src/content/content.ts'
import type { Content } from '../../src/content/content.ts'
import * as fhirpath from '../../src/fhirpath/fhirpath.ts'
import { compileContentMap } from '../../src/gateway/content-maps.ts'
import type { CompiledMap } from '../../src/mapping/compile.ts'
import { runMap } from '../../src/mapping/run.ts'
import type { Mapped } from '../../src/mapping/run.ts'
import { createTerminology } from '../../src/terminology/terminology.ts'

export type Side = { readonly name: string; readonly operate: () => unknown }

export type Case = {
  readonly sides: readonly Side[]
  readonly facts: Readonly<Record<string, number | string>>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const parameters = { system: 'https://cedar-bridge.example/records', custodian: 'cedar-bridge' }

let loaded: Promise<Content> | undefined

async function mapNamed(name: string): Promise<CompiledMap | undefined> {
  const content = await (loaded ??= loadContent(root))
  if (!content.maps.some((map) => map.name === name)) return undefined
  const { definitions } = content
  const terminology = createTerminology({
    codeSystems: [...definitions.codeSystems, ...content.codeSystems],
    valueSets: [...definitions.valueSets, ...content.valueSets],
    conceptMaps: content.conceptMaps,
    codeGrammars: definitions.codeGrammars,
  })
  return compileContentMap(content, name, { fhirpath, terminology })
}

function mapped(map: CompiledMap, source: unknown): Mapped {
  const result = runMap(map, source, { newId: () => 'not-asked-for', parameters, fhirpath: {} })
  if (result.kind === 'refused') throw new Error(`the map refuses the main case: ${result.fault.message}`)
  return result
}

async function recordOfMainCase(): Promise<unknown> {
  return JSON.parse(await readFile(`${root}/test/cases/main/case-record.json`, 'utf8'))
}

/** The record to FHIR. */
export async function mainCase(): Promise<Case> {
  const map = await mapNamed('case-record')
  if (!map) throw new Error('mappings/case-record.map is missing')
  return caseOf('to FHIR', map, await recordOfMainCase())
}

/** What that gives, back to a record; undefined where there are no maps for it. */
export async function fhirBack(): Promise<Case | undefined> {
  const [forward, back] = [await mapNamed('case-record'), await mapNamed('fhir-record')]
  if (!forward || !back) return undefined
  return caseOf('back', back, mapped(forward, await recordOfMainCase()).output[0])
}

function caseOf(direction: string, map: CompiledMap, source: unknown): Case {
  const { output, unmapped } = mapped(map, source)
  const text = JSON.stringify(output[0])
  const value: unknown = JSON.parse(text)
  const entries: unknown = output[0]?.['entry']
  return {
    sides: [
      { name: 'throughline, with its loss report', operate: () => mapped(map, source) },
      { name: 'JSON.parse of the output', operate: () => JSON.parse(text) },
      { name: 'a plain copy of the output', operate: () => copyOf(value) },
      { name: 'structuredClone of the output', operate: () => structuredClone(value) },
    ],
    facts: {
      [`${direction}: engine`]: map.generated.kind,
      [`${direction}: characters`]: text.length,
      ...(Array.isArray(entries) && { [`${direction}: resources`]: entries.length }),
      [`${direction}: fields lost`]: unmapped.length,
    },
  }
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf)
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const name in value) copy[name] = copyOf((value as Record<string, unknown>)[name])
  return copy
}
