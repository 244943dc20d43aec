/**
 * A stock FHIR client (fhir-kit-client) against the gateway over real HTTP, with a token that the partner's key signed for:
 * it knows nothing of this gateway but FHIR R4. Facts of the main case are read back with plain FHIRPath (fhirpath.js).
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Client } from 'fhir-kit-client'
import type { FhirResource } from 'fhir-kit-client'
import fhirpath from 'fhirpath'
import type { Bundle, Resource } from '../../src/fhir/resource.ts'
import { condition, patient, referral } from '../gateway/support.ts'
import { written } from '../journey/story.ts'
import { CENTER, COURT, HOSPITAL } from '../support/gateway.ts'
import { openHttpGateway } from '../support/http-gateway.ts'
import type { HttpGateway } from '../support/http-gateway.ts'

const RECORDS = 'https://cedar-bridge.example/records'

let http: HttpGateway
let center: Client
let hospital: Client
beforeAll(async () => {
  http = await openHttpGateway()
  const baseUrl = `${http.url}/fhir`
  center = new Client({ baseUrl, bearerToken: await http.token(CENTER) })
  hospital = new Client({ baseUrl, bearerToken: await http.token(HOSPITAL) })
})
afterAll(() => http.close())

const of = (resource: FhirResource): Resource => resource as unknown as Resource
const ids = (bundle: FhirResource): string[] =>
  ((of(bundle) as Bundle).entry ?? []).map(({ resource }) => resource?.id ?? '')

/** The status and the OperationOutcome of a request that must fail. */
async function refusal(
  request: Promise<unknown>,
): Promise<{ status: number; issue: { code: string; expression?: string[]; diagnostics?: string }[] }> {
  const error = await request.then(
    () => new Error('the request was answered'),
    (reason: unknown) => reason,
  )
  const { response } = error as { response?: { status: number; data: FhirResource } }
  if (!response) throw error
  expect(response.data.resourceType).toBe('OperationOutcome')
  return { status: response.status, issue: response.data['issue'] as never }
}

async function patientOf(client: Client, key: string): Promise<Resource> {
  return of(await client.create({ resourceType: 'Patient', body: patient('lakeside', key) }))
}

test('finds out what the server does', async () => {
  const capability = of(await new Client({ baseUrl: `${http.url}/fhir` }).capabilityStatement())
  expect(capability).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' })
  const [rest] = capability['rest'] as { resource: { type: string; interaction: { code: string }[] }[] }[]
  const goal = rest?.resource.find(({ type }) => type === 'Goal')
  expect(goal?.interaction.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['read', 'vread', 'update', 'create', 'search-type', 'history-instance']),
  )
  const smart = await hospital.smartAuthMetadata()
  expect(smart.tokenUrl?.href).toBe(`${http.url}/oauth/token`)
})

describe('one resource', () => {
  test('is created, read, updated under its version, and has a history', async () => {
    const created = await patientOf(hospital, 'one')
    const { response } = Client.httpFor(created as unknown as FhirResource)
    expect(response?.status).toBe(201)
    const id = created.id ?? ''
    expect(response?.headers.get('location')).toBe(`${http.url}/fhir/Patient/${id}/_history/1`)
    const read = of(await hospital.read({ resourceType: 'Patient', id }))
    expect(read).toEqual(created)

    const body = { ...read, gender: 'other' } as unknown as FhirResource
    const options = { headers: { 'if-match': 'W/"1"' } }
    const updated = of(await hospital.update({ resourceType: 'Patient', id, body, options }))
    expect(updated).toMatchObject({ gender: 'other', meta: { versionId: '2' } })
    expect(of(await hospital.vread({ resourceType: 'Patient', id, version: '1' }))).toEqual(created)
    const history = of(await hospital.history({ resourceType: 'Patient', id })) as Bundle
    expect(history).toMatchObject({ type: 'history', total: 2 })
    expect(history.entry?.map(({ resource }) => resource?.meta?.versionId)).toEqual(['2', '1'])

    const stale = await refusal(hospital.update({ resourceType: 'Patient', id, body, options }))
    expect(stale).toMatchObject({ status: 412, issue: [{ code: 'conflict' }] })
  })

  test('is created once under If-None-Exist, and updated by a query', async () => {
    const body = { ...patient('lakeside', 'conditional') } as unknown as FhirResource
    const identifier = 'https://lakeside.example/records|patient-conditional'
    const options = { headers: { 'if-none-exist': `identifier=${identifier}` } }
    const first = of(await hospital.create({ resourceType: 'Patient', body, options }))
    const again = of(await hospital.create({ resourceType: 'Patient', body, options }))
    expect(again.id).toBe(first.id)
    const changed = { ...body, gender: 'unknown' }
    const updated = of(
      await hospital.update({ resourceType: 'Patient', searchParams: { identifier }, body: changed }),
    )
    expect(updated).toMatchObject({ id: first.id, gender: 'unknown' })
  })
})

describe('a search', () => {
  test('is paged by links, each resource once, and by POST gives the same', async () => {
    const { id = '' } = await patientOf(hospital, 'paged')
    const codes = ['F11.20', 'F10.20', 'F17.210', 'F12.20', 'F14.20']
    const created: string[] = []
    for (const code of codes) {
      const body = condition(`Patient/${id}`, code) as unknown as FhirResource
      created.push(of(await hospital.create({ resourceType: 'Condition', body })).id ?? '')
    }
    const searchParams = { patient: `Patient/${id}`, _count: 2, _total: 'accurate' }
    let page: FhirResource | undefined = await hospital.search({ resourceType: 'Condition', searchParams })
    expect(page).toMatchObject({ type: 'searchset', total: codes.length })
    const seen: string[][] = []
    while (page) {
      seen.push(ids(page))
      page = await hospital.nextPage({ bundle: page as never })
    }
    expect(seen.map(({ length }) => length)).toEqual([2, 2, 1])
    expect(new Set(seen.flat())).toEqual(new Set(created))
    const posted = await hospital.search({
      resourceType: 'Condition',
      searchParams: { patient: `Patient/${id}`, code: 'F10.20' },
      options: { postSearch: true },
    })
    expect(ids(posted)).toEqual([created[1]])
  })
})

test('a transaction is carried out as a whole', async () => {
  const body = referral({ from: 'lakeside', to: 'cedar-bridge', key: 'kit' }) as unknown as FhirResource
  const answer = of(await hospital.transaction({ body })) as Bundle
  expect(answer.type).toBe('transaction-response')
  expect(answer.entry?.map(({ response }) => response?.status.slice(0, 3))).toEqual([
    '201',
    '201',
    '201',
    '201',
  ])
  const task = answer.entry?.at(-1)?.response?.location?.split('/')[1] ?? ''
  expect(of(await hospital.read({ resourceType: 'Task', id: task }))['status']).toBe('requested')
  await http.t.deliver()
  expect(
    ids(await center.search({ resourceType: 'Task', searchParams: { 'part-of': `Task/${task}` } })),
  ).toHaveLength(1)
})

describe('the operations', () => {
  test('$validate says what is wrong, by profile, and keeps nothing', async () => {
    const input = { resourceType: 'Goal', lifecycleStatus: 'actif', description: { text: 'A roof.' } }
    const outcome = of(await hospital.operation({ name: '$validate', resourceType: 'Goal', input }))
    const issues = outcome['issue'] as { severity: string; expression?: string[] }[]
    const errors = issues.filter(({ severity }) => severity === 'error')
    expect(errors.flatMap(({ expression }) => expression ?? [])).toEqual(
      expect.arrayContaining(['Goal.lifecycleStatus', 'Goal.subject']),
    )
  })

  test('$compliance gives a court the document on its own participant', async () => {
    const court = new Client({ baseUrl: `${http.url}/fhir`, bearerToken: await http.token(COURT) })
    const docket = { system: 'https://harbor-court.example/docket', value: 'HC-TC-2026-0001' }
    const person = { ...patient('harbor-court', 'kit'), identifier: [docket] } as unknown as FhirResource
    const { id } = of(await court.create({ resourceType: 'Patient', body: person }))
    const plan = {
      resourceType: 'CarePlan',
      status: 'active',
      intent: 'order',
      subject: { reference: `Patient/${id ?? ''}` },
    }
    await court.create({
      resourceType: 'CarePlan',
      body: { ...plan, identifier: [docket], period: { start: '2026-03-01' } },
    })
    const input = { resourceType: 'Parameters', parameter: [{ name: 'docket', valueIdentifier: docket }] }
    const report = of(await court.operation({ name: 'compliance', resourceType: 'Patient', input })) as Bundle
    expect(report.type).toBe('document')
    expect(report.entry?.[0]?.resource).toMatchObject({ resourceType: 'Composition', status: 'final' })
    const refused = await refusal(hospital.operation({ name: 'compliance', resourceType: 'Patient', input }))
    expect(refused).toMatchObject({ status: 403, issue: [{ code: 'forbidden' }] })
  })
})

describe('what goes wrong', () => {
  test.each([
    [
      'a resource that is not there',
      404,
      'not-found',
      () => hospital.read({ resourceType: 'Goal', id: 'nobody' }),
    ],
    [
      'a search parameter that is unknown',
      400,
      'not-supported',
      () => hospital.search({ resourceType: 'Goal', searchParams: { mood: 'good' } }),
    ],
    ['a type that is unknown', 404, 'not-found', () => hospital.request('Attic/1')],
    [
      'a resource of another type than the address',
      400,
      'invalid',
      () => hospital.create({ resourceType: 'Goal', body: { resourceType: 'Patient' } }),
    ],
    [
      'an interaction that is not offered',
      405,
      'not-supported',
      () => hospital.delete({ resourceType: 'Goal', id: 'x' }),
    ],
    [
      'a request without a token',
      401,
      'login',
      () => new Client({ baseUrl: `${http.url}/fhir` }).read({ resourceType: 'Goal', id: 'x' }),
    ],
  ])('%s is an OperationOutcome', async (_what, status, code, request) => {
    const refused = await refusal(request())
    expect(refused).toMatchObject({ status, issue: [{ code }] })
    expect(refused.issue[0]?.diagnostics).toMatch(/\.$/)
  })

  test('a resource that does not conform is refused with every fault and where it is', async () => {
    const body = { resourceType: 'Patient', gender: 'often', birthDate: '12.04.1991', attic: true }
    const refused = await refusal(hospital.create({ resourceType: 'Patient', body }))
    expect(refused.status).toBe(422)
    expect(refused.issue.flatMap(({ expression }) => expression ?? [])).toEqual(
      expect.arrayContaining(['Patient.gender', 'Patient.birthDate']),
    )
  })
})

describe('the main case, read back with plain FHIR', () => {
  let client: string
  beforeAll(async () => {
    const response = await fetch(`${http.url}/intake/case-records`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await http.token(CENTER)}`, 'content-type': 'application/json' },
      body: JSON.stringify(written('main/case-record')),
    })
    client = ((await response.json()) as { client: string }).client
  })

  // Of each fact, the row of docs/coverage.md (0: the client) and a plain path.
  const at = (id: string): string => `identifier=${RECORDS}|${id}`
  const facts: [row: number, fact: string, query: string, path: string, expected: unknown[]][] = [
    [
      0,
      'the name',
      `Patient?${at('cb-client-4711')}`,
      "name.where(use='official').select(given.join(' ') + ' ' + family)",
      ['Testa Invented Placeholder'],
    ],
    [0, 'the birth date', `Patient?${at('cb-client-4711')}`, 'birthDate', ['1991-04-12']],
    [
      0,
      'the ethnicity in words',
      `Patient?${at('cb-client-4711')}`,
      "extension.where(url.endsWith('us-core-ethnicity')).extension.where(url='text').valueString",
      ['2186-5'],
    ],
    [
      0,
      'the home',
      `Patient?${at('cb-client-4711')}`,
      "address.where(use='home').line",
      ['12 Invented Lane', 'Room 3'],
    ],
    [1, 'the status of the episode', `EpisodeOfCare?${at('tp-episode-1')}`, 'status', ['active']],
    [1, 'since when it is active', `EpisodeOfCare?${at('tp-episode-1')}`, 'period.start', ['2026-02-23']],
    [
      1,
      'how long she waited',
      `EpisodeOfCare?${at('tp-episode-1')}`,
      "statusHistory.where(status='waitlist').period.select(start | end)",
      ['2026-02-18', '2026-02-22'],
    ],
    [
      6,
      'the title of the active plan',
      'CarePlan?status=active&intent=plan',
      'title',
      ['Individual service plan, version 3'],
    ],
    [
      6,
      'the period of the active plan',
      'CarePlan?status=active&intent=plan',
      'period.start',
      ['2026-06-22'],
    ],
    [
      24,
      'the plan that it replaces',
      'CarePlan?status=active&intent=plan',
      "replaces.exists() and intent = 'plan'",
      [true],
    ],
    [
      7,
      "a goal's text",
      `Goal?${at('tp-goal-home')}`,
      'description.text',
      ['Live in a place where nobody uses.'],
    ],
    [23, "a goal's achievement", `Goal?${at('tp-goal-home')}`, 'achievementStatus.coding.code', ['achieved']],
    [7, "a goal's due date", `Goal?${at('tp-goal-home')}`, 'target.dueDate', ['2026-05-31']],
    [4, 'the domain of a need', `Condition?${at('tp-need-housing')}`, 'code.coding.code', ['housing']],
    [4, 'when the need was met', `Condition?${at('tp-need-housing')}`, 'abatementDateTime', ['2026-05-01']],
    [
      11,
      "a referral's service",
      `ServiceRequest?${at('tp-ref-psychiatry')}`,
      'code.coding.code',
      ['psychiatric-care'],
    ],
    [
      11,
      "a referral's receiver",
      `ServiceRequest?${at('tp-ref-psychiatry')}`,
      'performer.reference',
      ['Organization/lakeside'],
    ],
    [11, "a referral's status", `Task?${at('tp-ref-psychiatry')}`, 'status', ['requested']],
    [
      11,
      'the outcome of another referral',
      `Task?${at('tp-ref-benefits')}`,
      'output.valueCodeableConcept.coding.code',
      ['service-provided'],
    ],
    [
      14,
      'the role of the team lead',
      `CareTeam?${at('cb-case-4711-team')}`,
      "participant.where(extension.where(url.endsWith('team-lead')).valueBoolean = true).role.coding.code",
      ['counselor'],
    ],
    [
      14,
      "the lead's credentials",
      `Practitioner?${at('cb-staff-sample')}`,
      'qualification.code.coding.code',
      ['LCADC', 'CCM'],
    ],
    [
      20,
      "a drug test's result",
      `Observation?${at('tp-test-20260616')}`,
      'valueCodeableConcept.coding.code',
      ['confirmed-positive'],
    ],
    [
      20,
      "a drug test's date",
      `Observation?${at('tp-test-20260616')}`,
      'effectiveDateTime',
      ['2026-06-16T07:40:00-04:00'],
    ],
    [
      20,
      'a missed drug test',
      `Observation?${at('tp-test-20260707')}`,
      'dataAbsentReason.coding.code',
      ['not-performed'],
    ],
    [
      20,
      'an attended session',
      `Encounter?${at('tp-ses-001')}`,
      'status | period.start',
      ['finished', '2026-03-10T10:00:00-04:00'],
    ],
    [
      15,
      'a missed session',
      `Appointment?${at('tp-ses-043')}`,
      'status | start',
      ['noshow', '2026-06-11T18:00:00-04:00'],
    ],
    [
      15,
      'why a session was excused',
      `Appointment?${at('tp-ses-014')}`,
      'cancelationReason.coding.code',
      ['ill', 'pat'],
    ],
    [
      19,
      'the level of care',
      `Observation?${at('tp-loc-4')}`,
      'valueCodeableConcept.coding.code | effectivePeriod.start',
      ['1.5', '2026-08-01'],
    ],
    [
      17,
      "a release's recipient",
      `Consent?${at('tp-rel-court')}`,
      'provision.actor.reference.reference.distinct()',
      ['Organization/harbor-court'],
    ],
    [
      17,
      "a release's period",
      `Consent?${at('tp-rel-court')}`,
      'provision.period.select(start | end)',
      ['2026-03-16', '2027-09-15'],
    ],
    [
      17,
      "a release's categories",
      `Consent?${at('tp-rel-lakeside-hiv')}`,
      'provision.securityLabel.code',
      ['hiv'],
    ],
    [2, 'the code of a diagnosis', `Condition?${at('tp-dx-oud')}`, 'code.coding.code', ['F11.20']],
    [
      20,
      'a medicine',
      `MedicationStatement?${at('tp-med-1')}`,
      'medicationCodeableConcept.text | dosage.text',
      ['Buprenorphine and naloxone, sublingual film', '16 mg once a day'],
    ],
    [
      1,
      'an encounter in the street',
      `Communication?${at('tp-eng-1')}`,
      'sent | medium.coding.code',
      ['2026-02-03T21:15:00-05:00', 'street'],
    ],
    [
      2,
      'what an assessment came to',
      `Observation?${at('tp-as-screen')}`,
      'valueString',
      ['Daily use by injection; overdose three days ago; wants treatment.'],
    ],
    [
      3,
      'a strength',
      `Observation?${at('tp-str-1')}`,
      'valueCodeableConcept.coding.code | valueCodeableConcept.text',
      ['employment-history', 'Six years with one employer, promoted once.'],
    ],
    [
      5,
      'a barrier and what was done about it',
      `Condition?${at('tp-bar-licence')}`,
      'code.coding.code | note.text',
      ['transportation', 'Bus pass, and a ride home with the program van.'],
    ],
    [
      8,
      'how often an intervention takes place',
      `ServiceRequest?${at('tp-iv-use-1')}`,
      "occurrenceTiming.repeat.select(frequency.toString() + '/' + period.toString() + periodUnit)",
      ['1/1wk'],
    ],
    [
      9,
      'why something was coordinated, and about what',
      `Communication?${at('tp-co-01')}`,
      'topic.text | reasonCode.text',
      ['Admission on Monday; medication until then.', 'No gap between hospital and withdrawal unit.'],
    ],
    [
      10,
      'a question of the client and its answer',
      `Communication?${at('tp-ex-rights')}`,
      'payload.contentString.skip(1)',
      ['Can my boss find out?', 'Only if you sign for it.'],
    ],
    [
      12,
      'a question to another professional',
      `Communication?${at('tp-co-07')}`,
      'category.coding.code | payload.contentString.first()',
      ['consultation', 'Which laboratory values first?'],
    ],
    [
      13,
      'a contact',
      `RelatedPerson?${at('tp-contact-mother')}`,
      "relationship.coding.where(system.endsWith('v3-RoleCode')).code | telecom.value",
      ['PRN', '+1-555-0101'],
    ],
    [
      16,
      'the group session that she was at, which names nobody else',
      `Encounter?${at('tp-ses-030')}`,
      "partOf.identifier.value | subject.reference.exists() | participant.individual.reference.where(startsWith('Patient/'))",
      ['cb-group-20260312', true],
    ],
    [
      18,
      'a wish',
      `Flag?${at('tp-pref-1')}`,
      'code.text',
      ['Text messages only; no voice mail; never the name of the center.'],
    ],
    [
      18,
      'a service that she refused',
      `ServiceRequest?${at('tp-refuse-1')}`,
      'doNotPerform | code.coding.code | reasonCode.text',
      [true, 'vocational', 'Wants her own position back.'],
    ],
    [
      21,
      'what she is charged with',
      `Condition?${at('tp-matter-1')}`,
      'code.text | onsetDateTime',
      ['Possession of a controlled substance', '2026-02-15'],
    ],
    [
      22,
      'an application for a benefit',
      `Task?${at('tp-ben-medicaid')}`,
      'reasonCode.coding.code | authoredOn | executionPeriod.end',
      ['medicaid', '2026-02-27', '2026-03-13'],
    ],
    [
      23,
      'what worked in a plan',
      `Observation?${at('tp-eval-1')}`,
      "component.where(code.coding.code = 'worked').valueString",
      ['Applications done together in the first week.'],
    ],
    [
      25,
      'when and why treatment ends',
      `Composition?${at('tp-disch-1')}`,
      'date | event.code.text',
      ['2026-11-30', 'Planned completion of treatment.'],
    ],
    [
      26,
      'what was asked of a court for her',
      `Communication?${at('tp-co-08')}`,
      'category.coding.code | topic.text',
      ['advocacy', 'Her stay in the residential unit instead of pretrial detention.'],
    ],
    [
      27,
      'a member of her family',
      `RelatedPerson?${at('tp-member-son')}`,
      "relationship.coding.where(system.endsWith('v3-RoleCode')).code | birthDate",
      ['CHILD', '2017-06-02'],
    ],
    [
      28,
      'that counseling notes exist, and nothing of them',
      `DocumentReference?${at('tp-cn-1')}`,
      'type.coding.code | content.attachment.title | content.attachment.data | content.attachment.url',
      ['sud-counseling-note', 'Counseling notes exist'],
    ],
  ]

  test('the facts are of all rows of docs/coverage.md', () => {
    const rows = new Set(facts.map(([row]) => row))
    expect(rows).toEqual(new Set(Array.from({ length: 29 }, (_each, row) => row)))
  })

  test.each(facts)('row %i: %s', async (...each) => {
    const [, , query, path, expected] = each
    const [type = '', parameters = ''] = query.split('?')
    const about = type === 'Patient' || type === 'Practitioner' ? '' : `&patient=${client}`
    const bundle = await center.request(`${type}?${encodeURI(parameters)}${about}`)
    const resources = ((of(bundle) as Bundle).entry ?? []).map(({ resource }) => resource)
    expect(resources).toHaveLength(1)
    expect(await fhirpath.evaluate(resources[0], path)).toEqual(expected)
  })

  test('$explain says why the hospital may see the plan and may not see drug tests', async () => {
    const privacy = { partner: 'cedar-bridge', purpose: 'HOPERAT', person: { id: 'cb-privacy' }, tokenId: '' }
    const officer = new Client({ baseUrl: `${http.url}/fhir`, bearerToken: await http.token(privacy) })
    const parameter = [
      { name: 'patient', valueReference: { reference: client } },
      { name: 'recipient', valueReference: { reference: 'Organization/lakeside' } },
      { name: 'purpose', valueCode: 'TREAT' },
      { name: 'category', valueCode: 'plan' },
      { name: 'category', valueCode: 'drug-tests' },
    ]
    const input = { resourceType: 'Parameters', parameter }
    const explained = await officer.operation({ name: 'explain', resourceType: 'Consent', input })
    const verdictOn = (category: string): unknown =>
      fhirpath.evaluate(
        explained,
        `parameter.where(part.where(name='code').valueCode='${category}').part.where(name='verdict').valueCode`,
      )
    expect([await verdictOn('plan'), await verdictOn('drug-tests')]).toEqual([['may'], ['may-not']])
  })
})
