/**
 * The world of the absence tests: what a treatment center keeps and does not release, in all the ways in which it may be
 * withheld, and for each its twin that does not exist. Requests go over real HTTP; statements are noted.
 */
import { SYSTEM } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import type { Answer, Gateway } from '../../src/gateway/gateway.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { startApi } from '../api/support.ts'
import { CENTER, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { concept, condition, create, patient, releaseOf, rowsOf, systemOf } from './support.ts'
import type { Partner } from './support.ts'

/** What somebody asks for: a record of the center, or its twin. Without `patient` the person himself may be seen. */
export type Target = {
  readonly record: string
  /** `system|value` of the record. */
  readonly identifier: string
  readonly patient?: string
  readonly patientIdentifier?: string
  readonly consent?: string
}

export type Asker = { readonly token: string; readonly partner: Partner; readonly patient: string }

/** Why the asker gets nothing, what he asks for, and the same of what is not there. */
export type Withheld = {
  readonly why: string
  readonly asker: Asker
  readonly target: Target
  readonly twin: Target
}

export type Heard = {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
  readonly statements: readonly string[]
}

export type Ask = {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

export type World = {
  readonly t: TestGateway
  readonly withheld: readonly Withheld[]
  /** By the token's word. */
  readonly askers: Readonly<Record<string, Asker>>
  request(token: string, ask: Ask): Promise<Heard>
  close(): Promise<void>
}

const CLERK: Actor = { ...COURT, person: { id: 'hc-clerk', role: 'court-clerk' } }
/** A physician of the hospital in an emergency. */
const EMERGENCY: Actor = { ...HOSPITAL, purpose: 'ETREAT' }
const actors: Readonly<Record<string, Actor>> = {
  center: CENTER,
  hospital: HOSPITAL,
  court: COURT,
  clerk: CLERK,
  emergency: EMERGENCY,
}

export async function openWorld(): Promise<World> {
  const statements: string[] = []
  const t = await openTestGateway({ beforeQuery: (_, text) => void statements.push(text) })
  const settled: Promise<void>[] = []
  const api = await startApi({
    gateway: noting(t.gateway, settled),
    verifyToken: async (token) => {
      const actor = actors[token]
      return actor
        ? { kind: 'actor', actor, scope: 'system/*.cruds' }
        : { kind: 'refused', error: 'invalid_token', description: 'unknown' }
    },
  })
  const askers = Object.fromEntries(
    await Promise.all(
      Object.entries(actors).map(async ([token, actor]) => [token, await askerOf(t, token, actor)]),
    ),
  ) as Record<string, Asker>
  const withheld = await withhold(t, askers)
  return {
    t,
    withheld,
    askers,
    async request(token, { method, path, body, headers }) {
      statements.length = 0
      const isForm = typeof body === 'string'
      const type = isForm ? 'application/x-www-form-urlencoded' : 'application/fhir+json'
      const response = await fetch(`${api.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': type }),
          ...headers,
        },
        ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      await Promise.all(settled.splice(0))
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: text,
        statements: [...statements],
      }
    },
    async close() {
      await api.stop()
      await t.close()
    },
  }
}

/** The gateway, whose answers tell when what they disclose has been settled: that comes after the last byte. */
export function noting(gateway: Gateway, settled: Promise<void>[]): Gateway {
  const noted = async (answer: Promise<Answer>): Promise<Answer> => {
    const { settle, ...rest } = await answer
    if (!settle) return rest
    const { promise, resolve } = Promise.withResolvers<void>()
    settled.push(promise)
    return { ...rest, settle: (outcome) => settle(outcome).finally(resolve) }
  }
  const { disclose, receive } = gateway
  return {
    ...gateway,
    receive: { ...receive, transaction: (...of) => noted(receive.transaction(...of)) },
    disclose: {
      read: (...of) => noted(disclose.read(...of)),
      search: (...of) => noted(disclose.search(...of)),
      history: (...of) => noted(disclose.history(...of)),
    },
    report: (...of) => noted(gateway.report(...of)),
    validate: (...of) => noted(gateway.validate(...of)),
  }
}

/** Each asker has a Patient of his own, to refer to. */
async function askerOf(t: TestGateway, token: string, actor: Actor): Promise<Asker> {
  const partner = actor.partner as Partner
  const own = patient(partner, `own-${token}`, { name: [{ family: 'Sample', given: ['Owna'] }] })
  const { id = '' } = await create(t, actor, own)
  return { token, partner, patient: `Patient/${id}` }
}

type Person = { readonly reference: string; readonly identifier: string }

async function person(t: TestGateway, key: string): Promise<Person> {
  const kept = await create(t, CENTER, patient('cedar-bridge', key))
  return { reference: `Patient/${kept.id ?? ''}`, identifier: `${systemOf('cedar-bridge')}|patient-${key}` }
}

async function record(
  t: TestGateway,
  resource: Resource,
  key: string,
): Promise<Pick<Target, 'record' | 'identifier'>> {
  const system = systemOf('cedar-bridge')
  const { resourceType, id = '' } = await create(t, CENTER, {
    ...resource,
    identifier: [{ system, value: key }],
  })
  return { record: `${resourceType}/${id}`, identifier: `${system}|${key}` }
}

const HIV = 'B20'

async function withhold(
  t: TestGateway,
  { hospital, court, clerk }: Record<string, Asker>,
): Promise<Withheld[]> {
  if (!hospital || !court || !clerk) throw new Error('an asker is missing')
  const whole = async (key: string, facts?: Partial<Parameters<typeof releaseOf>[0]>): Promise<Target> => {
    const { reference, identifier: patientIdentifier } = await person(t, key)
    const consent =
      facts &&
      (await create(t, CENTER, releaseOf({ patient: reference, categories: ['diagnoses'], key, ...facts })))
    const kept = await record(t, condition(reference), `condition-${key}`)
    return {
      ...kept,
      patient: reference,
      patientIdentifier,
      ...(consent?.id && { consent: `Consent/${consent.id}` }),
    }
  }
  const revoked = await whole('revoked', { to: 'lakeside' })
  await t.gateway.revoke(CENTER, revoked.consent?.slice('Consent/'.length) ?? '')
  const partly = await whole('partly', { to: 'lakeside', categories: ['diagnoses', 'plan'] })
  const hiv = await record(t, condition(partly.patient ?? '', HIV), 'condition-hiv')
  const attended = await whole('attended', { to: 'harbor-court', categories: ['attendance', 'enrollment'] })
  const session = await record(t, encounter(attended.patient ?? ''), 'session-1')
  const targets: [string, Asker, Target][] = [
    [
      'was never released',
      hospital,
      await whole('never', { to: 'harbor-court', categories: ['attendance'] }),
    ],
    ['was released and revoked', hospital, revoked],
    [
      'was released for a time that is over',
      hospital,
      await whole('over', { period: { start: '2026-02-17', end: '2026-03-17' } }),
    ],
    ['was released for another purpose', hospital, await whole('payment', { purpose: 'HPAYMT' })],
    ['was released save one of its categories', hospital, hiv],
    ['was released to another partner', court, await whole('elsewhere', { to: 'lakeside' })],
    ['was released, to persons with a duty that the asker lacks', clerk, { ...attended, ...session }],
  ]
  return targets.map(([why, asker, target]) => ({ why, asker, target, twin: twinOf(target) }))
}

function encounter(subject: string): Resource {
  return {
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: SYSTEM.v3ActCode, code: 'AMB' },
    serviceType: concept(SYSTEM.serviceType, 'group-counseling'),
    subject: { reference: subject },
    period: { start: '2026-11-02T10:00:00-05:00', end: '2026-11-02T11:00:00-05:00' },
  }
}

/** The same of what is not there: ids and values of the same length that nobody has. */
function twinOf<T extends Target>(target: T): T {
  return Object.fromEntries(Object.entries(target).map(([name, text]) => [name, absent(text)])) as T
}

/** An id keeps its form and a value its length; only the digits are others. */
export function absent(text: string): string {
  const at = text.lastIndexOf(text.includes('|') ? '|' : '/')
  const own = text.slice(at + 1).replace(/\d/g, (digit) => String((Number(digit) + 5) % 10))
  return `${text.slice(0, at + 1)}${/\d/.test(own) ? own : own.replace(/[a-z]$/, 'q')}`
}

const VARYING = new Set(['date', 'x-request-id'])
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** An answer as it may be compared: without date and request id, with what was asked for and what is new renamed. */
export function comparable({ status, headers, body }: Heard, asked: readonly string[]): unknown {
  const renamed = (text: string): string => {
    let same = text
    for (const [n, each] of asked.entries()) {
      same = same.replaceAll(each, `ASKED-${n}`).replaceAll(encodeURIComponent(each), `ASKED-${n}`)
    }
    return same.replace(UUID, 'NEW')
  }
  const kept = Object.entries(headers)
    .filter(([name]) => !VARYING.has(name))
    .map(([name, value]) => [name, renamed(value)])
  return { status, headers: Object.fromEntries(kept), body: renamed(decoded(body)) }
}

/** What a Binary holds, in clear. */
function decoded(body: string): string {
  return body.replace(/"data":"([A-Za-z0-9+/=]+)"/g, (_, text: string) =>
    Buffer.from(text, 'base64').toString(),
  )
}

/** Every word of a target that may stand in a request: references, their ids, identifiers and their values. */
export function wordsOf(target: object): string[] {
  const words = Object.values(target).flatMap((text: string) => [text, text.split(/[/|]/).at(-1) ?? ''])
  return words.toSorted((one, other) => other.length - one.length)
}

/** Ids of everything that a custodian keeps, of links and deliveries too. */
export async function idsAt(t: TestGateway, custodian: string): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    t,
    `select id from resource where custodian = $1 union select id::text from delivery where custodian = $1
     union select id::text from identity_link where custodian = $1 or other_custodian = $1`,
    custodian,
  )
  return rows.map(({ id }) => id)
}
