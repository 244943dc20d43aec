/** One sweep: the actor asks everything, in the same order, and every answer is kept as it may be compared. */
import { searchesOfAll, errors, writesOfOwn } from './asks-all.ts'
import { OPERATIONS } from './asks-operations.ts'
import { REST } from './asks-rest.ts'
import type { Target } from './asks-rest.ts'
import type { Capability } from './capability.ts'
import { comparable, difference } from './normalise.ts'
import type { Comparable, Renaming } from './normalise.ts'
import type { Ask, Heard, Kept, Person, World } from './types.ts'

export type Answered = { readonly ask: Ask; readonly heard: Heard; readonly kept: Comparable }
/** What interferes: which interaction tells it, and how. */
export type Interference = { readonly interaction: string; readonly what: string }

const TABLE = { ...REST, ...OPERATIONS }
/** Without what knows content only: it is asked for one target, the withheld one. */
const ABOUT_PEOPLE = Object.fromEntries(Object.entries(TABLE).filter(([route]) => !isContent(route)))

function isContent(route: string): boolean {
  return /\/fhir\/(?:CodeSystem|ValueSet|ConceptMap|StructureMap)\//.test(route)
}

/** The target that a record of a person makes. */
export function targetOf(person: Person, kept: Kept | undefined): Target {
  return {
    record: kept?.reference ?? person.reference,
    identifier: kept?.identifier ?? person.identifier,
    patient: person.reference,
    patientIdentifier: person.identifier,
    consent: person.releases[0]?.reference ?? 'Consent/none',
  }
}

/** Everything that the tables have for these targets. */
export function asksFor(world: World, targets: readonly (readonly [string, Target])[]): Ask[] {
  return targets.flatMap(([whose, target]) =>
    Object.entries(whose === 'withheld' ? TABLE : ABOUT_PEOPLE).flatMap(([route, asks]) =>
      asks(target, world).map((ask) => ({ ...ask, route, name: `${ask.name}, ${whose}` })),
    ),
  )
}

/** What names nobody, and what the actor does with its own records. At most so many of the searches, spread evenly. */
export function asksOfAll(world: World, capability: Capability, searchesMax: number): Ask[] {
  const searches = searchesOfAll(capability)
  const step = Math.max(1, searches.length / searchesMax)
  const chosen = searches.filter((_, n) => Math.floor(n / step) !== Math.floor((n - 1) / step))
  return [...chosen, ...writesOfOwn(world), ...errors()].map((ask) => ({ ...ask, route: 'everything' }))
}

/** Asks one after the other; no answer may hold a word that stands in withheld records only. */
export async function sweep(world: World, asks: readonly Ask[], since: number): Promise<Answered[]> {
  const answered: Answered[] = []
  for (const ask of asks) {
    const heard = await asked(world, ask)
    answered.push({
      ask,
      heard,
      kept: comparable(ask.path, heard, { ...renamingOf(world, since), asked: [] }),
    })
  }
  return answered
}

/** By the actor, for the purpose that the question is of; to the last page where it is followed. */
async function asked({ actor, urgent = actor }: World, ask: Ask): Promise<Heard> {
  const client = ask.isUrgent ? urgent : actor
  let heard = await client.send(ask)
  let next = ask.isFollowed ? nextOf(heard.body) : undefined
  for (let page = 1; next !== undefined && page < PAGES_MAX; page += 1) {
    const more = await client.send({ method: 'GET', path: next })
    next = nextOf(more.body)
    const statements = [...heard.statements, ...more.statements]
    heard = { ...heard, body: `${heard.body}\n${more.body}`, statements }
  }
  return heard
}

/** Pages that are asked for: an endless chain of links would be found by its answers. */
const PAGES_MAX = 30

function nextOf(body: string): string | undefined {
  const { link = [] } = JSON.parse(body) as { link?: { relation: string; url: string }[] }
  const url = link.find(({ relation }) => relation === 'next')?.url
  return /\/fhir[/?].*$/.exec(url ?? '')?.[0]
}

function renamingOf({ known, own }: World, since: number): Omit<Renaming, 'asked'> {
  return { known, since, versionsOf: [own.scratch] }
}

/** What answers tell that names a withheld record by its own words, though nobody has asked by them. */
export function told(world: World, answered: readonly Answered[]): Interference[] {
  return answered.flatMap(({ ask, heard }) => {
    const question = `${ask.path} ${JSON.stringify(ask.body ?? '')} ${JSON.stringify(ask.headers ?? '')}`
    const word = [...world.marks].find((mark) => heard.body.includes(mark) && !question.includes(mark))
    return word === undefined
      ? []
      : [{ interaction: nameOf(ask), what: `tells ${word} of a withheld record` }]
  })
}

export function differences(before: readonly Answered[], after: readonly Answered[]): Interference[] {
  return before.flatMap(({ ask, kept }, n) => {
    const now = after[n]
    const what = now ? difference(kept, now.kept) : 'was not asked again'
    return what === undefined ? [] : [{ interaction: nameOf(ask), what }]
  })
}

export function nameOf({ route, method, name }: Ask): string {
  return route === 'everything' ? `${method} ${name}` : `${route} (${name})`
}

/** The same form and length as what is asked for, and nobody's: only digits and the end of a word are others. */
function absentTwin(target: Target): Target {
  const twin = Object.entries(target).map(([name, text]) => {
    const at = text.lastIndexOf(text.includes('|') ? '|' : '/')
    const other = text.slice(at + 1).replaceAll(/\d/g, (digit) => String((Number(digit) + 5) % 10))
    return [name, `${text.slice(0, at + 1)}${other}`]
  })
  return Object.fromEntries(twin) as Target
}

/** Asks for what is withheld, and for what is not there: the answers must be the same. */
export async function compareWithAbsent(
  world: World,
  { target, isChosen }: { target: Target; isChosen: (ask: Ask) => boolean },
): Promise<Interference[]> {
  const since = world.clock().getTime()
  const twin = absentTwin(target)
  const [withheld, absent] = [asksFor(world, [['latest', target]]), asksFor(world, [['latest', twin]])]
  const found: Interference[] = []
  for (const [n, ask] of withheld.entries()) {
    if (!isChosen(ask)) continue
    const known = await heardOf(world, ask, target, since)
    const unknown = await heardOf(world, absent[n] ?? ask, twin, since)
    const what = difference(unknown, known)
    if (what !== undefined) found.push({ interaction: nameOf(ask), what: `${what} (absent became withheld)` })
  }
  return found
}

async function heardOf(world: World, ask: Ask, target: Target, since: number): Promise<Comparable> {
  const words = Object.values(target).flatMap((text) => [text, text.split(/[/|]/).at(-1) ?? ''])
  const named = [...new Set(words)].toSorted((one, other) => other.length - one.length)
  return comparable(ask.path, await asked(world, ask), { ...renamingOf(world, since), asked: named })
}
