/**
 * Where a version comes from: one Provenance for each submission that changed something, with the versions that it made,
 * the case record and its version, and the map and the version of the content that made them. No category covers it, so
 * that it stays with its custodian. Source: http://hl7.org/fhir/R4/provenance.html
 */
import type { Transaction } from '../database/database.ts'
import { CANONICAL, CODE, SYSTEM } from '../fhir/codes.ts'
import type { CodeableConcept, Resource } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import type { Ground } from './ground.ts'
import { keepAll } from './keep-all.ts'
import type { Admitted } from './keep-all.ts'
import type { MappedRecord } from './publish.ts'
import { recordMapName } from './record-map.ts'
import { versionOf } from './release.ts'

type Submission = {
  readonly actor: Actor
  readonly person: string
  readonly admitted: readonly Admitted[]
  readonly record: MappedRecord['record']
  /** Identifier system of the center's records. */
  readonly system: string
  readonly at: string
}

/** Keeps the Provenance of a case record; nothing where nothing changed. */
export async function noteProvenance(ground: Ground, tx: Transaction, of: Submission): Promise<void> {
  const { actor, person, at } = of
  const changed = of.admitted.filter(({ kind }) => kind !== 'unchanged').map(({ kept }) => versionOf(kept))
  if (changed.length === 0) return
  const resource = provenanceOf(ground, of, changed)
  await keepAll(ground, tx, {
    custodian: actor.partner,
    drafts: [{ resource, person, before: undefined }],
    at,
    actor: 'gateway',
  })
}

function provenanceOf(
  ground: Ground,
  { actor, record, system, at }: Submission,
  changed: string[],
): Resource {
  const { content, newId } = ground
  const { author, assembler } = CODE.provenanceParticipantType
  return {
    resourceType: 'Provenance',
    id: newId(),
    target: changed.map((reference) => ({ reference })),
    recorded: at,
    policy: [`urn:throughline:content:${content.version}`],
    agent: [
      { type: typeOf(author), who: { reference: `Organization/${actor.partner}` } },
      { type: typeOf(assembler), who: { display: `${content.self['name'] as string} ${content.software}` } },
    ],
    entity: [
      {
        role: 'source',
        what: {
          identifier: { system, value: record.id },
          display: `Case record, version ${record.version}`,
        },
      },
      {
        role: 'derivation',
        what: { type: 'StructureMap', reference: `${CANONICAL}/StructureMap/${recordMapName}` },
      },
    ],
  }
}

function typeOf(code: string): CodeableConcept {
  return { coding: [{ system: SYSTEM.provenanceParticipantType, code }] }
}
