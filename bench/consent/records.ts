/** The records of one invented patient: fifty resources, labelled as intake labels them, with their index rows. */
import { createHash } from 'node:crypto'
import { label } from '../../src/consent/label.ts'
import { SYSTEM } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import type { Ground } from '../../src/gateway/ground.ts'
import type { Keep } from '../../src/store/keep.ts'
import { searchValues } from '../../src/store/search-values.ts'

/** Now, in the bench. */
export const AT = '2026-11-23T12:00:00.000Z'
/** When the first record was kept, and the time between two. */
const FIRST = Date.parse('2026-01-01T00:00:00.000Z')
const STEP_MS = 60_000

export const RECORDS_OF_PERSON = 50
const CONDITIONS = ['F11.20', 'F10.20', 'F32.1', 'I10']
const GOALS = 5
const PLANS = 2
const OBSERVATIONS = RECORDS_OF_PERSON - 1 - CONDITIONS.length - GOALS - PLANS

type Which = { readonly number: number; readonly persons: number }

export function personOf(number: number): string {
  return idOf(number, 'Patient')
}

/** As random as a server's ids are, and the same in every run. */
function idOf(number: number, key: string): string {
  const hash = createHash('sha256').update(`${number} ${key}`).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}

/** What is kept of the person; the records of all persons come one after the other, in turns. */
export function entriesOf(ground: Ground, { number, persons }: Which): Keep[] {
  return resourcesOf(number).map((resource, position) => {
    const labelled = labelOf(ground, resource)
    const content = { ...resource, meta: { security: labelled.security } }
    return {
      person: personOf(number),
      id: resource.id,
      custodian: 'cedar-bridge',
      categories: labelled.categories,
      content,
      index: searchValues(content, ground.content.searchParameters(resource.resourceType)),
      before: undefined,
      at: new Date(FIRST + (position * persons + number) * STEP_MS).toISOString(),
    }
  })
}

type Labelled = ReturnType<typeof label>[number]
/** Of one type and code all are labelled alike. */
const labels = new Map<string, Labelled>()

function labelOf({ content, directory }: Ground, resource: Resource): Labelled {
  const key = `${resource.resourceType} ${JSON.stringify(resource['code'])}`
  const known = labels.get(key)
  if (known) return known
  const [labelled] = label([{ resource, reference: `${resource.resourceType}/${resource.id ?? ''}` }], {
    custodian: directory.partyOf('cedar-bridge'),
    inheritedFrom: () => undefined,
    policy: content.policy,
  })
  if (!labelled) throw new Error('nothing was labelled')
  labels.set(key, labelled)
  return labelled
}

type Made = Resource & { readonly id: string }

function resourcesOf(number: number): Made[] {
  const patient = personOf(number)
  const subject = { reference: `Patient/${patient}` }
  const made = (resourceType: string, key: string, elements: Record<string, unknown>): Made => ({
    resourceType,
    id: idOf(number, `${resourceType} ${key}`),
    identifier: [
      { system: 'https://cedar-bridge.example/records', value: `${resourceType}-${number}-${key}` },
    ],
    ...elements,
  })
  const coded = (system: string, code: string): unknown => ({ coding: [{ system, code }] })
  const conditions = CONDITIONS.map((code, n) =>
    made('Condition', String(n), {
      clinicalStatus: coded(SYSTEM.conditionClinical, n === 0 ? 'active' : 'resolved'),
      code: coded(SYSTEM.icd10cm, code),
      subject,
      recordedDate: `2026-02-${String(1 + (number % 28)).padStart(2, '0')}`,
    }),
  )
  const goals = times(GOALS, (n) =>
    made('Goal', String(n), {
      lifecycleStatus: (number + n) % 4 === 0 ? 'completed' : 'active',
      description: { text: `Invented goal ${n}` },
      subject,
      startDate: '2026-02-17',
    }),
  )
  const plans = times(PLANS, (n) =>
    made('CarePlan', String(n), {
      status: 'active',
      intent: 'plan',
      title: `Invented plan ${n}`,
      subject,
      goal: goals.filter((_, m) => m % PLANS === n).map(({ id }) => ({ reference: `Goal/${id}` })),
    }),
  )
  const observations = times(OBSERVATIONS, (n) => observation(made, { number, n, subject }))
  const person = {
    ...made('Patient', 'person', {
      name: [{ family: `Placeholder-${number}`, given: ['Testa'] }],
      gender: number % 2 === 0 ? 'female' : 'male',
      birthDate: `19${String(50 + (number % 50)).padStart(2, '0')}-04-12`,
    }),
    id: patient,
  }
  return [person, ...conditions, ...goals, ...plans, ...observations]
}

function observation(
  made: (resourceType: string, key: string, elements: Record<string, unknown>) => Made,
  { number, n, subject }: { number: number; n: number; subject: unknown },
): Made {
  return made('Observation', String(n), {
    status: 'final',
    category: [{ coding: [{ system: SYSTEM.observationCategory, code: 'laboratory' }] }],
    code: { coding: [{ system: SYSTEM.loinc, code: n % 5 === 0 ? '19295-5' : '3426-4' }] },
    subject,
    effectiveDateTime: new Date(FIRST + (n * 7 + (number % 7)) * 86_400_000).toISOString().slice(0, 10),
    valueString: n % 9 === 0 ? 'detected' : 'not detected',
    note: [{ text: 'Invented result of an invented test, with as many words as such a note may have.' }],
  })
}

function times<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n))
}
