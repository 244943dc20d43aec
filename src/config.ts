/**
 * The configuration: one frozen object, made once from a file and the environment, handed to the rooms by main.
 * Every setting is named with its unit, bounded and described here; docs/configuration.md is made of these tables.
 * Whatever is wrong is told at once, each fault with its place; nothing unknown is passed over.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject } from 'ajv/dist/2020.js'
import { parseJson } from './fhir/json.ts'
import { deepFreeze, parsePartners } from './partners/partner.ts'
import type { Partner } from './partners/partner.ts'
import { readSandboxPartners } from './partners/sandbox.ts'

export type Setting = {
  readonly variable: string
  readonly fallback: string
  readonly schema: Readonly<Record<string, unknown>>
  readonly text: string
}

export type Limit = {
  readonly unit: string
  readonly fallback: number
  readonly min: number
  readonly max: number
  readonly text: string
}

const port = { type: 'integer', minimum: 1, maximum: 65_535 }
const httpUrl = { type: 'string', pattern: '^https?://[^\\s/]+(/[^\\s]*[^\\s/])?$' }

/** Settings other than limits and partners: each in the file, or in the environment, which wins. */
export const settings = {
  mode: {
    variable: 'THROUGHLINE_MODE',
    fallback: '`sandbox` without a configuration file, `production` with one',
    schema: { enum: ['sandbox', 'production'] },
    text: '`sandbox` runs with three invented partners, whose keys the gateway makes; `production` with the partners of the file.',
  },
  host: {
    variable: 'THROUGHLINE_HOST',
    fallback: '`127.0.0.1`',
    schema: { type: 'string', minLength: 1 },
    text: 'The address on which the gateway listens.',
  },
  port: {
    variable: 'PORT',
    fallback: '`8080`',
    schema: port,
    text: 'The port on which the gateway listens.',
  },
  baseUrl: {
    variable: 'THROUGHLINE_BASE_URL',
    fallback: '`http://` host `:` port',
    schema: httpUrl,
    text: 'The address under which partners reach the gateway, without a slash at its end; tokens are made for it. Behind a proxy, the address of the proxy.',
  },
  dataDirectory: {
    variable: 'THROUGHLINE_DATA',
    fallback: '`./data`',
    schema: { type: 'string', minLength: 1 },
    text: 'The folder of the embedded database, of the sandbox keys and of what the running gateway notes about itself.',
  },
  contentDirectory: {
    variable: 'THROUGHLINE_CONTENT',
    fallback: 'the folder of the program',
    schema: { type: 'string', minLength: 1 },
    text: 'The folder that holds `profiles/`, `mappings/` and `policies/`, for `serve` and `map`: a copy that you edit.',
  },
  databaseUrl: {
    variable: 'DATABASE_URL',
    fallback: 'the embedded PostgreSQL',
    schema: { type: 'string', pattern: '^postgres(ql)?://' },
    text: 'PostgreSQL 15 or newer. It holds a password: prefer the environment to the file.',
  },
  logLevel: {
    variable: 'THROUGHLINE_LOG_LEVEL',
    fallback: '`info`',
    schema: { enum: ['error', 'warn', 'info', 'debug'] },
    text: 'How much is logged; no level logs patient data.',
  },
  sandboxPort: {
    variable: 'THROUGHLINE_SANDBOX_PORT',
    fallback: 'the port after `port`',
    schema: { ...port, maximum: 65_533 },
    text: 'The first of the three ports on which the sandbox partners listen.',
  },
} as const satisfies Record<string, Setting>

/** Every limit, in the file under `limits`, or in the environment as THROUGHLINE_ and the name: THROUGHLINE_BODY_BYTES_MAX. */
export const limits = {
  bodyBytesMax: limit(
    'bytes',
    5_000_000,
    [1_000, 100_000_000],
    'The largest request body, after decompression.',
  ),
  tokenRequestBytesMax: limit('bytes', 20_000, [2_000, 1_000_000], 'The largest body of a token request.'),
  requestTimeoutMs: limit('ms', 30_000, [100, 600_000], 'How long a client may take to send a request.'),
  headersTimeoutMs: limit(
    'ms',
    10_000,
    [100, 600_000],
    'How long a client may take to send the headers of a request.',
  ),
  keepAliveTimeoutMs: limit('ms', 5_000, [0, 600_000], 'How long an idle connection stays open.'),
  connectionsMax: limit(
    'connections',
    1_000,
    [1, 100_000],
    'Open connections; further ones are closed at once.',
  ),
  drainTimeoutMs: limit(
    'ms',
    10_000,
    [0, 600_000],
    'How long a stopping gateway waits for the requests under way.',
  ),
  tokenLifetimeSeconds: limit('s', 300, [10, 3_600], 'How long an access token is good for.'),
  assertionLifetimeSecondsMax: limit(
    's',
    300,
    [10, 300],
    'How far ahead the `exp` of a client assertion may lie (SMART: five minutes).',
  ),
  clockSkewSecondsMax: limit('s', 10, [0, 60], 'How far the clock of a partner may be off.'),
  signingKeyAgeDaysMax: limit(
    'days',
    30,
    [1, 365],
    'After this the gateway signs its tokens with a new key.',
  ),
  searchPageMax: limit('resources', 500, [1, 1_000], 'The largest page of a search.'),
  deliveryAttemptsMax: limit(
    'attempts',
    12,
    [1, 100],
    'After so many attempts a delivery is dead, until somebody replays it.',
  ),
  deliveryTimeoutMs: limit('ms', 10_000, [100, 120_000], 'How long one attempt to deliver may take.'),
  deliveryAnswerBytesMax: limit(
    'bytes',
    1_000_000,
    [1_000, 100_000_000],
    "The largest answer of a partner's endpoint.",
  ),
  deliveryLeaseMs: limit(
    'ms',
    60_000,
    [1_000, 600_000],
    'After this an attempt that has not ended counts as broken off.',
  ),
  retryDelayMs: limit(
    'ms',
    1_000,
    [1, 600_000],
    'The pause before the second attempt; each further one doubles.',
  ),
  retryDelayMsMax: limit('ms', 3_600_000, [1, 86_400_000], 'The longest pause between two attempts.'),
  deliveriesAtOnceMax: limit(
    'deliveries',
    4,
    [1, 100],
    'Deliveries that one gateway attempts at the same time.',
  ),
  pollMs: limit(
    'ms',
    5_000,
    [50, 600_000],
    'How often a gateway looks for deliveries that another one has queued.',
  ),
  sealEveryMs: limit('ms', 5_000, [50, 3_600_000], 'How often the audit is sealed.'),
  databasePoolMax: limit('connections', 20, [2, 500], 'Connections to PostgreSQL.'),
} as const satisfies Record<string, Limit>

export type Limits = { readonly [Name in keyof typeof limits]: number }

export type Config = {
  readonly mode: 'sandbox' | 'production'
  readonly host: string
  readonly port: number
  readonly baseUrl: string
  readonly dataDirectory: string
  /** Undefined: that of the program. */
  readonly contentDirectory?: string
  readonly databaseUrl?: string
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug'
  readonly sandboxPort: number
  readonly limits: Limits
  readonly partners: readonly Partner[]
  /** What is allowed and looks like a mistake, for the log. */
  readonly warnings: readonly string[]
}

/** The configuration cannot be used: each fault names its place, what is wrong and what would be right. */
export class ConfigError extends Error {
  readonly code = 'configuration-invalid'
  readonly faults: readonly string[]

  constructor(faults: readonly string[], cause?: unknown) {
    super(`The configuration cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`, { cause })
    this.name = 'ConfigError'
    this.faults = faults
  }
}

type Environment = Readonly<Record<string, string | undefined>>
type Draft = Record<string, unknown> & { limits: Record<string, unknown>; partners?: unknown }

const schema = {
  type: 'object',
  properties: {
    ...Object.fromEntries(Object.entries(settings).map(([name, { schema: one }]) => [name, one])),
    limits: {
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(limits).map(([name, { min, max }]) => [
          name,
          { type: 'integer', minimum: min, maximum: max },
        ]),
      ),
      additionalProperties: false,
    },
    partners: { type: 'array' },
  },
  additionalProperties: false,
}

/** Reads the configuration file, if there is one, and the environment; throws ConfigError. */
export async function loadConfig(
  environment: Environment,
  options: { readonly file?: string } = {},
): Promise<Config> {
  const file = options.file ?? (environment['THROUGHLINE_CONFIG'] || undefined)
  const written = file === undefined ? {} : await readJson(file)
  const draft = merge(written, environment)
  check(draft)
  const mode =
    (draft['mode'] as Config['mode'] | undefined) ?? (file === undefined ? 'sandbox' : 'production')
  const base = { ...withDefaults(draft), mode }
  checkTogether(base.limits)
  const partners = mode === 'sandbox' ? await sandboxPartners(draft, base) : production(draft)
  return deepFreeze({ ...base, partners, warnings: [...unknownVariables(environment), ...unsafe(base)] })
}

async function readJson(file: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new ConfigError([`${file}: cannot be read (${String((error as { code?: unknown }).code)}).`], error)
  }
  // The place of a fault, and nothing of the file: it may hold a password.
  const parsed = parseJson(text)
  if (parsed.kind === 'fault')
    throw new ConfigError([
      `${file}: is no JSON: at line ${parsed.line}, column ${parsed.column}: ${parsed.text}`,
    ])
  return parsed.value
}

function merge(written: unknown, environment: Environment): Draft {
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    throw new ConfigError(['/: the file must hold one JSON object.'])
  const file = written as Record<string, unknown>
  const draft: Draft = { ...file, limits: { ...(file['limits'] as Record<string, unknown> | undefined) } }
  for (const [name, { variable }] of Object.entries(settings)) {
    const value = environment[variable]
    if (value) draft[name] = name === 'port' || name === 'sandboxPort' ? numberOr(value) : value
  }
  for (const name of Object.keys(limits)) {
    const value = environment[variableOf(name)]
    if (value) draft.limits[name] = numberOr(value)
  }
  return draft
}

/** The environment's name of a limit: bodyBytesMax is THROUGHLINE_BODY_BYTES_MAX. */
export function variableOf(name: string): string {
  return `THROUGHLINE_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

function numberOr(text: string): unknown {
  return /^\d+$/.test(text) ? Number(text) : text
}

function check(draft: Draft): void {
  const valid = new Ajv2020({ allErrors: true, strict: true }).compile(schema)
  if (!valid(draft)) throw new ConfigError((valid.errors ?? []).map(say))
}

/** What each limit may be alone, and not together. */
function checkTogether({ deliveryLeaseMs, deliveryTimeoutMs }: Limits): void {
  if (deliveryLeaseMs > deliveryTimeoutMs) return
  const where = `/limits/deliveryLeaseMs (${variableOf('deliveryLeaseMs')})`
  const why = 'or an attempt still under way is made again'
  throw new ConfigError([`${where}: must be more than deliveryTimeoutMs (${deliveryTimeoutMs}), ${why}.`])
}

function say({ instancePath, keyword, message, params }: ErrorObject): string {
  const name = instancePath.split('/').at(-1) ?? ''
  const variable = name in limits ? variableOf(name) : (settings as Record<string, Setting>)[name]?.variable
  const where = variable ? `${instancePath} (${variable})` : instancePath || '/'
  if (keyword === 'additionalProperties')
    return `${where}: '${String(params['additionalProperty'])}' is no setting.`
  if (keyword === 'enum')
    return `${where}: must be one of ${(params['allowedValues'] as string[]).join(', ')}.`
  return `${where}: ${message ?? keyword}.`
}

function withDefaults(draft: Draft): Omit<Config, 'mode' | 'partners' | 'warnings'> {
  const given = draft as Partial<Config>
  const host = given.host ?? '127.0.0.1'
  const listen = given.port ?? 8080
  return {
    host,
    port: listen,
    baseUrl: given.baseUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${listen}`,
    dataDirectory: path.resolve(given.dataDirectory ?? 'data'),
    ...(given.contentDirectory !== undefined && { contentDirectory: path.resolve(given.contentDirectory) }),
    ...(given.databaseUrl !== undefined && { databaseUrl: given.databaseUrl }),
    logLevel: given.logLevel ?? 'info',
    sandboxPort: given.sandboxPort ?? Math.min(listen + 1, 65_533),
    limits: {
      ...(Object.fromEntries(
        Object.entries(limits).map(([name, { fallback }]) => [name, fallback]),
      ) as Limits),
      ...draft.limits,
    },
  }
}

async function sandboxPartners(
  draft: Draft,
  { dataDirectory, sandboxPort }: Pick<Config, 'dataDirectory' | 'sandboxPort'>,
): Promise<readonly Partner[]> {
  if (draft.partners !== undefined)
    throw new ConfigError([
      '/partners: the sandbox has its own partners; set mode to production to use yours.',
    ])
  return await readSandboxPartners({ dataDirectory, firstPort: sandboxPort })
}

function production({ partners: written }: Draft): readonly Partner[] {
  if (written === undefined)
    throw new ConfigError(['/partners: name at least the partners that are to exchange.'])
  const parsed = parsePartners(written)
  if (parsed.kind === 'refused') throw new ConfigError(parsed.faults)
  const open = parsed.partners.flatMap(({ endpoint }, index) =>
    endpoint !== undefined && !isPrivate(endpoint)
      ? [`/partners/${index}/endpoint: must be https, since what is sent there is patient data.`]
      : [],
  )
  if (open.length > 0) throw new ConfigError(open)
  return parsed.partners
}

/** Encrypted, or never leaving this machine. */
function isPrivate(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

function unsafe({ mode, baseUrl }: Pick<Config, 'mode' | 'baseUrl'>): string[] {
  if (mode === 'sandbox' || isPrivate(baseUrl)) return []
  return [`baseUrl is ${baseUrl}: without https, tokens and patient data travel readable.`]
}

/** Kubernetes names variables after a service called throughline; the test tools use THROUGHLINE_SHARED and THROUGHLINE_TEST_. */
const notOurs = /^THROUGHLINE_(?:SERVICE_|PORT|SHARED$|TEST_)/

function unknownVariables(environment: Environment): string[] {
  const known = new Set([
    'THROUGHLINE_CONFIG',
    ...Object.values(settings).map(({ variable }) => variable),
    ...Object.keys(limits).map(variableOf),
  ])
  return Object.keys(environment)
    .filter((name) => name.startsWith('THROUGHLINE_') && !notOurs.test(name) && !known.has(name))
    .map((name) => `${name} is set and means nothing here; docs/configuration.md lists what does.`)
}

function limit(unit: string, fallback: number, [min, max]: [number, number], text: string): Limit {
  return { unit, fallback, min, max, text }
}
