/** What the writers of expressions have in common. */
import type { Surroundings } from '../compile/walk.ts'
import type { Around, Scalar } from './frame.ts'

export function surroundings({ spot, context }: Around): Surroundings {
  const { place, scope } = spot
  return {
    place,
    scope,
    context: context && { type: context.type },
    // Only types are asked of these walks.
    criteria: () => () => false,
  }
}

/** The value in a local of its own. */
export function kept(value: Scalar, { spot }: Pick<Around, 'spot'>): Scalar {
  const local = spot.generator.code.local('x')
  spot.generator.code.line(`const ${local} = ${value.js};`)
  return { ...value, js: local }
}

/** `value` where none of these is absent, else nothing. */
export function present(values: readonly Scalar[], value: string): { js: string; isOptional: boolean } {
  const absent = values.filter(({ isOptional }) => isOptional).map(({ js }) => `${js} === undefined`)
  return absent.length === 0
    ? { js: value, isOptional: false }
    : { js: `${absent.join(' || ')} ? undefined : ${value}`, isOptional: true }
}
