/** The main case through the whole gateway: kept once, released as signed, sent where it is referred. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { PROFILE } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { bodyOf, CENTER, COURT, HOSPITAL, openTestGateway, resourcesOf } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { caseRecord } from './case-record-ground.ts'

const KEPT = Object.keys(
  JSON.parse(readFileSync('profiles/search-parameters.json', 'utf8')) as Record<string, unknown>,
)

let open: TestGateway
beforeAll(async () => {
  open = await openTestGateway()
})
afterAll(() => open.close())

type Receipt = {
  client: string
  counts: { created: number; updated: number; unchanged: number }
  released: { recipient: string; purpose: string; categories: string[] }[]
  queued: { recipient: string; kind: string }[]
  void: { element: string }[]
}

async function submit(record: unknown): Promise<Receipt> {
  const answer = await open.gateway.receive.caseRecord(CENTER, record)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body).slice(0, 3000))
  return bodyOf(answer) as unknown as Receipt
}

describe('the main case', () => {
  test('is kept, and tells what goes to whom', async () => {
    const receipt = await submit(caseRecord('main'))
    expect(receipt.counts).toMatchObject({ updated: 0, unchanged: 0 })
    expect(receipt.counts.created).toBeGreaterThanOrEqual(345)
    const pairs = receipt.released.map(({ recipient, purpose }) => `${recipient} ${purpose}`)
    expect(pairs).toEqual(expect.arrayContaining(['lakeside TREAT', 'harbor-court cj-monitoring']))
    expect(receipt.queued.map(({ recipient }) => recipient)).toContain('lakeside')
  })

  test('submitted again makes no new version', async () => {
    const receipt = await submit(caseRecord('main'))
    expect(receipt.counts).toMatchObject({ created: 0, updated: 0 })
  })

  test('with one changed goal changes that goal', async () => {
    const record = caseRecord('main')
    const [goal] = record['goals'] as { statement: string }[]
    if (goal) goal.statement = 'No heroin or fentanyl for half a year.'
    const receipt = await submit({ ...record, record: { ...record.record, version: 10 } })
    expect(receipt.counts).toMatchObject({ created: 0, updated: 1 })
  })

  test('gives the hospital the plan without a word of drug tests', async () => {
    await open.deliver()
    const kinds = open.sent
      .filter(({ endpoint }) => endpoint.includes('lakeside'))
      .flatMap(({ bundle }) => bundle.entry ?? [])
    const types = kinds.map(({ resource }) => (resource as Resource).resourceType)
    expect(types).toEqual(expect.arrayContaining(['CarePlan', 'Goal', 'Task', 'ServiceRequest']))
    expect(JSON.stringify(kinds)).not.toContain('drug-test-result')
    const found = await open.gateway.disclose.search(HOSPITAL, 'CarePlan', [])
    expect(found.status).toBe(200)
  })
})

describe('of what was said, wished, refused and ordered', () => {
  let ofHospital: Resource[]
  let ofCourt: Resource[]
  beforeAll(async () => {
    ofHospital = await allOf(HOSPITAL)
    ofCourt = await allOf(COURT)
  })

  async function allOf(actor: Actor): Promise<Resource[]> {
    const pages: Resource[] = []
    for (const type of KEPT) {
      const answer = await open.gateway.disclose.search(actor, type, [['_count', '200']])
      if (answer.status === 200) pages.push(...resourcesOf(bodyOf(answer)))
    }
    return pages.filter(({ meta }) =>
      meta?.security?.some(({ code }) => code === 'NORDSCLCDS' || code === '42CFRPart2'),
    )
  }

  const typesOf = (resources: readonly Resource[]): string[] => [
    ...new Set(resources.map(({ resourceType }) => resourceType)),
  ]
  const claims = (resources: readonly Resource[], ...profiles: string[]): Resource[] =>
    resources.filter(({ meta }) => meta?.profile?.some((profile) => profiles.includes(profile)))

  test('the hospital gets what its release covers, and nothing of the court, of contacts or of money', () => {
    expect(typesOf(ofHospital)).toEqual(expect.arrayContaining(['Communication', 'Composition', 'Encounter']))
    for (const type of ['RelatedPerson', 'Coverage']) expect(typesOf(ofHospital)).not.toContain(type)
    const { legalMatter, courtResponse, mandate, mandateCondition, drugTest, benefitApplication } = PROFILE
    expect(
      claims(ofHospital, legalMatter, courtResponse, mandate, mandateCondition, drugTest, benefitApplication),
    ).toEqual([])
    const said = ofHospital.filter(({ resourceType }) =>
      ['Communication', 'Composition'].includes(resourceType),
    )
    expect(said.length).toBeGreaterThan(10)
    expect(JSON.stringify(said)).not.toMatch(
      /harbor-court|Judy Fabled|Cora Invented|What the court would see/,
    )
  })

  test('the court gets nothing that was not there before, save the stays at a level of care', () => {
    const types = typesOf(ofCourt)
    for (const type of [
      'Communication',
      'Flag',
      'Composition',
      'RiskAssessment',
      'Condition',
      'MedicationRequest',
    ])
      expect(types).not.toContain(type)
    const { progress, incident, conditionReport, planEvaluation, assessment, refusal, admissionRequest } =
      PROFILE
    expect(
      claims(
        ofCourt,
        progress,
        incident,
        conditionReport,
        planEvaluation,
        assessment,
        refusal,
        admissionRequest,
      ),
    ).toEqual([])
    expect(claims(ofCourt, PROFILE.stay).length).toBeGreaterThan(0)
    expect(ofCourt.length).toBeGreaterThan(100)
  })

  test('a partner that is named where FHIR allows no organization is named to no third one', async () => {
    const record = caseRecord('main')
    const judge = { partner: 'harbor-court', name: 'Judy Fabled' }
    const visit = {
      id: 'tp-appt-judge',
      with: judge,
      purpose: 'A talk with the judge',
      startsAt: '2026-12-01T10:00:00-05:00',
      status: 'booked',
      service: 'court-hearing',
    }
    const { schemaVersion, client } = record
    const header = { ...record.record, version: 11 }
    await submit({ schemaVersion, record: header, client, appointments: [visit] })
    const answer = await open.gateway.disclose.search(HOSPITAL, 'Appointment', [['_count', '200']])
    const seen = resourcesOf(bodyOf(answer)).find(({ identifier }) =>
      JSON.stringify(identifier).includes('judge'),
    )
    expect(seen).toBeDefined()
    expect(JSON.stringify(seen)).not.toMatch(/harbor-court|Judy Fabled/)
  })

  test('nobody but the center learns which sessions were one group', async () => {
    const own = await allOf(CENTER)
    expect(JSON.stringify(own)).toContain('cb-group-20260312')
    expect(JSON.stringify([ofHospital, ofCourt])).not.toContain('cb-group')
  })
})
