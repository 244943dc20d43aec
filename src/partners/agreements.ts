/**
 * The agreements that a partner must have signed before anything flows to it or from it: without one in force it gets no
 * token. Sources: 42 CFR 2.11 and 2.12(c)(4) (qualified service organization), 45 CFR 164.504(e) (business associate).
 */
import type { LegalRole, Partner } from './partner.ts'

/** `qsoa` and `baa` are with the gateway's operator; `participation` is the network's own agreement for all others. */
export const agreementKinds = ['qsoa', 'baa', 'participation'] as const
export type AgreementKind = (typeof agreementKinds)[number]

/** In force from the beginning of the day `from` up to, not including, the day `until` (UTC). */
export type Agreement = { readonly kind: AgreementKind; readonly from: string; readonly until?: string }

/** The gateway works as qualified service organization of programs and as business associate of covered entities. */
const required: Partial<Record<LegalRole, AgreementKind>> = {
  part2_program: 'qsoa',
  wm_or_maintenance_program: 'qsoa',
  covered_entity_provider: 'baa',
  health_plan: 'baa',
  business_associate: 'baa',
}

function isInForce({ from, until }: Agreement, at: string): boolean {
  const day = at.slice(0, 10)
  return from <= day && (until === undefined || day < until)
}

/** The kind of agreement that the partner lacks at this instant; undefined when it may exchange. */
export function missingAgreement(partner: Partner, at: string): AgreementKind | undefined {
  const kind = required[partner.legalRole] ?? 'participation'
  return partner.agreements.some((agreement) => agreement.kind === kind && isInForce(agreement, at))
    ? undefined
    : kind
}
