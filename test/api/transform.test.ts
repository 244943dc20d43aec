/** StructureMap/$transform over HTTP: the maps of the content, what comes out, and what is refused. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { loadContent } from '../../src/content/content.ts'
import { CENTER } from '../support/gateway.ts'
import { openHttpGateway, type HttpGateway } from '../support/http-gateway.ts'

let gateway: HttpGateway
let token: string

beforeAll(async () => {
  gateway = await openHttpGateway()
  token = await gateway.token(CENTER)
})
afterAll(async () => await gateway.close())

type Heard = { status: number; unmapped: string | null; body: Record<string, unknown> }

async function ask(path: string, body?: unknown): Promise<Heard> {
  const response = await fetch(`${gateway.url}/fhir/StructureMap/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return {
    status: response.status,
    unmapped: response.headers.get('x-throughline-unmapped'),
    body: (await response.json()) as Record<string, unknown>,
  }
}

const asBinary = (text: string) => ({
  resourceType: 'Binary',
  contentType: 'application/json',
  data: Buffer.from(text).toString('base64'),
})
const jsonOf = (body: unknown): Record<string, unknown> =>
  JSON.parse(Buffer.from((body as { data: string }).data, 'base64').toString()) as Record<string, unknown>
const recordText = readFileSync(new URL('../cases/third/case-record.json', import.meta.url), 'utf8')
const record = JSON.parse(recordText) as Record<string, unknown>
const CASE_RECORD = 'https://throughline.example/fhir/StructureMap/case-record'
const patient = { resourceType: 'Patient', gender: 'female' }

const parameters = (...parameter: unknown[]): unknown => ({ resourceType: 'Parameters', parameter })
const content = (resource: unknown): unknown => ({ name: 'content', resource })
const source = (url: string): unknown => ({ name: 'source', valueUri: url })

test('a case record becomes a Bundle: by the url of the map in the body or the query, or by its id', async () => {
  const named = await ask('$transform', parameters(source(CASE_RECORD), content(asBinary(recordText))))
  expect(named).toMatchObject({ status: 200, body: { resourceType: 'Bundle', type: 'collection' } })
  expect(named.unmapped).toMatch(/^\d+$/)
  expect(await ask('case-record/$transform', asBinary(recordText))).toEqual(named)
  const query = `$transform?source=${encodeURIComponent(CASE_RECORD)}`
  expect(await ask(query, asBinary(recordText))).toEqual(named)
  // Displays are the terminology's, as in what is kept.
  expect(JSON.stringify(named.body)).toContain('"display"')
})

test('and the Bundle becomes the record again', async () => {
  const { body: bundle } = await ask('case-record/$transform', asBinary(recordText))
  const back = await ask('fhir-record/$transform', bundle)
  expect(back).toMatchObject({
    status: 200,
    body: { resourceType: 'Binary', contentType: 'application/json' },
  })
  const made = jsonOf(back.body)
  expect(made['client']).toEqual(record['client'])
  expect(made['record']).toMatchObject({ id: (record['record'] as { id: string }).id })
})

test('with report, what did not arrive is told by its place; nothing is kept', async () => {
  const before = await gateway.t.database.query('select count(*) as n from resource')
  const lossy = {
    ...record,
    household: [{ id: 'h1', name: 'Tessa Placeholder', clientId: 'c2', relationship: 'SIB' }],
  }
  const answer = await ask(
    'case-record/$transform',
    parameters({ name: 'report', valueBoolean: true }, content(asBinary(JSON.stringify(lossy)))),
  )
  expect(answer.status).toBe(200)
  expect(answer.body).toMatchObject({
    resourceType: 'Parameters',
    parameter: [
      { name: 'return', resource: { resourceType: 'Bundle' } },
      { name: 'outcome', resource: { resourceType: 'OperationOutcome' } },
    ],
  })
  const told = JSON.stringify(answer.body['parameter'])
  expect(told).toContain('CaseRecord.household[0].clientId')
  const odd = { ...patient, photo: [{ title: 'none' }], identifier: [{ system: 'urn:x', value: '1' }] }
  const back = await ask('fhir-record/$transform?report=true', odd)
  expect(JSON.stringify(back.body)).toContain('"expression":["Patient.photo[0].title"]')
  const after = await gateway.t.database.query('select count(*) as n from resource')
  expect(after.rows).toEqual(before.rows)
})

test('wrong content is refused with its place', async () => {
  const wrong = async (map: string, sent: unknown): Promise<unknown> => {
    const { status, body } = await ask(`${map}/$transform`, sent)
    return [status, (body['issue'] as { expression?: string[] }[])[0]?.expression]
  }
  expect(await wrong('case-record', patient)).toEqual([422, ['Patient']])
  expect(await wrong('case-record', asBinary('{'))).toEqual([422, ['Binary.data']])
  const { client: _client, ...rest } = record
  expect(await wrong('case-record', asBinary(JSON.stringify({ ...rest, client: 7 })))).toEqual([
    422,
    ['CaseRecord.client'],
  ])
  const bundle = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient }, { x: 1 }] }
  expect(await wrong('fhir-record', bundle)).toEqual([422, ['Bundle.entry[1]']])
  expect(await wrong('fhir-record', { ...bundle, entry: 7 })).toEqual([422, ['Bundle.entry']])
  expect(await wrong('fhir-record', { ...patient, name: [null] })).toEqual([422, ['Patient.name[0]']])
  expect(await wrong('case-record-goal', patient)).toEqual([422, ['Parameters']])
})

test('content of whatever form is mapped or refused, and never a failure of the gateway', async () => {
  const odd: unknown[] = [5, true, 'x', [], [null], [[1]], { a: 1 }, [{ reference: 7 }], { coding: 'x' }]
  for (const value of odd) {
    const goal = {
      resourceType: 'Goal',
      description: value,
      addresses: value,
      identifier: value,
      meta: value,
    }
    const client = {
      resourceType: 'Patient',
      name: value,
      telecom: value,
      extension: value,
      contained: value,
    }
    const entry = [
      { fullUrl: value, resource: goal },
      { resource: client },
      { resource: { resourceType: 'Nothing' } },
    ]
    const bundle = { resourceType: 'Bundle', entry, identifier: value, timestamp: value, meta: value }
    for (const sent of [goal, client, bundle]) {
      const { status } = await ask('fhir-record/$transform?report=true', sent)
      expect([JSON.stringify(value), status < 500]).toEqual([JSON.stringify(value), true])
    }
    const { status } = await ask(
      'case-record/$transform',
      asBinary(JSON.stringify({ ...record, goals: value })),
    )
    expect([200, 422]).toContain(status)
  }
})

test('what is not taken is refused by name: unknown maps, maps that are brought, other parameters, GET', async () => {
  const refused = async (path: string, sent?: unknown): Promise<unknown> => {
    const { status, body } = await ask(path, sent)
    const [issue] = body['issue'] as { code: string; diagnostics: string }[]
    return { status, code: issue?.code, text: issue?.diagnostics }
  }
  expect(await refused('$transform?source=urn:none', patient)).toMatchObject({
    status: 404,
    code: 'not-found',
  })
  expect(await refused('none-such/$transform', patient)).toMatchObject({ status: 404, code: 'not-found' })
  for (const name of ['map', 'srcMap', 'sourceMap', 'supportingMap'])
    expect(
      await refused(
        '$transform',
        parameters({ name, resource: { resourceType: 'StructureMap' } }, content(patient)),
      ),
    ).toEqual({
      status: 400,
      code: 'not-supported',
      text: expect.stringContaining('Maps that a request brings are not run'),
    })
  expect(await refused('$transform', parameters({ name: 'colour' }, content(patient)))).toMatchObject({
    status: 400,
  })
  expect(await refused('$transform?colour=red', patient)).toMatchObject({ status: 400 })
  expect(await refused('$transform', parameters(content(patient)))).toMatchObject({
    status: 400,
    code: 'required',
  })
  expect(await refused('$transform', parameters(source(CASE_RECORD)))).toMatchObject({
    status: 400,
    code: 'required',
  })
  expect(await refused('$transform', [])).toMatchObject({ status: 400, code: 'required' })
  expect(await refused('case-record/$transform?source=x', patient)).toMatchObject({
    status: 400,
    code: 'invalid',
  })
  expect(await refused('case-record/$transform?report=perhaps', patient)).toMatchObject({
    status: 400,
    code: 'value',
  })
  expect(await refused('$transform')).toMatchObject({ status: 405 })
  const unknown = await fetch(`${gateway.url}/fhir/StructureMap/$transform`, { method: 'POST', body: '{}' })
  expect(unknown.status).toBe(401)
})

const PERSON = `map "https://throughline.example/fhir/StructureMap/as-person" = "AsPerson"
uses "http://hl7.org/fhir/StructureDefinition/Patient" alias Patient as source
uses "http://hl7.org/fhir/StructureDefinition/Person" alias Person as target
group AsPerson(source src : Patient, target tgt : Person) {
  src.gender as gender check gender != 'unknown' -> tgt.gender = gender "gender";
}`

test('a whole map that is added to the content is run, and says by which line it refuses; a broken one is never in force', async () => {
  const loaded = await loadContent(fileURLToPath(new URL('../..', import.meta.url)))
  const withMap = (text: string) => async () => ({
    ...loaded,
    version: `with-${text.length}`,
    frame: `with-${text.length}`,
    maps: [...loaded.maps, { name: 'as-person', text }],
  })
  expect(await gateway.t.reload(withMap(PERSON.replace('src.gender', 'src.colour')))).toMatchObject({
    kind: 'refused',
    faults: [expect.stringMatching(/^mappings\/as-person\.map:5:\d+ Patient has no element 'colour'/)],
  })
  expect((await ask('as-person/$transform', patient)).status).toBe(404)
  expect(await gateway.t.reload(withMap(PERSON))).toMatchObject({ kind: 'in-force' })
  expect(await ask('as-person/$transform', { ...patient, active: true })).toEqual({
    status: 200,
    unmapped: '1',
    body: { resourceType: 'Person', gender: 'female' },
  })
  expect(await ask('as-person/$transform', { ...patient, gender: 'unknown' })).toMatchObject({
    status: 422,
    body: { issue: [{ code: 'processing', diagnostics: expect.stringMatching(/line 5 \(gender\)/) }] },
  })
  expect(await ask('as-person/$transform', { resourceType: 'Person' })).toMatchObject({ status: 422 })
})

test('the CapabilityStatement names it', async () => {
  const { body } = await ask('../metadata')
  const rest = body['rest'] as { resource: { type: string; operation?: { name: string }[] }[] }[]
  expect(rest[0]?.resource.find(({ type }) => type === 'StructureMap')?.operation).toEqual([
    { name: 'transform', definition: 'http://hl7.org/fhir/OperationDefinition/StructureMap-transform' },
  ])
})
