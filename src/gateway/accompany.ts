/**
 * What goes along with a disclosure of Part 2 records: the notice of 42 CFR 2.32(a), verbatim, and the scope of the consent
 * that it rests on (2.32(b)). Bundles hold both as an OperationOutcome, which stock clients take for what it is: no record.
 * A single resource has no place for them: it leaves with two headers. In deliveries and reports they are documents.
 */
import type { Grant } from '../consent/consent.ts'
import { CODE, SYSTEM } from '../fhir/codes.ts'
import { outcome } from '../fhir/outcome.ts'
import type { Issue, OperationOutcome } from '../fhir/resource.ts'
import type { Ground } from './ground.ts'
import { lastDay, scopeText } from './packet.ts'

export type Accompanying = {
  /** Id of the notice that goes along. */
  readonly notice: string | undefined
  /** The grants whose scope is told. */
  readonly scope: readonly Grant[]
}

/** Characters of the header Part2-Scope. */
const SCOPE_HEADER_MAX = 900

/** Notice and scope as an OperationOutcome; undefined where nothing must go along. */
export function accompanyingOutcome(
  ground: Ground,
  { notice, scope }: Accompanying,
): OperationOutcome | undefined {
  const said = [
    ...(notice === undefined ? [] : [issueOf('notice', ground.content.policy.notice(notice).text)]),
    ...(scope.length === 0 ? [] : [issueOf('scope', scopeText(ground, scope))]),
  ]
  return said.length === 0 ? undefined : outcome(...said)
}

function issueOf(kind: 'notice' | 'scope', diagnostics: string): Issue {
  const coding = [{ system: SYSTEM.documentKind, code: CODE.documentKind.disclosurePacket }]
  return { severity: 'information', code: 'informational', details: { coding, text: kind }, diagnostics }
}

/** The short statement of 2.32(a)(2) for every answer, whatever its form. */
export function noticeHeader(ground: Ground, { notice }: Accompanying): Record<string, string> {
  return notice === undefined ? {} : { 'Part2-Notice': ground.content.policy.notice('short').text }
}

/** Both headers, for a single resource. Nothing in them is about the patient: they name partners, codes and days. */
export function headersOf(ground: Ground, accompanying: Accompanying): Record<string, string> {
  const { scope } = accompanying
  const value = scope.map((grant) => scopeOf(ground, grant)).join(', ')
  return {
    ...noticeHeader(ground, accompanying),
    ...(scope.length > 0 && {
      'Part2-Scope': value.length > SCOPE_HEADER_MAX ? `${value.slice(0, SCOPE_HEADER_MAX)}...` : value,
    }),
  }
}

function scopeOf(ground: Ground, grant: Grant): string {
  const { custodian, recipient, purpose, categories } = grant
  const { from, until } = grant.period ?? grant
  const parts = [
    ['from', custodian],
    ['to', recipient],
    ['purpose', purpose],
    ['start', from.slice(0, 10)],
    ...(until === undefined ? [] : [['end', lastDay(until)]]),
    ['information', ground.content.policy.codesOf(categories).join(' ')],
  ]
  return parts.map(([name, text]) => `${name}="${text}"`).join('; ')
}
