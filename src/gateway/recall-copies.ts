/**
 * Copies of a recalled record that its recipient keeps here: marked as entered in error once he was told, and put back as
 * they were when the recall is lifted. A copy that he has changed is his, and stays as he wrote it: he is asked, as for
 * what he keeps elsewhere.
 */
import type { Transaction } from '../database/database.ts'
import { changedCopies, notePlaced } from '../store/copies.ts'
import { history, readAll } from '../store/find.ts'
import { lockPerson } from '../store/lock.ts'
import type { Recall } from '../store/recalls.ts'
import type { Kept } from '../store/record.ts'
import type { Ground } from './ground.ts'
import { keepAll } from './keep-all.ts'
import type { Draft } from './keep-all.ts'
import { noteWrites } from './note.ts'
import { followMistakes } from './recall.ts'
import { possibleCopies } from './receiver.ts'
import { enteredInError, isEnteredInError } from './withdraw.ts'

type Whose = Pick<Recall, 'person' | 'recipient' | 'resource'>

/** The recipient's copies of the record, of each of his persons that it once came to. */
export async function copiesHeld(
  tx: Transaction,
  { person, recipient, resource }: Whose,
  at: string,
): Promise<Kept[]> {
  const references = await possibleCopies(tx, { person, recipient }, resource)
  const found = await readAll(tx, { partner: recipient, purpose: '', at }, references)
  return found.filter(
    ({ custodian, content }) => custodian === recipient && content.meta?.source === resource,
  )
}

/** Marks the copies, or puts them back; what the recipient has passed on himself is recalled or lifted with them. */
export async function correctCopies(
  ground: Ground,
  tx: Transaction,
  recall: Recall,
  at: string,
): Promise<void> {
  for (const { person } of await copiesHeld(tx, recall, at)) {
    const custodian = recall.recipient
    await lockPerson(tx, { custodian, key: person })
    const held = (await copiesHeld(tx, recall, at)).filter((copy) => copy.person === person)
    const changed = await changedCopies(tx, person, held)
    const drafts: Draft[] = []
    for (const before of held) {
      // A Task is moved by its referral alone.
      if (before.type === 'Task' || changed.has(`${before.type}/${before.id}`)) continue
      const resource = recall.state === 'lifted' ? await asBefore(tx, before, at) : marked(before)
      if (resource) drafts.push({ resource, person, before })
    }
    if (drafts.length === 0) continue
    const admitted = await keepAll(ground, tx, { custodian, drafts, at, actor: 'gateway' })
    await noteWrites(ground, tx, { admitted, actor: 'gateway', at })
    await notePlaced(
      tx,
      person,
      admitted.map(({ kept }) => kept),
    )
    await followMistakes(ground, tx, { changed: admitted, custodian, at, actor: 'gateway' })
  }
}

function marked({ content }: Kept): Kept['content'] | undefined {
  return isEnteredInError(content) ? undefined : enteredInError(content)
}

/** The copy as it was before it was marked: all its versions are the gateway's, since he has changed none. */
async function asBefore(tx: Transaction, copy: Kept, at: string): Promise<Kept['content'] | undefined> {
  if (!isEnteredInError(copy.content)) return undefined
  const access = { partner: copy.custodian, purpose: '', at }
  return (await history(tx, access, copy)).find(({ content }) => !isEnteredInError(content))?.content
}
