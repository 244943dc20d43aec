/**
 * New policies: how long it takes to label and grant anew what is kept, how long the switch keeps those waiting who write, and
 * what readers meet meanwhile. Each with policies that change the labels of one resource in fifty, and of all.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { loadContent } from '../src/content/content.ts'
import type { Content } from '../src/content/content.ts'
import { CODE, EXTENSION, SYSTEM } from '../src/fhir/codes.ts'
import type { Resource } from '../src/fhir/resource.ts'
import { keepMany } from '../src/store/keep.ts'
import { AT, personOf, RECORDS_OF_PERSON } from './consent/records.ts'
import { center, openWorld, seesAll } from './consent/world.ts'
import type { World } from './consent/world.ts'
import { percentile, rounded } from './measure.ts'
import type { BenchOptions, BenchReport } from './report.ts'

type Row = Readonly<Record<string, number | string>>

export async function run({ isQuick, machine, say }: BenchOptions): Promise<BenchReport> {
  const rows: Row[] = []
  for (const persons of isQuick ? [200] : [200, 2_000]) {
    const resources = persons * RECORDS_OF_PERSON
    say(`filling a store of ${resources} resources`)
    const world = await openWorld(persons)
    try {
      await release(world, persons)
      for (const [what, edit] of EDITS) {
        say(`new policies: ${what}`)
        rows.push({ resources, changed: what, ...(await bringInForce(world, edit)) })
      }
    } finally {
      await world.stop()
    }
  }
  return {
    bench: 'policies',
    machine,
    isQuick,
    facts: { recordsOfPerson: RECORDS_OF_PERSON },
    comparisons: [],
    tables: [{ title: 'policies brought in force', rows }],
    notes: [
      'work s: all steps together, the switch among them. step ms: the longest transaction but the switch.',
      'switch ms: the transaction of the switch, in which who writes waits. read ms: a page of 50 of another custodian, asked all the while.',
    ],
  }
}

/** Every person has signed one release, and no source has declared any label. */
async function release({ ground }: World, persons: number): Promise<void> {
  for (let first = 0; first < persons; first += 100) {
    const numbers = Array.from({ length: Math.min(100, persons - first) }, (_, n) => first + n)
    await ground.database.transaction((tx) =>
      keepMany(
        tx,
        numbers.map((number) => {
          const content = releaseOf(personOf(number))
          const { id = '' } = content
          const [person, before] = [personOf(number), undefined]
          return {
            person,
            id,
            custodian: center,
            categories: 1n,
            content,
            index: [],
            declared: [],
            before,
            at: AT,
          }
        }),
      ),
    )
  }
  for (const table of ['resource', 'resource_version'])
    await ground.database.query(`update ${table} set declared = '[]'`)
  await ground.database.query('vacuum analyze')
}

const statement = (url: string): unknown => ({ url, valueBoolean: true })

function releaseOf(person: string): Resource {
  const patient = { reference: `Patient/${person}` }
  const codes = ['goals', 'diagnoses', 'plan', 'drug-tests', 'assessments']
  return {
    resourceType: 'Consent',
    id: randomUUID(),
    status: 'active',
    scope: { coding: [{ system: SYSTEM.consentScope, code: CODE.consentScope.patientPrivacy }] },
    patient,
    dateTime: '2026-02-17T09:00:00-05:00',
    performer: [patient],
    organization: [{ reference: `Organization/${center}` }],
    extension: [
      { url: EXTENSION.expirationEvent, valueString: 'When treatment ends.' },
      statement(EXTENSION.rightToRevokeStatement),
      statement(EXTENSION.hipaaRedisclosureStatement),
      statement(EXTENSION.refusalConsequencesStatement),
    ],
    provision: {
      type: 'permit',
      actor: [{ reference: { reference: `Organization/${seesAll.partner}` } }],
      purpose: [{ system: SYSTEM.v3ActReason, code: 'TREAT' }],
      securityLabel: codes.map((code) => ({ system: SYSTEM.informationCategory, code })),
    },
  }
}

type Labels = {
  sensitivities: { id: string; words: string[] }[]
  confidentiality: { displays: Record<string, string> }
}

const EDITS: readonly (readonly [string, (labels: Labels) => void])[] = [
  [
    'one in fifty',
    ({ sensitivities }) =>
      sensitivities.find(({ id }) => id === 'mental-health')?.words.push('Invented goal 0'),
  ],
  ['all', ({ confidentiality }) => void (confidentiality.displays['R'] = 'restricted, in other words')],
]

async function bringInForce(world: World, edit: (labels: Labels) => void): Promise<Row> {
  const content = await loadContent(join(import.meta.dirname, '..'))
  edit(content.policies['labels'] as Labels)
  const edited: Content = { ...content, version: randomUUID() }
  const answer = await world.reload(async () => edited)
  if (answer.kind !== 'preparing') throw new Error(JSON.stringify(answer))
  const reading = readAllTheWhile(world)
  const began = performance.now()
  const steps: number[] = []
  let switched = 0
  for (let isDone = false; !isDone;) {
    const [start, before] = [performance.now(), await inForce(world)]
    isDone = !(await world.work())
    const ms = performance.now() - start
    if (before !== (await inForce(world))) switched = ms
    else steps.push(ms)
  }
  const workS = (performance.now() - began) / 1_000
  const reads = await reading()
  return {
    'work s': rounded(workS),
    steps: steps.length,
    'step ms': rounded(Math.max(...steps)),
    'switch ms': rounded(switched),
    'read ms p50': rounded(percentile(reads, 50)),
    'read ms max': rounded(Math.max(...reads)),
  }
}

async function inForce({ database }: World): Promise<unknown> {
  const { rows } = await database.query(`select version from policy_version where state = 'in-force'`)
  return JSON.stringify(rows)
}

/** Reads pages one after the other; the returned function ends it and gives the times. */
function readAllTheWhile({ gateway }: World): () => Promise<number[]> {
  const times: number[] = []
  let isOver = false
  const reading = (async () => {
    while (!isOver) {
      const start = performance.now()
      const query = [['_count', '50']] as const
      const { status } = await gateway.disclose.search(seesAll, 'Observation', query)
      if (status !== 200) throw new Error(`a page was answered with ${status}`)
      times.push(performance.now() - start)
    }
  })()
  return async () => {
    isOver = true
    await reading
    return times
  }
}
