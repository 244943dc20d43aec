/** Makes the checks that generated checks call, each once: plans that ask the same have the same check. */
import type { Registry } from '../registry.ts'
import { Compiled } from './compiled.ts'
import { subjectOf, type Demand, type ItemPlan, type ObjectPlan, type PlanParts } from './plan.ts'
import { slicedCheck } from './sliced.ts'
import { Source } from './source.ts'
import { extensionCheck } from './extension.ts'
import type { CheckItem, CheckResource, Makers } from './special.ts'
import { itemLines } from './write-items.ts'
import { objectBody } from './write.ts'

export type MakersParts = PlanParts & {
  readonly registry: Pick<Registry, 'typesOf' | 'structureOf'>
  /** The check of a resource that stands where these programs meet. */
  readonly nested: (demands: readonly Demand[]) => CheckResource
}

export function createMakers(parts: MakersParts): Makers {
  const ids = new Map<unknown, number>()
  const idOf = (subject: unknown): number => {
    const id = ids.get(subject) ?? ids.size
    ids.set(subject, id)
    return id
  }
  const compiled = new Map<string, Compiled>()
  const compiledOf = (plan: ObjectPlan): Compiled => {
    const subjects = [...plan.contents, '-', ...plan.questions.map(subjectOf)]
    const key = `${String(plan.isResource)} ${String(plan.mayBeEmpty)} ${subjects.map(idOf).join(' ')}`
    const known = compiled.get(key)
    if (known) return known
    const fresh = new Compiled(() => {
      const source = new Source()
      return source.makeObject(nameOf(plan), objectBody(plan, source, makers))
    })
    compiled.set(key, fresh)
    return fresh
  }
  const itemCheck = (plan: ItemPlan): CheckItem => {
    const source = new Source()
    const lines = ['let isClean = true', ...itemLines(plan, 'item', source, makers), 'return isClean']
    return source.makeItem(lines.join('\n'))
  }
  const makers: Makers = {
    ...parts,
    compiledOf,
    extension: (plan) => extensionCheck(plan, { ...parts, compiledOf }),
    resource: ({ demands }) => parts.nested(demands),
    sliced: (known, child) => slicedCheck(known, child, { ...parts, itemCheck }),
  }
  return makers
}

/** The path of the element or type whose children the plan has, without its dots. */
function nameOf({ contents }: ObjectPlan): string {
  const path = contents[0]?.children[0]?.rule.path ?? ''
  return path.slice(0, Math.max(path.lastIndexOf('.'), 0)).replaceAll('.', '')
}
