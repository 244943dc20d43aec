/** What an explanation looks at besides the grants: how the Consents once were, and why a record carries its labels. */
import type { ConsentVersion } from '../consent/lapsed.ts'
import { whyLabelled } from '../consent/why-labels.ts'
import type { Transaction } from '../database/database.ts'
import { parseReference, referencesIn } from '../fhir/reference.ts'
import type { Access } from '../store/access.ts'
import { history, readAll } from '../store/find.ts'
import type { Kept } from '../store/record.ts'
import type { Ground } from './ground.ts'

/** Consents whose history is looked at. */
const HISTORIES_MAX = 50

/** The versions of the Consents that have changed, newest first: of the latest ones, where there are very many. */
export async function historiesOf(
  tx: Transaction,
  own: Access,
  consents: readonly Kept[],
): Promise<ConsentVersion[][]> {
  const histories: ConsentVersion[][] = []
  for (const { type, id } of consents.filter(({ version }) => version > 1).slice(-HISTORIES_MAX)) {
    const versions = await history(tx, own, { type, id })
    histories.push(versions.map(({ content, updated }) => ({ consent: content, since: updated })))
  }
  return histories
}

/** The reasons of each label of a record, as parameters: the labels decide what it takes to have it. */
export async function labelParameters(
  ground: Ground,
  tx: Transaction,
  { content, custodian }: Kept,
  at: string,
): Promise<unknown[]> {
  const references = referencesIn(content).flatMap(({ reference }) => reference ?? [])
  const local = [...new Set(references.filter((reference) => parseReference(reference)))]
  const stored = await readAll(tx, { partner: custodian, purpose: '', at }, local)
  const categories = new Map(stored.map((kept) => [`${kept.type}/${kept.id}`, kept.categories]))
  const why = whyLabelled(content, {
    custodian: ground.directory.partyOf(custodian),
    inheritedFrom: (reference) => categories.get(reference),
    policy: ground.content.policy,
  })
  return why.map(({ coding, rule, text }) => ({
    name: 'label',
    part: [
      { name: 'coding', valueCoding: coding },
      { name: 'rule', valueString: rule },
      { name: 'text', valueString: text },
    ],
  }))
}
