/**
 * Invariants that need not be asked: one that reads nothing but properties which an object does not have says of it what it
 * says of an object that has none. Told from the text of the expression, and only of plain ones.
 */
import type { Program } from '../../fhirpath/fhirpath.ts'
import type { Question } from './plan.ts'
import type { Known } from './properties.ts'

/** Words of an expression, with what stands before and after them. */
const WORD = /(\.?)\s*(?:`([^`]+)`|([A-Za-z_]\w*))\s*(\(?)/g
const STRING = /'(?:[^'\\]|\\.)*'/g
/** Variables and dates are left to the expression itself; so are types, which an object may show by more than its properties. */
const BEYOND_PROPERTIES = /[%$@]|\b(?:is|as|ofType)\b/

/** The names of the properties that an expression reads of the object it is asked of; undefined where it may read more. */
export function namesRead(text: string): ReadonlySet<string> | undefined {
  const plain = text.replaceAll(STRING, "''")
  if (BEYOND_PROPERTIES.test(plain)) return undefined
  const names = new Set<string>()
  for (const [, dot, quoted, word = '', call] of plain.matchAll(WORD)) {
    if (dot === '.') continue
    // A function at the beginning is asked of the object itself, and a type by its name is a test of it.
    if (call === '(' && !/^(?:and|or|xor|implies|in|contains|div|mod)$/.test(word)) return undefined
    if (/^[A-Z]/.test(word)) return undefined
    names.add(quoted ?? word)
  }
  return names
}

/** The properties that an invariant reads, and what it says of an object that has none of them. */
export type Guard = {
  /** The variable of the code that says whether one is there. */
  readonly flag: string
  readonly names: readonly string[]
  readonly otherwise: boolean
}

export function guardOf(question: Question, known: readonly Known[]): Guard | undefined {
  if (question.kind !== 'holds') return undefined
  const read = namesRead(question.program.text)
  const otherwise = read && holdsOfNothing(question.program)
  if (!read || otherwise === undefined) return undefined
  const names = known
    .map(({ name }) => name)
    .filter((name) => [...read].some((each) => isWrittenAs(each, name)))
  return { flag: ['reads', ...names].join('_'), names, otherwise }
}

/** A condition that is asked only where an object has what it reads. */
export function guarded(guard: Guard | undefined, condition: string): string {
  if (!guard) return condition
  return guard.otherwise ? `${guard.flag} && ${condition}` : `!${guard.flag} || ${condition}`
}

/** Whether JSON may write the property of an expression by this name: `value` as `valueQuantity`. */
function isWrittenAs(read: string, name: string): boolean {
  return name === read || (name.startsWith(read) && /^[A-Z]/.test(name.slice(read.length)))
}

/** What an invariant says of an object that has nothing; undefined where it cannot be evaluated. */
function holdsOfNothing(program: Program): boolean | undefined {
  try {
    return program.holds({}, {})
  } catch {
    // It is asked of each object then.
    return undefined
  }
}
