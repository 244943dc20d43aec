/** A token as a sandbox partner gets it: by an assertion that it signs with its own key, over the public door. */
import { randomUUID } from 'node:crypto'
import { tokenUrlOf } from '../api/discovery.ts'
import type { Config } from '../config.ts'
import { isObject } from '../fhir/resource.ts'
import { assertionType, signAssertion } from '../partners/assertion.ts'
import type { AuthorizationExtension } from '../partners/authorization-extension.ts'
import { hasDuty } from '../partners/partner.ts'
import { PATIENT_REQUEST } from '../partners/standing.ts'
import type { Partner, Person } from '../partners/partner.ts'
import { readSandboxKey } from '../partners/sandbox.ts'
import { CommandError, UsageError } from './usage.ts'

export type Acting = {
  readonly partner: string
  readonly purpose?: string | undefined
  readonly person?: string | undefined
}

export type SandboxToken = {
  readonly assertion: string
  readonly token: string
  readonly expiresInSeconds: number
}

const answerTimeoutMs = 10_000
const assertionLifetimeSeconds = 60

export async function getSandboxToken(
  config: Config,
  { partner: id, purpose, person }: Acting,
): Promise<SandboxToken> {
  if (config.mode !== 'sandbox')
    throw new CommandError(
      'Only the sandbox has the keys of its partners; a real partner signs its own assertions.',
    )
  const partner = config.partners.find((each) => each.id === id)
  if (!partner)
    throw new UsageError(`There is no partner '${id}': ${config.partners.map((each) => each.id).join(', ')}.`)
  const key = await readSandboxKey(config.dataDirectory, partner.id)
  if (!key) throw new CommandError('The sandbox has no keys yet: start it with npm start.')
  const acting = personOf(partner, person)
  const tokenUrl = tokenUrlOf(config.baseUrl)
  const assertion = await signAssertion({
    clientId: partner.clientId,
    key,
    tokenUrl,
    jti: randomUUID(),
    now: new Date(),
    lifetimeSeconds: assertionLifetimeSeconds,
    extension: extensionOf(partner, acting, purpose ?? purposeOf(partner, acting)),
  })
  return { assertion, ...(await ask(tokenUrl, assertion)) }
}

/** The person asked for; else whoever may act for the partner: at a court, one with the duty to monitor. */
function personOf(partner: Partner, id: string | undefined): Person | undefined {
  if (id === undefined) return partner.persons.find((each) => hasDuty(each, 'monitor')) ?? partner.persons[0]
  const person = partner.persons.find((each) => each.id === id)
  const known = partner.persons.map((each) => each.id).join(', ')
  if (!person) throw new UsageError(`${partner.id} has no person '${id}': ${known}.`)
  return person
}

/** A client asks on his own behalf, others for what the partner asks first. */
function purposeOf({ purposes }: Partner, person: Person | undefined): string {
  return person?.patient === undefined ? (purposes[0] ?? '') : PATIENT_REQUEST
}

function extensionOf(partner: Partner, person: Person | undefined, purpose: string): AuthorizationExtension {
  return {
    version: '1',
    ...(person && { subject_id: person.id, subject_name: person.name, subject_role: person.role }),
    organization_id: partner.identifiers[0]?.value ?? '',
    organization_name: partner.name,
    purpose_of_use: [purpose],
  }
}

async function ask(tokenUrl: string, assertion: string): Promise<Omit<SandboxToken, 'assertion'>> {
  const form = {
    grant_type: 'client_credentials',
    scope: 'system/*.cruds',
    client_assertion_type: assertionType,
    client_assertion: assertion,
  }
  const signal = AbortSignal.timeout(answerTimeoutMs)
  const response = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(form), signal }).catch(
    (cause: unknown) => {
      throw new CommandError(`No gateway answers at ${tokenUrl}: start it with npm start.`, { cause })
    },
  )
  const body: unknown = await response.json()
  if (!isObject(body) || typeof body['access_token'] !== 'string')
    throw new CommandError(
      `The gateway refuses: ${isObject(body) ? String(body['error_description']) : response.status}`,
    )
  return { token: body['access_token'], expiresInSeconds: Number(body['expires_in']) }
}
