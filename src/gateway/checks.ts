/** Which profiles a resource is checked against: its base type, what it declares, and ours where its kind asks for it. */
import assert from 'node:assert/strict'
import type { Content } from '../content/content.ts'
import { isObject } from '../fhir/resource.ts'
import type { Issue, Resource } from '../fhir/resource.ts'
import { compile } from '../fhirpath/fhirpath.ts'
import type { Program as FhirpathProgram } from '../fhirpath/fhirpath.ts'
import { withoutVersion } from '../fhir/definitions.ts'
import { createCaseRecordCheck } from '../intake/intake.ts'
import type { CaseRecordCheck } from '../intake/intake.ts'
import type { Finding } from '../validation/finding.ts'
import { ValidationError, type Check as Program, type Validator } from '../validation/validation.ts'

/**
 * `isFirm`: refused of every partner; what is not firm is a warning for one whose validation is `warn`. `isVoiding`: the
 * release that has it is kept and gives nothing (42 CFR 2.31(c)), whoever sends it.
 */
export type CheckFinding = Finding & { readonly isFirm: boolean; readonly isVoiding: boolean }

export type Check = (resource: Resource, options: { at: string; profile?: string }) => CheckFinding[]

export type Checks = {
  /** The check that every door uses: `$validate`, writes, case records. */
  readonly check: Check
  /** Whether a profile or type can be asked for. */
  readonly isProfile: (url: string) => boolean
  /** A case record by its schema, which is compiled when one comes. */
  readonly checkRecord: CaseRecordCheck
  /** Compiles our own profiles, so that a bad one is named when it is loaded, not when it is first needed. */
  readonly compileAll: () => void
}

/** Programs are compiled once; a profile that nobody has asked for yet is compiled then. */
export function createChecks(content: Content, validator: Validator): Checks {
  const structures = content.definitions.structures.filter(
    ({ kind, abstract, derivation }) => kind === 'resource' && !abstract && derivation !== 'constraint',
  )
  const types = new Set(structures.map(({ type }) => type))
  const ours = new Set<unknown>(content.structureDefinitions.map(({ url }) => url))
  const isOurs = ({ profile }: Finding): boolean => ours.has(withoutVersion(profile))
  const { assignments, isFirm, isVoiding } = parseProfiles(content.policies['profiles'])
  const programs = new Map<string, Program>()
  const programOf = (url: string): Program => {
    const program = programs.get(url) ?? validator.compile(url)
    programs.set(url, program)
    return program
  }
  const compileAll = (): void => {
    for (const { url, kind } of content.structureDefinitions)
      if (kind === 'resource' && typeof url === 'string') programOf(url)
  }
  const isProfile = (url: string): boolean => {
    try {
      return programOf(withoutVersion(url)) !== undefined
    } catch (error) {
      if (error instanceof ValidationError) return false
      throw error
    }
  }
  const check: Check = (resource, { at, profile }) => {
    if (!types.has(resource.resourceType))
      return [{ ...unknownType(resource.resourceType), isFirm: true, isVoiding: false }]
    const assigned = assignments
      .filter(({ type, when }) => type === resource.resourceType && when.holds(resource))
      .map((assignment) => assignment.profile)
    const further = new Set(assigned)
    for (const url of resource.meta?.profile ?? []) further.delete(withoutVersion(url))
    const asked = profile === undefined ? undefined : withoutVersion(profile)
    const isUnknown = asked !== undefined && !isProfile(asked)
    if (asked !== undefined && !isUnknown) further.add(asked)
    const findings = [
      // The base type and every profile that the resource declares.
      ...validator.check(resource, { now: at }),
      ...[...further].flatMap((url) => {
        const found = programOf(url)(resource, { now: at })
        return url === asked ? found : found.filter(isOurs)
      }),
      ...(isUnknown ? [unknownProfile(resource.resourceType)] : []),
    ]
    return eachOnce(findings).map((finding) => ({
      ...finding,
      isFirm: !isOurs(finding) || isFirm(finding, resource),
      isVoiding: isVoiding(finding),
    }))
  }
  let records: CaseRecordCheck | undefined
  const checkRecord: CaseRecordCheck = (value) =>
    (records ??= createCaseRecordCheck(content.caseRecordSchema))(value)
  return { check, isProfile, checkRecord, compileAll }
}

/** A finding as an issue: the sentence, the rule, the place. */
export function toIssue({ severity, code, expression, text, rule }: Finding): Issue {
  return { severity, code, diagnostics: text, expression: [expression], details: { text: rule } }
}

/** What a write is refused for, and what its custodian is only warned of: a partner's `validation` says which. */
export function sortFaults(
  findings: readonly CheckFinding[],
  validation: 'reject' | 'warn',
): { refused: CheckFinding[]; warned: CheckFinding[] } {
  const faults = findings.filter(({ severity }) => severity === 'error' || severity === 'fatal')
  const isRefused = (finding: CheckFinding): boolean => !isWarnedOf(finding, validation)
  return { refused: faults.filter(isRefused), warned: faults.filter((fault) => !isRefused(fault)) }
}

/** Whether what has this fault is kept all the same. */
export function isWarnedOf({ isFirm, isVoiding }: CheckFinding, validation: 'reject' | 'warn'): boolean {
  return isVoiding || (!isFirm && validation === 'warn')
}

/** A fault that two profiles name is one. */
function eachOnce(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, Finding>()
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.rule} ${finding.expression} ${finding.text}`
    if (!seen.has(key)) seen.set(key, finding)
  }
  return [...seen.values()]
}

type Assignment = { readonly type: string; readonly when: FhirpathProgram; readonly profile: string }

type Profiles = {
  readonly assignments: readonly Assignment[]
  readonly isFirm: (finding: Finding, resource: Resource) => boolean
  readonly isVoiding: (finding: Finding) => boolean
}

const place = 'policies/profiles.json'

/** policies/profiles.json: which profiles a resource must meet whatever it declares, and what nobody is merely warned of. */
function parseProfiles(json: unknown): Profiles {
  assert(isObject(json) && Array.isArray(json['profiles']), `${place}: profiles is a list`)
  const assignments = json['profiles'].map((each: unknown, index): Assignment => {
    assert(isObject(each), `${place}: profiles[${index}] is an object`)
    const { type, when, profile } = each
    assert(
      typeof type === 'string' && typeof when === 'string' && typeof profile === 'string',
      `${place}: profiles[${index}] has type, when and profile`,
    )
    return { type, when: compile(when, { base: type }), profile }
  })
  const never = json['neverLenient']
  assert(isObject(never), `${place}: neverLenient is an object`)
  const [types, rules, elements] = ['types', 'rules', 'elements'].map((name) => namesIn(never, name)) as [
    Set<string>,
    Set<string>,
    Set<string>,
  ]
  const assigned = new Set(assignments.map(({ profile }) => profile))
  return {
    assignments,
    isFirm: ({ profile, rule, expression }, resource) =>
      assigned.has(withoutVersion(profile)) ||
      types.has(resource.resourceType) ||
      rules.has(rule) ||
      [...elements].some((element) => `${withoutIndexes(expression)}.`.includes(`.${element}.`)),
    isVoiding: parseVoiding(json['voiding']),
  }
}

/** What makes a release void: these rules of these profiles, some of them at certain elements only. */
function parseVoiding(json: unknown): Profiles['isVoiding'] {
  assert(isObject(json) && Array.isArray(json['findings']), `${place}: voiding.findings is a list`)
  const voiding = json['findings'].map((each: unknown) => {
    assert(
      isObject(each) && typeof each['profile'] === 'string',
      `${place}: a voiding finding has its profile`,
    )
    const elements = each['elements'] === undefined ? undefined : namesIn(each, 'elements')
    return { profile: each['profile'], rules: namesIn(each, 'rules'), elements }
  })
  return ({ profile, rule, expression }) =>
    voiding.some(
      (each) =>
        each.profile === withoutVersion(profile) &&
        each.rules.has(rule) &&
        (each.elements === undefined || each.elements.has(withoutIndexes(expression))),
    )
}

function namesIn(object: Record<string, unknown>, name: string): Set<string> {
  const names: unknown = object[name]
  assert(
    Array.isArray(names) && names.every((each) => typeof each === 'string'),
    `${place}: ${name} is a list of texts`,
  )
  return new Set<string>(names)
}

function withoutIndexes(expression: string): string {
  return expression.replaceAll(/\[\d+\]/g, '')
}

function unknownType(type: string): Finding {
  return {
    ...NOTHING,
    expression: 'resourceType',
    rule: 'unknown-type',
    text: `'${type.slice(0, 64)}' is no FHIR R4 resource type; correct resourceType.`,
  }
}

function unknownProfile(type: string): Finding {
  return {
    ...NOTHING,
    code: 'not-found',
    expression: type,
    rule: 'unknown-profile',
    text: 'The profile asked for is not loaded here; see the CapabilityStatement for those that are.',
  }
}

const NOTHING = { severity: 'error', code: 'structure', profile: '' } as const
