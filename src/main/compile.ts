/**
 * The door for programmers, and all that the package exports: `compile(profile)(resource)`. FHIR's definitions and our
 * own profiles are read from this checkout when the first profile is compiled, and once; src/main/throughline.d.ts types it.
 */
import { fileURLToPath } from 'node:url'
import { loadDefinitions } from '../content/content.ts'
import { parseJson } from '../fhir/json.ts'
import { positionsOf } from '../fhir/positions.ts'
import { isResource } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'
import { createPlain } from '../validation/plain.ts'
import type { Plain } from '../validation/plain.ts'
import type { Check, Finding, ValidationOptions } from '../validation/validation.ts'
import { definitionSet } from './definition-set.ts'
import type { DefinitionSet } from './definition-set.ts'

export { ValidationError } from '../validation/validation.ts'
export { ContentError } from '../content/content.ts'

export type CompileOptions = {
  /** Further StructureDefinitions, ValueSets, CodeSystems, Questionnaires. The same list is compiled once. */
  readonly definitions?: readonly unknown[]
  /** Whether what HL7's validator refuses beyond the specification is refused too. */
  readonly toolPolicy?: boolean
}

/** A finding; its line and column where JSON text was given. */
export type PlacedFinding = Finding & { readonly line?: number; readonly column?: number }

export type CheckOptions = Pick<ValidationOptions, 'now' | 'resolve' | 'targets'>

/** Checks a resource, or the JSON text of one. */
export type CompiledCheck = (resource: unknown, options?: CheckOptions) => PlacedFinding[]

type Loaded = {
  readonly set: (further: readonly Resource[]) => DefinitionSet
  readonly own: DefinitionSet
}

let loaded: Loaded | undefined
const sets = new WeakMap<readonly unknown[], DefinitionSet>()

/**
 * The check by one profile or type. Throws ValidationError (`profile-unknown`, `profile-invalid`, `profile-unsupported`),
 * ContentError where this checkout is not whole, and TypeError for definitions that are no resources.
 */
export function compile(
  profile: string,
  { definitions, toolPolicy = false }: CompileOptions = {},
): CompiledCheck {
  if (typeof profile !== 'string') throw new TypeError('Name the profile by its canonical URL, or the type.')
  const { validator, resolve } = definitions === undefined ? load().own : setOf(definitions)
  const check = validator.compile(profile)
  return (resource, options = {}) => {
    const asked = { resolve, now: new Date().toISOString(), ...options, toolPolicy }
    return typeof resource === 'string' ? checkText(resource, check, asked) : check(resource, asked)
  }
}

function load(): Loaded {
  if (loaded) return loaded
  const content = loadDefinitions(fileURLToPath(new URL('../../', import.meta.url)))
  const { definitions, structureDefinitions, codeSystems, valueSets } = content
  const plain: Plain = createPlain(content)
  const ours = [...structureDefinitions, ...codeSystems, ...valueSets].filter(isResource)
  const set = (further: readonly Resource[]): DefinitionSet =>
    definitionSet(definitions, [...ours, ...further], plain)
  loaded = { set, own: set([]) }
  return loaded
}

function setOf(definitions: readonly unknown[]): DefinitionSet {
  const known = sets.get(definitions)
  if (known) return known
  const further = definitions.map((each, index): Resource => {
    if (isResource(each)) return each
    throw new TypeError(`definitions[${index}] is no FHIR resource: it has no resourceType.`)
  })
  const set = load().set(further)
  sets.set(definitions, set)
  return set
}

function checkText(text: string, check: Check, options: ValidationOptions): PlacedFinding[] {
  const parsed = parseJson(text)
  if (parsed.kind === 'fault') {
    const { line, column, text: fault } = parsed
    const finding = {
      severity: 'fatal',
      code: 'structure',
      expression: '$this',
      rule: 'json',
      profile: '',
    } as const
    return [{ ...finding, text: `The text is no JSON: ${fault}`, line, column }]
  }
  const findings = check(parsed.value, options)
  const positions = positionsOf(
    text,
    findings.map(({ expression }) => expression),
  )
  return findings.map((finding, index) => ({ ...finding, ...positions[index] }))
}
