/**
 * Target list modes, by the definitions of http://hl7.org/fhir/R4/codesystem-map-target-list-mode.html: first and last say
 * where a rule's items stand, share takes the nth item that another rule made, collate takes the first item of the list.
 */
import type { Node } from './node.ts'
import { made } from './node.ts'
import { RunFault } from './run-state.ts'
import type { ListState, Run } from './run-state.ts'
import type { Site } from './site.ts'

/** Adds one item where its list mode wants it; the answer is its index. */
export function insertItem(run: Run, site: Site, list: unknown[], value: unknown): number {
  const { mode } = site
  const isPlaced = mode === 'first' || mode === 'last'
  const state = isPlaced ? stateOf(run, list) : run.lists.get(list)
  if (!state) return list.push(value) - 1
  if (isPlaced) claim(state, site, mode)
  const index = mode === 'first' ? state.first : mode === 'last' ? list.length : list.length - state.last
  if (mode === 'first') state.first += 1
  if (mode === 'last') state.last += 1
  list.splice(index, 0, value)
  return index
}

/** The item that the statement takes over or makes for others to take over; undefined where it shares nothing. */
export function sharedItem(run: Run, site: Site, list: unknown[], fresh: () => Node): Node | undefined {
  const { mode, shareId, id } = site
  if (mode === 'collate') {
    const [first] = list
    if (first === undefined) return undefined
    return made(first, fresh().type)
  }
  if (mode !== 'share') return undefined
  const state = stateOf(run, list)
  let items = state.shared.get(shareId)
  if (!items) state.shared.set(shareId, (items = []))
  const taker = `${shareId} ${id}`
  const place = state.taken.get(taker) ?? 0
  state.taken.set(taker, place + 1)
  const there = items[place]
  if (there) return there
  const node = fresh()
  items.push(node)
  insertItem(run, site, list, node.value)
  return node
}

function stateOf(run: Run, list: readonly unknown[]): ListState {
  let state = run.lists.get(list)
  if (!state) {
    state = {
      first: 0,
      last: 0,
      firstRule: undefined,
      lastRule: undefined,
      shared: new Map(),
      taken: new Map(),
    }
    run.lists.set(list, state)
  }
  return state
}

function claim(state: ListState, site: Site, mode: 'first' | 'last'): void {
  const key = mode === 'first' ? 'firstRule' : 'lastRule'
  state[key] ??= site.id
  if (state[key] !== site.id)
    throw new RunFault('list-order', site.rule, `another rule has the ${mode} items of ${site.name}`)
}
