/** Deals the items of a sliced element out to its slices, and checks how many each got and in which order. */
import type { ElementProgram, Item, SliceProgram } from './program.ts'
import { report, type Scope } from './run.ts'
import { defined, times } from './wording.ts'

type CheckItem = (item: Item, scope: Scope) => void

/** Checks the items against the slices of their element, and these against slices of their own. */
export function checkSlices(
  program: ElementProgram,
  items: readonly Item[],
  parent: Item,
  context: {
    readonly scope: Scope
    readonly checkItem: CheckItem
    /** Whether it is known that each slice has what it may have, in order; the items are some of them then. */
    readonly isDealt?: boolean
  },
): void {
  const { slices, rule } = program
  const { scope, checkItem, isDealt = false } = context
  const order = items.map((item) => slices.findIndex(({ matches }) => matches(item, scope)))
  if (!isDealt) checkOrder(program, items, order, scope)
  items.forEach((item, index) => {
    if (isDealt || order[index] !== -1 || rule.slicing?.rules !== 'closed') return
    const text = `${program.name} belongs to none of the slices that the profile allows; remove or correct it.`
    report(item, scope, { code: 'structure', rule: 'slice-closed', text })
  })
  slices.forEach((slice, number) => {
    const own: Item[] = []
    items.forEach((item, index) => {
      if (order[index] === number) own.push(inSlice(item, slice))
    })
    if (!isDealt) checkCount(slice, own.length, parent, scope)
    for (const item of own) checkItem(item, scope)
    if (slice.program.slices.length > 0 || slice.program.rule.slicing)
      checkSlices(slice.program, own, parent, context)
  })
}

/** The item with the slice's rules in place of its element's; its type by the slice, which may narrow it. */
function inSlice(item: Item, { program }: SliceProgram): Item {
  const code = item.type?.rule.code
  const type = program.types.find(({ rule }) => rule.code === code) ?? item.type
  const { value, element, path, parent } = item
  return { value, element, type, path, program, parent }
}

function checkCount({ program }: SliceProgram, count: number, parent: Item, scope: Scope): void {
  const { min, max, sliceName = '' } = program.rule
  const fault = (rule: string, expected: string): void => {
    const text = `${program.name} must have the slice ${defined(sliceName)} ${expected}; it has it ${times(count)}.`
    report({ ...parent, program: { ...program, name: parent.program.name } }, scope, {
      code: rule === 'slice-min' ? 'required' : 'structure',
      rule,
      text,
      below: program.name,
      element: program.rule.id,
    })
  }
  if (count < min) fault('slice-min', `at least ${times(min)}`)
  if (max !== '*' && count > Number(max))
    fault('slice-max', max === '0' ? 'not at all' : `at most ${times(Number(max))}`)
}

function checkOrder(
  program: ElementProgram,
  items: readonly Item[],
  order: readonly number[],
  scope: Scope,
): void {
  const { slicing } = program.rule
  const isOpenAtEnd = slicing?.rules === 'openAtEnd'
  if (!slicing || (!slicing.ordered && !isOpenAtEnd)) return
  let last = 0
  let hasEnded = false
  items.forEach((item, index) => {
    const slice = order[index] ?? -1
    const isMisplaced = slice >= 0 && ((slicing.ordered && slice < last) || (isOpenAtEnd && hasEnded))
    if (isMisplaced) {
      const text = `${program.name} stands out of the order that the profile gives its slices; move it up.`
      report(item, scope, { code: 'structure', rule: 'slice-order', text })
    }
    if (slice >= 0) last = Math.max(last, slice)
    else hasEnded = true
  })
}
