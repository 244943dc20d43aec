/**
 * The directory: the partners of this gateway, found by what they are called in resources, tokens and releases.
 * Pure and frozen; made once from the configuration.
 */
import assert from 'node:assert/strict'
import { SYSTEM } from '../fhir/codes.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Agreement } from './agreements.ts'
import type { GatewayRole, LegalRole, Partner, PartnerKind } from './partner.ts'

/** A partner as the rules see it, and the person who acts for it. */
export type Party = {
  readonly partner: string
  readonly kind: PartnerKind
  readonly legalRole: LegalRole
  readonly agreements: readonly Agreement[]
  readonly gatewayRole?: GatewayRole
  readonly state?: string
  readonly person?: PartyPerson
}

export type PartyPerson = {
  readonly id: string
  readonly name?: string
  readonly role?: string
  readonly duties: readonly string[]
  readonly patient?: string
}

export type Directory = {
  readonly all: readonly Partner[]
  byId(id: string): Partner | undefined
  byClientId(clientId: string): Partner | undefined
  /** The partner `id`, acting through the person of that id where the directory knows them. The partner must exist. */
  partyOf(id: string, personId?: string): Party
  /** The Organization that stands for the partner in references: `Organization/<partner id>`. */
  organizationOf(partner: Partner): Resource
}

export function createDirectory(partners: readonly Partner[]): Directory {
  const ids = new Map(partners.map((partner) => [partner.id, partner]))
  const clients = new Map(partners.map((partner) => [partner.clientId, partner]))
  return Object.freeze({
    all: partners,
    byId: (id: string) => ids.get(id),
    byClientId: (clientId: string) => clients.get(clientId),
    partyOf(id: string, personId?: string): Party {
      const partner = ids.get(id)
      assert(partner, 'A party must be a partner of the directory.')
      const { kind, legalRole, agreements, gatewayRole, state } = partner
      const person = partner.persons.find((each) => each.id === personId)
      return {
        partner: id,
        kind,
        legalRole,
        agreements,
        ...(gatewayRole && { gatewayRole }),
        ...(state !== undefined && { state }),
        ...(person && { person }),
      }
    },
    organizationOf: ({ id, identifiers, kind, name }: Partner): Resource => ({
      resourceType: 'Organization',
      id,
      identifier: identifiers.map((identifier) => ({ ...identifier })),
      active: true,
      type: [{ coding: [{ system: SYSTEM.partnerKind, code: kind }] }],
      name,
    }),
  })
}
