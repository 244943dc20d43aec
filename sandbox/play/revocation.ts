/** Act 5: the client revokes the hospital's release while the hospital's system is down. */
import { recordOf } from './client-of-the-day.ts'
import { askCompliance } from './court.ts'
import { CASE_MANAGER, PHYSICIAN } from './referral-in.ts'
import type { Stage, Step } from './stage.ts'

type Listed = { id: string; recipient: string; kind: string; state: string; focus: string }

async function planDelivery(stage: Stage): Promise<Listed | undefined> {
  const { body } = await stage.send(CASE_MANAGER, { method: 'GET', path: '/deliveries' })
  const deliveries = (body['deliveries'] ?? []) as Listed[]
  return deliveries.find(
    ({ kind, focus }) => kind === 'plan' && focus === `CarePlan/${stage.id('planAtCedar')}`,
  )
}

/** The record a week later: a goal has moved on. */
async function laterRecord(stage: Stage): Promise<Record<string, unknown>> {
  const record = await recordOf(stage.person)
  const goals = (record['goals'] as Record<string, unknown>[]).map((goal, index) =>
    index === 0 ? { ...goal, statement: `${String(goal['statement'])} (said again on 2026-11-23)` } : goal,
  )
  return { ...record, goals }
}

export const revocation: readonly Step[] = [
  {
    id: 'plan-visible',
    title: "Before: the hospital reads Cedar Bridge's own plan under the release",
    async play(stage) {
      const { body } = await stage.send(CASE_MANAGER, {
        method: 'GET',
        path: `/fhir/CarePlan?patient=Patient/${stage.id('client')}&status=active&intent=plan`,
      })
      const [entry] = (body['entry'] ?? []) as { resource: { id: string } }[]
      stage.ids['planAtCedar'] = entry?.resource.id ?? ''
      await stage.send(PHYSICIAN, {
        method: 'GET',
        path: `/fhir/CarePlan/${stage.id('planAtCedar')}`,
        expect: [200, 404],
      })
    },
  },
  {
    id: 'system-down',
    title: "The hospital's system is down; Cedar Bridge changes the plan; the delivery waits",
    async play(stage) {
      await stage.switchSystem('lakeside', false)
      await stage.send(CASE_MANAGER, {
        method: 'POST',
        path: '/intake/case-records',
        body: await laterRecord(stage),
        name: 'case-record-later',
      })
      await stage.until('the delivery waits', async () =>
        ['waiting', 'in-flight', 'stopped'].includes((await planDelivery(stage))?.state ?? ''),
      )
    },
  },
  {
    id: 'revoked',
    title: "The client revokes the hospital's release, through Cedar Bridge's people",
    async play(stage) {
      const release = stage.id('Consent tp-rel-lakeside')
      await stage.send(CASE_MANAGER, {
        method: 'POST',
        path: `/fhir/Consent/${release}/$revoke`,
        body: { resourceType: 'Parameters' },
        name: 'revoke',
        expect: [200, 409],
      })
      await stage.until(
        'the delivery that waited is stopped',
        async () => (await planDelivery(stage))?.state === 'stopped',
      )
    },
  },
  {
    id: 'absent',
    title:
      "What the hospital next asks of Cedar Bridge's records is absent; its own copies stay, with their labels",
    async play(stage) {
      await stage.send(PHYSICIAN, {
        method: 'GET',
        path: `/fhir/CarePlan/${stage.id('planAtCedar')}`,
        expect: 404,
      })
      const { body } = await stage.send(PHYSICIAN, {
        method: 'GET',
        path: `/fhir/CarePlan/${stage.id('planAtLakeside')}`,
      })
      const labels = ((body['meta'] as { security?: { code?: string }[] }).security ?? []).map(
        ({ code }) => code,
      )
      if (!labels.includes('42CFRPart2')) throw new Error('the copy has lost its label')
      stage.tell(`the copy's labels: ${labels.join(' ')}`)
    },
  },
  {
    id: 'court-still',
    title: "The court's report still works",
    play: (stage) => askCompliance(stage, 'compliance-again'),
  },
  {
    id: 'accounted',
    title: "The hospital's system is up again; the accounting lists every disclosure",
    async play(stage) {
      await stage.switchSystem('lakeside', true)
      const { body } = await stage.send(CASE_MANAGER, {
        method: 'GET',
        path: `/fhir/Patient/${stage.id('client')}/$accounting-of-disclosures`,
      })
      const entries = (
        (body['parameter'] ?? []) as { name: string; part?: { name: string; [value: string]: unknown }[] }[]
      ).filter(({ name }) => name === 'disclosure')
      for (const { part = [] } of entries) {
        const value = (name: string): string => {
          const found = part.find((each) => each.name === name)
          return (
            [found?.['valueCode'], found?.['valueDateTime']].find((each) => typeof each === 'string') ?? ''
          )
        }
        const recipient =
          (
            part.find(({ name }) => name === 'recipient')?.['valueReference'] as
              | { display?: string }
              | undefined
          )?.display ?? ''
        stage.tell(
          `${value('date')}  ${recipient}  ${value('purpose')}  ${value('authority')}  ${value('channel')}  ${value('outcome')}`,
        )
      }
      if (entries.length < 4) throw new Error('the accounting is too short')
    },
  },
]
