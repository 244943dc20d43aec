/** Valid resources of every kind that is easily taken for a fault: nothing may be found in them. */
import { choices, narratives, primitives, references, siblings, type Variant } from './valid.ts'
import { bundles, codes, extensions } from './valid-around.ts'

export function variants(): Variant[] {
  return [
    ...primitives(),
    ...choices(),
    ...siblings(),
    ...references(),
    ...narratives(),
    ...bundles(),
    ...extensions(),
    ...codes(),
  ]
}
