/**
 * Publishes content: profiles, maps, terminology and policies are compiled together into one frozen value that every flow
 * uses. A fault in any of them is an error here, when it is loaded, and the version before stays.
 */
import type { Content } from '../content/content.ts'
import { policyVersionOf } from '../content/policy-version.ts'
import { parsePolicy } from '../consent/policy.ts'
import type { Policy } from '../consent/policy.ts'
import { parseReferralStates } from '../exchange/parse-states.ts'
import type { ReferralStates } from '../exchange/exchange.ts'
import { CANONICAL } from '../fhir/codes.ts'
import type { Resource } from '../fhir/resource.ts'
import * as fhirpath from '../fhirpath/fhirpath.ts'
import { createCaseRecordCheck } from '../intake/intake.ts'
import type { CaseRecord, CaseRecordCheck } from '../intake/intake.ts'
import { createTerminology } from '../terminology/terminology.ts'
import type { Terminology } from '../terminology/terminology.ts'
import { createPlain } from '../validation/plain.ts'
import { createValidator } from '../validation/validation.ts'
import type { SearchParameter } from '../store/search-values.ts'
import { createChecks } from './checks.ts'
import type { Check } from './checks.ts'
import { createFhirMap } from './fhir-map.ts'
import type { FhirMap } from './fhir-map.ts'
import { createRecordMap, mapAgain } from './record-map.ts'
import { parseAccountingPolicy } from './accounting-policy.ts'
import type { AccountingPolicy } from './accounting-policy.ts'
import { parseEmergencyPolicy } from './emergency-policy.ts'
import type { EmergencyPolicy } from './emergency-policy.ts'
import { parseExchangePolicy } from './exchange-policy.ts'
import type { ExchangePolicy } from './exchange-policy.ts'
import { parseRecallPolicy } from './recall-policy.ts'
import type { RecallPolicy } from './recall-policy.ts'
import { createTransformMaps } from './transform-maps.ts'
import type { TransformMaps } from './transform-maps.ts'
import { compileSearchParameters } from './search-parameters.ts'

/** One resource that the map made of a case record. */
export type MappedResource = {
  readonly fullUrl: string
  readonly resource: Resource
  readonly sourceKey: string
}

export type MappedRecord = {
  readonly resources: readonly MappedResource[]
  /** What no rule carried, by JSON pointer, and why. */
  readonly unmapped: readonly { pointer: string; reason: string }[]
  readonly record: { id: string; version: number }
}

export type MapContext = { readonly custodian: string; readonly system: string; readonly newId: () => string }

export type Published = {
  /** Hash over everything that was compiled. */
  readonly version: string
  readonly software: string
  readonly fhirVersion: string
  readonly loadedAt: string
  readonly policy: Policy
  readonly states: ReferralStates
  readonly exchange: ExchangePolicy
  readonly emergency: EmergencyPolicy
  readonly accounting: AccountingPolicy
  readonly recall: RecallPolicy
  readonly terminology: Terminology
  readonly check: Check
  /** Whether `$validate` and the commands can be asked for this profile. */
  readonly isProfile: (url: string) => boolean
  readonly checkRecord: CaseRecordCheck
  mapRecord(record: CaseRecord, context: MapContext): MappedRecord
  /** The other direction; undefined where the content has no maps for it. */
  readonly mapFhir: FhirMap | undefined
  readonly transformMaps: TransformMaps
  searchParameters(type: string): readonly SearchParameter[]
  readonly keptTypes: readonly string[]
  isKept(type: string): boolean
  profilesOf(type: string): string[]
  operationsOf(type: string): { name: string; definition: string }[]
  /** Whether an element may not be taken away: for redaction. */
  readonly isRequired: (type: string, path: string) => boolean
  /** The Organization that stands for the gateway itself, as author of reports. */
  readonly self: Resource
}

const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  Patient: [
    'compliance',
    'accounting-of-disclosures',
    'intermediary-disclosures',
    'emergency-access',
    'close-emergency-access',
  ],
  Consent: ['explain', 'preview', 'revoke'],
}

export type Publishing = {
  readonly loadedAt: string
  readonly software: string
  /** The directory's facts about partners, which the version of the policies covers too. */
  readonly parties?: readonly unknown[]
}

/** The content with other policies in the place of its own: those of a version on file. */
export function withPolicies(
  published: Published,
  { files, version }: { files: Content['policies']; version: string },
): Published {
  return Object.freeze({ ...published, ...policiesOf(files, version) })
}

type Policies = Pick<Published, 'policy' | 'states' | 'exchange' | 'emergency' | 'accounting' | 'recall'>

/** The policies of these files, parsed. */
export function policiesOf(files: Content['policies'], version: string): Policies {
  const policy = parsePolicy(files, version)
  return {
    policy,
    states: parseReferralStates(files['referral-states']),
    exchange: parseExchangePolicy(files['exchange']),
    emergency: parseEmergencyPolicy(files['emergency'], (codes) => policy.bitsOf(codes)),
    accounting: parseAccountingPolicy(files['accounting']),
    recall: parseRecallPolicy(files['recall']),
  }
}

/** Compiles content; throws a coded error that names the file or profile at fault. */
export function publish(content: Content, { parties = [], ...at }: Publishing): Published {
  const { definitions, policies } = content
  const terminology = createTerminology({
    codeSystems: [...definitions.codeSystems, ...content.codeSystems],
    valueSets: [...definitions.valueSets, ...content.valueSets],
    conceptMaps: content.conceptMaps,
    codeGrammars: definitions.codeGrammars,
  })
  const validator = createValidator({
    definitions,
    profiles: content.structureDefinitions,
    terminology,
    fhirpath,
    plain: createPlain({ ...content, wording: content.policies['wording'] }),
  })
  const checks = createChecks(content, validator)
  checks.compileAll()
  const mapRecord = createRecordMap(content, { fhirpath, terminology })
  const parameters = compileSearchParameters(content, fhirpath.compile)
  const bases = definitions.structures.filter(({ derivation }) => derivation !== 'constraint')
  const structures = new Map(bases.map((structure) => [structure.type, structure]))
  const profiles = profilesByType(content)
  const keptTypes = [...parameters.keys()].sort()
  return Object.freeze({
    version: content.version,
    ...at,
    fhirVersion: definitions.fhirVersion,
    ...policiesOf(policies, policyVersionOf(policies, parties)),
    terminology,
    check: checks.check,
    isProfile: checks.isProfile,
    checkRecord: createCaseRecordCheck(content.caseRecordSchema),
    mapRecord,
    mapFhir: createFhirMap(content, { fhirpath, terminology }, mapAgain(mapRecord)),
    transformMaps: createTransformMaps(content, { fhirpath, terminology }),
    searchParameters: (type: string) => parameters.get(type) ?? [],
    keptTypes,
    isKept: (type: string) => parameters.has(type),
    profilesOf: (type: string) => profiles.get(type) ?? [],
    operationsOf: (type: string) =>
      [...(OPERATIONS[type] ?? []), 'validate'].map((name) => ({
        name,
        definition: `${CANONICAL}/OperationDefinition/${name}`,
      })),
    isRequired: (type: string, path: string) =>
      (structures.get(type)?.elements.find((element) => element.path === path)?.min ?? 0) > 0,
    self: { resourceType: 'Organization', id: 'throughline', active: true, name: 'Throughline gateway' },
  })
}

/** Canonical URLs only: the definitions themselves need not stay in memory once they are compiled. */
function profilesByType({ structureDefinitions }: Content): Map<string, string[]> {
  const profiles = new Map<string, string[]>()
  for (const { url, type } of structureDefinitions) {
    if (typeof url !== 'string' || typeof type !== 'string') continue
    profiles.set(type, [...(profiles.get(type) ?? []), url].sort())
  }
  return profiles
}
