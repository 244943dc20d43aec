/**
 * `matches()`, `matchesFull()` and `replaceMatches()`: the one door to patterns. FHIR's own rules escape characters that
 * need none, which JavaScript refuses in its Unicode mode; such a pattern is read without that mode. Backtracking is used
 * where it is quick at worst; else all ways are tried at once; what would take more steps than its limit is not evaluated.
 */
import { linearTest } from './linear-pattern.ts'
import { metered, spend, stepsOfTrying } from './pattern-cost.ts'
import { parsePattern } from './pattern-syntax.ts'
import { FhirpathError } from './program.ts'

/** A pattern that can be tried on a text. */
export type CompiledPattern = {
  readonly test: (text: string) => boolean
  readonly replace: (text: string, substitute: string) => string
}

/** Characters of the text that a pattern is tried on. */
export const TEXT_LENGTH_MAX = 10_000
/** Characters of a pattern. */
const PATTERN_LENGTH_MAX = 10_000
/** Patterns that are kept compiled. */
const PATTERNS_MAX = 500
/** Steps at worst up to which backtracking is quicker than all ways at once. */
const QUICK_STEPS = 2_000

const compiled = new Map<string, CompiledPattern>()

/** Whether a part of the text matches; throws FhirpathError where that cannot be told within the limits. */
export function matches(text: string, pattern: string, flags = ''): boolean {
  refuseLong(text)
  return compilePattern(pattern, flags).test(text)
}

/** Whether the whole text matches. */
export function matchesFull(text: string, pattern: string, flags = ''): boolean {
  // Alone first: `a)|(?:b` is no pattern, though it is one between parentheses.
  compilePattern(pattern, flags)
  return matches(text, `^(?:${pattern})$`, flags)
}

/** The text with a substitute for each part that matches. */
export function replaced(text: string, pattern: string, substitute: string): string {
  refuseLong(text)
  return compilePattern(pattern).replace(text, substitute)
}

/** Runs a program whose text asks for patterns with one budget for them all. */
export function withBudget<T extends readonly unknown[], R>(
  text: string,
  run: (...given: T) => R,
): (...given: T) => R {
  return /matches/i.test(text) ? (...given) => metered(() => run(...given)) : run
}

function refuseLong(text: string): void {
  if (text.length <= TEXT_LENGTH_MAX) return
  throw new FhirpathError(
    'fhirpath-evaluation',
    `matches() reads at most ${String(TEXT_LENGTH_MAX)} characters.`,
  )
}

/** The pattern as JavaScript reads it; `flags` are `i` and `m` of FHIRPath. Throws FhirpathError. */
export function compilePattern(pattern: string, flags = ''): CompiledPattern {
  const key = `${flags}/${pattern}`
  const known = compiled.get(key)
  if (known) return known
  const found = /^[im]*$/.test(flags) && pattern.length <= PATTERN_LENGTH_MAX
  const all = [...new Set(flags)].join('')
  const fresh = found ? (expression(pattern, `su${all}`) ?? expression(pattern, `s${all}`)) : undefined
  if (!fresh)
    throw new FhirpathError('fhirpath-evaluation', 'matches() was given what is no regular expression.')
  if (compiled.size >= PATTERNS_MAX) compiled.clear()
  const tried = tryBy(fresh)
  compiled.set(key, tried)
  return tried
}

/** Backtracking where that is quick, else all ways at once. */
function tryBy(found: RegExp): CompiledPattern {
  const { source, flags } = found
  const tree = parsePattern(source)
  const begun = flags.includes('m') ? undefined : tree
  const stepsOn = (text: string): number => stepsOfTrying(source, begun, text.length)
  const global = new RegExp(source, `${flags}g`)
  let linear: ReturnType<typeof linearTest> | null = null
  return {
    test: (text) => {
      const steps = stepsOn(text)
      if (steps > QUICK_STEPS) {
        linear = linear === null ? linearTest(source, flags) : linear
        if (linear) return linear(text)
      }
      spend(steps)
      return found.test(text)
    },
    replace: (text, substitute) => {
      spend(stepsOn(text))
      spend(Math.ceil((text.length * substitute.length) / SUBSTITUTED_PER_STEP))
      return text.replaceAll(global, substitute)
    },
  }
}

/** Characters of substitutes that are written in the time of one step. */
const SUBSTITUTED_PER_STEP = 16

function expression(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern, flags)
  } catch {
    // A pattern is an argument: whether it can be read is the answer.
    return undefined
  }
}
