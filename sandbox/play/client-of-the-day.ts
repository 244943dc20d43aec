/** The invented client of one run: the main case (test/cases/main) with a name, numbers and dockets of its own. */
import { readFile } from 'node:fs/promises'

export type Person = {
  readonly run: number
  readonly family: string
  readonly given: readonly string[]
  readonly birthDate: string
  readonly gender: string
  /** The client's number at Cedar Bridge, the hospital's medical record number, the court's docket. */
  readonly clientId: string
  readonly mrn: { readonly system: string; readonly value: string }
  readonly docket: { readonly system: string; readonly value: string }
}

type CaseRecord = {
  client: {
    id: string
    name: { family: string; given: string[] }
    birthDate: string
    gender: string
    identifiers: { system: string; value: string }[]
  }
} & Record<string, unknown>

const RECORD = new URL('../../test/cases/main/case-record.json', import.meta.url)
const FAMILIES = [
  'Placeholder',
  'Sampleson',
  'Fictional',
  'Mockup',
  'Examplar',
  'Invented',
  'Dummyfield',
  'Pretend',
]

/** The person of this run; the first is the one of the main case as it stands. */
export async function personOf(run: number): Promise<Person> {
  const { client } = await readCase()
  const numbered = (value: string): string => (run === 1 ? value : `${value}-${run}`)
  const [mrn, docket] = client.identifiers
  if (!mrn || !docket) throw new Error('the main case names no hospital number and docket')
  return {
    run,
    family: run === 1 ? client.name.family : `${FAMILIES[run % FAMILIES.length] ?? ''} ${roman(run)}`,
    given: client.name.given,
    birthDate: client.birthDate,
    gender: client.gender,
    clientId: numbered(client.id),
    mrn: { ...mrn, value: numbered(mrn.value) },
    docket: { ...docket, value: numbered(docket.value) },
  }
}

/** The main case's record as this person's: every name and number of the client is replaced, nothing else. */
export async function recordOf(person: Person): Promise<Record<string, unknown>> {
  const text = await readFile(RECORD, 'utf8')
  const { client } = JSON.parse(text) as CaseRecord
  const [mrn, docket] = client.identifiers
  const replaced = [
    [client.id, person.clientId],
    [`"${client.name.family}"`, `"${person.family}"`],
    [`${client.name.given.join(' ')} ${client.name.family}`, `${person.given.join(' ')} ${person.family}`],
    [mrn?.value ?? '', person.mrn.value],
    [docket?.value ?? '', person.docket.value],
  ].reduce((record, [from = '', to = '']) => record.replaceAll(from, to), text)
  return JSON.parse(replaced) as Record<string, unknown>
}

async function readCase(): Promise<CaseRecord> {
  return JSON.parse(await readFile(RECORD, 'utf8')) as CaseRecord
}

function roman(run: number): string {
  const digits: [number, string][] = [
    [1000, 'M'],
    [900, 'CM'],
    [500, 'D'],
    [400, 'CD'],
    [100, 'C'],
    [90, 'XC'],
    [50, 'L'],
    [40, 'XL'],
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I'],
  ]
  let rest = run
  return digits
    .map(([value, letters]) => {
      const times = Math.floor(rest / value)
      rest -= times * value
      return letters.repeat(times)
    })
    .join('')
}
