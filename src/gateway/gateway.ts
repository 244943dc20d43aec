/**
 * The gateway's table of contents: read this file first. It names every flow; each flow is one file beside it.
 *
 *     bytes in  ─ api/ ─ receive ──► intake ► mapping ► validation ► admit ─────────► store + audit, one transaction
 *                                                                      │ label, keep, regrant, relink, route
 *                                                                      ▼
 *     bytes out ─ api/ ◄─ disclose ◄─ release ◄─ store         deliver ──► a partner's endpoint
 *                         report   ◄─ release                     │ decides anew at each attempt
 *                                                                 ▼
 *                                                       the receiver's copies, the accounting
 *
 * One way in and one way out: whatever enters passes `admit`; whatever leaves to another partner passes `release`
 * (decide, redact, notice, accounting) whatever the interaction was.
 *
 * Words. Partner: an organization connected to the gateway. Custodian: the one partner whose record a resource is.
 * Person: a custodian's Patient; one human being at two partners is two persons, linked privately. Release: a Consent to
 * disclose (42 CFR 2.31). Grant: what all releases of a person at a custodian permit, net. Decision: may this recipient
 * have this, for this purpose, now? Disclosure: a permitted decision carried out; each is accounted for. Exchange: one
 * thing moving from a partner to a partner. Recall: a record that was entered in error, chased at one who has received
 * it. Mandate: what a court ordered.
 */
import type { Resource } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import { accounting } from './account.ts'
import { capability } from './capability.ts'
import { closeEmergency } from './close-emergency.ts'
import { listDeliveries, replayDelivery, startDeliveries } from './deliver.ts'
import { discloseHistory, discloseResource, discloseSearch } from './disclose.ts'
import type { Answer, FhirWrite, Query, Validating } from './door.ts'
import { openEmergency } from './emergency.ts'
import { explain } from './explain.ts'
import type { Ground } from './ground.ts'
import { intermediaryList } from './intermediary-list.ts'
import { confirmLink, listLinks, refuseLink, undoLink } from './link.ts'
import { answerRecall, listRecalls, readRecall } from './recalls.ts'
import { receiveRecord } from './receive-record.ts'
import { receiveTransaction } from './receive-transaction.ts'
import { receiveWrite } from './receive.ts'
import { preview } from './preview.ts'
import { onGround } from './in-force.ts'
import { startPolicies } from './policies.ts'
import { ready } from './ready.ts'
import type { Held } from './reload.ts'
import { report } from './report.ts'
import { revoke } from './revoke.ts'
import { startSealing } from './seal.ts'
import { terminologyOperation } from './terminology.ts'
import type { TerminologyRequest } from './terminology.ts'
import { transform } from './transform.ts'
import type { Transforming } from './transform.ts'
import { validate } from './validate.ts'

export type { Answer, FhirWrite, Query, Validating, ValidationMode } from './door.ts'

/** Everything that the doors may ask of the gateway. */
export type Gateway = {
  /** One way in. */
  readonly receive: {
    caseRecord(actor: Actor, record: unknown): Promise<Answer>
    write(actor: Actor, request: FhirWrite): Promise<Answer>
    transaction(actor: Actor, bundle: Resource): Promise<Answer>
  }
  /** One way out. */
  readonly disclose: {
    read(actor: Actor, at: { type: string; id: string; version?: string }): Promise<Answer>
    search(actor: Actor, type: string, query: Query): Promise<Answer>
    history(actor: Actor, at: { type: string; id: string }): Promise<Answer>
  }
  /** Checks a resource and keeps nothing. */
  validate(actor: Actor, asked: Validating): Promise<Answer>
  /** The terminology operations: `ValueSet/$expand` for instance. */
  terminology(asked: TerminologyRequest): Promise<Answer>
  /** `StructureMap/$transform`: a map on content that is sent; nothing is kept. */
  transform(actor: Actor, asked: Transforming): Promise<Answer>
  /** `Consent/{id}/$revoke`: the client takes a release back, through the custodian's people. */
  revoke(actor: Actor, consent: string, parameters?: Resource): Promise<Answer>
  /** `Patient/$compliance`: the court's report. */
  report(actor: Actor, parameters: Resource): Promise<Answer>
  /** `Consent/$explain`: why may or may not a recipient see something. */
  explain(actor: Actor, parameters: Resource): Promise<Answer>
  /** `Consent/$preview`: what exactly would a recipient receive? */
  preview(actor: Actor, parameters: Resource, query: Query): Promise<Answer>
  /** `Patient/{id}/$accounting-of-disclosures`: who saw what, why, under which consent. */
  accounting(actor: Actor, patient: string, query: Query): Promise<Answer>
  /** `Patient/{id}/$intermediary-disclosures`: who received what through an intermediary (42 CFR 2.24). */
  intermediaryList(actor: Actor, patient: string, query: Query): Promise<Answer>
  /** Emergency access (42 CFR 2.51): `Patient/{id}/$emergency-access` and `$close-emergency-access`. */
  readonly emergency: {
    open(actor: Actor, patient: string, parameters: Resource): Promise<Answer>
    close(actor: Actor, patient: string, parameters: Resource): Promise<Answer>
  }
  /** Who is the same human being: what waits for a custodian's confirmation. */
  readonly links: {
    list(actor: Actor): Promise<Answer>
    confirm(actor: Actor, link: string): Promise<Answer>
    refuse(actor: Actor, link: string): Promise<Answer>
    undo(actor: Actor, link: string): Promise<Answer>
  }
  readonly deliveries: {
    list(actor: Actor): Promise<Answer>
    replay(actor: Actor, delivery: string): Promise<Answer>
  }
  /** Records that were entered in error, chased: who was told, and what he answered. */
  readonly recalls: {
    list(actor: Actor, query: Query): Promise<Answer>
    read(actor: Actor, recall: string): Promise<Answer>
    answer(actor: Actor, recall: string, body: unknown): Promise<Answer>
  }
  capability(): Resource
  ready(): Promise<{ ok: boolean; checks: Record<string, string> }>
  /** Starts the loops that deliver and seal; the returned function ends them and waits for what is under way. */
  start(): () => Promise<void>
}

/**
 * The flows. Each begins on the ground that is in force when it is asked, and ends on it, also where new content comes in
 * force meanwhile.
 */
export function createGateway(inForce: () => Ground, held?: Held): Gateway {
  const flow = <T>(run: (ground: Ground) => Promise<T>): Promise<T> => onGround(inForce(), run)
  return {
    receive: {
      caseRecord: (actor, record) => flow((ground) => receiveRecord(ground, actor, record)),
      write: (actor, request) => flow((ground) => receiveWrite(ground, actor, request)),
      transaction: (actor, bundle) => flow((ground) => receiveTransaction(ground, actor, bundle)),
    },
    disclose: {
      read: (actor, at) => flow((ground) => discloseResource(ground, actor, at)),
      search: (actor, type, query) => flow((ground) => discloseSearch(ground, actor, { type, query })),
      history: (actor, at) => flow((ground) => discloseHistory(ground, actor, at)),
    },
    validate: (actor, asked) => flow((ground) => validate(ground, actor, asked)),
    terminology: (asked) => flow((ground) => terminologyOperation(ground, asked)),
    transform: (actor, asked) => flow((ground) => transform(ground, actor, asked)),
    revoke: (actor, consent, parameters) => flow((ground) => revoke(ground, actor, { consent, parameters })),
    report: (actor, parameters) => flow((ground) => report(ground, actor, parameters)),
    explain: (actor, parameters) => flow((ground) => explain(ground, actor, parameters)),
    preview: (actor, parameters, query) => flow((ground) => preview(ground, actor, { parameters, query })),
    accounting: (actor, patient, query) => flow((ground) => accounting(ground, actor, { patient, query })),
    intermediaryList: (actor, patient, query) =>
      flow((ground) => intermediaryList(ground, actor, { patient, query })),
    emergency: {
      open: (actor, patient, parameters) =>
        flow((ground) => openEmergency(ground, actor, { patient, parameters })),
      close: (actor, patient, parameters) =>
        flow((ground) => closeEmergency(ground, actor, { patient, parameters })),
    },
    links: {
      list: (actor) => flow((ground) => listLinks(ground, actor)),
      confirm: (actor, link) => flow((ground) => confirmLink(ground, actor, link)),
      refuse: (actor, link) => flow((ground) => refuseLink(ground, actor, link)),
      undo: (actor, link) => flow((ground) => undoLink(ground, actor, link)),
    },
    deliveries: {
      list: (actor) => flow((ground) => listDeliveries(ground, actor)),
      replay: (actor, delivery) => flow((ground) => replayDelivery(ground, actor, delivery)),
    },
    recalls: {
      list: (actor, query) => flow((ground) => listRecalls(ground, actor, query)),
      read: (actor, id) => flow((ground) => readRecall(ground, actor, id)),
      answer: (actor, id, body) => flow((ground) => answerRecall(ground, actor, { id, body })),
    },
    capability: () => capability(inForce()),
    ready: () => ready(inForce()),
    start: () => {
      const stops = [
        startDeliveries(inForce),
        startSealing(inForce()),
        ...(held ? [startPolicies(held)] : []),
      ]
      return async () => void (await Promise.all(stops.map((stop) => stop())))
    },
  }
}
