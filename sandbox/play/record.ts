/** Acts 2 and 3: the case record comes in; the plan and the referrals reach the hospital, which answers. */
import { recordOf } from './client-of-the-day.ts'
import { CASE_MANAGER, moveTask, PHYSICIAN, seenOf } from './referral-in.ts'
import type { Stage, Step } from './stage.ts'

type Entry = { resource: Record<string, unknown> & { id: string } }
type Receipt = {
  client: string
  stored: { reference: string; source: string }[]
  unmapped: unknown[]
  released: { recipient: string; purpose: string; categories: string[] }[]
}

/** The record's referrals to the hospital's clinics, by their ids in the record. */
const REFERRALS = { psychiatric: 'psychiatric-care', hiv: 'hiv-care' } as const

export const record: readonly Step[] = [
  {
    id: 'record-submitted',
    title: "Cedar Bridge submits the client's case record",
    async play(stage) {
      const { body } = await stage.send(CASE_MANAGER, {
        method: 'POST',
        path: '/intake/case-records',
        body: await recordOf(stage.person),
        name: 'case-record',
      })
      const receipt = body as Receipt
      if (receipt.client !== `Patient/${stage.id('client')}`)
        throw new Error('the record was not recognised as the referred client')
      stage.tell(`${receipt.stored.length} resources are kept`)
      for (const { recipient, purpose, categories } of receipt.released)
        stage.tell(`released to ${recipient} for ${purpose}: ${categories.join(', ')}`)
      stage.tell(
        `${receipt.unmapped.length} fields are in sections that the maps do not carry yet (docs/mapping.md)`,
      )
      remember(stage, receipt)
    },
  },
  {
    id: 'plan-arrived',
    title: 'The plan reaches the hospital with the disclosure packet',
    async play(stage) {
      await stage.until('the plan has reached Lakeside', async () => {
        const packet = (await stage.inbox('lakeside')).findLast(
          ({ kind, bundle }) =>
            kind === 'plan' && JSON.stringify(bundle).includes(stage.id('patientAtLakeside')),
        )
        const plan = packet?.bundle.entry?.find(
          ({ resource }) => resource?.['resourceType'] === 'CarePlan',
        )?.resource
        if (plan) stage.ids['planAtLakeside'] = String(plan['id'])
        const notice = packet?.bundle.entry?.some(
          ({ resource }) =>
            resource?.['resourceType'] === 'DocumentReference' && String(resource['id']).endsWith('-notice'),
        )
        return plan !== undefined && notice === true
      })
      await stage.until(
        'Lakeside holds its copy',
        async () =>
          (
            await stage.send(PHYSICIAN, {
              method: 'GET',
              path: `/fhir/CarePlan/${stage.id('planAtLakeside')}`,
              expect: [200, 404],
            })
          ).status === 200,
      )
      const { body } = await stage.send(PHYSICIAN, {
        method: 'GET',
        path: `/fhir/CarePlan?_id=${stage.id('planAtLakeside')}&_include=CarePlan:goal`,
      })
      const goals = ((body['entry'] ?? []) as Entry[]).filter(
        ({ resource }) => resource['resourceType'] === 'Goal',
      )
      stage.tell(`Lakeside reads the plan with ${goals.length} goals`)
      if (goals.length === 0) throw new Error('the plan came without goals')
    },
  },
  {
    id: 'clinics-arrived',
    title: "Cedar Bridge's referrals reach the hospital's psychiatric and HIV clinics",
    async play(stage) {
      const query = `patient=Patient/${stage.id('client')}&owner=Organization/lakeside&_include=Task:focus`
      const { body: found } = await stage.send(CASE_MANAGER, { method: 'GET', path: `/fhir/Task?${query}` })
      const entries = ((found['entry'] ?? []) as Entry[]).map(({ resource }) => resource)
      for (const [name, service] of Object.entries(REFERRALS)) {
        const orders = entries.filter(
          (each) =>
            each['resourceType'] === 'ServiceRequest' && JSON.stringify(each['code']).includes(service),
        )
        const focuses = orders.map(({ id }) => `ServiceRequest/${id}`)
        const task = entries.find((each) =>
          focuses.includes((each['focus'] as { reference?: string } | undefined)?.reference ?? ''),
        )
        if (!task) throw new Error(`the record has no referral to Lakeside for ${service}`)
        stage.ids[`${name}AtCedar`] = task.id
        await stage.until(`the ${service} referral has reached Lakeside`, async () => {
          const { body } = await stage.send(PHYSICIAN, {
            method: 'GET',
            path: `/fhir/Task?part-of=Task/${task.id}`,
          })
          const [mine] = (body['entry'] ?? []) as Entry[]
          if (mine) stage.ids[`${name}AtLakeside`] = mine.resource.id
          return mine !== undefined
        })
      }
    },
  },
  {
    id: 'clinics-accept',
    title: 'The hospital accepts both; Cedar Bridge sees it',
    async play(stage) {
      for (const name of Object.keys(REFERRALS)) {
        await moveTask(stage, PHYSICIAN, {
          task: stage.id(`${name}AtLakeside`),
          change: { status: 'accepted', businessStatus: undefined },
          name: `${name}-accepted`,
        })
        await expectSeenByCedar(stage, name, 'accepted')
      }
    },
  },
  {
    id: 'clinic-completes',
    title: 'The HIV clinic completes its referral with an outcome; Cedar Bridge sees it',
    async play(stage) {
      const output = [
        {
          type: {
            coding: [{ system: 'https://throughline.example/fhir/CodeSystem/task-output', code: 'outcome' }],
          },
          valueCodeableConcept: {
            coding: [
              {
                system: 'https://throughline.example/fhir/CodeSystem/referral-outcome',
                code: 'service-continuing',
              },
            ],
          },
        },
      ]
      await moveTask(stage, PHYSICIAN, {
        task: stage.id('hivAtLakeside'),
        change: { status: 'completed', businessStatus: undefined, output },
        name: 'hiv-completed',
      })
      await expectSeenByCedar(stage, 'hiv', 'completed')
    },
  },
]

async function expectSeenByCedar(stage: Stage, name: string, status: string): Promise<void> {
  const seen = await seenOf(stage, CASE_MANAGER, stage.id(`${name}AtCedar`))
  if (!seen.code.startsWith(status))
    throw new Error(`Cedar Bridge sees '${seen.code}' where '${status}' was expected`)
  stage.tell(`Cedar Bridge sees: ${seen.words}`)
}

function remember(stage: Stage, receipt: Receipt): void {
  for (const { reference, source } of receipt.stored) {
    const [type, id] = reference.split('/')
    if (type && id) stage.ids[`${type} ${source}`] = id
  }
}
