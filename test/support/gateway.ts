/**
 * A whole gateway for tests, over a database of its own: real content, real store, the sandbox's partners, a clock and ids
 * that the test moves, and partners' inboxes that take what is sent or fail as the test says.
 */
import { generateKeyPairSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { JWK } from 'jose'
import { loadContent } from '../../src/content/content.ts'
import type { Content } from '../../src/content/content.ts'
import type { Attempt } from '../../src/delivery/send.ts'
import type { Bundle, Resource } from '../../src/fhir/resource.ts'
import { attempt } from '../../src/gateway/deliver.ts'
import type { Answer, Gateway } from '../../src/gateway/gateway.ts'
import type { Ground } from '../../src/gateway/ground.ts'
import { openGateway } from '../../src/gateway/open.ts'
import type { Reload } from '../../src/gateway/reload.ts'
import { due } from '../../src/delivery/queue.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { createDirectory } from '../../src/partners/directory.ts'
import { parsePartners } from '../../src/partners/partner.ts'
import type { Partner } from '../../src/partners/partner.ts'
import { createTestDatabase } from './database.ts'
import type { TestDatabase, TestDatabaseOptions } from './database.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let loaded: Promise<Content> | undefined

export type Sent = {
  readonly endpoint: string
  readonly bundle: Bundle
  readonly headers: Record<string, string>
}

export type TestGateway = {
  readonly gateway: Gateway
  readonly ground: Ground
  /** With the content that is in force now. */
  readonly inForce: () => Ground
  readonly reload: Reload
  /** One step of the work on new policies; false where there is none. */
  step(): Promise<boolean>
  /** Brings new policies in force that were taken, by as many steps as it takes. */
  prepare(): Promise<void>
  readonly database: TestDatabase
  /** What partners have taken, in order. */
  readonly sent: Sent[]
  /** What the next attempts come to; without one, everything is taken. */
  network: (sent: Sent) => Attempt | Promise<Attempt>
  /** The instant that the gateway takes for now. */
  now: string
  /** Attempts everything that is due, until nothing is. */
  deliver(): Promise<void>
  close(): Promise<void>
}

/** Rounds of deliveries after which something goes in circles. */
const ROUNDS_MAX = 50

export type TestGatewayOptions = TestDatabaseOptions & {
  /** Where the FHIR doors are, for links that lead back to them. */
  readonly baseUrl?: string
  /** The public key of each partner, by its id; without one nobody can get a token, and no test of a door needs any. */
  readonly publicKeys?: Readonly<Record<string, JWK>>
  /** Partners whose validation is `warn`. */
  readonly lenient?: readonly string[]
  /** Other facts of the sandbox's partners, and further partners. */
  readonly partners?: (facts: readonly PartnerFacts[]) => readonly PartnerFacts[]
  /** Another gateway on the database of this one, which closes it. */
  readonly beside?: TestGateway
  readonly content?: Content
}

/** A partner as sandbox/partners.json states it. */
export type PartnerFacts = Readonly<Record<string, unknown>>

/** The content of this checkout. */
export function contentHere(): Promise<Content> {
  loaded ??= loadContent(root)
  return loaded
}

let opened = 0

export async function openTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { baseUrl = 'https://gateway.example/fhir', publicKeys, lenient, beside, ...others } = options
  const { content = await contentHere(), partners, ...databaseOptions } = others
  const database = beside?.database ?? (await createTestDatabase(databaseOptions))
  const sent: Sent[] = []
  const test = {
    now: '2026-11-23T12:00:00.000Z',
    network: (): Attempt | Promise<Attempt> => ({ kind: 'taken' }),
  } as unknown as TestGateway
  let id = 0
  opened += 1
  const group = String(8000 + (beside ? opened : 0))
  const { gateway, ground, inForce, reload, work } = await openGateway({
    database,
    content,
    directory: createDirectory(await readPartners({ publicKeys, lenient, partners })),
    limits: {
      delivery: { attemptsMax: 3, retryDelayMs: 1_000, retryDelayMsMax: 60_000, leaseMs: 60_000 },
      deliveriesAtOnce: 4,
      pollMs: 1_000,
      sealEveryMs: 60_000,
    },
    baseUrl,
    software: 'test',
    clock: () => test.now,
    newId: () => `00000000-0000-4000-${group}-${String((id += 1)).padStart(12, '0')}`,
    random: () => 0,
    log: { info: () => undefined, warn: () => undefined },
    sending: { timeoutMs: 1_000, answerBytesMax: 1_000 },
    async send(endpoint, bundle, headers) {
      const packet = { endpoint, bundle, headers }
      const result = await test.network(packet)
      if (result.kind === 'taken') sent.push(packet)
      return result
    },
  })
  return Object.assign(test, {
    gateway,
    ground,
    inForce,
    reload,
    step: work,
    async prepare() {
      while (await work()) {}
    },
    database,
    sent,
    async deliver() {
      for (let round = 0; round < ROUNDS_MAX; round += 1) {
        const ids = await due(database, test.now, 100)
        if (ids.length === 0) return
        for (const each of ids) await attempt(inForce(), each)
      }
      throw new Error('deliveries go in circles')
    },
    close: async () => (beside ? undefined : await database.close()),
  })
}

type Changed = { [Name in keyof TestGatewayOptions]: TestGatewayOptions[Name] | undefined }

/** The sandbox's partners; without keys of the test's own, with a public key that nobody uses. */
async function readPartners({
  publicKeys = {},
  lenient = [],
  partners = (facts) => facts,
}: Pick<Changed, 'publicKeys' | 'lenient' | 'partners'>): Promise<readonly Partner[]> {
  const facts = partners(
    JSON.parse(await readFile(`${root}/sandbox/partners.json`, 'utf8')) as PartnerFacts[],
  )
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const unused = { ...publicKey.export({ format: 'jwk' }), kid: 'test' }
  const parsed = parsePartners(
    facts.map(({ algorithm: _algorithm, ...partner }) => ({
      ...partner,
      ...(lenient.includes(String(partner['id'])) && { validation: 'warn' }),
      jwks: { keys: [publicKeys[String(partner['id'])] ?? unused] },
      endpoint: `https://${String(partner['id'])}.example/inbox`,
    })),
  )
  if (parsed.kind === 'refused') throw new Error(parsed.faults.join(' '))
  return parsed.partners
}

export const CENTER: Actor = {
  partner: 'cedar-bridge',
  purpose: 'TREAT',
  person: { id: 'cb-casemanager', role: 'case-manager' },
  tokenId: 't1',
}
export const HOSPITAL: Actor = {
  partner: 'lakeside',
  purpose: 'TREAT',
  person: { id: 'lh-physician', role: 'physician' },
  tokenId: 't2',
}
export const COURT: Actor = {
  partner: 'harbor-court',
  purpose: 'cj-monitoring',
  person: { id: 'hc-coordinator', role: 'program-coordinator' },
  tokenId: 't3',
}

/** The resource of an answer that must have this status. */
export function bodyOf(answer: Answer, status = 200): Resource {
  if (answer.status !== status)
    throw new Error(`answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 2_000)}`)
  return answer.body as Resource
}

/** The resources of a Bundle, without what is said about the search itself. */
export function resourcesOf(bundle: Resource): Resource[] {
  const entries = ((bundle as Bundle).entry ?? []).filter(({ search }) => search?.mode !== 'outcome')
  return entries.flatMap(({ resource }) => resource ?? [])
}
