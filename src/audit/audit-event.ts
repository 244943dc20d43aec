/**
 * An act as a FHIR AuditEvent. Source: IHE BALP (Basic Audit Log Patterns), PrivacyDisclosure.Source and AuthZconsent.
 * It names people by the ids their partner gave them, and resources by reference; it quotes nothing of a record.
 */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import { list } from '../fhir/resource.ts'
import type { Coding, Resource } from '../fhir/resource.ts'
import type { Act, Event, MadeOn } from './audit.ts'

type Kind = { type: Coding; subtype: Coding; action: 'C' | 'R' | 'U' | 'D' | 'E' }

const audit = CODE.audit
const dcm = (code: string): Coding => ({ system: SYSTEM.dcm, code })
const rest = (code: string): Coding => ({ system: SYSTEM.restfulInteraction, code })
const lifecycle = (code: string): Coding => ({ system: SYSTEM.isoLifecycle, code })
const REST: Coding = { system: SYSTEM.auditEventType, code: audit.rest }

const KINDS: Record<Act, Kind> = {
  disclose: { type: dcm(audit.export), subtype: lifecycle(audit.disclose), action: 'R' },
  deliver: { type: dcm(audit.export), subtype: lifecycle(audit.transmit), action: 'R' },
  decide: {
    type: dcm(audit.securityAlert),
    subtype: { system: SYSTEM.balpAuditCode, code: audit.authzConsent },
    action: 'E',
  },
  read: { type: REST, subtype: rest('read'), action: 'R' },
  search: { type: REST, subtype: rest('search-type'), action: 'E' },
  create: { type: REST, subtype: rest('create'), action: 'C' },
  update: { type: REST, subtype: rest('update'), action: 'U' },
  submit: { type: dcm(audit.import), subtype: lifecycle(audit.receive), action: 'C' },
  revoke: { type: REST, subtype: rest('operation'), action: 'U' },
  link: { type: dcm(audit.import), subtype: lifecycle(audit.link), action: 'U' },
  explain: { type: REST, subtype: rest('operation'), action: 'E' },
  account: { type: REST, subtype: rest('operation'), action: 'E' },
  'emergency-open': { type: dcm(audit.securityAlert), subtype: dcm(audit.emergencyStarted), action: 'E' },
  'emergency-close': { type: dcm(audit.securityAlert), subtype: dcm(audit.emergencyStopped), action: 'E' },
  recall: { type: REST, subtype: rest('operation'), action: 'U' },
  publish: { type: dcm(audit.import), subtype: lifecycle(audit.receive), action: 'U' },
}

/** The AuditEvent of an act; `id` is its own. */
export function toAuditEvent(event: Event, id: string): Resource {
  const { type, subtype, action } = KINDS[event.act]
  const purpose = event.actor === 'gateway' ? undefined : event.actor.purpose
  return {
    resourceType: 'AuditEvent',
    id,
    type,
    subtype: [subtype],
    action,
    recorded: event.at,
    outcome: event.outcome === 'failure' ? '4' : '0',
    outcomeDesc: [event.outcome, event.why].filter(Boolean).join(': '),
    ...(purpose && { purposeOfEvent: [{ coding: [{ code: purpose }] }] }),
    agent: agentsOf(event),
    source: { observer: { display: 'Throughline' } },
    entity: entitiesOf(event),
  }
}

function agentsOf({ actor, recipient, custodian }: Event): unknown[] {
  const organization = (partner: string, type: string, requestor: boolean): unknown => ({
    type: { coding: [dcm(type)] },
    who: { reference: `Organization/${partner}` },
    requestor,
  })
  return [
    ...(actor === 'gateway'
      ? [{ type: { coding: [dcm(audit.application)] }, who: { display: 'Throughline' }, requestor: true }]
      : [
          {
            type: { coding: [dcm(audit.application)] },
            who: { reference: `Organization/${actor.partner}` },
            ...(actor.person && { altId: actor.person.id }),
            ...(actor.person?.role && { role: [{ text: actor.person.role }] }),
            requestor: true,
          },
        ]),
    ...(custodian ? [organization(custodian, audit.source, false)] : []),
    ...(recipient ? [organization(recipient, audit.destination, false)] : []),
  ]
}

function entitiesOf({ entities, decision, disclosure, session, person }: Event): unknown[] {
  const details = [
    ...(disclosure ? [{ type: 'disclosure', valueString: disclosure }] : []),
    ...(session ? [{ type: 'emergency session', valueString: session }] : []),
    ...(decision ? detailsOf(decision) : []),
  ]
  return [
    { what: { reference: `Patient/${person}` }, ...(details.length > 0 && { detail: details }) },
    ...entities.map((reference) => ({ what: { reference } })),
  ]
}

/** What a decision needs to be replayed: its rules, reasons, categories and the policy of its day. */
function detailsOf({ madeOn, ...decision }: NonNullable<Event['decision']>): unknown[] {
  const facts: [string, string][] = [
    ['decision', decision.kind],
    ['authority', decision.authority ?? 'none'],
    ['rules', decision.rules.join(' ')],
    ['reasons', decision.reasons.map(({ code }) => code).join(' ')],
    ['consents', decision.consents.join(' ')],
    ['allowed', decision.allowed.toString()],
    ['withheld', decision.withheld.toString()],
    ['policy', decision.policyVersion],
    ...(madeOn ? madeOnFacts(madeOn) : []),
  ]
  return facts.filter(([, value]) => value !== '').map(([type, valueString]) => ({ type, valueString }))
}

function madeOnFacts({ asked, source = '', emergencies, explained }: MadeOn): [string, string][] {
  const question = JSON.stringify(asked, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
  return [
    ['asked', question],
    ['source', source],
    ['emergencies', emergencies.join(' ')],
    ['explained', explained === true ? 'true' : ''],
  ]
}

/** What an AuditEvent tells of a decision. */
export type Recorded = {
  /** Each detail by its type. */
  readonly details: ReadonlyMap<string, string>
  readonly at: string
}

/** The decision that an AuditEvent tells of; undefined where it tells of none, or not of what it was made on. */
export function decisionIn(event: Resource): Recorded | undefined {
  const [first] = list<{ detail?: { type: string; valueString: string }[] }>(event['entity'])
  const details = new Map((first?.detail ?? []).map(({ type, valueString }) => [type, valueString]))
  return details.has('asked') ? { details, at: String(event['recorded']) } : undefined
}
