/** Writes what a value of a source goes through before the rule does anything with it: its name, its marks, its conditions. */
import type { Source } from '../syntax/syntax.ts'
import { conditionOf } from './expressions.ts'
import type { Around, Spot } from './frame.ts'
import { nestedReads } from './paths.ts'
import type { NestedReads } from './paths.ts'
import { anonymous, declareCode, openMask } from './values.ts'
import type { Item, SourceCode } from './values.ts'

/** What stands in the blocks of a source; it is handed what its conditions read, to be written down where the rule applies. */
export type Inside = (commits: readonly (() => void)[]) => void

/** Blocks are conditions, and those of lists are loops. */
export function around({ generator }: Spot, isLoop: boolean, part: () => void): void {
  generator.conditions += 1
  if (isLoop) generator.loops += 1
  part()
  generator.conditions -= 1
  if (isLoop) generator.loops -= 1
}

export type Binding = {
  /** Whether another source stands inside, which may let nothing through. */
  readonly isFollowed: boolean
  readonly inside: Inside
}

/** Gives the value its name and its marks, and lets it through where its conditions hold. */
export function bound(item: Item, source: Source, spot: Spot, binding: Binding): void {
  const { code } = spot.generator
  const isOwn = item.kind === 'object' && item.mask === undefined && item.type !== undefined
  const opened = isOwn ? openMask(code, item.js, item.type ?? '') : undefined
  const named: SourceCode = { ...item, mode: 'source', mask: opened?.mask ?? item.mask }
  declareCode(spot.scope, source.variable?.text ?? anonymous, named)
  const done: Inside = (commits) => {
    binding.inside(commits)
    if (opened) opened.flush()
    else if (item.kind === undefined) code.line(`visit(${item.js}, P);`)
    else if (item.kind === 'object' && !named.mask) code.line(`P.push(${item.js}, 0);`)
  }
  if (!source.condition && !source.check) done([])
  else conditional(named, source, spot, { ...binding, inside: done })
}

function conditional(
  item: SourceCode,
  { condition, check }: Source,
  spot: Spot,
  { isFollowed, inside }: Binding,
): void {
  const { generator } = spot
  const { code } = generator
  const reads = nestedReads({ spot })
  const where: Around = { spot, context: item, reads: reads.reads, text: '' }
  const holds = condition ? conditionOf(condition.tree, { ...where, text: condition.text }) : 'true'
  const fired = isFollowed && condition ? code.local('f') : undefined
  const declareFired = code.later()
  code.open(`if (${holds})`)
  generator.conditions += 1
  if (check) code.line(`if (!(${conditionOf(check.tree, { ...where, text: check.text })})) b();`)
  const isTaken = (): boolean => fired !== undefined && reads.isMarked()
  inside([
    () => {
      reads.commit()
      if (isTaken()) code.line(`${fired} = true;`)
    },
  ])
  if (isTaken()) {
    declareFired(`let ${fired} = false;`)
    code.line(`if (!${fired}) Q.length = ${reads.mark};`)
  }
  generator.conditions -= 1
  code.close(` else { ${refusal(item, reads, code)} }`)
}

/** What is written down where a condition lets a value not through. */
export function refusal(item: Item, reads: NestedReads, { constant }: Spot['generator']['code']): string {
  const back = reads.isMarked() ? `Q.length = ${reads.mark}; ` : ''
  if (item.kind === 'object') return `${back}F.push(${item.js});`
  if (item.kind === undefined) return `${back}if (typeof ${item.js} === 'object') F.push(${item.js});`
  const { place } = item
  if (!place) return back
  const [holder, key] = place.kind === 'any' ? [place.holder, place.key] : [place.owner, constant(place.name)]
  return `${back}G.push(${holder}, ${key});`
}
