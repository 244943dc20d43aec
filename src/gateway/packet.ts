/**
 * The disclosure packet: what leaves in one delivery, with what must accompany it: the notice of 42 CFR 2.32(a), the scope
 * of the consent (2.32(b)), and the labels. A packet is rebuilt at each attempt; its identifier stays, so that a partner
 * who has it already can tell.
 */
import { createHash } from 'node:crypto'
import type { Decision, Grant } from '../consent/consent.ts'
import { CODE, SYSTEM } from '../fhir/codes.ts'
import type { Bundle, BundleEntry, Resource } from '../fhir/resource.ts'
import type { Delivery } from '../delivery/delivery.ts'
import type { Ground } from './ground.ts'

export type Packing = {
  readonly delivery: Delivery
  readonly resources: readonly Resource[]
  readonly decision: Decision | undefined
  /** The grants that the decision rests on. */
  readonly grants: readonly Grant[]
  readonly at: string
}

/** The packet as it is POSTed to the partner's endpoint. */
export function packetOf(ground: Ground, { delivery, resources, decision, grants, at }: Packing): Bundle {
  const accompanying = decision
    ? accompanyingOf(ground, { delivery, resources: [], decision, grants, at })
    : []
  return {
    resourceType: 'Bundle',
    id: delivery.id,
    type: 'collection',
    identifier: { system: SYSTEM.uri, value: `urn:uuid:${delivery.id}` },
    timestamp: at,
    entry: [...resources, ...accompanying].map((resource): BundleEntry => ({
      fullUrl: `${ground.baseUrl}/${resource.resourceType}/${resource.id ?? ''}`,
      resource,
    })),
  }
}

/** A notification names what changed, by id only: the partner reads it with a token of its own. */
export function notificationOf(ground: Ground, delivery: Delivery, at: string): Bundle {
  const [resourceType = '', id = ''] = delivery.focus.split('/')
  return packetOf(ground, {
    delivery,
    resources: [
      {
        resourceType: 'Parameters',
        id: delivery.id,
        parameter: [
          { name: 'focus', valueReference: { reference: `${resourceType}/${id}` } },
          // Why a Patient of his is named to him, whom he has not changed.
          ...(delivery.purpose === ground.content.emergency.purpose
            ? [{ name: 'reason', valueCode: 'emergency-access' }]
            : []),
        ],
      },
    ],
    decision: undefined,
    grants: [],
    at,
  })
}

/** The notice and the scope, where the decision obliges to them: as documents, for people and for the record. */
function accompanyingOf(
  ground: Ground,
  { delivery, decision, grants, at }: Packing & { decision: Decision },
): Resource[] {
  const notice = decision.notice === undefined ? undefined : ground.content.policy.notice(decision.notice)
  const scope = decision.obligations.includes('scope') ? scopeText(ground, grants) : undefined
  const document = (kind: string, text: string): Resource => ({
    resourceType: 'DocumentReference',
    id: `${delivery.id}-${kind}`,
    status: 'current',
    type: { coding: [{ system: SYSTEM.documentKind, code: CODE.documentKind.disclosurePacket }] },
    date: at,
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          title: kind,
          data: Buffer.from(text, 'utf8').toString('base64'),
        },
      },
    ],
  })
  return [...(notice ? [document('notice', notice.text)] : []), ...(scope ? [document('scope', scope)] : [])]
}

/** A fingerprint of what a packet says, times aside: the same is not sent twice. */
export function hashOf(resources: readonly Resource[]): string {
  const hash = createHash('sha256')
  for (const { meta, ...content } of resources) {
    hash.update(JSON.stringify({ ...content, meta: { security: meta?.security, source: meta?.source } }))
  }
  return hash.digest('hex')
}

/** The receiver's id of what a source calls `key`: the same for ever, so that a repeated delivery is no second copy. */
export function idFor(receiver: string, key: string): string {
  const hex = createHash('sha256').update(`${receiver} ${key}`).digest('hex')
  // RFC 9562, version 8: a UUID of our own making.
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

/** A clear explanation of the scope of the consents behind grants (42 CFR 2.32(b)). */
export function scopeText(ground: Ground, grants: readonly Grant[]): string {
  const consented = grants.filter(({ authority }) => authority === 'consent')
  return consented.map((grant) => sentenceOf(ground, grant)).join(' ')
}

function sentenceOf(ground: Ground, grant: Grant): string {
  const { recipient, purpose, categories, consents, custodian } = grant
  const { from, until } = grant.period ?? grant
  const nameOf = (partner: string): string => ground.directory.byId(partner)?.name ?? partner
  const end = until === undefined ? 'until it is revoked' : `through ${lastDay(until)}`
  const { policy } = ground.content
  const why = policy.purposes.get(purpose)?.display.toLowerCase() ?? purpose
  const what = policy
    .codesOf(categories)
    .map((code) => policy.categoryByCode.get(code)?.display.toLowerCase() ?? code)
  return `Disclosed by ${nameOf(custodian)} to ${nameOf(recipient)} for ${why} under the client's written consent (${consents.join(', ')}), in force from ${from.slice(0, 10)} ${end}; it covers: ${what.join(', ')}.`
}

/** The last day of a time that ends before `until`. */
export function lastDay(until: string): string {
  return new Date(Date.parse(until) - 1).toISOString().slice(0, 10)
}
