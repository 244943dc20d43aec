/** The content of the checkout with its terminology and validator, as the gateway puts them together. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadContent, type Content } from '../../src/content/content.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import * as fhirpath from '../../src/fhirpath/fhirpath.ts'
import { createTerminology, type Terminology } from '../../src/terminology/terminology.ts'
import { createValidator, type Validator } from '../../src/validation/validation.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The moment at which examples are checked: after every date in them. */
export const now = '2026-11-23T12:00:00Z'

export type Published = {
  readonly content: Content
  readonly terminology: Terminology
  readonly validator: Validator
}

export async function loadPublished(): Promise<Published> {
  const content = await loadContent(root)
  const { definitions } = content
  const terminology = createTerminology({
    codeSystems: [...definitions.codeSystems, ...content.codeSystems],
    valueSets: [...definitions.valueSets, ...content.valueSets],
    conceptMaps: content.conceptMaps,
    codeGrammars: definitions.codeGrammars,
  })
  const profiles = content.structureDefinitions
  return {
    content,
    terminology,
    validator: createValidator({ definitions, profiles, terminology, fhirpath }),
  }
}

export type Example = {
  readonly file: string
  readonly title: string
  readonly profile: string
  readonly valid: boolean
  readonly breaks: readonly string[]
}

export const examples = readJson('profiles/package/examples/index.json') as readonly Example[]

export function readExample(file: string): Resource {
  return readJson(`profiles/package/examples/${file}`) as Resource
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(`${root}${path}`, 'utf8'))
}
