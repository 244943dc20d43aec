import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { ContentError, loadContent, type Content } from '../../src/content/content.ts'
import { PROFILE, SYSTEM, VALUE_SET } from '../../src/fhir/codes.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let content: Content
let copy: string

beforeAll(async () => {
  content = await loadContent(root)
  copy = mkdtempSync(join(tmpdir(), 'throughline-content-'))
  for (const folder of ['profiles/definitions', 'profiles/package', 'mappings', 'policies']) {
    cpSync(join(root, folder), join(copy, folder), { recursive: true })
  }
  cpSync(join(root, 'profiles/search-parameters.json'), join(copy, 'profiles/search-parameters.json'))
})

afterAll(() => {
  rmSync(copy, { recursive: true, force: true })
})

/** Loads the copy after `change` and puts the changed file back. */
async function loadWith(file: string, change: (path: string) => void): Promise<Content> {
  const path = join(copy, file)
  try {
    change(path)
    return await loadContent(copy)
  } finally {
    cpSync(join(root, file), path)
  }
}

async function faultWith(file: string, change: (path: string) => void): Promise<ContentError> {
  const fault: unknown = await loadWith(file, change).catch((error: unknown) => error)
  if (!(fault instanceof ContentError)) throw new Error('the content was loaded', { cause: fault })
  return fault
}

test('holds the profiles, code systems and value sets that codes.ts names', () => {
  const structures = new Set(content.structureDefinitions.map(({ url }) => url))
  expect(Object.values(PROFILE).filter((url) => !structures.has(url))).toEqual([])
  const valueSets = new Set(content.valueSets.map(({ url }) => url))
  expect(Object.values(VALUE_SET).filter((url) => !valueSets.has(url))).toEqual([])
  expect(content.codeSystems.map(({ url }) => url)).toContain(SYSTEM.informationCategory)
})

test('holds policies by name and the schema of the case record', () => {
  expect(Object.keys(content.policies)).toEqual(expect.arrayContaining(['policy', 'categories', 'labels']))
  expect(content.caseRecordSchema['$schema']).toContain('2020-12')
})

test('leaves the definitions of FHIR alone where a stub repeats a part of them', () => {
  expect(content.codeSystems.map(({ url }) => url)).not.toContain(SYSTEM.v3ActCode)
  expect(content.codeSystems.map(({ url }) => url)).toContain(SYSTEM.bserTaskBusinessStatus)
})

test('names the same files the same version, wherever they lie', async () => {
  expect((await loadContent(copy)).version).toBe(content.version)
})

test('gives a changed policy another version', async () => {
  const changed = await loadWith('policies/policy.json', (path) => writeFileSync(path, '{"version":"other"}'))
  expect(changed.version).not.toBe(content.version)
})

describe('refuses', () => {
  const cases: [string, string, (path: string) => void][] = [
    ['content-missing', 'profiles/search-parameters.json', (path) => rmSync(path)],
    ['content-missing', 'mappings/case-record.schema.json', (path) => rmSync(path)],
    ['content-invalid', 'policies/policy.json', (path) => writeFileSync(path, '{"version":')],
    ['content-invalid', 'profiles/definitions/r4.json', (path) => writeFileSync(path, '{}')],
    [
      'content-invalid',
      'profiles/search-parameters.json',
      (path) => writeFileSync(path, '{"Patient":"name"}'),
    ],
    [
      'content-invalid',
      'profiles/package/StructureDefinition-goal.json',
      (path) => writeFileSync(path, '{"resourceType":"Patient"}'),
    ],
  ]
  test.each(cases)('%s: %s', async (code, file, change) => {
    const fault = await faultWith(file, change)
    expect(fault.code).toBe(code)
    expect(fault.file).toBe(file)
    expect(fault.message).toContain(file)
  })

  test('a folder without the files it must hold', async () => {
    rmSync(join(copy, 'policies'), { recursive: true })
    await expect(loadContent(copy)).rejects.toMatchObject({ code: 'content-missing', file: 'policies' })
  })
})

test('keeps and declares only search parameters that FHIR R4 has, of kinds that are indexed', () => {
  const known = new Map(
    content.definitions.searchParameters.flatMap(({ base, code, type }) =>
      base.map((of): [string, string] => [`${of}.${code}`, type]),
    ),
  )
  const listed = Object.entries(content.searchParameters).flatMap(([type, codes]) =>
    codes.map((code) => `${type}.${code}`),
  )
  expect(listed.length).toBeGreaterThan(100)
  const indexed = ['token', 'string', 'reference', 'date', 'uri']
  expect(listed.filter((name) => !indexed.includes(known.get(name) ?? ''))).toEqual([])
  expect(new Set(listed).size).toBe(listed.length)
})
