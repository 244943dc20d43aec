/** Act 4: the court submits its participant and mandate, asks for compliance, and the center asks why. */
import type { Acting } from '../client.ts'
import { patientOf, transactionOf } from './referral-in.ts'
import type { Stage, Step } from './stage.ts'

const COORDINATOR: Acting = {
  partner: 'harbor-court',
  person: 'hc-coordinator',
  purpose: 'cj-monitoring',
}
const PRIVACY: Acting = { partner: 'cedar-bridge', person: 'cb-privacy', purpose: 'HOPERAT' }
const COURT = { reference: 'Organization/harbor-court' }
const RECORDS = 'https://harbor-court.example/records'
const CODES = 'https://throughline.example/fhir/CodeSystem'

type Json = Record<string, unknown>

function mandate(stage: Stage): Json {
  const { docket } = stage.person
  const number = (kind: string): { system: string; value: string } => ({
    system: RECORDS,
    value: `${kind}-${docket.value}`,
  })
  const patient = { reference: 'urn:uuid:00000000-0000-4000-8000-000000000001' }
  const condition = (code: string, repeat: Json): Parameters<typeof transactionOf>[0][number] => ({
    resource: {
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'order',
      code: { coding: [{ system: `${CODES}/mandate-condition`, code }] },
      subject: patient,
      requester: COURT,
      occurrenceTiming: { repeat },
    },
    identifier: number(code),
  })
  const plan = {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'order',
    title: 'Treatment court mandate',
    category: [{ coding: [{ system: `${CODES}/plan-category`, code: 'court-mandate' }] }],
    subject: patient,
    period: { start: '2026-03-24' },
    author: COURT,
    activity: [2, 3].map((n) => ({
      reference: { reference: `urn:uuid:00000000-0000-4000-8000-00000000000${n}` },
    })),
  }
  return transactionOf([
    { resource: patientOf(stage), identifier: docket },
    condition('treatment-session', { frequency: 2, period: 1, periodUnit: 'wk' }),
    condition('drug-test', { frequency: 1, period: 1, periodUnit: 'wk' }),
    { resource: plan, identifier: docket },
  ])
}

/** Asks for the report and fails if it says anything that the client has not released to the court. */
export async function askCompliance(stage: Stage, name: string): Promise<void> {
  const { body } = await stage.send(COORDINATOR, {
    method: 'POST',
    path: '/fhir/Patient/$compliance',
    body: {
      resourceType: 'Parameters',
      parameter: [
        { name: 'docket', valueIdentifier: stage.person.docket },
        { name: 'period', valuePeriod: { start: '2026-08-24', end: '2026-11-20' } },
      ],
    },
    name,
  })
  const text = JSON.stringify(body)
  const leaked = ['depress', 'HIV', 'hiv', 'F33', 'B20', 'Z21', 'antiretroviral'].filter((word) =>
    text.includes(word),
  )
  if (leaked.length > 0) throw new Error(`the report says ${leaked.join(', ')}`)
  const entries = (body['entry'] ?? []) as { resource: Json & { section?: { title?: string }[] } }[]
  const sections = entries[0]?.resource.section?.map(({ title }) => title) ?? []
  stage.tell(`the report's sections: ${sections.join('; ')}`)
  if (sections.length < 4) throw new Error('the report lacks what the client released')
}

export const court: readonly Step[] = [
  {
    id: 'mandate-submitted',
    title: 'The treatment court submits its participant and mandate',
    async play(stage) {
      await stage.send(COORDINATOR, { method: 'POST', path: '/fhir', body: mandate(stage), name: 'mandate' })
    },
  },
  {
    id: 'compliance-asked',
    title: 'The court asks for compliance: attendance, tests, goals and level of care, and nothing else',
    play: (stage) => askCompliance(stage, 'compliance'),
  },
  {
    id: 'explained',
    title: 'Cedar Bridge asks why, and reads the reasons',
    async play(stage) {
      const { body } = await stage.send(PRIVACY, {
        method: 'POST',
        path: '/fhir/Consent/$explain',
        body: {
          resourceType: 'Parameters',
          parameter: [
            { name: 'patient', valueReference: { reference: `Patient/${stage.id('client')}` } },
            { name: 'recipient', valueReference: COURT },
            { name: 'purpose', valueCode: 'cj-monitoring' },
            { name: 'person', valueString: 'hc-coordinator' },
            { name: 'category', valueCode: 'attendance' },
            { name: 'category', valueCode: 'mental-health' },
          ],
        },
        name: 'explain',
      })
      for (const sentence of sentencesOf(body)) stage.tell(`“${sentence}”`)
    },
  },
]

type Part = { name: string; valueString?: string; part?: Part[] }

/** The answer, why for each category, and what is missing: each sentence once. */
function sentencesOf({ parameter }: Record<string, unknown>): string[] {
  const told = ((parameter ?? []) as Part[]).flatMap(({ name, valueString, part = [] }) => {
    if (name === 'answer' || name === 'sentence') return [valueString ?? '']
    return name === 'category'
      ? part.filter((each) => each.name === 'why').map((each) => each.valueString ?? '')
      : []
  })
  return [...new Set(told)]
}
