/** The values of a sliced element: what is asked of all, and of those of a slice, and how many each slice has. */
import type { ElementProgram, Item, SliceProgram, TypeProgram } from '../program.ts'
import type { Scope } from '../run.ts'
import { ITEM, slicesOf } from './chart.ts'
import { planItem, type Demand, type ItemPlan, type PlanParts } from './plan.ts'
import type { Known } from './properties.ts'
import type { CheckItem, CheckSliced } from './special.ts'

type Parts = PlanParts & { readonly itemCheck: (plan: ItemPlan) => CheckItem }

export function slicedCheck(known: Known, child: ElementProgram, parts: Parts): CheckSliced {
  const { slices, rule } = child
  const type = known.demands.find(({ program }) => program === child)?.type
  const plain = parts.itemCheck(known.item)
  const own = slices.map((slice) =>
    lazily(() => parts.itemCheck(planItem([...known.demands, inSlice(slice, type)], parts))),
  )
  const isOrdered = rule.slicing?.ordered === true
  const rules = rule.slicing?.rules ?? 'open'
  return (items, around) => {
    const { visit, object, key } = around
    const counts = new Uint32Array(slices.length)
    let isClean = true
    let last = 0
    let hasEnded = false
    for (const value of items) {
      const item: Item = { value, element: undefined, type, path: '', program: child, parent: undefined }
      const index = sliceOf(item, slices, visit.scope)
      const check = own[index]?.() ?? plain
      if (!check(value, around)) isClean = false
      const isMisplaced =
        index < 0 ? rules === 'closed' : (isOrdered && index < last) || (rules === 'openAtEnd' && hasEnded)
      if (isMisplaced) isClean = visit.suspectItem(object, key, value, ITEM)
      if (isMisplaced) visit.chart.suspect(object, slicesOf(key))
      if (index < 0) hasEnded = true
      else counts[index] = (counts[index] ?? 0) + 1
      last = Math.max(last, index)
    }
    if (areWithin(counts, slices)) return isClean
    visit.chart.suspect(object, slicesOf(key))
    return visit.chart.suspect(object, key)
  }
}

/** The number of the slice that an item belongs to; -1 for none. A loop: this is asked of each item of each resource. */
function sliceOf(item: Item, slices: readonly SliceProgram[], scope: Scope): number {
  for (let index = 0; index < slices.length; index += 1) if (slices[index]?.matches(item, scope)) return index
  return -1
}

function areWithin(counts: Uint32Array, slices: readonly SliceProgram[]): boolean {
  return slices.every(({ program }, index) => isWithin(counts[index] ?? 0, program))
}

function isWithin(count: number, { rule }: ElementProgram): boolean {
  return count >= rule.min && (rule.max === '*' || count <= Number(rule.max))
}

/** The slice's rules in place of its element's; its type by the slice, which may narrow it. */
function inSlice({ program }: SliceProgram, type: TypeProgram | undefined): Demand {
  return { program, type: program.types.find(({ rule }) => rule.code === type?.rule.code) ?? type }
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
