/**
 * Operating failures at the edge of a request: what a client is told for each code, and what whoever runs the gateway
 * does about it. docs/errors.md is made of this table. A client never sees a message, a stack or a value.
 */
import type { ConfigError } from '../config.ts'
import type { PolicyError } from '../consent/read.ts'
import type { ContentErrorCode } from '../content/content-error.ts'
import type { DatabaseErrorCode } from '../database/database.ts'
import { issue } from '../fhir/outcome.ts'
import { isObject } from '../fhir/resource.ts'
import type { FhirpathErrorCode } from '../fhirpath/program.ts'
import type { Answer } from '../gateway/gateway.ts'
import type { PoliciesSwitched } from '../gateway/in-force.ts'
import type { RecordMapErrorCode } from '../gateway/record-map.ts'
import type { ValidationErrorCode } from '../validation/finding.ts'
import { refusal } from './route.ts'

export type FailureCode =
  | DatabaseErrorCode
  | FhirpathErrorCode
  | ValidationErrorCode
  | ContentErrorCode
  | RecordMapErrorCode
  | ConfigError['code']
  | PolicyError['code']
  | PoliciesSwitched['code']

export type Failure = {
  /** undefined: it ends a start or a command, and never reaches a client. */
  readonly status: 500 | 503 | undefined
  readonly meaning: string
  readonly remedy: string
}

/** After so long a client may try again what failed for a passing reason. */
const retryAfterSeconds = 5

export const failures: Readonly<Record<FailureCode, Failure>> = {
  'database-unreachable': {
    status: 503,
    meaning: 'There is no connection to PostgreSQL, or it broke; nothing of the transaction is stored.',
    remedy: 'See that PostgreSQL runs and that DATABASE_URL is right; the gateway recovers by itself.',
  },
  'database-timeout': {
    status: 503,
    meaning: 'PostgreSQL did not answer, or had no connection to spare, within the limit; nothing is stored.',
    remedy:
      'Look for slow statements and locks in PostgreSQL; raise databasePoolMax where all connections are busy.',
  },
  'database-commit-unknown': {
    status: 503,
    meaning: 'The connection broke while a transaction was committed: whether it is stored, nobody knows.',
    remedy: 'Send the same request again: what is submitted twice is there once.',
  },
  'database-contended': {
    status: 503,
    meaning:
      'Requests that change the same records at the same time got in each other’s way too often; nothing is stored.',
    remedy: 'Send the request again, a little later.',
  },
  'database-refused': {
    status: 500,
    meaning: 'PostgreSQL refused a statement; nothing is stored. This is a fault of the gateway.',
    remedy: 'Report it with the SQLSTATE and the name of the constraint that the log tells.',
  },
  'database-closed': {
    status: 503,
    meaning: 'The gateway is stopping and has closed its connections.',
    remedy: 'Send the request to another gateway, or again once this one has started.',
  },
  'database-embedded': {
    status: undefined,
    meaning: 'The embedded PostgreSQL cannot be set up or started on this machine.',
    remedy: 'Read the message, and the log that it names; or set DATABASE_URL to a PostgreSQL of your own.',
  },
  'database-migration': {
    status: undefined,
    meaning: 'The tables are those of another version: newer than this code, or changed by hand.',
    remedy: 'Start the version that the message asks for; a database does not go back.',
  },
  'configuration-invalid': {
    status: undefined,
    meaning: 'The configuration file or the environment holds something that cannot be used.',
    remedy: 'Mend what the message lists; docs/configuration.md says what each setting takes.',
  },
  POLICY_INVALID: {
    status: 500,
    meaning: 'A file of policies/ is not what the consent engine can read.',
    remedy: 'Mend the file and the place in it that the message names.',
  },
  'policies-switched': {
    status: 503,
    meaning: 'Policies came in force while the request began, again and again; nothing is stored.',
    remedy: 'Send the request again; let all gateways of one database read the same content.',
  },
  'content-missing': {
    status: undefined,
    meaning: 'A file or folder of profiles/, mappings/ or policies/ is not there.',
    remedy: 'Restore the file that the message names, or build it: npm run build.',
  },
  'content-unreadable': {
    status: undefined,
    meaning: 'A file of profiles/, mappings/ or policies/ cannot be read, or is larger than the limit.',
    remedy: 'See to the permissions and size of the file that the message names.',
  },
  'content-invalid': {
    status: undefined,
    meaning: 'A file of profiles/, mappings/ or policies/ is no JSON, or not what its place asks for.',
    remedy: 'Mend the file that the message names.',
  },
  'map-invalid': {
    status: undefined,
    meaning: 'A map of mappings/ cannot be compiled; a running gateway goes on with the content before.',
    remedy: 'Mend the map at the line and column that the message names, then start or reload.',
  },
  'map-refused': {
    status: 500,
    meaning: 'A map did not carry out a case record that passed the schema; nothing is stored.',
    remedy: 'Mend the rule of the map that the log names, or the schema that lets the record pass.',
  },
  'fhirpath-syntax': {
    status: 500,
    meaning: 'A FHIRPath expression of a profile, map or search parameter cannot be parsed.',
    remedy: 'Mend the expression at the line and column that the message names.',
  },
  'fhirpath-unsupported': {
    status: 500,
    meaning: 'A FHIRPath expression uses a function or feature that the compiler does not have.',
    remedy: 'Write the expression in another way: the message names the feature.',
  },
  'fhirpath-evaluation': {
    status: 500,
    meaning: 'A FHIRPath expression has no value for what it was given.',
    remedy: 'Mend the expression that the log names: it does not allow for what resources may hold.',
  },
  'profile-unknown': {
    status: 500,
    meaning: 'A profile is asked for that is not in the package.',
    remedy: 'Add the profile to profiles/ and build again, or correct its URL.',
  },
  'profile-invalid': {
    status: 500,
    meaning: 'A profile contradicts itself or the definition that it constrains.',
    remedy: 'Mend the element that the message names.',
  },
  'profile-unsupported': {
    status: 500,
    meaning: 'A profile uses a feature that the compiler does not check; it is refused, not half checked.',
    remedy: 'Write the rule in another way: the message names the element and the feature.',
  },
}

/** What the client is told about an error that was thrown while its request was served. */
export function answerTo(error: unknown, requestId: string): Answer {
  const refused = refusedByEdge(error)
  if (refused) return refused
  const code = codeOf(error)
  if (code !== undefined && failures[code].status === 503) {
    const text = `${failures[code].meaning} (${code}) Ask again in some seconds; the request id is ${requestId}.`
    return {
      ...refusal(503, issue('transient', text)),
      headers: { 'Retry-After': String(retryAfterSeconds) },
    }
  }
  return refusal(500, issue('exception', `The gateway failed. Report it with the request id ${requestId}.`))
}

/** The code of an error that this table knows. */
export function codeOf(error: unknown): FailureCode | undefined {
  const code = isObject(error) ? error['code'] : undefined
  return typeof code === 'string' && Object.hasOwn(failures, code) ? (code as FailureCode) : undefined
}

/** What an error tells a log: its kind, its code and where it arose. Messages may hold what was sent. */
export function describe(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = codeOf(error)
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    error: error.name,
    ...(code !== undefined && { code }),
    // By its own promise a DatabaseError holds no value; of others nobody knows.
    ...(code?.startsWith('database-') === true && { message: error.message }),
    at: frames
      .slice(0, 8)
      .map((line) => line.trim())
      .join(' < '),
  }
}

/** What Express and the body parser throw about a request, as OperationOutcomes; undefined for anything else. */
function refusedByEdge(error: unknown): Answer | undefined {
  if (!isObject(error) || typeof error['status'] !== 'number' || error['status'] >= 500) return undefined
  if (error['status'] === 413) {
    const limit = Number(error['limit'])
    // What is left of the body is not worth reading.
    return {
      ...refusal(413, issue('too-long', `The body is larger than the ${limit} bytes that are taken.`)),
      headers: { Connection: 'close' },
    }
  }
  if (error['status'] === 415)
    return refusal(
      415,
      issue(
        'not-supported',
        'The body is encoded in a way that is not taken: use none, gzip, deflate or br.',
      ),
    )
  return refusal(
    400,
    issue('invalid', 'The request is not well-formed HTTP: see its address, length and encoding.'),
  )
}
