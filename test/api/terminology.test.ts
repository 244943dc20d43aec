/** The terminology operations over HTTP, with the content that the gateway carries. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { CENTER } from '../support/gateway.ts'
import { openHttpGateway, type HttpGateway } from '../support/http-gateway.ts'

let gateway: HttpGateway
let token: string

beforeAll(async () => {
  gateway = await openHttpGateway()
  token = await gateway.token(CENTER)
})
afterAll(async () => await gateway.close())

async function ask(path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${gateway.url}/fhir/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const asam4 = encodeURIComponent('https://throughline.example/fhir/CodeSystem/asam-4')

test('a code is looked up by its system, or at the address of the code system', async () => {
  const byQuery = await ask(`CodeSystem/$lookup?system=${asam4}&code=2.1`)
  expect(byQuery.status).toBe(200)
  expect(JSON.stringify(byQuery.body)).toContain('Intensive Outpatient')
  expect(await ask('CodeSystem/asam-4/$lookup?code=2.1')).toEqual(byQuery)
})

test('a value set of FHIR itself is expanded page by page', async () => {
  const parameter = [
    { name: 'url', valueUri: 'http://hl7.org/fhir/ValueSet/request-status' },
    { name: 'count', valueInteger: 2 },
  ]
  const { status, body } = await ask('ValueSet/$expand', { resourceType: 'Parameters', parameter })
  expect(status).toBe(200)
  expect(body).toMatchObject({ expansion: { total: 7, contains: [{ code: 'draft' }, { code: 'active' }] } })
})

test('a system that is not held is said to be unknown', async () => {
  const { status, body } = await ask('CodeSystem/$validate-code?url=https://example.test/none&code=x')
  expect(status).toBe(404)
  expect(body).toMatchObject({
    issue: [{ code: 'not-found', expression: ["Parameters.parameter.where(name='system')"] }],
  })
})

test('a level of the third edition is translated to the fourth', async () => {
  const { body } = await ask('ConceptMap/asam-3-to-4/$translate?code=2.1')
  expect(body).toMatchObject({ parameter: [{ name: 'result', valueBoolean: true }, { name: 'match' }] })
})

test('another body, an unknown parameter and a caller without a token are refused', async () => {
  expect((await ask('ValueSet/$expand', { resourceType: 'Patient' })).status).toBe(400)
  expect((await ask('ValueSet/$expand?url=x&colour=red')).status).toBe(400)
  expect((await ask('ValueSet/none-such/$expand')).status).toBe(404)
  expect((await fetch(`${gateway.url}/fhir/ValueSet/$expand?url=x`)).status).toBe(401)
})

test('the CapabilityStatement names them', async () => {
  const { body } = await ask('metadata')
  const rest = body['rest'] as { resource: { type: string; operation?: { name: string }[] }[] }[]
  const named = rest[0]?.resource
    .find(({ type }) => type === 'CodeSystem')
    ?.operation?.map(({ name }) => name)
  expect(named).toEqual(['lookup', 'subsumes', 'validate-code'])
})
