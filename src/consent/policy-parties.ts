/** policies/parties.json: what follows from what a partner is. */
import type { Coding } from '../fhir/resource.ts'
import { coding, fail, flag, items, optionalText, record, text, texts } from './read.ts'

/** Which recipients and purposes a rule is about; an absent test holds for all, `*` among the roles too. */
export type PartyTest = {
  readonly roles?: readonly string[]
  readonly purposes?: readonly string[]
  /** What the disclosure rests on. */
  readonly authorities?: readonly string[]
  readonly isTpo: boolean
}

export type Redisclosure = PartyTest & {
  readonly class: string
  readonly labels: readonly Coding[]
  readonly citation: string
}

export type PartyPolicy = {
  readonly agreementByRole: ReadonlyMap<string, string>
  readonly agreementOtherwise: string
  readonly agreementTitles: ReadonlyMap<string, string>
  readonly hipaaRoles: readonly string[]
  readonly intermediaryRoles: readonly string[]
  /** First match; the last one matches everything. */
  readonly redisclosure: readonly Redisclosure[]
  readonly hipaaTreatment: {
    readonly purposes: readonly string[]
    readonly discloserRoles: readonly string[]
    readonly recipientRoles: readonly string[]
    readonly excluded: bigint
  }
  readonly consentRules: readonly (PartyTest & { readonly rule: string })[]
  /** Id of the notice that goes with disclosures. */
  readonly notice: string
  /** Duties of a custodian's own people who may ask what leaves of its records. */
  readonly askers: readonly string[]
  readonly redaction: {
    readonly narrative: 'drop' | 'drop-when-cut'
    readonly categoryLabels: 'keep' | 'drop'
  }
}

export function parseParties(value: unknown, bits: (value: unknown, at: string) => bigint): PartyPolicy {
  const file = record(value, 'parties')
  const agreements = record(file['agreements'], 'parties.agreements')
  const hipaa = record(file['hipaaTreatment'], 'parties.hipaaTreatment')
  const redisclosure = items(file['redisclosure'], 'parties.redisclosure', parseRedisclosure)
  const consentRules = items(file['consentRules'], 'parties.consentRules', (item, at) => ({
    ...parseTest(item, at, 'recipientRoles'),
    rule: text(record(item, at)['rule'], `${at}.rule`),
  }))
  if (!isForAll(redisclosure.at(-1))) fail('parties.redisclosure', 'the last class must be for everybody')
  if (!isForAll(consentRules.at(-1))) fail('parties.consentRules', 'the last rule must be for everybody')
  return {
    agreementByRole: textMap(agreements['byRole'], 'parties.agreements.byRole'),
    agreementOtherwise: text(agreements['otherwise'], 'parties.agreements.otherwise'),
    agreementTitles: textMap(agreements['titles'], 'parties.agreements.titles'),
    hipaaRoles: texts(file['hipaaRoles'], 'parties.hipaaRoles'),
    intermediaryRoles: texts(file['intermediaryRoles'], 'parties.intermediaryRoles'),
    redisclosure,
    hipaaTreatment: {
      purposes: texts(hipaa['purposes'], 'parties.hipaaTreatment.purposes'),
      discloserRoles: texts(hipaa['discloserRoles'], 'parties.hipaaTreatment.discloserRoles'),
      recipientRoles: texts(hipaa['recipientRoles'], 'parties.hipaaTreatment.recipientRoles'),
      excluded: bits(hipaa['excludedCategories'], 'parties.hipaaTreatment.excludedCategories'),
    },
    consentRules,
    notice: text(record(file['notice'], 'parties.notice')['default'], 'parties.notice.default'),
    askers: texts(record(file['askers'], 'parties.askers')['duties'], 'parties.askers.duties'),
    redaction: parseRedaction(file['redaction']),
  }
}

function parseRedisclosure(item: unknown, at: string): Redisclosure {
  const value = record(item, at)
  return {
    ...parseTest(item, at, 'roles'),
    class: text(value['class'], `${at}.class`),
    labels: items(value['labels'], `${at}.labels`, coding),
    citation: text(value['citation'], `${at}.citation`),
  }
}

function parseTest(item: unknown, at: string, rolesName: string): PartyTest {
  const value = record(item, at)
  const roles = value[rolesName] === undefined ? ['*'] : texts(value[rolesName], `${at}.${rolesName}`)
  return {
    ...(!roles.includes('*') && { roles }),
    ...(value['purposes'] !== undefined && { purposes: texts(value['purposes'], `${at}.purposes`) }),
    ...(value['authorities'] !== undefined && {
      authorities: texts(value['authorities'], `${at}.authorities`),
    }),
    isTpo: flag(value['tpo'], `${at}.tpo`),
  }
}

function isForAll(test: PartyTest | undefined): boolean {
  if (test === undefined) return false
  const { roles, purposes, authorities, isTpo } = test
  return [roles, purposes, authorities].every((each) => each === undefined) && !isTpo
}

function parseRedaction(value: unknown): PartyPolicy['redaction'] {
  const item = record(value, 'parties.redaction')
  const narrative = item['narrative']
  const categoryLabels = optionalText(item['categoryLabels'], 'parties.redaction.categoryLabels')
  if (narrative !== 'drop' && narrative !== 'drop-when-cut')
    return fail('parties.redaction.narrative', "must be 'drop' or 'drop-when-cut'")
  if (categoryLabels !== 'keep' && categoryLabels !== 'drop')
    return fail('parties.redaction.categoryLabels', "must be 'keep' or 'drop'")
  return { narrative, categoryLabels }
}

function textMap(value: unknown, at: string): Map<string, string> {
  return new Map(Object.entries(record(value, at)).map(([key, item]) => [key, text(item, `${at}.${key}`)]))
}
