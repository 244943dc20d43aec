/**
 * Cases that others wrote, where THROUGHLINE_SHARED says where they are: every R4B map parses, every FHIR-target case gives the
 * expected result, and the probes of HL7's engine agree, save those listed with a reason.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import type { Structure } from '../../src/fhir/definitions.ts'
import { compileMap } from '../../src/mapping/compile.ts'
import type { TranslatedCode } from '../../src/mapping/compile.ts'
import { parseMap } from '../../src/mapping/parse.ts'
import type { ParsedMap } from '../../src/mapping/parse.ts'
import { readStructureMap } from '../../src/mapping/resource/read.ts'
import { writeStructureMap } from '../../src/mapping/resource/write.ts'
import { fhirTypes } from '../../src/mapping/types/fhir-types.ts'
import { combineTypes } from '../../src/mapping/types/types.ts'
import { compiled, groundOf, mapped, r4Types, run } from './ground.ts'
import { differences } from './probe-differences.ts'

const shared = process.env['THROUGHLINE_SHARED'] ?? ''
const isHere = shared !== '' && existsSync(`${shared}/cases/mapping`)
if (!isHere) console.log('skipped: the mapping cases need THROUGHLINE_SHARED')

const readText = (path: string) => readFileSync(`${shared}/${path}`, 'utf8')
const readJson = (path: string): unknown => JSON.parse(readText(path))
const listed = (path: string) => (isHere ? readdirSync(`${shared}/${path}`) : [])
const mapFiles = (folder: string) => listed(folder).filter((name) => name.endsWith('.map'))

type Case = { readonly source: string; readonly map: string; readonly output: string }

/** The cases of a manifest whose target is FHIR; CDA's need CDA's models. */
function fhirCases(folder: string): Case[] {
  if (!isHere) return []
  const found = readText(`${folder}/manifest.xml`).matchAll(
    /source="([^"]+)" map="([^"]+\.map)" output="([^"]+\.json)"/g,
  )
  return [...found].map(([, source = '', map = '', output = '']) => ({ source, map, output }))
}

describe.each(['r4b', 'r5'])('HL7 cases of %s', (version) => {
  const folder = `cases/mapping/${version}`
  const files = mapFiles(folder)
  const cases = fhirCases(folder)

  test('all maps parse', () => {
    const failed = files.filter((name) => parseMap(readText(`${folder}/${name}`)).kind === 'invalid')
    expect(failed).toEqual([])
    if (isHere) expect(files.length).toBeGreaterThan(10)
  })

  test('all cases with a FHIR target give the expected result', () => {
    const conformsTo = (resource: unknown, url: string) => {
      const type =
        typeof resource === 'object' && resource !== null && 'resourceType' in resource
          ? resource.resourceType
          : ''
      return url === `http://hl7.org/fhir/StructureDefinition/${String(type)}`
    }
    for (const { source, map, output } of cases) {
      const result = mapped(compiled([readText(`${folder}/${map}`)]), readJson(`${folder}/${source}`), {
        fhirpath: { conformsTo },
      })
      expect({ map, output: result.output }).toEqual({ map, output: [readJson(`${folder}/${output}`)] })
    }
    if (isHere) expect(cases).toHaveLength(6)
  })
})

type Outcome = {
  readonly ok: boolean
  readonly output?: Record<string, unknown>
  readonly log?: readonly string[]
}

/** What this engine makes of a probe: its outputs and log, or that it refuses. */
function outcomeOf(
  probe: string,
  through: (map: ParsedMap) => ParsedMap = (map) => map,
): { output: unknown; log: string[] } | 'refused' {
  const folder = `peers/fml/probes/${probe}`
  const files = listed(folder)
  const texts = ['map.fml', ...files.filter((name) => /^lib.*\.fml$/.test(name))].map((name) =>
    readText(`${folder}/${name}`),
  )
  const libraries = files
    .filter((name) => /^lib.*\.json$/.test(name))
    .map((name) => readJson(`${folder}/${name}`))
  const maps = texts.map(parseMap).flatMap((result) => (result.kind === 'parsed' ? [result.map] : []))
  if (maps.length < texts.length) return 'refused'
  const turned = maps.map(through)
  const models = libraries.filter((one) => typeOf(one) === 'StructureDefinition').map(structureOf)
  const conceptMaps = libraries
    .filter((one) => typeOf(one) === 'ConceptMap')
    .map((one) => one as ConceptMapFile)
  const result = compileMap(
    turned,
    groundOf({
      types: combineTypes(r4Types(), fhirTypes(models)),
      translate: (url, { code }) => translated(conceptMaps, url, code),
      holdsConceptMap: (url) => conceptMaps.some((one) => one.url === url),
    }),
  )
  if (result.kind === 'invalid') return 'refused'
  const ran = run(result.map, readJson(`${folder}/input.json`))
  return ran.kind === 'refused'
    ? 'refused'
    : { output: ran.output, log: ran.log.map(({ message }) => message) }
}

const typeOf = (resource: unknown) => (resource as { resourceType?: string }).resourceType

type ConceptMapFile = {
  url: string
  group: { target: string; element: { code: string; target: TranslatedCode[] }[] }[]
}

function translated(
  maps: readonly ConceptMapFile[],
  url: string,
  code: string,
): TranslatedCode[] | undefined {
  return maps
    .find((one) => one.url === url)
    ?.group.flatMap(({ target: system, element }) =>
      element
        .filter((one) => one.code === code)
        .flatMap(({ target }) => target.map((one) => ({ ...one, system }))),
    )
}

/** A logical model with a differential, in the form of the definitions pack. */
function structureOf(resource: unknown): Structure {
  type Element = { id: string; path: string; min: number; max: string; type?: { code: string }[] }
  const { url, name, type, differential } = resource as {
    url: string
    name: string
    type: string
    differential: { element: Element[] }
  }
  const elements = differential.element.map(({ id, path, min, max, type: types = [] }) => {
    return { id, path, min, max, baseMax: max, basePath: path, types, constraints: [] }
  })
  return {
    url,
    name,
    kind: 'logical',
    abstract: false,
    type,
    derivation: 'specialization',
    context: [],
    contextInvariant: [],
    elements,
  }
}

const probes = listed('peers/fml/probes')

describe("HL7's engine as oracle", () => {
  test('every probe agrees, or is listed with a reason', () => {
    const disagreeing: string[] = []
    for (const probe of probes) {
      const { all } = readJson(`peers/fml/probes/${probe}/expected.json`) as { all: Outcome }
      const ours = outcomeOf(probe)
      if (!agrees(probe, ours, all)) disagreeing.push(probe)
    }
    if (isHere) {
      expect(disagreeing).toEqual(Object.keys(differences))
      console.log(
        `probes: ${probes.length - disagreeing.length} of ${probes.length} agree, ${disagreeing.length} differ for a reason`,
      )
    }
  })
})

/** Through the resource and its JSON, and back. */
function asResource(map: ParsedMap): ParsedMap {
  const read = readStructureMap(JSON.parse(JSON.stringify(writeStructureMap(map))))
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.errors))
  return read.map
}

describe('maps as StructureMap resources', () => {
  test.each(['r4b', 'r5'])('every map of %s goes there and back', (version) => {
    const folder = `cases/mapping/${version}`
    const unlike = mapFiles(folder).filter((name) => {
      const result = parseMap(readText(`${folder}/${name}`))
      if (result.kind === 'invalid') return true
      const once = writeStructureMap(asResource(result.map))
      return JSON.stringify(once) !== JSON.stringify(writeStructureMap(result.map))
    })
    expect(unlike).toEqual([])
  })

  test('every probe gives the same as a resource as it does as a text', () => {
    // A resource has no lines.
    const plain = (outcome: unknown): unknown =>
      JSON.parse(JSON.stringify(outcome).replaceAll(/ \(line \d+\)/g, ''))
    const unlike = probes.filter(
      (probe) => !isEqual(plain(outcomeOf(probe, asResource)), plain(outcomeOf(probe))),
    )
    expect(unlike).toEqual([])
  })
})

function agrees(probe: string, ours: ReturnType<typeof outcomeOf>, theirs: Outcome): boolean {
  if (ours === 'refused' || !theirs.ok) return ours === 'refused' && !theirs.ok
  // A logical model has no resourceType; HL7's engine writes one. UUIDs are masked there.
  const { resourceType: _type, ...rest } = theirs.output ?? {}
  const expected = probe === '132-logical-target' ? rest : theirs.output
  const text = JSON.stringify(ours.output).replaceAll(/0{8}-0{4}-4000-8000-\d{12}/g, '(a uuid)')
  const isSame = isEqual(JSON.parse(text), [expected])
  const logs = (theirs.log ?? []).join(', ')
  return isSame && (logs === '' || ours.log.join(', ') === logs)
}

function isEqual(one: unknown, other: unknown): boolean {
  try {
    expect(one).toEqual(other)
    return true
  } catch {
    return false
  }
}
