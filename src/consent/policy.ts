/**
 * The policies of the gateway: what counsel may change without touching code, as one frozen value. The files of policies/
 * are read elsewhere and handed in as JSON; parsing fails on the first thing that does not hold together.
 */
import type { Party } from './consent.ts'
import { parseAuthorities } from './policy-authorities.ts'
import type { AuthorityPolicy } from './policy-authorities.ts'
import { parseLabels } from './policy-labels.ts'
import type { LabelPolicy } from './policy-labels.ts'
import { parseParties } from './policy-parties.ts'
import type { PartyPolicy } from './policy-parties.ts'
import { parsePurposes } from './policy-purposes.ts'
import type { PurposePolicy } from './policy-purposes.ts'
import { parseStateLaw } from './policy-state-law.ts'
import type { StateLaw } from './policy-state-law.ts'
import { coding, fail, flag, items, record, text, texts } from './read.ts'

/** A closed list has at most 63 kinds: they are bits of a signed 64-bit column. */
const BITS_MAX = 63

/** A code with its system, both there. */
export type Code = { readonly system: string; readonly code: string }

export type Category = {
  readonly code: string
  readonly display: string
  readonly definition: string
  readonly bit: bigint
}

export type { PurposePolicy } from './policy-purposes.ts'

export type Ceiling = {
  readonly recipientKinds: readonly string[]
  readonly recipientRoles: readonly string[]
  readonly tiers: readonly { readonly tier: number; readonly title: string; readonly categories: bigint }[]
  readonly categories: bigint
}

export type Notice = {
  readonly id: string
  /** `full` is the statement of 42 CFR 2.32(a)(1), `short` that of (a)(2). */
  readonly form: string
  readonly citation: string
  readonly text: string
  readonly sha256: string
}

export type Rule = { readonly id: string; readonly citation: string; readonly sentence: string }

export type ElementPolicy = {
  readonly id: string
  readonly voids: boolean
  readonly citation: string
  readonly sentence: string
  readonly who: string
  /** The code of a refusal for it, where it is not CONSENT_DEFICIENT. */
  readonly reason?: string
}

export type Policy = {
  readonly version: string
  readonly categorySystem: string
  readonly categories: readonly Category[]
  readonly categoryByCode: ReadonlyMap<string, Category>
  /** Go with every release. */
  readonly implied: bigint
  /** Travel through references. */
  readonly sensitive: bigint
  /** Stand on a release with their own kind only. */
  readonly alone: bigint
  /** What else the release of a category gives. */
  readonly implies: readonly { readonly bit: bigint; readonly gives: bigint }[]
  readonly purposes: ReadonlyMap<string, PurposePolicy>
  readonly ceilings: readonly Ceiling[]
  readonly parties: PartyPolicy
  readonly authorities: AuthorityPolicy
  readonly stateLaw: StateLaw
  readonly labels: LabelPolicy
  readonly notices: readonly Notice[]
  readonly rules: ReadonlyMap<string, Rule>
  readonly elements: ReadonlyMap<string, ElementPolicy>
  readonly releaseScope: Code
  readonly recipientRole: Code
  /** The bits of these category codes; a code that is none is a bug. */
  bitsOf(codes: readonly string[]): bigint
  /** The codes of these bits, in the order of the list. */
  codesOf(bits: bigint): string[]
  /** The notice of this id or form. */
  notice(idOrForm: string): Notice
  /** Whether all that this partner makes is a Part 2 record. */
  isProgram(party: Party): boolean
}

/** The JSON of the files of policies/ by name without `.json`; further files do no harm. */
export type PolicyFiles = Readonly<Record<string, unknown>>

/**
 * Reads the policies; throws PolicyError where they do not hold together. `version` says which they are, where counsel's own
 * word for it is not all.
 */
export function parsePolicy(files: PolicyFiles, version?: string): Policy {
  const categories = parseCategories(files['categories'])
  const bits = (value: unknown, at: string): bigint => bitsAt(categories.categoryByCode, value, at)
  const elements = record(files['elements'], 'elements')
  const list = items(elements['elements'], 'elements.elements', parseElement)
  const rules = items(record(files['rules'], 'rules')['rules'], 'rules.rules', parseRule)
  const notices = items(record(files['notices'], 'notices')['notices'], 'notices.notices', parseNotice)
  const parties = parseParties(files['parties'], bits)
  const labels = parseLabels(files['labels'], bits)
  const ceilings = record(files['tiers'], 'tiers')['ceilings']
  const authorities = parseAuthorities(files['authorities'], bits)
  const purposes = parsePurposes(files['purposes'], bits)
  findNotice(notices, parties.notice)
  const named = text(record(files['policy'], 'policy')['version'], 'policy.version')
  checkAuthorities(authorities, purposes, parties)
  return Object.freeze({
    version: version ?? named,
    ...categories,
    purposes,
    ceilings: items(ceilings, 'tiers.ceilings', (value, at) => parseCeiling(value, at, bits)),
    parties,
    authorities,
    stateLaw: parseStateLaw(files['state-law'], bits),
    labels,
    notices,
    rules: new Map(rules.map((rule) => [rule.id, rule])),
    elements: new Map(list.map((element) => [element.id, element])),
    releaseScope: coding(elements['scope'], 'elements.scope'),
    recipientRole: coding(elements['recipientRole'], 'elements.recipientRole'),
    bitsOf: (codes: readonly string[]) => bits(codes, 'bitsOf'),
    codesOf: (set: bigint) =>
      categories.categories.flatMap(({ bit, code }) => ((set & bit) === 0n ? [] : [code])),
    notice: (idOrForm: string) => findNotice(notices, idOrForm),
    isProgram: ({ legalRole }: Party) => labels.part2.legalRoles.includes(legalRole),
  })
}

function findNotice(notices: readonly Notice[], idOrForm: string): Notice {
  return (
    notices.find(({ id, form }) => id === idOrForm || form === idOrForm) ??
    fail('notices', `no notice '${idOrForm}'`)
  )
}

function bitsAt(categories: ReadonlyMap<string, Category>, value: unknown, at: string): bigint {
  return texts(value, at).reduce((bits, code) => {
    const category = categories.get(code)
    return bits | (category ? category.bit : fail(at, `'${code}' is no information category`))
  }, 0n)
}

type CategoryPart = Pick<
  Policy,
  'categorySystem' | 'categories' | 'categoryByCode' | 'implied' | 'sensitive' | 'alone' | 'implies'
>

function parseCategories(value: unknown): CategoryPart {
  const file = record(value, 'categories')
  const entries = items(file['categories'], 'categories.categories', (value, at) => {
    const item = record(value, at)
    return { item, at, category: parseCategory(item, at) }
  })
  const categories = entries.map(({ category }) => category)
  const categoryByCode = new Map(categories.map((category) => [category.code, category]))
  if (new Set(categories.map(({ bit }) => bit)).size !== categories.length)
    fail('categories', 'a bit is there twice')
  if (categoryByCode.size !== categories.length) fail('categories', 'a code is there twice')
  const withFlag = (name: string): bigint =>
    entries.reduce((bits, { item, at, category }) => (flag(item[name], at) ? bits | category.bit : bits), 0n)
  return {
    categorySystem: text(file['system'], 'categories.system'),
    categories,
    categoryByCode,
    implied: withFlag('implied'),
    sensitive: withFlag('sensitive'),
    alone: withFlag('alone'),
    implies: entries.flatMap(({ item: { implies }, at, category: { bit } }) =>
      implies === undefined ? [] : [{ bit, gives: bitsAt(categoryByCode, implies, `${at}.implies`) }],
    ),
  }
}

function parseCategory(item: Record<string, unknown>, at: string): Category {
  const index = item['bit']
  if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= BITS_MAX)
    return fail(`${at}.bit`, `must be an integer from 0 to ${BITS_MAX - 1}`)
  return {
    code: text(item['code'], `${at}.code`),
    display: text(item['display'], `${at}.display`),
    definition: text(item['definition'], `${at}.definition`),
    bit: 1n << BigInt(index),
  }
}

/** What the authorities name must be there: a purpose or a class that nobody knows would silently permit nothing. */
function checkAuthorities(
  { courtOrders, emergency, byAgreement, redisclosure }: AuthorityPolicy,
  purposes: ReadonlyMap<string, PurposePolicy>,
  parties: PartyPolicy,
): void {
  const named = [courtOrders.purpose, ...emergency.purposes, ...byAgreement.map(({ purpose }) => purpose)]
  for (const purpose of named) if (!purposes.has(purpose)) fail('authorities', `'${purpose}' is no purpose`)
  for (const { class: of } of redisclosure)
    if (!parties.redisclosure.some((each) => each.class === of))
      fail('authorities.redisclosure', `'${of}' is no class`)
}

type Bits = (value: unknown, at: string) => bigint

function parseCeiling(value: unknown, at: string, bits: Bits): Ceiling {
  const item = record(value, at)
  const tiers = items(item['tiers'], `${at}.tiers`, (tierValue, tierAt) => {
    const tier = record(tierValue, tierAt)
    return {
      tier: Number(tier['tier']),
      title: text(tier['title'], `${tierAt}.title`),
      categories: bits(tier['categories'], `${tierAt}.categories`),
    }
  })
  return {
    recipientKinds: texts(item['recipientKinds'], `${at}.recipientKinds`),
    recipientRoles: texts(item['recipientRoles'], `${at}.recipientRoles`),
    tiers,
    categories: tiers.reduce((all, tier) => all | tier.categories, 0n) & ~bits(item['never'], `${at}.never`),
  }
}

function parseNotice(value: unknown, at: string): Notice {
  const item = record(value, at)
  return {
    id: text(item['id'], `${at}.id`),
    form: text(item['form'], `${at}.form`),
    citation: text(item['citation'], `${at}.citation`),
    text: text(item['text'], `${at}.text`),
    sha256: text(item['sha256'], `${at}.sha256`),
  }
}

function parseRule(value: unknown, at: string): Rule {
  const item = record(value, at)
  return {
    id: text(item['id'], `${at}.id`),
    citation: text(item['citation'], `${at}.citation`),
    sentence: text(item['sentence'], `${at}.sentence`),
  }
}

function parseElement(value: unknown, at: string): ElementPolicy {
  const item = record(value, at)
  return {
    id: text(item['id'], `${at}.id`),
    voids: flag(item['voids'], `${at}.voids`),
    citation: text(item['citation'], `${at}.citation`),
    sentence: text(item['sentence'], `${at}.sentence`),
    who: text(item['who'], `${at}.who`),
    ...(item['reason'] !== undefined && { reason: text(item['reason'], `${at}.reason`) }),
  }
}
