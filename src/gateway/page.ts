/**
 * One page of what an actor may be shown of a search, and how many there are in all. What cannot be shown without what is
 * withheld is passed over as if it did not exist: it leaves no gap in a page, no count in a total, no cursor in a link.
 */
import type { Transaction } from '../database/database.ts'
import type { Actor } from '../partners/actor.ts'
import type { Access } from '../store/access.ts'
import type { Search } from '../store/criteria.ts'
import { count, search as find } from '../store/search.ts'
import type { Kept } from '../store/record.ts'
import { satisfying } from './follow-chains.ts'
import type { Ground } from './ground.ts'
import { reveal } from './release.ts'
import type { Showable } from './release.ts'

/** Times that a page is filled up, and the rows that are looked at each time. */
const ROUNDS_MAX = 20
const ROUND_ROWS = 200
/** Records of others, or found by chains, that are looked at to count them; of more there is no total. */
const COUNTED_MAX = 2_000

type Asking = { readonly actor: Actor; readonly access: Access; readonly search: Search }

export type Page = {
  readonly shown: readonly Showable[]
  readonly more: boolean
  /** So much was passed over that the rest was not looked at: there may be more, and no cursor leads to it. */
  readonly isCut: boolean
}

/** The page, filled up with what follows where rows are passed over. */
export async function pageOf(ground: Ground, tx: Transaction, asking: Asking): Promise<Page> {
  const { access, search } = asking
  if (search.count === 0) return { shown: [], more: false, isCut: false }
  const shown: Showable[] = []
  let after = search.after
  let isThrough = false
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const rows = round === 0 ? search.count + 1 : ROUND_ROWS
    const page = await find(tx, access, { ...search, after, count: rows })
    shown.push(...(await revealTo(ground, tx, asking, page.found)))
    isThrough = shown.length > search.count || !page.more
    if (isThrough) break
    after = page.found.at(-1)
  }
  return { shown: shown.slice(0, search.count), more: shown.length > search.count, isCut: !isThrough }
}

/** The total where it was asked for, or costs nothing because the first page is the whole. */
export async function totalOf(
  ground: Ground,
  tx: Transaction,
  asking: Asking,
  { shown, more, isCut }: Page,
): Promise<number | undefined> {
  const { access, search } = asking
  if (search.count > 0 && search.after === undefined && !more && !isCut) return shown.length
  if (search.count > 0 && !search.wantsTotal) return undefined
  // Where chains lead, the database alone cannot count: what they lead to may be redacted.
  const isChained = search.criteria.some((criterion) => 'of' in criterion)
  const own = isChained ? 0 : await count(tx, access, ofCustodian(search, true))
  const rest = isChained ? { ...search, after: undefined } : ofCustodian(search, false)
  const found = await find(tx, access, { ...rest, count: COUNTED_MAX })
  if (found.more) return undefined
  return own + (await revealTo(ground, tx, asking, found.found)).length
}

/** The search among the reader's own records, which he is shown whole, or among those of others. */
function ofCustodian(search: Search, own: boolean): Search {
  return { ...search, criteria: [...search.criteria, { kind: 'custodian', own }], after: undefined }
}

/** What may be shown, and found by what is shown of it. */
async function revealTo(
  ground: Ground,
  tx: Transaction,
  { actor, access, search }: Asking,
  rows: readonly Kept[],
): Promise<Showable[]> {
  const shown = await reveal(ground, tx, { actor, rows, channel: 'read', at: access.at })
  return satisfying({ ground, tx, actor, access }, search, shown)
}
