/** StructureMap/$transform over HTTP: maps of the content, and maps that the request brings. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { parseMap } from '../../src/mapping/parse.ts'
import { writeStructureMap } from '../../src/mapping/resource/write.ts'
import { CENTER } from '../support/gateway.ts'
import { openHttpGateway, type HttpGateway } from '../support/http-gateway.ts'

let gateway: HttpGateway
let token: string

beforeAll(async () => {
  gateway = await openHttpGateway()
  token = await gateway.token(CENTER)
})
afterAll(async () => await gateway.close())

async function ask(path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${gateway.url}/fhir/StructureMap/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const asBinary = (text: string) => ({
  resourceType: 'Binary',
  contentType: 'application/json',
  data: Buffer.from(text).toString('base64'),
})
const recordText = readFileSync(new URL('../cases/third/case-record.json', import.meta.url), 'utf8')
const text = `map "http://example.org/m" = "m"
uses "http://hl7.org/fhir/StructureDefinition/Patient" alias Patient as source
uses "http://hl7.org/fhir/StructureDefinition/Person" alias Person as target
group main(source src : Patient, target tgt : Person) { src.gender as g -> tgt.gender = g; }`
const patient = { resourceType: 'Patient', gender: 'female' }

function brought(map: unknown, content: unknown): unknown {
  const parameter = [
    { name: 'srcMap', resource: map },
    { name: 'content', resource: content },
  ]
  return { resourceType: 'Parameters', parameter }
}

test('a map of the content is named by its url, in the query, or by its id', async () => {
  const url = 'https://throughline.example/fhir/StructureMap/case-record'
  const parameter = [
    { name: 'source', valueUri: url },
    { name: 'content', resource: asBinary(recordText) },
  ]
  const named = await ask('$transform', { resourceType: 'Parameters', parameter })
  expect(named).toMatchObject({ status: 200, body: { resourceType: 'Bundle', type: 'collection' } })
  expect(await ask('case-record/$transform', asBinary(recordText))).toEqual(named)
  expect(await ask(`$transform?source=${encodeURIComponent(url)}`, asBinary(recordText))).toEqual(named)
})

test('a map is brought along as a StructureMap, or as text', async () => {
  const parsed = parseMap(text)
  const map = parsed.kind === 'parsed' ? writeStructureMap(parsed.map) : {}
  const made = { status: 200, body: { resourceType: 'Person', gender: 'female' } }
  expect(await ask('$transform', brought(map, patient))).toEqual(made)
  const data = Buffer.from(text).toString('base64')
  const asText = { resourceType: 'Binary', contentType: 'text/fhir-mapping', data }
  expect(await ask('$transform', brought(asText, patient))).toEqual(made)
})

test('what is wrong is told: the map, its place in it, the content', async () => {
  expect((await ask('$transform?source=urn:none', patient)).status).toBe(404)
  expect((await ask('$transform', { resourceType: 'Parameters' })).status).toBe(400)
  expect((await ask('case-record/$transform', asBinary('{'))).status).toBe(400)
  expect((await ask('case-record/$transform', patient)).status).toBe(422)
  const data = Buffer.from(text.replace('src.gender', 'src.colour')).toString('base64')
  expect(await ask('$transform', brought({ resourceType: 'Binary', data }, patient))).toMatchObject({
    status: 422,
    body: { issue: [{ diagnostics: "line 4, column 61: Patient has no element 'colour'" }] },
  })
})
