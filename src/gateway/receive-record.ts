/**
 * A case record comes in: checked against the schema, mapped to FHIR, validated, kept with all that follows in one
 * transaction, and answered with what was stored, what may go to whom, what is withheld and why, and what did not map.
 * Repeatable: what is submitted twice is there once; a record with one section changes that section only.
 */
import { issue, outcome } from '../fhir/outcome.ts'
import type { Issue, Resource } from '../fhir/resource.ts'
import type { Transaction } from '../database/database.ts'
import { faultsToIssues } from '../intake/outcome.ts'
import { record as recordEvents } from '../audit/record.ts'
import { match } from '../identity/match.ts'
import { traitsOf } from '../identity/traits.ts'
import type { Actor } from '../partners/actor.ts'
import { bySourceKeys, read } from '../store/find.ts'
import { noteRecordVersion } from '../store/case-records.ts'
import { holdersOf } from '../store/identities.ts'
import { lockPerson } from '../store/lock.ts'
import { admit } from './admit.ts'
import { sortFaults, toIssue } from './checks.ts'
import type { CheckFinding } from './checks.ts'
import type { Draft } from './keep-all.ts'
import { answering, refused, Refusal } from './answers.ts'
import type { Answer } from './door.ts'
import type { Ground } from './ground.ts'
import { noteWrites } from './note.ts'
import { placeRecord } from './place-record.ts'
import { noteProvenance } from './provenance.ts'
import type { MappedRecord } from './publish.ts'
import { receiptOf } from './receipt.ts'

/** Takes one case record of a treatment center. */
export function receiveRecord(ground: Ground, actor: Actor, body: unknown): Promise<Answer> {
  return answering(async () => {
    if (ground.directory.byId(actor.partner)?.kind !== 'treatment-center') {
      return refused(
        403,
        issue(
          'forbidden',
          'Case records are taken from treatment centers; send FHIR to the FHIR doors instead.',
        ),
      )
    }
    const checked = ground.content.checkRecord(body)
    if (checked.kind === 'faults') return { status: 422, body: outcome(...faultsToIssues(checked.faults)) }
    if (checked.record.record.custodian !== actor.partner) {
      const text = "record.custodian must be the partner that submits: a case record is its center's own."
      return refused(403, issue('forbidden', text, '/record/custodian'))
    }
    const mapped = ground.content.mapRecord(checked.record, {
      custodian: actor.partner,
      system: systemOf(ground, actor),
      newId: ground.newId,
    })
    const withdrawn = (checked.record.withdrawn ?? []).map(({ id }) => id)
    return ground.database.transaction((tx) => keepRecord(ground, tx, actor, { mapped, withdrawn }))
  })
}

type Submitted = { mapped: MappedRecord; withdrawn: readonly string[] }

async function keepRecord(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  { mapped, withdrawn }: Submitted,
): Promise<Answer> {
  const at = ground.clock()
  const patient = mapped.resources.find(({ resource }) => resource.resourceType === 'Patient')
  if (!patient)
    throw new Refusal(
      refused(422, issue('required', 'The record names no client; give the section client.', '/client')),
    )
  // Two submissions about one client wait for each other: otherwise each would make its own Patient.
  await lockPerson(tx, { custodian: actor.partner, key: patient.sourceKey })
  const person = await personOf(ground, tx, actor, {
    patient: patient.resource,
    sourceKey: patient.sourceKey,
    at,
  })
  const isNewest = await noteRecordVersion(tx, { person, custodian: actor.partner, ...mapped.record }, at)
  if (!isNewest) {
    const text = 'A newer version of this record was submitted before; submit the current one.'
    throw new Refusal(refused(409, issue('conflict', text, '/record/version')))
  }
  const placed = await placeRecord(ground, tx, actor, {
    mapped,
    withdrawn,
    person,
    system: systemOf(ground, actor),
    at,
  })
  const checked = placed.map((draft) => checkedBy(ground, actor, draft, at))
  const issues = checked.flatMap(({ refused: faults }) => faults)
  if (issues.length > 0) throw new Refusal({ status: 422, body: outcome(...issues) })
  const drafts = checked.map(({ draft }) => draft)
  const admitted = await admit(ground, tx, { custodian: actor.partner, drafts, at, actor })
  await noteWrites(ground, tx, { admitted, actor, at })
  await noteProvenance(ground, tx, {
    actor,
    person,
    admitted,
    record: mapped.record,
    system: systemOf(ground, actor),
    at,
  })
  await recordEvents(
    tx,
    [{ act: 'submit', at, person, actor, outcome: 'success', entities: [], custodian: actor.partner }],
    ground.newId,
  )
  return { status: 200, body: await receiptOf(ground, tx, { actor, person, admitted, mapped, at }) }
}

/** The client's Patient: known by the source key, adopted from a referral that came in before, or new. */
async function personOf(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  of: { patient: Resource; sourceKey: string; at: string },
): Promise<string> {
  const own = { partner: actor.partner, purpose: '', at: of.at }
  const [known] = await bySourceKeys(tx, own, { person: undefined, type: 'Patient', keys: [of.sourceKey] })
  if (known) return known.person
  const traits = traitsOf(of.patient, [])
  for (const holder of await holdersOf(tx, ground.newId(), traits)) {
    const adopted = holder.custodian === actor.partner && match(traits, holder.traits).kind === 'link'
    if (adopted && (await hasNoSource(tx, own, holder.person))) return holder.person
  }
  return ground.newId()
}

/** A Patient that a record of its own stands behind already is another client of the same name. */
async function hasNoSource(
  tx: Transaction,
  own: { partner: string; purpose: string; at: string },
  person: string,
): Promise<boolean> {
  const patient = await read(tx, own, { type: 'Patient', id: person })
  return patient !== undefined && patient.content.meta?.source !== undefined
}

/** What stands against a resource that the record became, and the draft with what its custodian is warned of. */
function checkedBy(
  ground: Ground,
  actor: Actor,
  draft: Draft,
  at: string,
): { refused: Issue[]; draft: Draft } {
  const validation = ground.directory.byId(actor.partner)?.validation ?? 'reject'
  const sorted = sortFaults(ground.content.check(draft.resource, { at }), validation)
  const source = draft.sourceKey?.split('|').at(-1) ?? ''
  const told = (finding: CheckFinding): Issue =>
    toIssue({ ...finding, text: `${finding.text} (record ${source})` })
  const warnings = sorted.warned.map((finding): Issue => ({ ...told(finding), severity: 'warning' }))
  return { refused: sorted.refused.map(told), draft: { ...draft, warnings } }
}

function systemOf(ground: Ground, actor: Actor): string {
  return ground.directory.byId(actor.partner)?.recordSystem ?? actor.partner
}
