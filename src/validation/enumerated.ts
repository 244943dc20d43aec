/** Value sets that a resource contains, as far as they list their codes: nobody else knows these, so no terminology holds them. */
import { isObject } from '../fhir/resource.ts'
import { readObjects, readString, type Json } from './json.ts'

/** The ValueSet that `#id` names in a resource. */
export function containedValueSet(container: Json, reference: string): Json | undefined {
  if (!reference.startsWith('#')) return undefined
  const id = reference.slice(1)
  return readObjects(container, 'contained').find(
    (each) => readString(each, 'resourceType') === 'ValueSet' && readString(each, 'id') === id,
  )
}

/** Whether a Coding is among the codes that a value set lists; undefined where it does not list them all. */
export function memberOfEnumerated(valueSet: Json, coding: Json): boolean | undefined {
  const { compose } = valueSet
  if (!isObject(compose) || readObjects(compose, 'exclude').length > 0) return undefined
  const answers = readObjects(compose, 'include').map((include) => isIncluded(include, coding))
  if (answers.includes(true)) return true
  return answers.includes(undefined) || answers.length === 0 ? undefined : false
}

function isIncluded(include: Json, coding: Json): boolean | undefined {
  const system = readString(include, 'system')
  if (Object.hasOwn(include, 'valueSet')) return undefined
  if (system !== readString(coding, 'system')) return false
  const concepts = readObjects(include, 'concept')
  if (concepts.length === 0) return undefined
  return concepts.some((concept) => readString(concept, 'code') === readString(coding, 'code'))
}
