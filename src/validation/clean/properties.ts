/** The properties that the programs of an object know together: how often each may be there, and what is asked of its values. */
import type { Content, ElementProgram } from '../program.ts'
import { planItem, type Demand, type ItemPlan, type PlanParts } from './plan.ts'
import { isWritable } from './source.ts'

export type Known = {
  readonly name: string
  readonly demands: readonly Demand[]
  readonly isList: boolean
  readonly min: number
  /** Infinity where there is no end. */
  readonly max: number
  /** Children that are sliced. */
  readonly sliced: readonly ElementProgram[]
  readonly item: ItemPlan
}

/** The properties that all contents know, by their JSON names; any other is left to the walker. */
export function knownProperties(contents: readonly Content[], parts: PlanParts): Known[] {
  const [first, ...others] = contents
  if (!first) return []
  return [...first.properties.keys()].flatMap((name) => {
    const properties = [first, ...others].map(({ properties: known }) => known.get(name))
    const demands = properties.flatMap((property) =>
      property ? [{ program: property.child, type: property.type }] : [],
    )
    return demands.length === properties.length && isWritable(name) ? knownProperty(name, demands, parts) : []
  })
}

function knownProperty(name: string, demands: readonly Demand[], parts: PlanParts): Known[] {
  const children = demands.map(({ program }) => program)
  const isList = children.every((child) => child.isList)
  const min = Math.max(...children.map(({ rule }) => rule.min))
  const max = Math.min(...children.map(({ rule }) => (rule.max === '*' ? Infinity : Number(rule.max))))
  const isPlain =
    children.every((child) => child.isList === isList && !isClosedWithoutSlices(child)) &&
    Number.isSafeInteger(min) &&
    (max === Infinity || Number.isSafeInteger(max)) &&
    max > 0
  const item = isPlain ? planItem(demands, parts) : undefined
  if (!item || item.kind === 'uncharted') return []
  const sliced = children.filter(({ slices }) => slices.length > 0)
  const isPlainlySliced = sliced.length < 2 && sliced.every(({ slices }) => slices.every(isUnslicedSlice))
  return isPlainlySliced ? [{ name, demands, isList, min, max, sliced, item }] : []
}

function isClosedWithoutSlices({ rule, slices }: ElementProgram): boolean {
  return slices.length === 0 && rule.slicing?.rules === 'closed'
}

function isUnslicedSlice({ program }: ElementProgram['slices'][number]): boolean {
  return program.slices.length === 0 && program.rule.slicing === undefined
}

/** Whether the walker may find something where a child is not there at all. */
export function isMissed({ rule, slices }: ElementProgram): boolean {
  return rule.min > 0 || (rule.max !== '0' && slices.some(({ program }) => isMissed(program)))
}
