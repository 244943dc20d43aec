/** Tests that can be decided fast: what most values pass is asked first (clean/), and the test itself only of the others. */
import type { Item, Passes, Test } from './program.ts'
import type { Scope } from './run.ts'

/** A test with what decides it fast, whatever the type of the value. */
export function quickly(passes: Passes, test: (item: Item, scope: Scope) => void): Test {
  return Object.assign(test, { quick: () => passes })
}
