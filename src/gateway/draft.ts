/**
 * Makes drafts of what was located: every resource is validated, its person found among the actor's own Patients, its
 * references checked against what the actor may see, and a move of a referral checked against its states. All faults of
 * all resources come back together.
 */
import type { Transaction } from '../database/database.ts'
import { patientOf } from '../fhir/patient.ts'
import { parseReference, referencesIn, rewriteReferences } from '../fhir/reference.ts'
import type { Issue, Resource } from '../fhir/resource.ts'
import { isObject, list } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import { NOBODY } from '../store/access.ts'
import { readAll } from '../store/find.ts'
import type { Kept } from '../store/record.ts'
import { sortFaults, toIssue } from './checks.ts'
import type { CheckFinding } from './checks.ts'
import type { Draft } from './keep-all.ts'
import { accessOf } from './access.ts'
import { checkMove } from './move.ts'
import type { Ground } from './ground.ts'
import type { Located } from './locate.ts'
import { checkReferences, nobodysRecord, unknownPatient } from './reference-checks.ts'
import { referralWarnings } from './referral-warnings.ts'
import { releaseWarnings } from './release-warnings.ts'

type Drafting = { located: readonly Located[]; at: string }
type Known = { persons: ReadonlyMap<string, string>; visible: ReadonlySet<string> }

/** Drafts, or the issues that stand against them (then nothing may be kept). */
export async function draftAll(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  { located, at }: Drafting,
): Promise<{ drafts: Draft[]; issues: Issue[] }> {
  const cleaned = located.map((each) => ({
    ...each,
    sent: each.resource,
    resource: clean(ground, each, actor),
  }))
  const known = await knownTo(ground, tx, actor, { located: cleaned, at })
  const issues: Issue[] = []
  const drafts: Draft[] = []
  for (const each of cleaned) {
    const { refused, warnings } = validated(ground, actor, each)
    const references = checkReferences(ground, each, known.visible)
    const found = [...refused, ...references.refused]
    const person = personOf(each, known)
    if (person === undefined) found.push(...unknownPatient(each, found))
    const { sent, resource: kept, path } = each
    warnings.push(...references.warnings, ...nobodysRecord(each))
    warnings.push(...referralWarnings(ground, each, actor.partner))
    warnings.push(...releaseWarnings(ground, { sent, kept, custodian: actor.partner, path, at }))
    const moved = await checkMove(ground, tx, actor, each)
    issues.push(...found, ...moved.issues)
    drafts.push({ resource: moved.resource, person: person ?? NOBODY, before: each.before, warnings })
  }
  return { drafts, issues }
}

/** The resource as it would be kept: version and time are the store's, and nobody releases another's records. */
function clean(ground: Ground, { resource, id }: Located, actor: Actor): Resource {
  const { versionId: _version, lastUpdated: _updated, ...meta } = resource.meta ?? {}
  const { meta: _meta, ...elements } = resource
  const written: Resource = { ...elements, id, ...(Object.keys(meta).length > 0 && { meta }) }
  const cleaned = rewriteReferences(written, (reference) => relative(reference, ground.baseUrl))
  return resource.resourceType === 'Consent' ? proposedUnlessOwn(cleaned, actor) : cleaned
}

/** A reference by this server's own address is one to a record here, and is kept as such. */
function relative(reference: string, baseUrl: string): string {
  return reference.startsWith(`${baseUrl}/`) ? reference.slice(baseUrl.length + 1) : reference
}

/**
 * A release of another custodian's records stays proposed until that custodian confirms it (design: whose record, 5). A
 * restriction is never put off: what it denies, it denies at once.
 */
function proposedUnlessOwn(consent: Resource, actor: Actor): Resource {
  const named = list<{ reference?: string }>(consent['organization']).map(({ reference }) => reference)
  const isAnothers = named.length > 0 && !named.includes(`Organization/${actor.partner}`)
  const isDeny = isObject(consent['provision']) && consent['provision']['type'] === 'deny'
  return consent['status'] === 'active' && isAnothers && !isDeny
    ? { ...consent, status: 'proposed' }
    : consent
}

/** The faults that stand against a resource, and those that its custodian is warned of. */
function validated(
  ground: Ground,
  actor: Actor,
  { resource, path }: Located,
): { refused: Issue[]; warnings: Issue[] } {
  const validation = ground.directory.byId(actor.partner)?.validation ?? 'reject'
  const { refused, warned } = sortFaults(ground.content.check(resource, { at: ground.clock() }), validation)
  const within = (finding: CheckFinding): Issue => {
    const expression = finding.expression.replace(/^(?:[A-Za-z]+|\$this)/, path)
    return toIssue({ ...finding, expression })
  }
  return {
    refused: refused.map(within),
    warnings: warned.map((finding) => ({ ...within(finding), severity: 'warning' })),
  }
}

async function knownTo(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  { located, at }: Drafting,
): Promise<Known> {
  const references = located
    .flatMap(({ resource }) => referencesIn(resource))
    .flatMap(({ reference }) => reference ?? [])
  const local = [...new Set(references.filter((reference) => parseReference(reference)))]
  const stored = await readAll(tx, accessOf(ground, actor, at), local)
  const drafted = located.map(({ resource, id, before }) => ({
    reference: `${resource.resourceType}/${id}`,
    before,
    resource,
    id,
  }))
  const ownPatients = stored.filter(
    ({ type, custodian }) => type === 'Patient' && custodian === actor.partner,
  )
  const patients = drafted.filter(({ resource }) => resource.resourceType === 'Patient')
  return {
    persons: new Map([
      ...ownPatients.map((kept): [string, string] => [`Patient/${kept.id}`, kept.person]),
      ...patients.map(({ reference, id }): [string, string] => [reference, id]),
    ]),
    visible: new Set([
      ...stored.map((kept: Kept) => `${kept.type}/${kept.id}`),
      ...drafted.map(({ reference }) => reference),
    ]),
  }
}

/** The person of a resource; undefined when it names a Patient that is none of the actor's. */
function personOf({ resource, id, before }: Located, { persons }: Known): string | undefined {
  if (resource.resourceType === 'Patient') return id
  const named = patientOf(resource)
  // A release or restriction of nobody in particular would bind nobody.
  if (!named && resource.resourceType === 'Consent') return undefined
  const person = named ? persons.get(named.reference) : NOBODY
  return before && person !== before.person ? undefined : person
}
