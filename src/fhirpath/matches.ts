/**
 * `matches()`: patterns as FHIR's own rules write them. They escape characters that need none, which JavaScript refuses in
 * its Unicode mode; such a pattern is read without that mode. Text is bounded, for a pattern may take the square of it.
 */
import { FhirpathError } from './program.ts'

/** Characters of the text that a pattern is tried on. */
export const TEXT_LENGTH_MAX = 10_000
/** Patterns that are kept compiled. */
const PATTERNS_MAX = 500

const compiled = new Map<string, RegExp>()

/** Whether a part of the text matches. */
export function matches(text: string, pattern: string): boolean {
  refuseLong(text)
  return compilePattern(pattern).test(text)
}

/** The text with a substitute for each part that matches. */
export function replaced(text: string, pattern: string, substitute: string): string {
  refuseLong(text)
  const found = compilePattern(pattern)
  return text.replaceAll(new RegExp(found.source, `${found.flags}g`), substitute)
}

function refuseLong(text: string): void {
  if (text.length <= TEXT_LENGTH_MAX) return
  throw new FhirpathError(
    'fhirpath-evaluation',
    `matches() reads at most ${String(TEXT_LENGTH_MAX)} characters.`,
  )
}

/** The pattern as JavaScript reads it; throws FhirpathError. */
export function compilePattern(pattern: string): RegExp {
  const known = compiled.get(pattern)
  if (known) return known
  const fresh = expression(pattern, 'su') ?? expression(pattern, 's')
  if (!fresh)
    throw new FhirpathError('fhirpath-evaluation', 'matches() was given what is no regular expression.')
  if (compiled.size >= PATTERNS_MAX) compiled.clear()
  compiled.set(pattern, fresh)
  return fresh
}

function expression(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern, flags)
  } catch {
    // A pattern is an argument: whether it can be read is the answer.
    return undefined
  }
}
