/**
 * The agreements that a partner must have signed before anything flows to it or from it: without one in force it gets no
 * token. Sources: 42 CFR 2.11 and 2.12(c)(4) (qualified service organization), 45 CFR 164.504(e) (business associate).
 */
import type { GatewayRole, LegalRole, Partner } from './partner.ts'

/** `qsoa` and `baa` are with the gateway's operator; `participation` is the network's own agreement for all others. */
const withGateway = ['qsoa', 'baa', 'participation'] as const
/** Between two partners: 42 CFR 2.53, 2.52, 2.33(c), 2.12(c)(4), 2.34. */
const betweenPartners = ['audit', 'research', 'contractor', 'qso-services', 'registry-membership'] as const
export const agreementKinds = [...withGateway, ...betweenPartners] as const
export type AgreementKind = (typeof agreementKinds)[number]

/** In force from the beginning of the day `from` up to, not including, the day `until` (UTC). */
export type Agreement = {
  readonly kind: AgreementKind
  readonly from: string
  readonly until?: string
  /** The other partner, for what is between two of them. */
  readonly with?: string
  /** The information categories that it is limited to. */
  readonly categories?: readonly string[]
  /** How far apart the two are, where a membership in a registry depends on it (42 CFR 2.34(a)). */
  readonly miles?: number
  /** Where the signed paper is kept. */
  readonly document?: string
}

/** Whether an agreement of this kind is between two partners, and so says with whom. */
export function isBetweenPartners(kind: AgreementKind): boolean {
  return betweenPartners.some((each) => each === kind)
}

/** The gateway works as qualified service organization of programs and as business associate of covered entities. */
const required: Partial<Record<LegalRole, AgreementKind>> = {
  part2_program: 'qsoa',
  wm_or_maintenance_program: 'qsoa',
  covered_entity_provider: 'baa',
  health_plan: 'baa',
  business_associate: 'baa',
}

/** The paper of a partner for whom the gateway works in another capacity than those. */
const otherwise: Readonly<Record<GatewayRole, AgreementKind | undefined>> = {
  qso_ba: undefined,
  intermediary: 'participation',
  lawful_holder: 'participation',
}

function isInForce({ from, until }: Agreement, at: string): boolean {
  const day = at.slice(0, 10)
  return from <= day && (until === undefined || day < until)
}

/** The kind of agreement that the partner lacks at this instant; undefined when it may exchange. */
export function missingAgreement(partner: Partner, at: string): AgreementKind | undefined {
  const kind = otherwise[partner.gatewayRole ?? 'qso_ba'] ?? required[partner.legalRole] ?? 'participation'
  return partner.agreements.some((agreement) => agreement.kind === kind && isInForce(agreement, at))
    ? undefined
    : kind
}
