/**
 * Explains a decision to people: for each kind of information one verdict, and one sentence for each release, restriction
 * or missing paper that made it. The decision is that of decide.ts, from the same grants: it cannot say otherwise. Pure.
 */
import { list } from '../fhir/resource.ts'
import type { Reference, Resource } from '../fhir/resource.ts'
import type {
  CompileFacts,
  Decision,
  DecisionFacts,
  DisclosureRequest,
  Party,
  Provision,
  Treating,
} from './consent.ts'
import { decide } from './decide.ts'
import { lapsed } from './lapsed.ts'
import type { ConsentVersion, Lapsed } from './lapsed.ts'
import { readConsent } from './read-consent.ts'
import type { Category, Policy } from './policy.ts'
import { rootOf } from './provision.ts'
import { ceilingOf } from './recipient.ts'
import { concerns, deniedAt, givenBy } from './segments.ts'
import type { Denial, Permission, Question } from './segments.ts'
import { ALWAYS, holds, instantOf } from './time.ts'

export type ExplainFacts = DecisionFacts & {
  /** All Consents of the person at the discloser. */
  readonly consents: readonly Resource[]
  /** The directory; without it, organizations that the Consents name are taken for partners of unknown kind. */
  readonly partners?: readonly Party[]
  /** Who treats the person, whom a general designation reaches. */
  readonly treating?: Treating
  /** The versions of each Consent that has changed, newest first: what was once given is told then. */
  readonly histories?: readonly (readonly ConsentVersion[])[]
}

export type CategoryExplanation = {
  readonly code: string
  readonly display: string
  readonly verdict: 'may' | 'may-not'
  readonly sentences: readonly string[]
}

/** A consent, order, agreement or emergency, and what it says of which kinds of information. */
export type ProvisionExplanation = {
  readonly reference: string
  readonly says: string
  readonly categories: readonly string[]
}

export type Explanation = {
  readonly decision: Decision
  /** One sentence that answers the question. */
  readonly answer: string
  readonly categories: readonly CategoryExplanation[]
  /** What decided, and what says otherwise and lost. */
  readonly deciding: readonly ProvisionExplanation[]
  readonly losing: readonly ProvisionExplanation[]
  /** What else matters: gates, deficient releases, obligations. */
  readonly sentences: readonly string[]
}

/** Why the recipient may or may not have each kind of information that the request is about. */
export function explain(request: DisclosureRequest, facts: ExplainFacts): Explanation {
  const { policy } = facts
  const decision = decide(request, facts)
  const asked = policy.categories.filter(({ bit }) => (request.categories & bit) !== 0n)
  const sources = sourcesOf(request, facts)
  return {
    decision,
    answer: answerOf(request, decision, policy),
    categories: asked.map((category) => ({
      code: category.code,
      display: category.display,
      ...verdictOn(category, { request, facts, sources }),
    })),
    deciding: decision.deciding.map((provision) => provisionOf(provision, policy)),
    losing: decision.losing.map((provision) => provisionOf(provision, policy)),
    sentences: [
      ...decision.reasons.map(({ text, citation }) => (citation ? `${text} (${citation})` : text)),
      ...decision.rules.flatMap((rule) => sentenceOf(rule, policy)),
      ...decision.missing.map(
        ({ what, who }) => `Needed: ${what.replace(/\.$/, '')}. Who can supply it: ${who}.`,
      ),
      ...obligationsOf(decision),
    ],
  }
}

function provisionOf({ reference, says, categories }: Provision, policy: Policy): ProvisionExplanation {
  return { reference, says, categories: policy.codesOf(categories) }
}

function answerOf(
  { recipient, discloser, purpose }: DisclosureRequest,
  decision: Decision,
  policy: Policy,
): string {
  const aim = policy.purposes.get(purpose)?.display ?? purpose
  const who = `${recipient.partner} may`
  const of = `of ${discloser.partner}'s records for ${aim}`
  if (decision.kind === 'deny') return `${who} not have what was asked about ${of}.`
  const withheld = policy.codesOf(decision.withheld)
  const rest = withheld.length === 0 ? '' : `, and nothing of: ${withheld.join(', ')}`
  return `${who} have ${of}: ${policy.codesOf(decision.allowed).join(', ')}${rest}.`
}

type Sources = {
  readonly question: Question
  readonly at: string
  readonly permissions: Permission[]
  readonly denials: Denial[]
  readonly lapsed: readonly Lapsed[]
}
type Asked = { readonly request: DisclosureRequest; readonly facts: ExplainFacts; readonly sources: Sources }

function sourcesOf(request: DisclosureRequest, facts: ExplainFacts): Sources {
  const { policy, consents, histories = [], treating = new Map() } = facts
  const compiling: CompileFacts = {
    person: request.person ?? '',
    custodian: request.discloser,
    partners: facts.partners ?? partnersNamed(consents, request),
    policy,
    at: request.at,
    treating,
  }
  const ceiling = ceilingOf(request.recipient, policy)
  const reads = consents.map((consent) => readConsent(consent, compiling))
  const question = { recipient: request.recipient.partner, purpose: request.purpose, ceiling, policy }
  return {
    question,
    at: instantOf(request.at) ?? ALWAYS,
    permissions: reads.flatMap(({ permissions }) => permissions),
    denials: reads.flatMap(({ denials }) => denials),
    lapsed: histories.flatMap((versions) => lapsed(versions, compiling, question)),
  }
}

function partnersNamed(consents: readonly Resource[], { recipient, discloser }: DisclosureRequest): Party[] {
  const known = [recipient, discloser]
  const named = consents
    .flatMap((consent) => list<{ reference?: Reference }>(rootOf(consent)?.['actor']))
    .flatMap(({ reference }) => /^Organization\/(.+)$/.exec(reference?.reference ?? '')?.[1] ?? [])
    .filter((partner) => !known.some((party) => party.partner === partner))
  return [
    ...known,
    ...[...new Set(named)].map((partner) => ({ partner, kind: '', legalRole: '', agreements: [] })),
  ]
}

const LAPSED: Readonly<Record<Lapsed['how'], string>> = {
  expired: 'expired',
  revoked: 'was revoked',
  changed: 'was changed',
}

/** The verdict on one category is the decision on it alone, so that it cannot differ from what is enforced. */
function verdictOn(
  category: Category,
  { request, facts, sources }: Asked,
): Pick<CategoryExplanation, 'verdict' | 'sentences'> {
  const { bit, display } = category
  const decision = decide({ ...request, categories: bit, channel: 'read' }, facts)
  const verdict = decision.kind === 'permit' ? 'may' : 'may-not'
  const sentences = [
    ...sources.permissions.flatMap((permission) => permissionSentence(permission, category, sources)),
    ...sources.lapsed
      .filter(({ categories }) => (categories & bit) !== 0n)
      .map(
        ({ consent, until, how }) =>
          `The release Consent/${consent} covered ${display} until ${until.slice(0, 10)}, when it ${LAPSED[how]}.`,
      ),
    ...sources.denials
      .filter(
        (denial) =>
          (denial.categories & bit) !== 0n && concerns(denial, sources.question) && holds(denial, sources.at),
      )
      .map(
        ({ consent }) =>
          `The restriction Consent/${consent} denies ${display}; a restriction outweighs any release (42 CFR 2.26).`,
      ),
    ...(decision.authority === 'own-record' ? ["It is the recipient's own record."] : []),
    ...(decision.authority === 'hipaa-treatment'
      ? [
          'It is no Part 2 record, and the recipient is the provider to whom the patient is referred (45 CFR 164.506(c)).',
        ]
      : []),
    ...(decision.kind === 'deny' ? decision.reasons.map(({ text }) => text) : []),
  ]
  return { verdict, sentences: [...new Set(sentences)] }
}

/** What one release says about one category to this recipient and purpose, or nothing where it is about others. */
function permissionSentence(permission: Permission, { bit, display }: Category, sources: Sources): string[] {
  const { question, at } = sources
  const { recipients, purposes, consent, categories, from, until, except } = permission
  if (!recipients.has(question.recipient) || !purposes.has(question.purpose)) return []
  const name = `The release Consent/${consent}`
  if (from > at)
    return (categories & bit) === 0n ? [] : [`${name} covers ${display}, but only from ${from.slice(0, 10)}.`]
  if (until !== undefined && until <= at)
    return (categories & bit) === 0n ? [] : [`${name} covered ${display} until ${until.slice(0, 10)}.`]
  if ((deniedAt(at, except, question) & bit) !== 0n) return [`${name} itself excepts ${display}.`]
  if ((givenBy(permission, 0n, { question, at }) & bit) === 0n) return [`${name} does not cover ${display}.`]
  return [
    (categories & bit) === 0n
      ? `${name} covers ${display}, which goes with what it names.`
      : `${name} names ${display}.`,
  ]
}

function sentenceOf(rule: string, { rules }: Policy): string[] {
  const found = rules.get(rule)
  return found ? [`Rule ${rule}: ${found.sentence} (${found.citation})`] : []
}

function obligationsOf({ obligations, redisclosure }: Decision): string[] {
  return [
    ...(obligations.length > 0 ? [`The disclosure carries: ${obligations.join(', ')}.`] : []),
    ...(redisclosure === undefined ? [] : [`The recipient's right to disclose it further: ${redisclosure}.`]),
  ]
}

/** The explanation as FHIR Parameters, the answer of Consent/$explain. */
export function explanationParameters({
  decision,
  answer,
  categories,
  deciding,
  losing,
  sentences,
}: Explanation): Resource {
  const { authority, redisclosure, policyVersion } = decision
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'decision', valueCode: decision.kind },
      { name: 'answer', valueString: answer },
      ...(authority === undefined ? [] : [{ name: 'authority', valueCode: authority }]),
      ...categories.map(({ code, display, verdict, sentences: why }) => ({
        name: 'category',
        part: [
          { name: 'code', valueCode: code },
          { name: 'display', valueString: display },
          { name: 'verdict', valueCode: verdict },
          ...why.map((sentence) => ({ name: 'why', valueString: sentence })),
        ],
      })),
      ...deciding.map((provision) => ({ name: 'deciding', part: partsOf(provision) })),
      ...losing.map((provision) => ({ name: 'losing', part: partsOf(provision) })),
      ...sentences.map((sentence) => ({ name: 'sentence', valueString: sentence })),
      ...decision.reasons.map(({ code }) => ({ name: 'reason', valueString: code })),
      ...decision.rules.map((rule) => ({ name: 'rule', valueString: rule })),
      ...decision.missing.map(({ what, who }) => ({
        name: 'missing',
        part: [
          { name: 'what', valueString: what },
          { name: 'who', valueString: who },
        ],
      })),
      ...decision.consents.map((id) => ({ name: 'consent', valueReference: { reference: `Consent/${id}` } })),
      ...decision.obligations.map((obligation) => ({ name: 'obligation', valueCode: obligation })),
      ...(redisclosure === undefined ? [] : [{ name: 'redisclosure', valueCode: redisclosure }]),
      { name: 'policyVersion', valueString: policyVersion },
    ],
  }
}

function partsOf({ reference, says, categories }: ProvisionExplanation): unknown[] {
  return [
    { name: 'provision', valueString: reference },
    { name: 'says', valueString: says },
    ...categories.map((code) => ({ name: 'category', valueCode: code })),
  ]
}
