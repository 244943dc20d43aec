/** An API over real HTTP, on any free port: with a gateway that only notes what it was asked, or with any other. */
import { randomUUID } from 'node:crypto'
import { createApi } from '../../src/api/api.ts'
import type { ApiOptions } from '../../src/api/api.ts'
import type { Answer, Gateway } from '../../src/gateway/gateway.ts'
import type { Credentials } from '../../src/partners/credentials.ts'

export type Call = { readonly door: string; readonly arguments: readonly unknown[] }

export type RecordingGateway = Gateway & {
  readonly calls: Call[]
  /** What every door answers from now on; a function may throw. */
  answer: () => Promise<Answer>
}

/** For the shape of HTTP only: what a gateway decides is tested with the real one. */
export function recordingGateway(): RecordingGateway {
  const calls: Call[] = []
  const door =
    (name: string) =>
    async (...given: unknown[]): Promise<Answer> => {
      calls.push({ door: name, arguments: given })
      return await gateway.answer()
    }
  const gateway: RecordingGateway = {
    calls,
    answer: async () => ({ status: 200, body: { resourceType: 'Basic', id: '1' } }),
    receive: { caseRecord: door('caseRecord'), write: door('write'), transaction: door('transaction') },
    disclose: { read: door('read'), search: door('search'), history: door('history') },
    validate: door('validate'),
    terminology: door('terminology'),
    transform: door('transform'),
    revoke: door('revoke'),
    report: door('report'),
    explain: door('explain'),
    preview: door('preview'),
    accounting: door('accounting'),
    intermediaryList: door('intermediaryList'),
    emergency: { open: door('openEmergency'), close: door('closeEmergency') },
    links: { list: door('list'), confirm: door('confirm'), refuse: door('refuse'), undo: door('undo') },
    deliveries: { list: door('listDeliveries'), replay: door('replay') },
    recalls: { list: door('listRecalls'), read: door('readRecall'), answer: door('answerRecall') },
    capability: () => ({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' }),
    ready: async () => ({ ok: true, checks: { database: 'ok' } }),
    start: () => async () => undefined,
  }
  return gateway
}

export type Line = {
  readonly level: string
  readonly message: string
  readonly facts: Record<string, unknown>
}

export const testLimits = {
  bodyBytesMax: 10_000,
  tokenRequestBytesMax: 10_000,
  requestTimeoutMs: 5_000,
  headersTimeoutMs: 5_000,
  keepAliveTimeoutMs: 1_000,
  connectionsMax: 100,
}

export type TestApi = {
  readonly url: string
  readonly lines: Line[]
  stop(drainTimeoutMs?: number): Promise<void>
}

export type TestApiOptions = Partial<Omit<ApiOptions, 'config'>> & {
  readonly baseUrl?: string
  readonly port?: number
}

/** Tokens are words here: `Bearer cruds` may do everything, any other word may do what its letters say. */
const wordTokens: Credentials['verifyToken'] = async (token) =>
  /^[cruds]+$/.test(token)
    ? {
        kind: 'actor',
        actor: { partner: 'lakeside', purpose: 'TREAT', tokenId: 't' },
        scope: `system/*.${token}`,
      }
    : { kind: 'refused', error: 'invalid_token', description: 'The access token is none of this gateway.' }

export async function startApi(options: TestApiOptions = {}): Promise<TestApi> {
  const { baseUrl = 'https://gateway.example', port = 0, ...given } = options
  const lines: Line[] = []
  const write = (level: string) => (message: string, facts: Record<string, unknown>) =>
    void lines.push({ level, message, facts })
  const api = createApi({
    gateway: recordingGateway(),
    authenticate: async () => ({ kind: 'refused', error: 'invalid_client', description: 'nobody' }),
    verifyToken: wordTokens,
    log: { info: write('info'), error: write('error') },
    newId: randomUUID,
    ticks: () => performance.now(),
    version: '0.0.0-test',
    instance: 'test',
    config: { baseUrl, limits: testLimits },
    ...given,
  })
  const { url } = await api.start(port, '127.0.0.1')
  return { url, lines, stop: (drainTimeoutMs = 1_000) => api.stop(drainTimeoutMs) }
}
