/**
 * The door of the validation room: profiles in, checking programs out. Pure: definitions, terminology, FHIRPath and the
 * time are handed in. What a profile asks for and the compiler cannot check is an error when it is compiled.
 */
import { metered } from '../fhirpath/pattern-cost.ts'
import type { Definitions, Structure } from '../fhir/definitions.ts'
import { isObject } from '../fhir/resource.ts'
import type { CompileOptions, Program } from '../fhirpath/fhirpath.ts'
import type { Terminology } from '../terminology/terminology.ts'
import { membershipOf } from './bindings.ts'
import { checkResource, wholeTests, type CheckParts } from './check.ts'
import { Clean } from './clean/clean.ts'
import { createCompiler, type Compiler } from './compiler.ts'
import { corrected } from './corrected.ts'
import { ValidationError, type Finding } from './finding.ts'
import type { Plain } from './plain.ts'
import { readString, type Json } from './json.ts'
import { CONFORMS_DEPTH_MAX, excessOf } from './limits.ts'
import type { ElementProgram } from './program.ts'
import { createRegistry } from './registry.ts'
import { startRun, type Run } from './run.ts'
import { quoted } from './wording.ts'

export { ValidationError, type Finding } from './finding.ts'

export type ValidationOptions = {
  /** The resource that a reference points at, where the caller holds it. */
  readonly resolve?: (reference: string) => unknown
  /** ISO instant with offset, for rules that ask for the time. */
  readonly now?: string
  /** Whether what HL7's validator refuses beyond the specification is refused too: unknown extensions, displays. */
  readonly toolPolicy?: boolean
  /** Whether a resource that a reference reaches is checked against the profiles that its target must have. */
  readonly targets?: boolean
}

/** Checks one resource; of each object first its form is told, then its elements in their order. */
export type Check = (resource: unknown, options?: ValidationOptions) => Finding[]

export type ValidatorParts = {
  readonly definitions: Definitions
  /** Further profiles and extensions: FHIR StructureDefinitions with snapshots, or already reduced. */
  readonly profiles: readonly (Structure | Json)[]
  readonly terminology: Terminology
  readonly fhirpath: { readonly compile: (text: string, options?: CompileOptions) => Program }
  /** Words for people about rules of our own profiles; they go before the sentence of the rule. */
  readonly plain?: Plain
  /** False where each resource is to be walked whole: slower, with the same findings. */
  readonly cleanCheck?: boolean
}

export type Validator = {
  /**
   * The check by one profile or type. Throws ValidationError (`profile-unknown`, `profile-unsupported`) naming the profile,
   * element and feature.
   */
  readonly compile: (profileUrl: string) => Check
  /**
   * The check by a resource's own type and all that it claims in meta.profile. `Finding.profile` tells whose rule it is:
   * what FHIR itself asks for is found under the type, and not again under the profiles that repeat it.
   */
  readonly check: Check
  /** Canonical URLs of the profiles that were handed in, sorted. */
  readonly profiles: () => string[]
}

/** A validator for FHIR's own types and the profiles handed in. Programs are compiled once, when first asked for. */
export function createValidator(parts: ValidatorParts): Validator {
  const registry = createRegistry(parts.definitions, parts.profiles)
  const compileExpression = rememberExpressions(parts.fhirpath.compile)
  const { terminology } = parts
  const compiler = createCompiler({ registry, terminology, compileExpression })
  const memberOf = (value: unknown, valueSet: string): boolean | undefined => {
    const membership = membershipOf(value, valueSet, terminology)
    return membership === undefined || membership === 'unknown' ? undefined : membership === 'in'
  }
  const shared = { registry, compileExpression, compiler, memberOf, terminology }
  const tested = { ...shared, wholeTests: wholeTests(shared) }
  const clean = parts.cleanCheck === false ? undefined : new Clean(tested)
  const checkParts: CheckParts = { ...tested, clean }
  const start = (options: ValidationOptions, depth: number): Run =>
    startRun({
      options,
      conformsTo: (resource, url) => conformsTo(resource, url, options, depth + 1),
      isResourceType: (name) => registry.structureOfType(name)?.kind === 'resource',
    })
  const conformsTo = (
    resource: unknown,
    url: string,
    options: ValidationOptions,
    depth: number,
  ): boolean | undefined => {
    const root = depth > CONFORMS_DEPTH_MAX ? undefined : knownRoot(url, compiler)
    if (!root || !isObject(resource)) return undefined
    const run = start(options, depth)
    checkResource(resource, { root, claims: false, excessOf: () => undefined }, run, checkParts)
    return !run.findings.some(({ severity }) => severity === 'error' || severity === 'fatal')
  }
  const rootOf = (url: string): ElementProgram => {
    const root = compiler.rootOf(url)
    if (root) return root
    throw new ValidationError('profile-unknown', `The profile ${quoted(url)} is not known.`)
  }
  return {
    compile: (url) => {
      const root = rootOf(url)
      return (resource, options = {}) =>
        worded(
          metered(() =>
            runCheck(resource, { choose: () => root, claims: false }, start(options, 0), checkParts),
          ),
          parts.plain,
        )
    },
    check: (resource, options = {}) =>
      worded(
        metered(() =>
          runCheck(
            resource,
            { choose: (type) => rootOfResource(type, compiler), claims: true },
            start(options, 0),
            checkParts,
          ),
        ),
        parts.plain,
      ),
    profiles: () => [...registry.published],
  }
}

/** Findings with the plain sentence first, and what the rule found in brackets after it. */
function worded(findings: Finding[], plain: Plain | undefined): Finding[] {
  if (!plain) return findings
  return findings.map((finding) => {
    const sentence = plain(finding)
    return sentence === undefined
      ? finding
      : { ...finding, text: `${sentence} (${finding.text.replace(/\.$/, '')}).` }
  })
}

/** The program of a resource type; undefined for what is none. */
function rootOfResource(type: string, compiler: Compiler): ElementProgram | undefined {
  const root = compiler.rootOfType(type)
  return root?.structure.kind === 'resource' && !root.structure.abstract ? root : undefined
}

/** The program of a profile that an expression or a slice names; one that cannot be compiled is not known to them. */
function knownRoot(url: string, compiler: Compiler): ElementProgram | undefined {
  try {
    return compiler.rootOf(url)
  } catch (error) {
    if (error instanceof ValidationError) return undefined
    throw error
  }
}

type Choice = {
  readonly choose: (resourceType: string) => ElementProgram | undefined
  readonly claims: boolean
}

function runCheck(resource: unknown, { choose, claims }: Choice, run: Run, parts: CheckParts): Finding[] {
  const type = isObject(resource) ? readString(resource, 'resourceType') : undefined
  const root = type === undefined ? undefined : choose(type)
  if (!isObject(resource) || type === undefined || !root) {
    const text = `There must be a FHIR R4 resource; ${quoted(type ?? '')} is no resource type.`
    return [fatal('structure', 'resource-type', text)]
  }
  const excess = checkResource(resource, { root, claims, excessOf }, run, parts)
  if (excess === undefined) return [...run.findings]
  return [fatal('too-costly', 'limit', `The resource has ${excess}; submit it in smaller parts.`)]
}

function fatal(code: 'structure' | 'too-costly', rule: string, text: string): Finding {
  return { severity: 'fatal', code, expression: '$this', rule, profile: '', text }
}

type CompileExpression = ValidatorParts['fhirpath']['compile']

/** Each rule of R4 stands in many structures: its program is compiled once for each type that it is asked of. */
function rememberExpressions(compile: CompileExpression): CompileExpression {
  const programs = new Map<string, Program>()
  return (text, options = {}) => {
    const key = `${options.base ?? ''}\n${text}`
    const known = programs.get(key)
    if (known) return known
    const program = compile(corrected(text), options)
    programs.set(key, program)
    return program
  }
}
