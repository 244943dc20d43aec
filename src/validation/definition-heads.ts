/** What definitions say of themselves: canonical URLs (FHIR R4 references.html#canonical), and what a structure is made from (structuredefinition.html). */
import type { Structure } from '../fhir/definitions.ts'
import { isObject } from '../fhir/resource.ts'
import { withoutVersion } from '../fhir/definitions.ts'
import { ValidationError } from './finding.ts'
import { readList, readString, type Json } from './json.ts'
import type { Test } from './program.ts'
import { quickly } from './quickly.ts'
import type { Registry } from './registry.ts'
import { report } from './run.ts'
import { defined } from './wording.ts'

export function definitionTest(registry: Registry): Test {
  return quickly(isNoDefinition, (item, scope) => {
    if (!isObject(item.value)) return
    const url = readString(item.value, 'url')
    // What has a url and a status is a definition; only a DeviceDefinition's url is another.
    if (url !== undefined && !url.includes(':') && Object.hasOwn(item.value, 'status')) {
      const text = `The url ${defined(url)} of a definition must be absolute; give it whole.`
      report(item, scope, { code: 'value', rule: 'canonical', text, below: 'url' })
    }
    if (readString(item.value, 'resourceType') !== 'StructureDefinition') return
    for (const text of headFaults(item.value, registry))
      report(item, scope, { code: 'structure', rule: 'structure-head', text })
  })
}

function isNoDefinition(resource: unknown): boolean {
  return (
    isObject(resource) &&
    readString(resource, 'url') === undefined &&
    readString(resource, 'resourceType') !== 'StructureDefinition'
  )
}

function headFaults(definition: Json, registry: Registry): string[] {
  const base = baseOf(definition, registry)
  const [type, kind, derivation] = ['type', 'kind', 'derivation'].map((name) => readString(definition, name))
  const faults: string[] = []
  if (derivation === undefined && Object.hasOwn(definition, 'baseDefinition'))
    faults.push('What has a baseDefinition must state its derivation; add it.')
  if (type !== 'Extension' && readList(definition, 'context').length > 0)
    faults.push('Only an extension has a context; remove it.')
  if (kind === 'logical' && derivation === 'specialization' && type !== undefined && !isTyped(type, registry))
    faults.push(`The type ${defined(type)} of a logical model must be a URL; give it whole.`)
  if (!base) return faults
  if (derivation === 'specialization' && type === base.type)
    faults.push(`A specialization of ${defined(base.type)} must have a type of its own; correct it.`)
  if (derivation !== 'constraint') return faults
  if (type !== base.type) faults.push(`The type must be that of its base, ${defined(base.type)}; correct it.`)
  if (kind !== base.kind) faults.push(`The kind must be that of its base, ${defined(base.kind)}; correct it.`)
  return faults
}

function isTyped(type: string, registry: Registry): boolean {
  return type.includes(':') || registry.structureOfType(type) !== undefined
}

function baseOf(definition: Json, registry: Registry): Structure | undefined {
  const url = readString(definition, 'baseDefinition')
  try {
    return url === undefined ? undefined : registry.structureOf(withoutVersion(url))
  } catch (error) {
    if (error instanceof ValidationError) return undefined
    throw error
  }
}
