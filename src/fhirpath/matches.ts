/**
 * `matches()`: patterns as FHIR's own rules write them. They escape characters that need none, which JavaScript refuses in
 * its Unicode mode; such a pattern is read without that mode. Text is bounded, for a pattern may take the square of it; a
 * pattern that could take more, whoever wrote it (a Questionnaire may come with its answers), is tried in linear time.
 */
import { linearTest } from './linear-pattern.ts'
import { isRisky, parsePattern } from './pattern-syntax.ts'
import { FhirpathError } from './program.ts'

/** A pattern that can be tried on a text. */
export type CompiledPattern = { readonly test: (text: string) => boolean; readonly replaceable?: RegExp }

/** Characters of the text that a pattern is tried on. */
export const TEXT_LENGTH_MAX = 10_000
/** Patterns that are kept compiled. */
const PATTERNS_MAX = 500

const compiled = new Map<string, CompiledPattern>()

/** Whether a part of the text matches. */
export function matches(text: string, pattern: string): boolean {
  refuseLong(text)
  return compilePattern(pattern).test(text)
}

/** The text with a substitute for each part that matches. */
export function replaced(text: string, pattern: string, substitute: string): string {
  refuseLong(text)
  const { replaceable } = compilePattern(pattern)
  if (!replaceable) throw tooCostly('replaceMatches()')
  return text.replaceAll(replaceable, substitute)
}

function refuseLong(text: string): void {
  if (text.length <= TEXT_LENGTH_MAX) return
  throw new FhirpathError(
    'fhirpath-evaluation',
    `matches() reads at most ${String(TEXT_LENGTH_MAX)} characters.`,
  )
}

/** The pattern as JavaScript reads it; throws FhirpathError. */
export function compilePattern(pattern: string): CompiledPattern {
  const known = compiled.get(pattern)
  if (known) return known
  const fresh = expression(pattern, 'su') ?? expression(pattern, 's')
  if (!fresh)
    throw new FhirpathError('fhirpath-evaluation', 'matches() was given what is no regular expression.')
  if (compiled.size >= PATTERNS_MAX) compiled.clear()
  const tried = tryBy(fresh)
  compiled.set(pattern, tried)
  return tried
}

/** Backtracking where that is quick, else all ways at once; throws FhirpathError where neither is possible. */
function tryBy(found: RegExp): CompiledPattern {
  const { source, flags } = found
  if (!isRisky(source, parsePattern(source)))
    return { test: (text) => found.test(text), replaceable: new RegExp(source, `${flags}g`) }
  const test = linearTest(source, flags)
  if (!test) throw tooCostly('matches()')
  return { test }
}

function tooCostly(name: string): FhirpathError {
  const text = `${name} was given a pattern that could take time without bound; write it without repeats within repeats.`
  return new FhirpathError('fhirpath-evaluation', text)
}

function expression(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern, flags)
  } catch {
    // A pattern is an argument: whether it can be read is the answer.
    return undefined
  }
}
