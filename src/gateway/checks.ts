/** Which profiles a resource is checked against: its base type, what it declares, and ours where its kind asks for it. */
import type { Content } from '../content/content.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Finding } from '../validation/finding.ts'
import type { Check as Program, Validator } from '../validation/validation.ts'

/** `isBase`: a rule of FHIR itself, not of a profile. */
export type CheckFinding = Finding & { readonly isBase: boolean }

export type Check = (resource: Resource, options: { at: string; profile?: string }) => CheckFinding[]

/** The check that every door uses: `$validate`, writes, case records. Programs are compiled once. */
export function createChecks(content: Content, validator: Validator): Check {
  const bases = new Map(
    content.definitions.structures
      .filter(
        ({ kind, abstract, derivation }) => kind === 'resource' && !abstract && derivation !== 'constraint',
      )
      .map(({ type, url }) => [type, url]),
  )
  const ours = new Set(content.structureDefinitions.map(({ url }) => url))
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
    const base = bases.get(resource.resourceType)
    if (base === undefined) return [unknownType(resource.resourceType)]
    const declared = [...(profile ? [profile] : []), ...(resource.meta?.profile ?? [])]
    const known = [...new Set(declared)].filter((url) => ours.has(url))
    const unknown = profile !== undefined && !ours.has(profile) && ![...bases.values()].includes(profile)
    return [
      ...programOf(base)(resource, { now: at }).map((finding) => ({ ...finding, isBase: true })),
      ...known.flatMap((url) => fromProfile(programOf(url)(resource, { now: at }), url)),
      ...(unknown ? [unknownProfile(resource.resourceType)] : []),
    ]
  }
}

/** What the base has said already is not said again. */
function fromProfile(findings: readonly Finding[], url: string): CheckFinding[] {
  return findings
    .filter(({ profile }) => profile === url || profile.startsWith(`${url}|`))
    .map((finding) => ({ ...finding, isBase: false }))
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
