/** OperationDefinition against the profiles of its Parameters (FHIR R4 operationdefinition.html, inputProfile and outputProfile). */
import type { Structure } from '../fhir/definitions.ts'
import { isObject } from '../fhir/resource.ts'
import { ValidationError } from './finding.ts'
import { read, readObjects, readString, type Json } from './json.ts'
import type { Test } from './program.ts'
import type { Registry } from './registry.ts'
import { report } from './run.ts'
import { quoted } from './wording.ts'

const USES = { inputProfile: 'in', outputProfile: 'out' } as const

export function operationTest(registry: Registry): Test {
  return (item, scope) => {
    const definition = item.value
    if (!isObject(definition) || readString(definition, 'resourceType') !== 'OperationDefinition') return
    for (const name of ['inputProfile', 'outputProfile'] as const) {
      const url = readString(definition, name)
      const text = url === undefined ? undefined : profileFault(url, definition, USES[name], registry)
      if (text !== undefined)
        report(item, scope, { code: 'structure', rule: 'operation-profile', text, below: name })
    }
  }
}

function profileFault(
  url: string,
  definition: Json,
  use: 'in' | 'out',
  registry: Registry,
): string | undefined {
  const profile = known(url, registry)
  if (!profile) return `The profile ${quoted(url)} is not known here; publish it here or correct its url.`
  if (profile.type !== 'Parameters')
    return `The profile ${quoted(url)} is for ${profile.type}, not for Parameters; refer to another.`
  const parameters = readObjects(definition, 'parameter').filter((each) => readString(each, 'use') === use)
  for (const parameter of parameters) {
    const fault = parameterFault(parameter, profile)
    if (fault !== undefined) return fault
  }
  return undefined
}

function known(url: string, registry: Registry): Structure | undefined {
  try {
    return registry.structureOf(url)
  } catch (error) {
    if (error instanceof ValidationError) return undefined
    throw error
  }
}

/** How often a parameter may be there is what the slice of its name says. */
function parameterFault(parameter: Json, { elements }: Structure): string | undefined {
  const name = readString(parameter, 'name') ?? ''
  const named = elements.find(
    ({ path, fixed, pattern }) => path === 'Parameters.parameter.name' && (fixed ?? pattern)?.value === name,
  )
  const slice = named && elements.find(({ id }) => id === named.id.slice(0, -'.name'.length))
  if (!slice) return undefined
  const isSame = slice.min === read(parameter, 'min') && slice.max === readString(parameter, 'max')
  return isSame
    ? undefined
    : `The parameter ${quoted(name)} may be there as often as its profile says; make min and max agree.`
}
