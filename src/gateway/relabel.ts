/**
 * Labels what is kept anew, by policies that are prepared. All versions of a resource are looked at, the oldest first: what
 * is sensitive in one stays so in those after it, as when they were written; what the sources declared stays; what only
 * older policies found goes. Labels that differ wait aside until the policies come in force.
 */
import type { LabelInput } from '../consent/consent.ts'
import { inheritsFrom } from '../consent/inherit.ts'
import { label } from '../consent/label.ts'
import type { Transaction } from '../database/database.ts'
import { parseReference } from '../fhir/reference.ts'
import type { Coding } from '../fhir/resource.ts'
import { putAside, versionsBehind } from '../store/relabel.ts'
import type { Relabelled, Version } from '../store/relabel.ts'
import type { Ground } from './ground.ts'

/** Versions that are looked at for what a batch inherits; beyond it everything sensitive is inherited. */
const SOURCES_MAX = 20_000

/** Labels these versions; all versions of a resource come together, the oldest first. */
export async function relabel(next: Ground, tx: Transaction, versions: readonly Version[]): Promise<void> {
  const custodians = [...new Set(versions.map(({ custodian }) => custodian))]
  const changed: Relabelled[] = []
  // What a custodian keeps who is no partner any more, nobody reads: it is labelled when he is one again.
  for (const custodian of custodians.filter((each) => next.directory.byId(each))) {
    const own = versions.filter((each) => each.custodian === custodian)
    changed.push(...(await changedAt(next, tx, { custodian, own })))
  }
  await putAside(tx, versions, changed)
}

async function changedAt(
  next: Ground,
  tx: Transaction,
  { custodian, own }: { custodian: string; own: readonly Version[] },
): Promise<Relabelled[]> {
  const { policy } = next.content
  const { sources, isCut } = await sourcesOf(next, tx, { custodian, own })
  const all = [...own, ...sources]
  const known = new Set(all.map(referenceOf))
  const labels = label(inputsOf(all), {
    custodian: next.directory.partyOf(custodian),
    inheritedFrom: (reference) => (isCut && !known.has(reference) ? policy.sensitive : undefined),
    policy,
  })
  return own.flatMap(({ declared: _declared, ...version }, position): Relabelled[] => {
    const { security = [], categories = 0n } = labels[position] ?? {}
    const { content } = version
    if (categories === version.categories && isSameSet(security, content.meta?.security ?? [])) return []
    return [{ ...version, categories, content: { ...content, meta: { ...content.meta, security } } }]
  })
}

/** What these inherit from, and what that inherits from, as far as it is not among them. */
async function sourcesOf(
  next: Ground,
  tx: Transaction,
  { custodian, own }: { custodian: string; own: readonly Version[] },
): Promise<{ sources: Version[]; isCut: boolean }> {
  const known = new Set(own.map(referenceOf))
  const sources: Version[] = []
  for (let frontier = own; frontier.length > 0;) {
    const wanted = frontier
      .flatMap(({ content }) => inheritsFrom(content, next.content.policy))
      .filter((reference) => parseReference(reference) && !known.has(reference))
    if (wanted.length === 0) break
    if (sources.length > SOURCES_MAX) return { sources, isCut: true }
    for (const reference of wanted) known.add(reference)
    frontier = (await versionsBehind(tx, [...new Set(wanted)])).filter((each) => each.custodian === custodian)
    sources.push(...frontier)
  }
  return { sources, isCut: false }
}

function referenceOf({ type, id }: Version): string {
  return `${type}/${id}`
}

/** The newest version is what others refer to; each of the others is named by its number, and comes after the one before. */
function inputsOf(versions: readonly Version[]): LabelInput[] {
  return versions.map((each, position): LabelInput => {
    const { content, declared } = each
    const own = referenceOf(each)
    const [before, after] = [versions[position - 1], versions[position + 1]]
    const isNewest = !after || referenceOf(after) !== own
    const security = [...(declared ?? content.meta?.security ?? [])]
    return {
      resource: { ...content, meta: { ...content.meta, security } },
      reference: isNewest ? own : `${own}/_history/${each.version}`,
      ...(before && referenceOf(before) === own && { after: `${own}/_history/${before.version}` }),
    }
  })
}

function isSameSet(one: readonly Coding[], other: readonly Coding[]): boolean {
  const keysOf = (codings: readonly Coding[]): Set<string> =>
    new Set(codings.map(({ system, code, display }) => JSON.stringify([system, code, display])))
  const [known, now] = [keysOf(one), keysOf(other)]
  return known.size === now.size && [...known].every((key) => now.has(key))
}
