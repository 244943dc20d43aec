/**
 * Extensions that a profile asks for on a primitive: where `_name` is absent, they are missing all the same
 * (FHIR R4 json.html#primitive).
 */
import { isObject } from '../fhir/resource.ts'
import { checkCardinality } from './content.ts'
import type { Content, ElementProgram, Test } from './program.ts'
import { checkSlices } from './slices.ts'

/** The test of a primitive whose profile spells out what must stand beside its value; none for all others. */
export function elementTests(own: Content | undefined): Test[] {
  const needed = own?.children.filter(isNeeded) ?? []
  return needed.length === 0 ? [] : [missingTest(needed)]
}

function isNeeded({ rule, slices }: ElementProgram): boolean {
  return rule.min > 0 || slices.some((slice) => slice.program.rule.min > 0)
}

function missingTest(needed: readonly ElementProgram[]): Test {
  return (item, scope) => {
    // What is there is checked with its parts.
    if (isObject(item.element)) return
    for (const child of needed) {
      checkCardinality(child, 0, item, scope)
      checkSlices(child, [], item, { scope, checkItem: () => undefined })
    }
  }
}
