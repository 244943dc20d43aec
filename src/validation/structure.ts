/**
 * Reduces a StructureDefinition with a snapshot to what the profile compiler reads. The definitions pack is made by the
 * same function, so a profile published at run time and one of the pack are alike. Throws ValidationError
 * (`profile-invalid`, `profile-unsupported`), naming the element and the feature.
 */
import type { Structure } from '../fhir/definitions.ts'
import { withoutVersion } from '../fhir/definitions.ts'
import { isObject } from '../fhir/resource.ts'
import { reduceElement } from './element.ts'
import { ValidationError } from './finding.ts'
import { read, readObjects, readString, readStrings, type Json } from './json.ts'

/** Reduces one StructureDefinition, which must have its snapshot. */
export function reduceStructureDefinition(resource: Json): Structure {
  const head = headOf(resource)
  const snapshot = read(resource, 'snapshot')
  const elements = isObject(snapshot) ? readObjects(snapshot, 'element') : []
  if (elements.length === 0) {
    throw new ValidationError('profile-invalid', `${head.url} has no snapshot; compile it with its snapshot.`)
  }
  return { ...head, elements: elements.map((element) => reduceElement(element, head.url)) }
}

/** What a StructureDefinition says besides its elements. */
export function headOf(resource: Json): Structure {
  const url = readString(resource, 'url')
  const type = readString(resource, 'type')
  if (
    readString(resource, 'resourceType') !== 'StructureDefinition' ||
    url === undefined ||
    type === undefined
  ) {
    throw new ValidationError(
      'profile-invalid',
      `Not a StructureDefinition with a url and a type: ${url ?? 'no url'}.`,
    )
  }
  const version = readString(resource, 'version')
  const baseDefinition = readString(resource, 'baseDefinition')
  const derivation = readString(resource, 'derivation')
  return {
    url,
    ...(version === undefined ? {} : { version }),
    name: readString(resource, 'name') ?? type,
    kind: kindOf(readString(resource, 'kind'), url),
    abstract: read(resource, 'abstract') === true,
    type,
    ...(baseDefinition === undefined ? {} : { baseDefinition: withoutVersion(baseDefinition) }),
    ...(derivation === 'specialization' || derivation === 'constraint' ? { derivation } : {}),
    context: readObjects(resource, 'context').map((context) => ({
      type: readString(context, 'type') ?? 'element',
      expression: readString(context, 'expression') ?? '',
    })),
    contextInvariant: readStrings(resource, 'contextInvariant'),
    elements: [],
  }
}

function kindOf(kind: string | undefined, url: string): Structure['kind'] {
  if (kind === 'primitive-type' || kind === 'complex-type' || kind === 'resource' || kind === 'logical')
    return kind
  throw new ValidationError(
    'profile-invalid',
    `${url} has the kind '${kind ?? ''}', which FHIR does not know.`,
  )
}
