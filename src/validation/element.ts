/**
 * Reduces one ElementDefinition, of a snapshot or of a differential, to what the profile compiler reads. Throws
 * ValidationError (`profile-invalid`, `profile-unsupported`), naming the element and the feature.
 */
import type { ConstraintRule, ElementRule, TypedValue, TypeRule } from '../fhir/definitions.ts'
import { withoutVersion } from '../fhir/definitions.ts'
import { isObject } from '../fhir/resource.ts'
import { reduceBinding, reduceSlicing } from './element-parts.ts'
import { ValidationError } from './finding.ts'
import { read, readObjects, readString, readStrings, type Json } from './json.ts'

const TYPE_EXTENSION = /\/structuredefinition-fhir-type$/
const BEST_PRACTICE_EXTENSION = /\/elementdefinition-bestpractice$/
const SYSTEM_TYPE = /\/fhirpath\/System\.(.+)$/

/**
 * Checked without FHIRPath (content.ts, extensions.ts, references.ts), on every element, extension, Reference and resource,
 * whoever repeats them in a snapshot: these four cost more than all others together; dom-3, for a hostile resource, the
 * square of its size; and ref-1 as it is written fails every Reference that has no reference.
 */
const STRUCTURAL_CONSTRAINTS = new Set(['ele-1', 'ext-1', 'ref-1', 'dom-3'])

/** ElementDefinition's properties that change no verdict, and those that are read below. */
const KNOWN_PROPERTIES = new Set(
  (
    'id extension path sliceName sliceIsConstraining label code short definition comment requirements alias min max base ' +
    'contentReference type meaningWhenMissing orderMeaning example maxLength condition constraint mustSupport isModifier ' +
    'isModifierReason isSummary binding mapping representation slicing'
  ).split(' '),
)
const TYPED_PROPERTY = /^(fixed|pattern|minValue|maxValue|defaultValue)([A-Z]\w*)$/

/** Reduces one element of a snapshot. */
export function reduceElement(element: Json, url: string): ElementRule {
  const path = readString(element, 'path')
  if (path === undefined)
    throw new ValidationError('profile-invalid', `${url} has an element without a path.`)
  const id = readString(element, 'id') ?? path
  const place = `${url} element ${id}`
  refuseUnknown(element, place)
  const base = read(element, 'base')
  const max = readString(element, 'max') ?? '1'
  const basePath = isObject(base) ? (readString(base, 'path') ?? path) : path
  const min = read(element, 'min')
  return {
    id,
    path,
    min: typeof min === 'number' ? min : 0,
    max,
    baseMax: isObject(base) ? (readString(base, 'max') ?? max) : max,
    basePath,
    types: readObjects(element, 'type').map((type) => reduceType(type, basePath)),
    constraints: constraintsOf(element, place),
    ...optionalStrings(element),
    ...typedValues(element, place),
    ...flags(element),
    ...reduceBinding(element),
    ...reduceSlicing(element, place),
  }
}

/** What an element of a differential says: nothing of what it does not name. */
export type Changes = Partial<Omit<ElementRule, 'id' | 'path' | 'constraints'>> &
  Pick<ElementRule, 'constraints'>

/** Reduces one element of a differential. */
export function changesOf(element: Json, place: string): Changes {
  refuseUnknown(element, place)
  const min = read(element, 'min')
  const max = readString(element, 'max')
  const types = readObjects(element, 'type').map((type) => reduceType(type, ''))
  return {
    ...(typeof min === 'number' ? { min } : {}),
    ...(max === undefined ? {} : { max }),
    ...(types.length === 0 ? {} : { types }),
    constraints: constraintsOf(element, place),
    ...optionalStrings(element),
    ...typedValues(element, place),
    ...flags(element),
    ...reduceBinding(element),
    ...reduceSlicing(element, place),
  }
}

function constraintsOf(element: Json, place: string): ConstraintRule[] {
  return readObjects(element, 'constraint')
    .map((constraint) => reduceConstraint(constraint, place))
    .filter((constraint) => !STRUCTURAL_CONSTRAINTS.has(constraint.key))
}

function refuseUnknown(element: Json, place: string): void {
  for (const name of Object.keys(element)) {
    if (KNOWN_PROPERTIES.has(name) || TYPED_PROPERTY.test(name)) continue
    throw new ValidationError(
      'profile-unsupported',
      `${place}: '${name}' is not a property that profiles may use.`,
    )
  }
}

function reduceType(type: Json, basePath: string): TypeRule {
  const targetProfile = readStrings(type, 'targetProfile').map(withoutVersion)
  const profile = readStrings(type, 'profile').map(withoutVersion)
  const aggregation = readStrings(type, 'aggregation')
  const versioning = readString(type, 'versioning')
  return {
    code: typeCode(type, basePath),
    ...(profile.length === 0 ? {} : { profile }),
    ...(targetProfile.length === 0 ? {} : { targetProfile }),
    ...(aggregation.length === 0 ? {} : { aggregation }),
    ...(versioning === undefined || versioning === 'either' ? {} : { versioning }),
  }
}

function typeCode(type: Json, basePath: string): string {
  const code = readString(type, 'code') ?? ''
  const system = SYSTEM_TYPE.exec(code)?.[1]
  if (system === undefined) return code
  // R4 writes the ids of resources as System.String with the type string, though FHIR R4 resource.html#id says id.
  if (basePath === 'Resource.id') return 'id'
  const named = readObjects(type, 'extension').find((extension) =>
    TYPE_EXTENSION.test(readString(extension, 'url') ?? ''),
  )
  const name = named && (readString(named, 'valueUrl') ?? readString(named, 'valueUri'))
  return name ?? system.charAt(0).toLowerCase() + system.slice(1)
}

function reduceConstraint(constraint: Json, place: string): ConstraintRule {
  const key = readString(constraint, 'key')
  if (key === undefined)
    throw new ValidationError('profile-invalid', `${place} has a constraint without a key.`)
  const expression = readString(constraint, 'expression')
  if (expression === undefined) {
    throw new ValidationError(
      'profile-unsupported',
      `${place}: constraint ${key} has no FHIRPath expression.`,
    )
  }
  const source = readString(constraint, 'source')
  const isBestPractice = readObjects(constraint, 'extension').some(
    (extension) =>
      BEST_PRACTICE_EXTENSION.test(readString(extension, 'url') ?? '') &&
      read(extension, 'valueBoolean') === true,
  )
  return {
    key,
    severity: readString(constraint, 'severity') === 'warning' ? 'warning' : 'error',
    human: readString(constraint, 'human') ?? '',
    expression,
    ...(source === undefined ? {} : { source: withoutVersion(source) }),
    ...(isBestPractice ? { bestPractice: true } : {}),
  }
}

function optionalStrings(
  element: Json,
): Partial<Pick<ElementRule, 'sliceName' | 'contentReference' | 'maxLength'>> {
  const sliceName = readString(element, 'sliceName')
  const contentReference = readString(element, 'contentReference')
  const maxLength = read(element, 'maxLength')
  return {
    ...(sliceName === undefined ? {} : { sliceName }),
    // A snapshot may write the reference in full: http://hl7.org/fhir/StructureDefinition/Questionnaire#Questionnaire.item
    ...(contentReference === undefined ? {} : { contentReference: contentReference.replace(/^[^#]*#/, '') }),
    ...(typeof maxLength === 'number' ? { maxLength } : {}),
  }
}

function flags(element: Json): Partial<Pick<ElementRule, 'isModifier' | 'isSummary' | 'mustSupport'>> {
  return {
    ...(read(element, 'isModifier') === true ? { isModifier: true } : {}),
    ...(read(element, 'isSummary') === true ? { isSummary: true } : {}),
    ...(read(element, 'mustSupport') === true ? { mustSupport: true } : {}),
  }
}

type TypedValues = Partial<Pick<ElementRule, 'fixed' | 'pattern' | 'minValue' | 'maxValue'>>

function typedValues(element: Json, place: string): TypedValues {
  const values: Record<string, TypedValue> = {}
  for (const name of Object.keys(element)) {
    const [, kind, type] = TYPED_PROPERTY.exec(name) ?? []
    if (kind === undefined || type === undefined || kind === 'defaultValue') continue
    if (values[kind]) throw new ValidationError('profile-invalid', `${place} has more than one ${kind}[x].`)
    values[kind] = { type, value: element[name] }
  }
  return values
}
