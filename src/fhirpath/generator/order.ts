/**
 * The order of two values of one expression. Numbers and dates of one form have it by themselves; other times by what they
 * mean, where both are whole enough for an answer (FHIRPath 2.0 section 6.2); all else is left to the closures.
 */
import { compare } from '../equality.ts'

/** Negative, zero or positive. */
export function orderOf(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return compare([a], [b])
}
