/** Reduces what an ElementDefinition says in parts of its own: its binding and its slicing. */
import type { BindingRule, Discriminator, SlicingRule } from '../fhir/definitions.ts'
import { withoutVersion } from '../fhir/definitions.ts'
import { isObject } from '../fhir/resource.ts'
import { ValidationError } from './finding.ts'
import { read, readObjects, readString, type Json } from './json.ts'

const MAX_VALUE_SET_EXTENSION = /\/elementdefinition-maxValueSet$/

/** The binding of an element. */
export function reduceBinding(element: Json): { binding?: BindingRule } {
  const binding = read(element, 'binding')
  if (!isObject(binding)) return {}
  const strength = readString(binding, 'strength')
  if (
    strength !== 'required' &&
    strength !== 'extensible' &&
    strength !== 'preferred' &&
    strength !== 'example'
  )
    return {}
  const valueSet = readString(binding, 'valueSet')
  const maximum = readObjects(binding, 'extension').find((extension) =>
    MAX_VALUE_SET_EXTENSION.test(readString(extension, 'url') ?? ''),
  )
  const maxValueSet = maximum && (readString(maximum, 'valueCanonical') ?? readString(maximum, 'valueUri'))
  return {
    binding: {
      strength,
      ...(valueSet === undefined ? {} : { valueSet: withoutVersion(valueSet) }),
      ...(maxValueSet === undefined ? {} : { maxValueSet: withoutVersion(maxValueSet) }),
    },
  }
}

/** The slicing of an element. */
export function reduceSlicing(element: Json, place: string): { slicing?: SlicingRule } {
  const slicing = read(element, 'slicing')
  if (!isObject(slicing)) return {}
  const rules = readString(slicing, 'rules')
  return {
    slicing: {
      discriminator: readObjects(slicing, 'discriminator').map((each) => reduceDiscriminator(each, place)),
      rules: rules === 'closed' || rules === 'openAtEnd' ? rules : 'open',
      ordered: read(slicing, 'ordered') === true,
    },
  }
}

const DISCRIMINATOR_TYPES: readonly string[] = [
  'value',
  'exists',
  'pattern',
  'type',
  'profile',
] satisfies Discriminator['type'][]

function reduceDiscriminator(discriminator: Json, place: string): Discriminator {
  const type = readString(discriminator, 'type') ?? ''
  if (!isDiscriminatorType(type)) {
    throw new ValidationError(
      'profile-unsupported',
      `${place}: slicing by '${type}' is not known in FHIR R4.`,
    )
  }
  return { type, path: readString(discriminator, 'path') ?? '$this' }
}

function isDiscriminatorType(type: string): type is Discriminator['type'] {
  return DISCRIMINATOR_TYPES.includes(type)
}
