/**
 * Tests of references: the type of resource that they name against the profile's targets, and how they are written.
 * Whether the target satisfies its profile is not asked: it is validated where it is submitted.
 */
import { isObject } from '../fhir/resource.ts'
import type { TypeRule } from '../fhir/definitions.ts'
import { read, readList, readString, type Json } from './json.ts'
import { quickly } from './quickly.ts'
import type { Item, Passes, Test } from './program.ts'
import { report, type Scope } from './run.ts'
import { oneOf, quoted, referenceForm } from './wording.ts'

/** The type in `Type/id`, alone or after a base, with or without a version. */
const TYPE_IN_REFERENCE =
  /(?:^|\/)([A-Z][A-Za-z]{2,40})\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/

/** The type of resource that a Reference names, from the resource where it is held, else from how it is written. */
export function targetTypeOf(reference: Json, scope: Scope): string | undefined {
  const text = readString(reference, 'reference')
  const found = text === undefined ? undefined : scope.resolve(text)
  if (isObject(found)) return readString(found, 'resourceType')
  const written = text === undefined ? undefined : TYPE_IN_REFERENCE.exec(text)?.[1]
  return written ?? readString(reference, 'type')
}

/** The tests of a Reference type; `typeOfProfile` gives the resource type of a target profile. */
export function referenceTests(rule: TypeRule, typeOfProfile: (url: string) => string): Test[] {
  const profiles = rule.targetProfile ?? []
  const targets = profiles.map(typeOfProfile)
  const isAny = targets.length === 0 || targets.includes('Resource')
  return [
    ...(isAny ? [] : [targetTest([...new Set(targets)])]),
    targetProfileTest(profiles, targets),
    writtenTest,
    ...(rule.aggregation ? [aggregationTest(rule.aggregation)] : []),
    ...(rule.versioning === undefined ? [] : [versioningTest(rule.versioning)]),
  ]
}

function targetTest(targets: readonly string[]): Test {
  const names = new Set(targets)
  const passes: Passes = (value, scope) => {
    if (!isObject(value)) return true
    const text = readString(value, 'reference')
    if (text !== undefined && !mayResolve(text, scope) && isWrittenTo(text, names)) return true
    const type = targetTypeOf(value, scope)
    return type === undefined || names.has(type)
  }
  return quickly(passes, (item, scope) => {
    if (!isObject(item.value) || passes(item.value, scope)) return
    const type = targetTypeOf(item.value, scope) ?? ''
    const text = `${item.program.name} refers to a ${quoted(type)}; it may refer to ${oneOf(targets)}.`
    report(item, scope, { code: 'structure', rule: 'reference-target', text })
  })
}

function mayResolve(reference: string, { bundle, run }: Scope): boolean {
  const isSurprising = bundle !== undefined && !areAsNamed(bundle.entries)
  return isSurprising || run.options.resolve !== undefined || reference.startsWith('#')
}

const AS_NAMED = new WeakMap<ReadonlyMap<string, Json>, boolean>()

/** Whether each entry of a Bundle is of the type that its fullUrl names, so that `Type/id` reaches nothing of another type. */
function areAsNamed(entries: ReadonlyMap<string, Json>): boolean {
  const known = AS_NAMED.get(entries)
  if (known !== undefined) return known
  const fresh = [...entries].every(([url, resource]) => {
    const end = url.lastIndexOf('/')
    return (
      end < 0 || url.slice(url.lastIndexOf('/', end - 1) + 1, end) === readString(resource, 'resourceType')
    )
  })
  AS_NAMED.set(entries, fresh)
  return fresh
}

/** Whether a reference that reaches nothing of another type is written `Type/id`, and to one of the types. */
function isWrittenTo(reference: string, types: ReadonlySet<string>): boolean {
  const slash = reference.indexOf('/')
  return slash > 0 && types.has(reference.slice(0, slash)) && isId(reference, slash + 1)
}

/** Whether text is an id from a place on. */
function isId(text: string, from: number): boolean {
  if (text.length === from || text.length - from > 64) return false
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const isLetterOrDigit =
      (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57)
    if (!isLetterOrDigit && code !== 45 && code !== 46) return false
  }
  return true
}

/** Whether the resource that a reference reaches satisfies one of the profiles of its type, where that is asked for. */
function targetProfileTest(profiles: readonly string[], targets: readonly string[]): Test {
  return quickly(
    (_reference, scope) => scope.run.options.targets !== true,
    (item, scope) => {
      const { options, conformsTo } = scope.run
      const reference = isObject(item.value) ? readString(item.value, 'reference') : undefined
      if (options.targets !== true || reference === undefined) return
      const target = scope.resolve(reference)
      const type = isObject(target) ? readString(target, 'resourceType') : undefined
      const own = profiles.filter((_, index) => targets[index] === type)
      if (own.length === 0 || own.some((url) => isBaseUrl(url, type) || conformsTo(target, url) !== false))
        return
      const text = `${item.program.name} refers to a ${quoted(type ?? '')} that satisfies none of ${oneOf(own)}; mend it or refer to another.`
      report(item, scope, { code: 'structure', rule: 'reference-profile', text })
    },
  )
}

/** A type itself, as which the resource is checked where it stands. */
function isBaseUrl(url: string, type: string | undefined): boolean {
  return url.endsWith(`/fhir/StructureDefinition/${type ?? ''}`)
}

/** How a reference is written, whatever it may refer to. */
const writtenTest: Test = quickly(isWell, (item, scope) => {
  if (isWell(item.value, scope)) return
  typeTest(item, scope)
  formTest(item, scope)
  containedTest(item, scope)
})

function isWell(reference: unknown, scope: Scope): boolean {
  if (!isObject(reference)) return true
  const { reference: text, type } = reference
  if (type === undefined && typeof text === 'string' && isTypeAndId(text)) return true
  return agreesWithType(reference, scope) && hasForm(reference, scope) && isFound(reference, scope)
}

/** Whether a reference is `Type/id`, as nearly all are. */
function isTypeAndId(text: string): boolean {
  let at = 0
  for (;;) {
    const code = text.charCodeAt(at)
    const isLetter = (code >= 65 && code <= 90) || (at > 0 && code >= 97 && code <= 122)
    if (!isLetter) return code === 47 && at > 1 && isId(text, at + 1)
    at += 1
  }
}

/** Reference.type, where given, must agree with the reference itself. */
function typeTest(item: Item, scope: Scope): void {
  if (!isObject(item.value) || agreesWithType(item.value, scope)) return
  const stated = readString(item.value, 'type') ?? ''
  const type = targetTypeOf(item.value, scope) ?? ''
  const text = `type says ${quoted(stated)}, but the reference is to a ${quoted(type)}; make them agree.`
  report(item, scope, { code: 'structure', rule: 'reference-type', text })
}

function agreesWithType(reference: unknown, scope: Scope): boolean {
  const stated = isObject(reference) ? readString(reference, 'type') : undefined
  if (!isObject(reference) || stated === undefined || read(reference, 'reference') === undefined) return true
  const type = targetTypeOf(reference, scope)
  return type === undefined || stated === type || isLogical(stated, scope)
}

/** Whether a type is that of a logical model: only these are written as URLs (FHIR R4 references.html#Reference). */
function isLogical(type: string, { run }: Scope): boolean {
  return (
    type.includes(':') &&
    !(/\/fhir\/StructureDefinition\//.test(type) && run.isResourceType(type.slice(type.lastIndexOf('/') + 1)))
  )
}

/** A relative reference in a Bundle, which is resolved by its form: FHIR R4 bundle.html#references. */
const RELATIVE = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?(?:#.*)?$/
/** Who is meant by a search, in what is to be carried out: http.html#trules. */
const SEARCHED = /^[A-Z][A-Za-z]+\?/

/** A reference is a URL; a relative one in a Bundle names type and id, or, in a transaction, a search. */
function formTest(item: Item, scope: Scope): void {
  if (!isObject(item.value) || hasForm(item.value, scope)) return
  const text = readString(item.value, 'reference') ?? ''
  if (!/\s/.test(text) && SEARCHED.test(text) && isCarriedOut(item)) return
  const sentence = `${item.program.name} refers to ${referenceForm(text)}, which is no URL that could be resolved here; correct it.`
  report(item, scope, { code: 'value', rule: 'reference-form', text: sentence })
}

function hasForm(reference: unknown, { bundle }: Scope): boolean {
  const text = isObject(reference) ? readString(reference, 'reference') : undefined
  if (text === undefined) return true
  if (/\s/.test(text)) return false
  return (
    bundle === undefined || text.startsWith('#') || text.includes(':') || text === '' || RELATIVE.test(text)
  )
}

/** Whether an item is in a transaction or a batch. */
function isCarriedOut(item: Item): boolean {
  for (let host: Item | undefined = item; host; host = host.parent) {
    const type = isObject(host.value) ? readString(host.value, 'resourceType') : undefined
    if (type === 'Bundle' && isObject(host.value))
      return /^(?:transaction|batch)$/.test(readString(host.value, 'type') ?? '')
  }
  return false
}

/** ref-1: a reference to a contained resource must find it. `#` alone is the container (FHIR R4 references.html#contained). */
function containedTest(item: Item, scope: Scope): void {
  if (!isObject(item.value) || isFound(item.value, scope)) return
  const text = readString(item.value, 'reference') ?? ''
  const sentence = `${item.program.name} refers to ${referenceForm(text)}, which is not contained in this resource; contain it or refer to it elsewhere.`
  report(item, scope, { code: 'invariant', rule: 'ref-1', text: sentence })
}

function isFound(reference: unknown, scope: Scope): boolean {
  const text = isObject(reference) ? readString(reference, 'reference') : undefined
  return text === undefined || !text.startsWith('#') || scope.resolve(text) !== undefined
}

/** dom-3: a contained resource must be referred to from its container, or refer to it. */
export const containedResourcesTest: Test = quickly(containsNothing, (item, scope) => {
  const contained = isObject(item.value) ? readList(item.value, 'contained') : []
  if (contained.length === 0) return
  reportTwins(contained, item, scope)
  const used = new Set<string>()
  collectFragments(item.value, used)
  contained.forEach((resource, index) => {
    if (!isObject(resource)) return
    const own = new Set<string>()
    collectFragments(resource, own)
    const id = readString(resource, 'id')
    if (own.has('#') || (id !== undefined && used.has(`#${id}`))) return
    const text =
      'The contained resource is not referred to from the resource that contains it, nor does it refer to it; use it or remove it.'
    report(item, scope, { code: 'invariant', rule: 'dom-3', text, below: `contained[${String(index)}]` })
  })
})

function containsNothing(resource: unknown): boolean {
  return isObject(resource) && !Object.hasOwn(resource, 'contained')
}

/** The ids of contained resources differ: FHIR R4 references.html#contained. */
function reportTwins(contained: readonly unknown[], item: Item, scope: Scope): void {
  const seen = new Set<string>()
  contained.forEach((resource, index) => {
    const id = isObject(resource) ? readString(resource, 'id') : undefined
    if (id === undefined) return
    const text = `Two contained resources have the id ${quoted(id)}; change one.`
    if (seen.has(id))
      report(item, scope, {
        code: 'structure',
        rule: 'contained-id',
        text,
        below: `contained[${String(index)}]`,
      })
    seen.add(id)
  })
}

/** Every string that begins with `#`: references, canonicals and uris within the resource. */
function collectFragments(value: unknown, fragments: Set<string>): void {
  if (typeof value === 'string') {
    if (value.startsWith('#')) fragments.add(value)
  } else if (Array.isArray(value)) {
    for (const item of value) collectFragments(item, fragments)
  } else if (isObject(value)) {
    for (const item of Object.values(value)) collectFragments(item, fragments)
  }
}

function aggregationTest(modes: readonly string[]): Test {
  return (item, scope) => {
    const text = isObject(item.value) ? readString(item.value, 'reference') : undefined
    if (text === undefined || modes.includes(modeOf(text, scope))) return
    const sentence = `${item.program.name} must be ${oneOf(modes)}; it is ${modeOf(text, scope)}.`
    report(item, scope, { code: 'structure', rule: 'reference-aggregation', text: sentence })
  }
}

function modeOf(reference: string, scope: Scope): string {
  if (reference.startsWith('#')) return 'contained'
  return scope.isBundled(reference) ? 'bundled' : 'referenced'
}

function versioningTest(versioning: string): Test {
  return (item: Item, scope) => {
    const text = isObject(item.value) ? readString(item.value, 'reference') : undefined
    if (text === undefined || text.includes('/_history/') === (versioning === 'specific')) return
    const wanted = versioning === 'specific' ? 'name a version' : 'name no version'
    report(item, scope, {
      code: 'structure',
      rule: 'reference-versioning',
      text: `${item.program.name} must ${wanted}.`,
    })
  }
}
