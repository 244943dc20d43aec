/**
 * Permissions that rest on no paper of the patient: emergencies that were opened (42 CFR 2.51), agreements on audit and
 * research between two partners (2.52, 2.53), orders of a court with their subpoena (2.61 to 2.67). Pure.
 */
import type { Authority, CompileFacts, Deficiency, Party } from './consent.ts'
import { agreementsBetween } from './agreement.ts'
import { readOrders } from './court-order.ts'
import { fault } from './elements.ts'
import { hasPersonnel } from './personnel.ts'
import { hasRole } from './recipient.ts'
import type { Permission } from './segments.ts'
import { compareText, instantOf, spanOf } from './time.ts'

export type ByFact = {
  readonly permissions: ReadonlyMap<Authority, readonly Permission[]>
  readonly deficiencies: readonly Deficiency[]
}

/** What is permitted without the patient's consent, by authority. */
export function permissionsByFact(facts: CompileFacts): ByFact {
  const emergencies = byEmergency(facts)
  const orders = readOrders(facts)
  return {
    permissions: new Map<Authority, readonly Permission[]>([
      ['emergency', emergencies.permissions],
      ['court-order', orders.permissions],
      ['agreement', byAgreement(facts)],
    ]),
    deficiencies: [...emergencies.deficiencies, ...orders.deficiencies],
  }
}

function byEmergency(facts: CompileFacts): { permissions: Permission[]; deficiencies: Deficiency[] } {
  const { rule, purposes, excluded } = facts.policy.authorities.emergency
  const opened = (facts.emergencies ?? []).flatMap((emergency) => {
    const from = instantOf(emergency.from)
    const until = instantOf(emergency.until)
    const recipient = facts.partners.find(({ partner }) => partner === emergency.recipient)
    // An emergency whose end cannot be read has none, and so is none.
    return from === undefined || until === undefined || until <= from || !recipient
      ? []
      : [
          {
            reference: `emergency/${emergency.id}`,
            from,
            until,
            recipient,
            rules: [emergency.rule ?? rule],
            categories: (emergency.categories ?? -1n) & ~excluded,
          },
        ]
  })
  const isToPersonnel = ({ recipient }: { recipient: Party }): boolean =>
    hasPersonnel(recipient, facts.policy)
  return {
    permissions: opened
      .filter(isToPersonnel)
      .map(({ reference, from, until, recipient, rules, categories }) => ({
        ...permissionOf(reference, recipient.partner),
        rules,
        purposes: new Set(purposes),
        categories,
        from,
        until,
      })),
    deficiencies: opened
      .filter((each) => !isToPersonnel(each))
      .map(({ reference, recipient }) => fault(reference, 'emergency-personnel', facts, [recipient.partner])),
  }
}

function byAgreement({ custodian, partners, policy }: CompileFacts): Permission[] {
  return policy.authorities.byAgreement.flatMap(({ kind, rule, purpose, recipientRoles, excluded }) =>
    partners
      .filter(({ legalRole }) => hasRole(recipientRoles, legalRole))
      .flatMap((recipient) =>
        agreementsBetween(custodian, recipient, kind).flatMap((agreement) => {
          const span = spanOf(agreement)
          const named = (agreement.categories ?? []).map((code) => policy.categoryByCode.get(code)?.bit ?? 0n)
          const most = agreement.categories === undefined ? -1n : named.reduce((bits, bit) => bits | bit, 0n)
          if (!span || (most & ~excluded) === 0n) return []
          return [
            {
              ...permissionOf(`agreement/${kind}`, recipient.partner),
              rules: [rule],
              purposes: new Set([purpose]),
              categories: most & ~excluded,
              ...span,
            },
          ]
        }),
      ),
  )
}

function permissionOf(
  reference: string,
  recipient: string,
): Pick<Permission, 'consent' | 'basis' | 'recipients' | 'mandates' | 'except'> {
  return { consent: '', basis: [reference], recipients: new Set([recipient]), mandates: [], except: [] }
}

/** Deficiencies in an order that does not depend on that of the papers. */
export function inOrder(deficiencies: readonly Deficiency[]): Deficiency[] {
  return deficiencies.toSorted(
    (one, other) =>
      compareText(one.consent, other.consent) ||
      compareText(one.element, other.element) ||
      compareText(one.recipients.join(' '), other.recipients.join(' ')),
  )
}
