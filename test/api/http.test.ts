/** The shape of HTTP: what reaches the gateway, and what its answers look like on the wire. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { gzipSync } from 'node:zlib'
import { DatabaseError } from '../../src/database/database.ts'
import { recordingGateway, startApi, testLimits } from './support.ts'
import type { RecordingGateway, TestApi } from './support.ts'

type OutcomeIssue = { severity: string; code: string; diagnostics: string; expression?: string[] }
type Json = { resourceType?: string; issue?: OutcomeIssue[]; [name: string]: unknown }
type Sent = { status: number; headers: Headers; text: string; json: () => Json }
type Options = {
  token?: string | null
  headers?: Record<string, string>
  body?: unknown
  raw?: string | Buffer<ArrayBuffer>
}

let gateway: RecordingGateway
let api: TestApi

beforeEach(async () => {
  gateway = recordingGateway()
  api = await startApi({ gateway })
})
afterEach(async () => await api.stop())

async function send(method: string, path: string, options: Options = {}): Promise<Sent> {
  const { token = 'cruds', headers, body, raw } = options
  const response = await fetch(`${api.url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(raw !== undefined && { body: raw }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) as Json }
}

const issueOf = (sent: Sent) => {
  expect(sent.json().resourceType).toBe('OperationOutcome')
  expect(sent.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8')
  const [issue] = sent.json().issue ?? []
  expect(issue).toBeDefined()
  return issue
}

const actor = { partner: 'lakeside', purpose: 'TREAT', tokenId: 't' }
const task = { resourceType: 'Task', id: '1', status: 'requested', intent: 'order' }
const parameters = { resourceType: 'Parameters', parameter: [{ name: 'docket', valueString: 'D-1' }] }
const bundle = { resourceType: 'Bundle', type: 'transaction', entry: [] }
const form = { 'content-type': 'application/x-www-form-urlencoded' }

describe('doors', () => {
  test.each<[string, string, Options, string, unknown[]]>([
    ['GET', '/fhir/Task/1', {}, 'read', [{ type: 'Task', id: '1' }]],
    ['GET', '/fhir/Task/1/_history/2', {}, 'read', [{ type: 'Task', id: '1', version: '2' }]],
    ['GET', '/fhir/Task/1/_history', {}, 'history', [{ type: 'Task', id: '1' }]],
    [
      'GET',
      '/fhir/Task?status=requested&status=accepted&_count=5&_format=json',
      {},
      'search',
      [
        'Task',
        [
          ['status', 'requested'],
          ['status', 'accepted'],
          ['_count', '5'],
        ],
      ],
    ],
    [
      'POST',
      '/fhir/Patient/_search?_count=5',
      { headers: form, raw: 'name=Testa+Placeholder&birthdate=ge1990' },
      'search',
      [
        'Patient',
        [
          ['_count', '5'],
          ['name', 'Testa Placeholder'],
          ['birthdate', 'ge1990'],
        ],
      ],
    ],
    ['POST', '/fhir/Patient/_search', { headers: form }, 'search', ['Patient', []]],
    ['POST', '/fhir/Task', { body: task }, 'write', [{ kind: 'create', type: 'Task', resource: task }]],
    [
      'POST',
      '/fhir/Task',
      { body: task, headers: { 'if-none-exist': 'identifier=a|b' } },
      'write',
      [{ kind: 'create', type: 'Task', resource: task, ifNoneExist: 'identifier=a|b' }],
    ],
    [
      'PUT',
      '/fhir/Task/1',
      { body: task, headers: { 'if-match': 'W/"3"' } },
      'write',
      [{ kind: 'update', type: 'Task', id: '1', resource: task, ifMatch: 'W/"3"' }],
    ],
    [
      'PUT',
      '/fhir/Task?identifier=a%7Cb',
      { body: task },
      'write',
      [{ kind: 'update', type: 'Task', query: 'identifier=a%7Cb', resource: task }],
    ],
    ['POST', '/fhir', { body: bundle }, 'transaction', [bundle]],
    ['POST', '/fhir/Task/$validate', { body: task }, 'validate', [{ type: 'Task', resource: task }]],
    [
      'POST',
      '/fhir/Task/$validate',
      {
        body: {
          resourceType: 'Parameters',
          parameter: [
            { name: 'resource', resource: task },
            { name: 'profile', valueUri: 'https://p.example' },
          ],
        },
      },
      'validate',
      [{ type: 'Task', resource: task, profile: 'https://p.example' }],
    ],
    ['POST', '/fhir/Patient/$compliance', { body: parameters }, 'report', [parameters]],
    ['POST', '/fhir/Consent/$explain', { body: parameters }, 'explain', [parameters]],
    ['POST', '/fhir/Consent/$preview', { body: parameters }, 'preview', [parameters, []]],
    ['POST', '/fhir/Consent/7/$revoke', {}, 'revoke', ['7', undefined]],
    ['POST', '/fhir/Consent/7/$revoke', { body: parameters }, 'revoke', ['7', parameters]],
    [
      'GET',
      '/fhir/Patient/8/$accounting-of-disclosures?start=2026-01-01',
      {},
      'accounting',
      ['8', [['start', '2026-01-01']]],
    ],
    [
      'POST',
      '/fhir/Patient/8/$accounting-of-disclosures',
      { body: { resourceType: 'Parameters', parameter: [{ name: 'start', valueDate: '2026-01-01' }] } },
      'accounting',
      ['8', [['start', '2026-01-01']]],
    ],
    ['POST', '/intake/case-records', { body: { record: 1 } }, 'caseRecord', [{ record: 1 }]],
    ['GET', '/identity/links', {}, 'list', []],
    ['POST', '/identity/links/l-1/$confirm', {}, 'confirm', ['l-1']],
    ['POST', '/identity/links/l-1/$refuse', {}, 'refuse', ['l-1']],
    ['POST', '/identity/links/l-1/$undo', { body: {} }, 'undo', ['l-1']],
    ['GET', '/deliveries', {}, 'listDeliveries', []],
    ['POST', '/deliveries/d-1/$replay', {}, 'replay', ['d-1']],
    ['GET', '/recalls?state=due', {}, 'listRecalls', [[['state', 'due']]]],
    ['GET', '/recalls/r-1', {}, 'readRecall', ['r-1']],
    [
      'POST',
      '/recalls/r-1/$answer',
      { body: { answer: 'removed' } },
      'answerRecall',
      ['r-1', { answer: 'removed' }],
    ],
  ])('%s %s reaches the gateway', async (...[method, path, options, door, given]) => {
    expect((await send(method, path, options)).status).toBe(200)
    expect(gateway.calls).toEqual([{ door, arguments: [actor, ...given] }])
  })

  test('compressed bodies are read', async () => {
    const raw = gzipSync(JSON.stringify(task))
    const headers = { 'content-type': 'application/fhir+json', 'content-encoding': 'gzip' }
    expect((await send('POST', '/fhir/Task', { raw, headers })).status).toBe(200)
  })
})

describe('without a token', () => {
  test.each([
    '/fhir/metadata',
    '/.well-known/smart-configuration',
    '/fhir/.well-known/smart-configuration',
    '/health/live',
    '/health/ready',
  ])('%s answers', async (path) => {
    expect((await send('GET', path, { token: null })).status).toBe(200)
  })

  test.each([
    ['GET', '/fhir/Task/1'],
    ['GET', '/fhir/Task'],
    ['POST', '/fhir'],
    ['POST', '/fhir/Patient/$compliance'],
    ['POST', '/intake/case-records'],
    ['GET', '/identity/links'],
    ['POST', '/deliveries/d-1/$replay'],
  ])('%s %s does not', async (method, path) => {
    const sent = await send(method, path, { token: null })
    expect(sent.status).toBe(401)
    expect(sent.headers.get('www-authenticate')).toBe('Bearer realm="throughline"')
    expect(issueOf(sent)?.code).toBe('login')
    expect(gateway.calls).toEqual([])
  })

  test('a token that is none says so', async () => {
    const sent = await send('GET', '/fhir/Task/1', { token: 'NONE' })
    expect(sent.status).toBe(401)
    expect(sent.headers.get('www-authenticate')).toContain('error="invalid_token"')
  })

  test.each([
    ['r', 'POST', '/fhir/Task', 'system/*.c'],
    ['cud', 'GET', '/fhir/Task/1', 'system/*.r'],
    ['r', 'GET', '/fhir/Task', 'system/*.s'],
    ['rs', 'POST', '/intake/case-records', 'system/*.cu'],
  ])('a token for %s is not enough for %s %s', async (token, method, path, scope) => {
    const sent = await send(method, path, { token, body: method === 'POST' ? task : undefined })
    expect(sent.status).toBe(403)
    expect(sent.headers.get('www-authenticate')).toContain(`error="insufficient_scope", scope="${scope}"`)
    expect(gateway.calls).toEqual([])
  })

  test('a transaction needs the scope of each of its entries', async () => {
    const entry = [
      { request: { method: 'POST', url: 'Task' } },
      { request: { method: 'GET', url: 'Task/1' } },
    ]
    const body = { ...bundle, entry }
    expect((await send('POST', '/fhir', { token: 'cu', body })).status).toBe(403)
    expect((await send('POST', '/fhir', { token: 'crs', body })).status).toBe(200)
  })
})

describe('discovery', () => {
  test('smart-configuration tells what there is', async () => {
    const { json } = await send('GET', '/.well-known/smart-configuration', { token: null })
    expect(json()).toMatchObject({
      token_endpoint: 'https://gateway.example/oauth/token',
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
    })
  })

  test('readiness is 503 when a check fails', async () => {
    gateway.ready = async () => ({ ok: false, checks: { database: 'unreachable' } })
    const sent = await send('GET', '/health/ready', { token: null })
    expect(sent.status).toBe(503)
    expect(sent.json()).toEqual({ status: 'not ready', checks: { database: 'unreachable' } })
  })
})

describe('refusals by form', () => {
  test.each<[string, string, Options, number, string]>([
    ['DELETE', '/fhir/Task/1', {}, 405, 'GET, HEAD, PUT'],
    ['PATCH', '/fhir/Task/1', { body: [] }, 405, 'GET, HEAD, PUT'],
    ['GET', '/fhir', {}, 405, 'POST'],
    ['GET', '/fhir/Task/_search', {}, 405, 'POST'],
    ['GET', '/fhir/Patient/$compliance', {}, 405, 'POST'],
    ['GET', '/oauth/token', {}, 405, 'POST'],
    ['POST', '/health/live', {}, 405, 'GET, HEAD'],
  ])('%s %s takes other methods', async (...[method, path, options, status, allow]) => {
    const sent = await send(method, path, options)
    expect(sent.status).toBe(status)
    expect(sent.headers.get('allow')).toBe(allow)
    expect(issueOf(sent)?.code).toBe('not-supported')
  })

  test.each([
    ['GET', '/'],
    ['GET', '/elsewhere'],
    ['GET', '/fhir/Patient/1/Observation'],
    ['GET', '/fhir/Patient/1/$everything'],
    ['GET', '/fhir/Patient/$everything'],
    ['POST', '/fhir/Patient/$everything'],
    ['GET', '/fhir/_history'],
    ['GET', '/fhir/patient'],
    ['GET', `/fhir/Patient/${'x'.repeat(65)}`],
    ['GET', '/fhir/Patient/a%2Fb'],
  ])('%s %s is no address', async (method, path) => {
    const sent = await send(method, path)
    expect(sent.status).toBe(404)
    expect(issueOf(sent)?.code).toBe('not-supported')
    expect(gateway.calls).toEqual([])
  })

  test.each<[string, string, string, Options, number, RegExp]>([
    [
      'broken JSON',
      'POST',
      '/fhir/Task',
      { raw: '{\n "a": }', headers: { 'content-type': 'application/json' } },
      400,
      /line 2, column 7/,
    ],
    ['no body', 'POST', '/fhir/Task', {}, 400, /needs a body/],
    ['no resource', 'POST', '/fhir/Task', { body: [1] }, 400, /must be a FHIR resource/],
    [
      'another type',
      'POST',
      '/fhir/Task',
      { body: { resourceType: 'Goal' } },
      400,
      /must be a resource of type Task/,
    ],
    ['another id', 'PUT', '/fhir/Task/2', { body: task }, 400, /must be the id of the address/],
    [
      'no id',
      'PUT',
      '/fhir/Task/2',
      { body: { resourceType: 'Task' } },
      400,
      /must be the id of the address/,
    ],
    ['an update of nothing', 'PUT', '/fhir/Task', { body: task }, 400, /Update by Task\/id/],
    [
      'a Bundle of another type',
      'POST',
      '/fhir',
      { body: { resourceType: 'Bundle', type: 'collection' } },
      400,
      /transaction/,
    ],
    [
      'XML',
      'POST',
      '/fhir/Task',
      { raw: '<Task/>', headers: { 'content-type': 'application/fhir+xml' } },
      415,
      /XML is not taken/,
    ],
    [
      'another FHIR',
      'POST',
      '/fhir/Task',
      { raw: '{}', headers: { 'content-type': 'application/fhir+json; fhirVersion=5.0' } },
      415,
      /4\.0/,
    ],
    [
      'an unknown encoding',
      'POST',
      '/fhir/Task',
      { raw: '{}', headers: { 'content-encoding': 'compress' } },
      415,
      /encoded/,
    ],
    ['JSON for a search', 'POST', '/fhir/Task/_search', { body: {} }, 415, /x-www-form-urlencoded/],
    ['an unknown parameter of a read', 'GET', '/fhir/Task/1?_summary=true', {}, 400, /query parameter/],
    [
      'an unknown mode',
      'POST',
      '/fhir/Task/$validate',
      { body: { resourceType: 'Parameters', parameter: [{ name: 'mode', valueCode: 'delete' }] } },
      400,
      /mode/,
    ],
    [
      'Parameters that are none',
      'POST',
      '/fhir/Consent/7/$revoke',
      { body: task },
      400,
      /must be a resource of type Parameters/,
    ],
    ['an address that cannot be decoded', 'GET', '/fhir/Task/%E0%A4%A', {}, 400, /not well-formed/],
    [
      'an answer in XML',
      'GET',
      '/fhir/Task/1',
      { headers: { accept: 'application/fhir+xml' } },
      406,
      /accept application\/fhir\+json/,
    ],
    [
      'an answer in XML by _format',
      'GET',
      '/fhir/Task/1?_format=xml',
      {},
      406,
      /accept application\/fhir\+json/,
    ],
  ])('%s', async (...[_name, method, path, options, status, text]) => {
    const sent = await send(method, path, options)
    expect(sent.status).toBe(status)
    expect(issueOf(sent)?.diagnostics).toMatch(text)
    expect(gateway.calls).toEqual([])
  })

  test('a body over the limit, compressed or not, is refused', async () => {
    const large = JSON.stringify({ ...task, note: 'x'.repeat(testLimits.bodyBytesMax) })
    const headers = { 'content-type': 'application/fhir+json' }
    const sent = await send('POST', '/fhir/Task', { raw: large, headers })
    expect(sent.status).toBe(413)
    expect(issueOf(sent)?.code).toBe('too-long')
    const raw = gzipSync(large)
    expect(
      (await send('POST', '/fhir/Task', { raw, headers: { ...headers, 'content-encoding': 'gzip' } })).status,
    ).toBe(413)
  })

  test('a fault names its element', async () => {
    const sent = await send('PUT', '/fhir/Task/2', { body: task })
    expect(issueOf(sent)?.expression).toEqual(['Task.id'])
  })
})

describe('answers', () => {
  const stored = {
    status: 200,
    body: task,
    etag: 'W/"3"',
    lastModified: '2026-11-23T10:00:00.500Z',
    location: 'Task/1/_history/3',
  }

  test('a read carries version and time, and no Location', async () => {
    gateway.answer = async () => stored
    const { status, headers, json } = await send('GET', '/fhir/Task/1')
    expect(status).toBe(200)
    expect(json()).toEqual(task)
    expect(headers.get('etag')).toBe('W/"3"')
    expect(headers.get('last-modified')).toBe('Mon, 23 Nov 2026 10:00:00 GMT')
    expect(headers.get('location')).toBeNull()
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
    expect(headers.get('x-powered-by')).toBeNull()
  })

  test('a write carries its Location', async () => {
    gateway.answer = async () => ({ ...stored, status: 201 })
    const { status, headers } = await send('POST', '/fhir/Task', { body: task })
    expect(status).toBe(201)
    expect(headers.get('location')).toBe('https://gateway.example/fhir/Task/1/_history/3')
  })

  test.each<[Record<string, string>, number]>([
    [{ 'if-none-match': 'W/"3"' }, 304],
    [{ 'if-none-match': '"3"' }, 304],
    [{ 'if-none-match': 'W/"1", W/"3"' }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': 'W/"2"' }, 200],
    [{ 'if-modified-since': 'Mon, 23 Nov 2026 10:00:00 GMT' }, 304],
    [{ 'if-modified-since': 'Mon, 23 Nov 2026 09:59:59 GMT' }, 200],
    [{ 'if-none-match': 'W/"2"', 'if-modified-since': 'Mon, 23 Nov 2026 10:00:00 GMT' }, 200],
  ])('a read with %j is answered %d', async (headers, status) => {
    gateway.answer = async () => stored
    const sent = await send('GET', '/fhir/Task/1', { headers })
    expect(sent.status).toBe(status)
    expect(sent.headers.get('etag')).toBe('W/"3"')
    expect(sent.text === '').toBe(status === 304)
  })

  test('HEAD has the headers of GET and no body', async () => {
    gateway.answer = async () => stored
    const sent = await send('HEAD', '/fhir/Task/1')
    expect(sent.status).toBe(200)
    expect(sent.headers.get('etag')).toBe('W/"3"')
    expect(sent.text).toBe('')
  })

  test('a write answers as preferred, a refusal always with its outcome', async () => {
    gateway.answer = async () => ({ ...stored, status: 201 })
    const write = async (prefer: string) =>
      await send('POST', '/fhir/Task', { body: task, headers: { prefer } })
    expect((await write('return=minimal')).text).toBe('')
    expect((await write('return=representation')).json()).toEqual(task)
    expect((await write('return=OperationOutcome')).json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'information', code: 'informational' }],
    })
    gateway.answer = async () => ({ status: 422, body: { resourceType: 'OperationOutcome', issue: [] } })
    expect((await write('return=minimal')).json().resourceType).toBe('OperationOutcome')
  })

  test('JSON comes as the client names it, and pretty when asked', async () => {
    const plain = await send('GET', '/fhir/Task/1', { headers: { accept: 'application/json' } })
    expect(plain.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect((await send('GET', '/fhir/Task/1?_pretty=true')).text).toContain('\n  "id": "1"')
    gateway.answer = async () => ({ status: 200, body: { links: [] } })
    const links = await send('GET', '/identity/links')
    expect(links.headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  test('the report is a page to print where a page is asked for', async () => {
    gateway.answer = async () => ({
      status: 200,
      body: { resourceType: 'Bundle', type: 'document' },
      html: '<!doctype html><title>Report</title>',
      headers: { 'X-Notice': '42 CFR part 2' },
    })
    const page = await send('POST', '/fhir/Patient/$compliance', {
      body: parameters,
      headers: { accept: 'text/html' },
    })
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.headers.get('x-notice')).toBe('42 CFR part 2')
    expect(page.text).toBe('<!doctype html><title>Report</title>')
    const document = await send('POST', '/fhir/Patient/$compliance', { body: parameters })
    expect(document.json().resourceType).toBe('Bundle')
    expect((await send('GET', '/fhir/Task/1', { headers: { accept: 'text/html' } })).status).toBe(406)
  })

  test('two absences differ in nothing but the request id', async () => {
    gateway.answer = async () => ({ status: 404, body: { resourceType: 'OperationOutcome', issue: [] } })
    const [one, other] = await Promise.all([send('GET', '/fhir/Task/1'), send('GET', '/fhir/Task/2')])
    const shape = ({ status, headers, text }: Sent) => ({
      status,
      text,
      headers: [...headers].filter(([name]) => name !== 'x-request-id' && name !== 'date'),
    })
    expect(shape(one)).toEqual(shape(other))
  })

  test('a disclosure is settled once its answer has left', async () => {
    const settled: string[] = []
    gateway.answer = async () => ({ ...stored, settle: async (outcome) => void settled.push(outcome) })
    await send('GET', '/fhir/Task/1')
    await api.stop()
    expect(settled).toEqual(['sent'])
  })

  test('a disclosure whose asker has gone before the first byte has failed', async () => {
    const settled: string[] = []
    const asked = new AbortController()
    const gone = Promise.withResolvers<void>()
    gateway.answer = async () => {
      asked.abort()
      await gone.promise
      return { ...stored, settle: async (outcome) => void settled.push(outcome) }
    }
    const headers = { authorization: 'Bearer cruds' }
    await expect(fetch(`${api.url}/fhir/Task/1`, { headers, signal: asked.signal })).rejects.toThrow()
    while (!api.lines.some(({ facts }) => facts['status'] === 499))
      await new Promise((next) => setImmediate(next))
    gone.resolve()
    while (settled.length === 0) await new Promise((next) => setImmediate(next))
    expect(settled).toEqual(['failed'])
  })
})

describe('request ids and the log', () => {
  test('a UUID of the client is taken, anything else is not', async () => {
    const id = '0d5b1c9e-0a52-4b6b-9a35-0f2a2f8d4a11'
    expect(
      (await send('GET', '/health/live', { headers: { 'x-request-id': id } })).headers.get('x-request-id'),
    ).toBe(id)
    const other = await send('GET', '/health/live', { headers: { 'x-request-id': 'Testa-Placeholder' } })
    expect(other.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('one line a request, with the template of the route and nothing of its address', async () => {
    await send('GET', '/fhir/Patient?name=Placeholder')
    await send('GET', '/fhir/Patient/secret-1/_history/2')
    await send('GET', '/nowhere/secret-2')
    expect(
      api.lines.map(({ facts }) => [facts['method'], facts['route'], facts['status'], facts['partner']]),
    ).toEqual([
      ['GET', '/fhir/:type', 200, 'lakeside'],
      ['GET', '/fhir/:type/:id/_history/:version', 200, 'lakeside'],
      ['GET', '(none)', 404, undefined],
    ])
    expect(JSON.stringify(api.lines)).not.toMatch(/Placeholder|secret/)
  })

  test('a failure tells the client its request id and nothing else, the log where it arose', async () => {
    gateway.answer = async () => {
      throw new TypeError('Testa Placeholder was born 1990')
    }
    const sent = await send('GET', '/fhir/Patient/1')
    expect(sent.status).toBe(500)
    expect(issueOf(sent)).toMatchObject({
      code: 'exception',
      diagnostics: `The gateway failed. Report it with the request id ${sent.headers.get('x-request-id')}.`,
    })
    const line = api.lines.find(({ level }) => level === 'error')
    expect(line?.facts).toMatchObject({ error: 'TypeError', route: '/fhir/:type/:id' })
    expect(JSON.stringify(api.lines)).not.toContain('Testa')
  })

  test.each([
    'database-unreachable',
    'database-timeout',
    'database-contended',
    'database-commit-unknown',
    'database-closed',
  ] as const)('%s is passing: 503, and when to ask again', async (code) => {
    gateway.answer = async () => {
      throw new DatabaseError(code, 'gone')
    }
    const sent = await send('POST', '/fhir/Task', { body: task })
    expect(sent.status).toBe(503)
    expect(sent.headers.get('retry-after')).toBe('5')
    expect(issueOf(sent)).toMatchObject({ code: 'transient', diagnostics: expect.stringContaining(code) })
  })
})

describe('stopping', () => {
  test('waits for what is under way, takes nothing new, and is not ready', async () => {
    const arrived = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    gateway.answer = async () => {
      arrived.resolve()
      await release.promise
      return { status: 200, body: task }
    }
    const under = send('GET', '/fhir/Task/1')
    await arrived.promise
    const stopped = api.stop(5_000)
    await expect(send('GET', '/health/live')).rejects.toThrow()
    release.resolve()
    expect((await under).status).toBe(200)
    await stopped
  })

  test('breaks off what takes too long', async () => {
    const arrived = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    gateway.answer = async () => {
      arrived.resolve()
      await release.promise
      return { status: 200, body: task }
    }
    const under = send('GET', '/fhir/Task/1')
    await arrived.promise
    const broken = expect(under).rejects.toThrow()
    await api.stop(20)
    await broken
    release.resolve()
  })

  test('says when the port is taken', async () => {
    const port = Number(new URL(api.url).port)
    await expect(startApi({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
