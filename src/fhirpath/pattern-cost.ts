/**
 * What a pattern may cost, and what is left to spend. A step is one state on one character; a match has a limit, and so
 * has a whole validation or evaluation, whose calls to matches() draw on one budget. Pure but for that running count.
 */
import type { Pattern } from './pattern-syntax.ts'
import { FhirpathError } from './program.ts'

/** Steps of one match: about 0.2 s. */
export const MATCH_STEPS_MAX = 2_000_000
/** Steps of all matches of one validation or evaluation: about 1 s. */
export const STEPS_MAX = 10_000_000
/** Characters that backtracking tries in the time of one step. */
const TRIES_PER_STEP = 64

const budget = { isOpen: false, left: STEPS_MAX }

/** Runs with one budget for all matches within; one that runs within another shares its budget. */
export function metered<T>(body: () => T): T {
  if (budget.isOpen) return body()
  budget.isOpen = true
  budget.left = STEPS_MAX
  try {
    return body()
  } finally {
    budget.isOpen = false
  }
}

/** Takes steps from the budget; throws FhirpathError where too few are left. */
export function spend(steps: number): void {
  if (steps > MATCH_STEPS_MAX) throw tooCostly(MATCH_STEPS_MAX, 'one match')
  if (!budget.isOpen) return
  budget.left -= steps
  if (budget.left < 0) throw tooCostly(STEPS_MAX, 'all matches together')
}

/** Steps that all matches may still take. */
export function budgetLeft(): number {
  return budget.isOpen ? Math.max(budget.left, 0) : STEPS_MAX
}

/** Steps that a match may still take. */
export function stepsLeft(): number {
  return Math.min(budgetLeft(), MATCH_STEPS_MAX)
}

function tooCostly(most: number, what: string): FhirpathError {
  const text = `A pattern could take time without bound: ${what} may take ${String(most)} steps; write it with fewer repeats.`
  return new FhirpathError('fhirpath-evaluation', text)
}

/** Steps that trying by backtracking takes at worst on a text of so many characters; Infinity where nobody can say. */
export function stepsOfTrying(text: string, pattern: Pattern | undefined, length: number): number {
  const starts = pattern && isAnchored(pattern) ? 1 : length + 1
  const ways = pattern ? waysOf(pattern, length) : waysBySigns(text, length)
  const fixed = pattern ? Math.min(fixedOf(pattern), length) : length
  return Math.ceil((starts * ways * Math.max(fixed, 1)) / TRIES_PER_STEP)
}

/** In how many ways a pattern can match from one place. */
function waysOf(pattern: Pattern, length: number): number {
  switch (pattern.kind) {
    case 'sequence':
      return pattern.parts.reduce((ways, part) => ways * waysOf(part, length), 1)
    case 'choice':
      return pattern.parts.reduce((ways, part) => ways + waysOf(part, length), 0)
    case 'repeat': {
      const inner = waysOf(pattern.part, length)
      if (inner > 1 && pattern.max > 1) return Infinity
      return inner * (Math.max(Math.min(pattern.max, length) - pattern.min, 0) + 1)
    }
    case 'character':
    case 'begin':
    case 'end':
      return 1
    default:
      return pattern satisfies never
  }
}

/** What is not read as a tree is judged by its signs. */
function waysBySigns(text: string, length: number): number {
  if (/\)(?:[*+]|\{)/.test(text)) return Infinity
  const endless = (text.match(/[*+]|\{\d+,?\d*\}/g) ?? []).length
  return (length + 1) ** endless * 2 ** (text.match(/[?|]/g) ?? []).length
}

/** Characters that each way takes at least. */
function fixedOf(pattern: Pattern): number {
  if (pattern.kind === 'character') return 1
  if (pattern.kind === 'repeat') return pattern.min * fixedOf(pattern.part)
  return 'parts' in pattern ? pattern.parts.reduce((sum, part) => sum + fixedOf(part), 0) : 0
}

function isAnchored(pattern: Pattern): boolean {
  if (pattern.kind === 'begin') return true
  if (pattern.kind === 'choice') return pattern.parts.every(isAnchored)
  const first = pattern.kind === 'sequence' ? pattern.parts[0] : undefined
  return first !== undefined && isAnchored(first)
}
