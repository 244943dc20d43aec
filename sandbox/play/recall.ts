/** Act 6: a goal turns out to be another client's: the center takes it back, and whoever received it is asked about it. */
import { recordOf } from './client-of-the-day.ts'
import { CASE_MANAGER, PHYSICIAN } from './referral-in.ts'
import type { Stage, Step } from './stage.ts'

type Recall = { id: string; recipient: string; state: string; answer?: string; deadline: string }

const GOAL = 'tp-goal-skills'

async function recallsOf(stage: Stage): Promise<Recall[]> {
  const path = `/recalls?resource=Goal/${stage.id('mistakenGoal')}`
  const { body } = await stage.send(CASE_MANAGER, { method: 'GET', path })
  return (body['recalls'] ?? []) as Recall[]
}

export const recall: readonly Step[] = [
  {
    id: 'taken-back',
    title: 'Cedar Bridge takes back a goal that was entered for another client; whoever received it is told',
    async play(stage) {
      const identifier = encodeURIComponent(`https://cedar-bridge.example/records|${GOAL}`)
      const { body } = await stage.send(CASE_MANAGER, {
        method: 'GET',
        path: `/fhir/Goal?patient=Patient/${stage.id('client')}&identifier=${identifier}`,
      })
      const [entry] = (body['entry'] ?? []) as { resource: { id: string } }[]
      stage.ids['mistakenGoal'] = entry?.resource.id ?? ''
      const { schemaVersion, record, client } = await recordOf(stage.person)
      await stage.send(CASE_MANAGER, {
        method: 'POST',
        path: '/intake/case-records',
        body: {
          schemaVersion,
          record,
          client,
          withdrawn: [
            { section: 'goals', id: GOAL, on: '2026-11-20', reason: 'Entered for another client.' },
          ],
        },
        name: 'case-record-withdrawn',
      })
      await stage.until('everybody whom the accounting names was told', async () => {
        const recalls = await recallsOf(stage)
        return recalls.length > 0 && recalls.every(({ state }) => state !== 'due')
      })
    },
  },
  {
    id: 'recall-answered',
    title:
      'The hospital answers that it has corrected its record; Cedar Bridge sees who has not answered yet',
    async play(stage) {
      const id = (await recallsOf(stage)).find(({ recipient }) => recipient === 'lakeside')?.id
      const task = (await stage.inbox('lakeside'))
        .filter(({ kind }) => kind === 'recall')
        .map(({ bundle }) => bundle.entry?.[0]?.resource)
        .find((resource) => resource?.['id'] === id)
      if (!task) throw new Error('the hospital was not told of the recall')
      await stage.send(PHYSICIAN, {
        method: 'POST',
        path: `/recalls/${String(task['id'])}/$answer`,
        body: { answer: 'corrected' },
        name: 'recall-answer',
      })
      for (const { recipient, state, answer, deadline } of await recallsOf(stage))
        stage.tell(`${recipient}  ${state}  ${answer ?? `to be answered until ${deadline.slice(0, 10)}`}`)
    },
  },
]
