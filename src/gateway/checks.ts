/** Which profiles a resource is checked against: its base type, what it declares, and ours where its kind asks for it. */
import assert from 'node:assert/strict'
import type { Content } from '../content/content.ts'
import { isObject } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'
import { compile } from '../fhirpath/fhirpath.ts'
import type { Program as FhirpathProgram } from '../fhirpath/fhirpath.ts'
import type { Finding } from '../validation/finding.ts'
import type { Check as Program, Validator } from '../validation/validation.ts'

/** `isBase`: a rule of FHIR itself, not of a profile. */
export type CheckFinding = Finding & { readonly isBase: boolean }

export type Check = (resource: Resource, options: { at: string; profile?: string }) => CheckFinding[]

/** The check that every door uses: `$validate`, writes, case records. Programs are compiled once. */
export function createChecks(content: Content, validator: Validator): Check {
  const structures = content.definitions.structures.filter(
    ({ kind, abstract, derivation }) => kind === 'resource' && !abstract && derivation !== 'constraint',
  )
  const types = new Set(structures.map(({ type }) => type))
  const bases = new Set<string>(structures.map(({ url }) => url))
  const ours = new Set(content.structureDefinitions.map(({ url }) => url))
  const isOurs = ({ profile }: Finding): boolean => ours.has(profile.split('|')[0])
  const ownFindings = (findings: readonly Finding[]): CheckFinding[] =>
    findings.filter(isOurs).map((finding) => ({ ...finding, isBase: false }))
  const assignments = parseAssignments(content.policies['profiles'])
  const programs = new Map<string, Program>()
  const programOf = (url: string): Program => {
    const program = programs.get(url) ?? validator.compile(url)
    programs.set(url, program)
    return program
  }
  // Our own profiles are compiled now, so that a bad one is named when it is loaded, not when it is first needed.
  for (const { url, kind } of content.structureDefinitions)
    if (kind === 'resource' && typeof url === 'string') programOf(url)
  return (resource, { at, profile }) => {
    if (!types.has(resource.resourceType)) return [unknownType(resource.resourceType)]
    const declared = resource.meta?.profile ?? []
    const assigned = assignments
      .filter(({ type, when }) => type === resource.resourceType && when.holds(resource))
      .map((assignment) => assignment.profile)
    const further = new Set([...assigned, ...(profile !== undefined && ours.has(profile) ? [profile] : [])])
    for (const url of declared) further.delete(url)
    const isUnknown = profile !== undefined && !ours.has(profile) && !bases.has(profile)
    return [
      // The base type and every profile that the resource declares, each fault once.
      ...validator.check(resource, { now: at }).map((finding) => ({ ...finding, isBase: !isOurs(finding) })),
      ...[...further].flatMap((url) => ownFindings(programOf(url)(resource, { now: at }))),
      ...(isUnknown ? [unknownProfile(resource.resourceType)] : []),
    ]
  }
}

type Assignment = { readonly type: string; readonly when: FhirpathProgram; readonly profile: string }

/** policies/profiles.json: which profiles a resource must meet whatever it declares. */
function parseAssignments(json: unknown): Assignment[] {
  assert(isObject(json) && Array.isArray(json['profiles']), 'policies/profiles.json: profiles is a list')
  return json['profiles'].map((each: unknown, index) => {
    assert(isObject(each), `policies/profiles.json: profiles[${index}] is an object`)
    const { type, when, profile } = each
    assert(
      typeof type === 'string' && typeof when === 'string' && typeof profile === 'string',
      `policies/profiles.json: profiles[${index}] has type, when and profile`,
    )
    return { type, when: compile(when, { base: type }), profile }
  })
}

function unknownType(type: string): CheckFinding {
  return {
    ...NOTHING,
    expression: 'resourceType',
    rule: 'unknown-type',
    text: `'${type.slice(0, 64)}' is no FHIR R4 resource type; correct resourceType.`,
  }
}

function unknownProfile(type: string): CheckFinding {
  return {
    ...NOTHING,
    code: 'not-found',
    expression: type,
    rule: 'unknown-profile',
    text: 'The profile asked for is not loaded here; see the CapabilityStatement for those that are.',
  }
}

const NOTHING = { severity: 'error', code: 'structure', profile: '', isBase: true } as const
