/** The client of a center over HTTP, with a token of his own: what he may ask about himself, and that nothing else opens. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { routes } from '../../src/api/api.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { CENTER } from '../support/gateway.ts'
import { openHttpGateway } from '../support/http-gateway.ts'
import type { HttpGateway } from '../support/http-gateway.ts'
import { create, patient } from '../gateway/support.ts'

const CLIENT: Actor = {
  partner: 'cedar-bridge',
  purpose: 'PATRQT',
  person: { id: 'cb-client', role: 'client' },
  tokenId: 'client',
}
const UNKNOWN = '00000000-0000-4000-8000-999999999999'

let at: HttpGateway
let token = ''
let self = ''
let other = ''
beforeAll(async () => {
  at = await openHttpGateway()
  const identifier = [{ system: 'https://cedar-bridge.example/records', value: 'cb-client-4711' }]
  self = (await create(at.t, CENTER, patient('cedar-bridge', 'self', { identifier }))).id ?? ''
  other = (await create(at.t, CENTER, patient('cedar-bridge', 'other'))).id ?? ''
  token = await at.token(CLIENT)
})
afterAll(() => at.close())

const question = (id: string): Resource => ({
  resourceType: 'Parameters',
  parameter: [
    { name: 'patient', valueReference: { reference: `Patient/${id}` } },
    { name: 'recipient', valueReference: { reference: 'Organization/lakeside' } },
    { name: 'purpose', valueCode: 'TREAT' },
  ],
})

type Told = { status: number; body: string }

async function send(method: string, path: string, body?: unknown): Promise<Told> {
  const response = await fetch(`${at.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.text() }
}

const asks: readonly [string, (id: string) => Promise<Told>][] = [
  ['$explain', (id) => send('POST', '/fhir/Consent/$explain', question(id))],
  ['$preview', (id) => send('POST', '/fhir/Consent/$preview', question(id))],
  [
    '$accounting-of-disclosures',
    (id) => send('GET', `/fhir/Patient/${id}/$accounting-of-disclosures?start=2026-01-01`),
  ],
]

describe.each(asks)('%s', (_name, ask) => {
  test('answers the client about himself', async () => {
    expect(await ask(self)).toMatchObject({ status: 200 })
  })

  test('knows another client as little as one who does not exist', async () => {
    const [withheld, absent] = [await ask(other), await ask(UNKNOWN)]
    expect(absent.status).toBe(404)
    expect(withheld.status).toBe(404)
    expect(withheld.body.replaceAll(other, UNKNOWN)).toBe(absent.body)
  })
})

const closed = routes.filter((route) => !('open' in route) && route.isForClients !== true)

test.each(closed.map(({ method, path }) => [method, path]))(
  '%s %s is closed to him',
  async (method, path) => {
    const address = path.replace(':type', 'Patient').replace(':id', self).replace(':version', '1')
    const told = await send(
      method,
      address,
      method === 'GET' || method === 'DELETE' ? undefined : question(self),
    )
    expect(told.status).toBe(403)
    expect(JSON.parse(told.body)).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ code: 'forbidden', diagnostics: expect.stringContaining('ask the center') }],
    })
  },
)

test('gets no token for the purposes of the center', async () => {
  await expect(at.token({ ...CLIENT, purpose: 'TREAT' })).rejects.toThrow('a client asks for PATRQT')
})
