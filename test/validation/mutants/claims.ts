/** Faults of what a resource says it is: its type, its profiles; and what nobody can check. */
import type { Structure } from '../../../src/fhir/definitions.ts'
import { now, profileOf, validatorWith } from '../world.ts'
import { mutantAt, type Json, type Mutant, type Parent } from './mutant.ts'
import { checkByType } from './parents.ts'
import { placesOf, structureOf, type Place } from './places.ts'
import { namedOnce, profiled, URL } from './profiled.ts'

export function* claimMutants(parents: readonly Parent[]): Generator<Mutant> {
  for (const parent of parents) {
    yield* types(parent)
    yield* claims(parent)
    const places = placesOf(parent.resource)
    for (const place of places) if (place.kind === 'resource' && place.host) yield* nestedTypes(parent, place)
    if (parent.check === checkByType) yield* oneOfProfiles(parent, places)
  }
  yield* withinResources()
  const several: Parent = {
    name: 'several',
    resource: {
      resourceType: 'Bundle',
      type: 'collection',
      entry: Array.from({ length: 8 }, () => ({ resource: { resourceType: 'Patient', active: true } })),
    },
    check: checkByType,
  }
  for (const place of placesOf(several.resource))
    if (place.kind === 'resource' && place.host) yield* nestedTypes(several, place)
}

function* types(parent: Parent): Generator<Mutant> {
  for (const [index, wrong] of ['Patiant', 'DomainResource', 'HumanName', '', 7, null].entries())
    yield {
      ...mutantAt(parent, ['resourceType'], () => wrong, {
        severity: 'fatal',
        code: 'structure',
        rule: 'resource-type',
        kind: 'resource-type',
        expression: '$this',
      }),
      name: `type ${String(index)}`,
    }
  const type = String(parent.resource['resourceType'])
  const other = type === 'Basic' ? 'Slot' : 'Basic'
  const check = validatorWith().compile(structureOf(other).url)
  yield {
    ...mutantAt(parent, [], (resource) => resource, {
      code: 'structure',
      rule: 'resource-type',
      kind: "resource-type by another's profile",
      expression: type,
    }),
    check: (resource) => check(resource, { now }).filter(({ rule }) => !rule.startsWith('binding')),
  }
}

function* nestedTypes(parent: Parent, { steps, expression, host }: Place): Generator<Mutant> {
  // What others refer to is not there for them either.
  if (steps.includes('contained') || Object.hasOwn((host?.value ?? {}) as Json, 'fullUrl')) return
  for (const wrong of ['Patiant', 'Resource', '', 'Address'])
    yield {
      ...mutantAt(parent, steps, () => ({ resourceType: wrong, id: 'x' }), {
        code: 'structure',
        rule: 'resource-type',
        kind: 'resource-type within',
        expression,
      }),
      name: `${wrong} at ${expression}`,
    }
}

/** Profiles that nobody could check by: they ask for what is not there. */
function unsupported(type: string): Structure[] {
  const constraint = { key: 'x-1', severity: 'error', human: 'X.', expression: 'nonsense()' } as const
  return [
    profileOf(type, `${URL}-typed`, { [`${type}.language`]: { types: [{ code: 'Nonsense' }] } }),
    profileOf(type, `${URL}-ruled`, { [type]: { constraints: [constraint] } }),
  ]
}

function* claims(parent: Parent): Generator<Mutant> {
  const type = String(parent.resource['resourceType'])
  const meta = (parent.resource['meta'] as Json | undefined) ?? {}
  const own = (meta['profile'] as unknown[] | undefined) ?? []
  const expression = `${type}.meta.profile[${String(own.length)}]`
  const claiming = (url: string, fault: Parameters<typeof mutantAt>[3]): Mutant => ({
    ...mutantAt(parent, ['meta'], () => ({ ...meta, profile: [...own, url] }), fault),
    name: url,
  })
  yield claiming('https://example.test/StructureDefinition/nobody', {
    severity: 'warning',
    code: 'not-found',
    rule: 'profile-unknown',
    expression,
  })
  if (parent.check !== checkByType) return
  const profiles = unsupported(type)
  const validator = validatorWith(...profiles)
  for (const { url } of profiles)
    yield {
      ...claiming(url, {
        severity: 'warning',
        code: 'not-supported',
        rule: 'profile-unsupported',
        expression,
      }),
      check: (resource) => validator.check(resource, { now }),
    }
  for (const other of ['Basic', 'Slot'])
    yield claiming(structureOf(other).url, {
      code: 'structure',
      rule: 'resource-type',
      kind: 'resource-type of a claim',
      expression: type,
    })
}

/** Data types of which one of two profiles must hold. */
function* oneOfProfiles(parent: Parent, places: readonly Place[]): Generator<Mutant> {
  const chosen = [...namedOnce(places)].filter(
    ([, { type, host }]) => type === 'CodeableConcept' && host?.type !== 'Extension',
  )
  const texts = profileOf('CodeableConcept', `${URL}-text`, { 'CodeableConcept.text': { min: 1 } })
  const codes = profileOf('CodeableConcept', `${URL}-coding`, { 'CodeableConcept.coding': { min: 1 } })
  const edits = Object.fromEntries(
    chosen.map(([id, { rule }]) => [
      id,
      {
        types: rule.types.map((type) =>
          type.code === 'CodeableConcept' ? { ...type, profile: [texts.url, codes.url] } : type,
        ),
      },
    ]),
  )
  const own = profiled(parent, 'of two profiles', edits, [texts, codes])
  const neither = { extension: [{ url: 'https://example.test/x', valueCode: 'x' }] }
  for (const [, { steps, expression }] of chosen)
    for (const value of [neither, { id: 'neither', ...neither }])
      yield {
        ...mutantAt(own, steps, () => value, { code: 'structure', rule: 'profile', expression }),
        name: `${Object.keys(value).join(' ')} at ${expression}`,
      }
}

/** Resources within resources, of which one of two profiles must hold. */
function* withinResources(): Generator<Mutant> {
  const named = profileOf('Patient', `${URL}-named`, { 'Patient.name': { min: 1 } })
  const born = profileOf('Patient', `${URL}-born`, { 'Patient.birthDate': { min: 1 } })
  const types = [{ code: 'Patient', profile: [named.url, born.url] }]
  const bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: Array.from({ length: 20 }, (_, index) => ({
      resource: {
        resourceType: 'Patient',
        ...(index % 2 === 0 ? { name: [{ text: 'Testa' }] } : { birthDate: '1980' }),
      },
    })),
  }
  const own = profiled(
    { name: 'bundle', resource: bundle, check: checkByType },
    'of two profiles',
    { 'Bundle.entry.resource': { types } },
    [named, born],
  )
  for (const index of bundle.entry.keys())
    yield mutantAt(own, ['entry', index, 'resource'], () => ({ resourceType: 'Patient', active: true }), {
      code: 'structure',
      rule: 'profile',
      kind: 'profile of a resource within',
      expression: `Bundle.entry[${String(index)}].resource`,
    })
}
