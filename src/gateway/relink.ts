/**
 * One human being across partners: a changed Patient, or a release that names a docket, is compared with the persons of
 * other custodians. Equal name, birth date and a shared identifier link; less waits for the custodian, invisible to all
 * others. Every link is audited.
 */
import { record } from '../audit/record.ts'
import type { Transaction } from '../database/database.ts'
import { EXTENSION } from '../fhir/codes.ts'
import { list } from '../fhir/resource.ts'
import type { Extension, Identifier } from '../fhir/resource.ts'
import { match } from '../identity/match.ts'
import { traitsOf } from '../identity/traits.ts'
import { compartment } from '../store/find.ts'
import { holdersOf, lockTraits, recordLink, rewriteTraits } from '../store/identities.ts'
import type { TraitHolder } from '../store/identities.ts'
import type { Kept } from '../store/record.ts'
import type { Ground } from './ground.ts'
import type { At } from './regrant.ts'

/** Compares a person with everybody of the same name and birth date, and records what comes of it. */
export async function relink(ground: Ground, tx: Transaction, of: At, at: string): Promise<void> {
  const own = { partner: of.custodian, purpose: '', at }
  const known = await compartment(tx, own, { ...of, types: ['Patient', 'Consent'] })
  const patient = known.find(({ type }) => type === 'Patient')
  if (!patient) return
  const traits = traitsOf(patient.content, docketsOf(known))
  await lockTraits(tx, traits)
  await rewriteTraits(tx, of, traits)
  for (const holder of await holdersOf(tx, of.person, traits)) {
    if (holder.custodian !== of.custodian) await compare(ground, tx, { ...of, traits }, { holder, at })
  }
}

async function compare(
  ground: Ground,
  tx: Transaction,
  one: TraitHolder,
  { holder, at }: { holder: TraitHolder; at: string },
): Promise<void> {
  const result = match(one.traits, holder.traits)
  if (result.kind === 'none') return
  const recorded = await recordLink(tx, {
    id: ground.newId(),
    person: one.person,
    custodian: one.custodian,
    otherPerson: holder.person,
    otherCustodian: holder.custodian,
    state: result.kind === 'link' ? 'linked' : 'waiting',
    evidence: [...result.evidence],
    created: at,
  })
  if (!recorded) return
  const event = {
    act: 'link',
    at,
    actor: 'gateway',
    outcome: 'success',
    why: result.kind,
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

/** The dockets that a person's releases name: they count as identifiers of the person. */
function docketsOf(known: readonly Kept[]): Identifier[] {
  return known
    .filter(({ type, content }) => type === 'Consent' && content['status'] === 'active')
    .flatMap(({ content }) => list<Extension>(content['extension']))
    .filter(({ url }) => url === EXTENSION.docket)
    .map((extension) => extension['valueIdentifier'] as Identifier)
}
