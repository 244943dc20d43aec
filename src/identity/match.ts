/**
 * Decides whether two partners' Patients are one human being: only equal name, equal birth date and a shared identifier
 * link; equal name and birth date alone wait for a person to decide. Pure and symmetric; in doubt, none.
 */
import type { Match, Trait, TraitKind } from './identity.ts'

/** Compares all that is known of two persons. */
export function match(a: readonly Trait[], b: readonly Trait[]): Match {
  const isNamesake = valuesOf(a, 'full-name').some((one) =>
    valuesOf(b, 'full-name').some((other) => agree(one, other)),
  )
  if (!isNamesake) return { kind: 'none' }
  const others = new Set(valuesOf(b, 'identifier'))
  const shared = valuesOf(a, 'identifier').filter((value) => others.has(value))
  const systems = [...new Set(shared.map((value) => value.slice(0, value.lastIndexOf('|'))))].toSorted()
  const evidence = ['name', 'birth-date', ...systems.map((system) => `identifier ${system}`)]
  return { kind: shared.length > 0 ? 'link' : 'wait', evidence }
}

function valuesOf(traits: readonly Trait[], kind: TraitKind): string[] {
  return traits.filter((trait) => trait.kind === kind).map((trait) => trait.value)
}

/** Full names agree with equal family name and birth date, and given names that do not contradict each other. */
function agree(one: string, other: string): boolean {
  const [family, given = '', born] = one.split('|')
  const [otherFamily, otherGiven = '', otherBorn] = other.split('|')
  if (family !== otherFamily || born !== otherBorn) return false
  if (given.replaceAll(' ', '') === otherGiven.replaceAll(' ', '')) return true
  return isWithin(given.split(' '), otherGiven.split(' '))
}

/**
 * The first given names are equal, and of the further ones one side says no more than the other, or an initial of it.
 * Twins called Maria Elena and Maria Ines contradict each other; Maria, Maria E. and Maria Elena do not.
 */
function isWithin(one: readonly string[], other: readonly string[]): boolean {
  if (one[0] !== other[0]) return false
  const shared = Math.min(one.length, other.length)
  return one.slice(1, shared).every((word, index) => isSameOrInitial(word, other[index + 1] ?? ''))
}

function isSameOrInitial(one: string, other: string): boolean {
  if (one.length === 1 || other.length === 1) return one[0] === other[0]
  return one === other
}
