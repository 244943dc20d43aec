/** The doors of lists of disclosures and of emergency access: what reaches the gateway, and lists as files. */
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { recordingGateway, startApi } from './support.ts'
import type { RecordingGateway, TestApi } from './support.ts'

let gateway: RecordingGateway
let api: TestApi
beforeEach(async () => {
  gateway = recordingGateway()
  api = await startApi({ gateway })
})
afterEach(async () => await api.stop())

type Options = { body?: unknown; headers?: Record<string, string>; token?: string }

function send(
  method: string,
  path: string,
  { body, headers, token = 'cruds' }: Options = {},
): Promise<Response> {
  return fetch(`${api.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

const actor = { partner: 'lakeside', purpose: 'TREAT', tokenId: 't' }
const parameters = { resourceType: 'Parameters', parameter: [{ name: 'requested', valueDate: '2026-11-20' }] }
const LIST = '/fhir/Patient/8/$intermediary-disclosures'

test.each([
  [
    'GET',
    `${LIST}?requested=2026-11-20&_format=csv`,
    {},
    'intermediaryList',
    ['8', [['requested', '2026-11-20']]],
  ],
  ['POST', LIST, { body: parameters }, 'intermediaryList', ['8', [['requested', '2026-11-20']]]],
  ['POST', '/fhir/Patient/8/$emergency-access', { body: parameters }, 'openEmergency', ['8', parameters]],
  [
    'POST',
    '/fhir/Patient/8/$close-emergency-access',
    { body: parameters },
    'closeEmergency',
    ['8', parameters],
  ],
])('%s %s reaches the gateway', async (...[method, path, options, door, given]) => {
  expect((await send(method, path, options)).status).toBe(200)
  expect(gateway.calls).toEqual([{ door, arguments: [actor, ...given] }])
})

test.each([
  ['POST', '/fhir/Patient/8/$emergency-access', { body: parameters, token: 'u' }, 403],
  ['POST', '/fhir/Patient/8/$close-emergency-access', { body: parameters, token: 'rs' }, 403],
  ['POST', '/fhir/Patient/8/$emergency-access?nature=x', { body: parameters }, 400],
  ['POST', '/fhir/Patient/8/$close-emergency-access', { body: { resourceType: 'Task' } }, 400],
  ['POST', '/fhir/Patient/8/$emergency-access', {}, 400],
  ['GET', '/fhir/Patient/8/$emergency-access', {}, 405],
])('%s %s is refused before the gateway', async (method, path, options, status) => {
  expect((await send(method, path, options)).status).toBe(status)
  expect(gateway.calls).toEqual([])
})

test('a list is a file for a spreadsheet where that is asked for, and JSON otherwise', async () => {
  const path = '/fhir/Patient/8/$accounting-of-disclosures'
  gateway.answer = async () => ({ status: 200, body: { resourceType: 'Parameters' }, csv: '"Date"\r\n' })
  for (const [to, headers] of [
    [`${path}?_format=csv`, {}],
    [path, { accept: 'text/csv' }],
  ] as const) {
    const file = await send('GET', to, { headers })
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="disclosures.csv"')
    expect(await file.text()).toBe('"Date"\r\n')
  }
  const plain = await send('GET', path)
  expect(plain.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8')
  expect((await send('GET', '/fhir/Task/1?_format=csv')).status).toBe(406)
})

test('a refusal is an OperationOutcome, also where a file was asked for', async () => {
  gateway.answer = async () => ({ status: 404, body: { resourceType: 'OperationOutcome', issue: [] } })
  const refused = await send('GET', `${LIST}?_format=csv`)
  expect(refused.status).toBe(404)
  expect(refused.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8')
})

test('the log names the door, never whose list it was', async () => {
  await send('GET', `${LIST}?requested=2026-11-20`)
  await new Promise((resolve) => setImmediate(resolve))
  expect(JSON.stringify(api.lines)).toContain('/fhir/Patient/:id/$intermediary-disclosures')
  expect(JSON.stringify(api.lines)).not.toMatch(/Patient\/8|2026-11-20/)
})

const OPERATIONS = [
  '/fhir/Consent/$explain',
  '/fhir/Consent/$preview',
  '/fhir/Consent/8/$revoke',
  '/fhir/Patient/$compliance',
  '/fhir/Patient/8/$accounting-of-disclosures',
  LIST,
  '/fhir/Patient/8/$emergency-access',
  '/fhir/Patient/8/$close-emergency-access',
]
test.each(
  [
    null,
    'x',
    {},
    { name: 7 },
    { name: 'purpose', valueCode: 7 },
    { name: 'person', valueReference: 'x' },
  ].flatMap((parameter) => OPERATIONS.map((path) => [path, parameter] as const)),
)('%s refuses the parameter %j, and says where it is', async (path, parameter) => {
  const body = { resourceType: 'Parameters', parameter: [{ name: 'start', valueDate: '2026' }, parameter] }
  const answer = await send('POST', path, { body })
  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain('"expression":["Parameters.parameter[1]"]')
  expect(gateway.calls).toEqual([])
})
