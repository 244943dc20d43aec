/**
 * One human being across partners: a changed Patient, or a release that names a docket, is compared with the persons of
 * other custodians. Equal name, birth date and a shared identifier link; less waits for the custodian that decides, and
 * comes to nothing where none does (link-rank.ts). What linked by itself is undone when it matches no longer; what a person
 * decided stays. Every change of a link is audited at both ends.
 */
import { record } from '../audit/record.ts'
import type { Transaction } from '../database/database.ts'
import { EXTENSION } from '../fhir/codes.ts'
import { list } from '../fhir/resource.ts'
import type { Extension, Identifier } from '../fhir/resource.ts'
import type { Match, Trait } from '../identity/identity.ts'
import { match } from '../identity/match.ts'
import { traitsOf } from '../identity/traits.ts'
import { compartment } from '../store/find.ts'
import {
  holdersOf,
  isByMatch,
  linksOf,
  lockTraits,
  recordLink,
  rewriteTraits,
  traitsOfPersons,
} from '../store/identities.ts'
import type { LinkState, TraitHolder } from '../store/identities.ts'
import type { Kept } from '../store/record.ts'
import type { Ground } from './ground.ts'
import { sever } from './emergency-reach.ts'
import { decidesOver } from './link-rank.ts'
import type { At } from './regrant.ts'

/** Compares a person with everybody of the same name and birth date, and records what comes of it. */
export async function relink(ground: Ground, tx: Transaction, of: At, at: string): Promise<void> {
  const own = { partner: of.custodian, purpose: '', at }
  const known = await compartment(tx, own, { ...of, types: ['Patient', 'Consent'] })
  const patient = known.find(({ type }) => type === 'Patient')
  if (!patient) return
  const traits = traitsOf(patient.content, docketsOf(known))
  const before = await traitsOfPersons(tx, [of.person])
  await lockTraits(tx, [...before.flatMap((holder) => holder.traits), ...traits])
  await rewriteTraits(tx, of, traits)
  for (const holder of await comparedWith(tx, of.person, traits)) {
    if (holder.custodian !== of.custodian) await compare(ground, tx, { ...of, traits }, { holder, at })
  }
}

/** Everybody of the same name and birth date, and whoever is linked on what was known before. */
async function comparedWith(
  tx: Transaction,
  person: string,
  traits: readonly Trait[],
): Promise<TraitHolder[]> {
  const holders = await holdersOf(tx, person, traits)
  const found = new Set(holders.map((holder) => holder.person))
  const linked = (await linksOf(tx, person)).filter(
    (link) => isByMatch(link) && link.state !== 'undone' && !found.has(link.otherPerson),
  )
  if (linked.length === 0) return holders
  const known = await traitsOfPersons(
    tx,
    linked.map(({ otherPerson }) => otherPerson),
  )
  return [
    ...holders,
    ...linked.map(({ otherPerson, otherCustodian }) => ({
      person: otherPerson,
      custodian: otherCustodian,
      traits: known.find((holder) => holder.person === otherPerson)?.traits ?? [],
    })),
  ]
}

async function compare(
  ground: Ground,
  tx: Transaction,
  one: TraitHolder,
  { holder, at }: { holder: TraitHolder; at: string },
): Promise<void> {
  const result = match(one.traits, holder.traits)
  const state = stateOf(ground, result, [one.custodian, holder.custodian])
  const recorded = await recordLink(tx, {
    id: ground.newId(),
    person: one.person,
    custodian: one.custodian,
    otherPerson: holder.person,
    otherCustodian: holder.custodian,
    state,
    evidence: result.kind === 'none' ? [] : [...result.evidence],
    created: at,
  })
  if (!recorded) return
  if (state !== 'linked') await sever(ground, tx, { one: one.person, other: holder.person }, at)
  const event = {
    act: 'link',
    at,
    actor: 'gateway',
    outcome: 'success',
    why: state === 'undone' ? state : result.kind,
    entities: [],
  } as const
  await record(
    tx,
    [
      { ...event, person: one.person, custodian: one.custodian },
      { ...event, person: holder.person, custodian: holder.custodian },
    ],
    ground.newId,
  )
}

function stateOf(ground: Ground, result: Match, [one, other]: readonly [string, string]): LinkState {
  if (result.kind === 'link') return 'linked'
  const canWait = decidesOver(ground, one, other) || decidesOver(ground, other, one)
  return result.kind === 'wait' && canWait ? 'waiting' : 'undone'
}

/** The dockets that a person's releases name: they count as identifiers of the person. */
function docketsOf(known: readonly Kept[]): Identifier[] {
  return known
    .filter(({ type, content }) => type === 'Consent' && content['status'] === 'active')
    .flatMap(({ content }) => list<Extension>(content['extension']))
    .filter(({ url }) => url === EXTENSION.docket)
    .map((extension) => extension['valueIdentifier'] as Identifier)
}
