/**
 * Tries a pattern on a text in time that grows with the text's length: all ways to match are followed at once, character
 * by character, so that no pattern can take longer than its states times the text. Its steps are counted and limited.
 */
import { spend, stepsLeft } from './pattern-cost.ts'
import { parsePattern, type Pattern } from './pattern-syntax.ts'

/** States of one pattern: a repeat of so many times has so many. */
const STATES_MAX = 4_000

type State = {
  /** Consumes one character; without it the state is passed through. */
  readonly accepts?: Accepts
  readonly assertion?: 'begin' | 'end'
  next: number[]
}

/** Whether a part of the text matches; undefined where the pattern is beyond what can be tried so. */
export function linearTest(pattern: string, flags: string): ((text: string) => boolean) | undefined {
  const tree = parsePattern(pattern)
  // With `m` the begin and the end are those of each line.
  if (!tree || flags.includes('m')) return undefined
  const states: State[] = []
  const end = build(tree, states, [], rememberedClasses(flags))
  if (!end) return undefined
  const accepted = states.push({ next: [] }) - 1
  for (const from of end.out) states[from]?.next.push(accepted)
  const charactersOf = (text: string): string[] => (flags.includes('u') ? Array.from(text) : text.split(''))
  return (text) => run(states, end.start, accepted, charactersOf(text))
}

/** A built part: where it begins, and the states that lead on from it. */
type Built = { readonly start: number; readonly out: readonly number[] }

function build(
  pattern: Pattern,
  states: State[],
  from: readonly number[],
  classes: Classes,
): Built | undefined {
  if (states.length > STATES_MAX) return undefined
  const start = states.push({ next: [] }) - 1
  for (const each of from) states[each]?.next.push(start)
  switch (pattern.kind) {
    case 'begin':
    case 'end':
      states[start] = { assertion: pattern.kind, next: [] }
      return { start, out: [start] }
    case 'character':
      states[start] = { accepts: classes(pattern.source), next: [] }
      return { start, out: [start] }
    case 'sequence': {
      let out: readonly number[] = [start]
      for (const part of pattern.parts) {
        const built = build(part, states, out, classes)
        if (!built) return undefined
        out = built.out
      }
      return { start, out }
    }
    case 'choice': {
      const built = pattern.parts.map((part) => build(part, states, [start], classes))
      const out = built.flatMap((each) => each?.out ?? [])
      return built.includes(undefined) ? undefined : { start, out }
    }
    case 'repeat':
      return buildRepeat(pattern, states, start, classes)
    default:
      return pattern satisfies never
  }
}

function buildRepeat(
  { part, min, max }: Pattern & { kind: 'repeat' },
  states: State[],
  start: number,
  classes: Classes,
): Built | undefined {
  let out: readonly number[] = [start]
  const leaves: number[] = min === 0 ? [start] : []
  const times = max === Infinity ? Math.max(min, 1) : max
  for (let time = 1; time <= times; time += 1) {
    const built = build(part, states, out, classes)
    if (!built) return undefined
    out = built.out
    if (time >= min) leaves.push(...out)
    if (max === Infinity && time === times) for (const each of out) states[each]?.next.push(built.start)
  }
  return { start, out: max === 0 ? [start] : leaves }
}

type Accepts = (character: string) => boolean
type Classes = (source: string) => Accepts

/** The same class is made once, however many states a repeat has. */
function rememberedClasses(flags: string): Classes {
  const known = new Map<string, Accepts>()
  return (source) => {
    const found = known.get(source) ?? accepts(source, flags)
    known.set(source, found)
    return found
  }
}

/** Whether a character is one of a class, or the one. Each is asked once. */
function accepts(source: string, flags: string): Accepts {
  const one = new RegExp(`^(?:${source})$`, flags)
  const known = new Map<string, boolean>()
  return (character) => {
    const answer = known.get(character) ?? one.test(character)
    known.set(character, answer)
    return answer
  }
}

/** Goes through the text; a match may begin at any character. Throws FhirpathError beyond the limit of steps. */
function run(
  states: readonly State[],
  start: number,
  accepted: number,
  characters: readonly string[],
): boolean {
  const most = stepsLeft()
  let active = reach(states, [start], { isBegin: true, isEnd: characters.length === 0 })
  let steps = active.size
  for (const [index, character] of characters.entries()) {
    if (active.has(accepted)) break
    const next = [start]
    for (const each of active) {
      const state = states[each]
      if (state?.accepts?.(character) === true) for (const to of state.next) next.push(to)
    }
    active = reach(states, next, { isBegin: false, isEnd: index === characters.length - 1 })
    steps += next.length + active.size
    if (steps > most) break
  }
  spend(steps)
  return active.has(accepted)
}

type Place = { readonly isBegin: boolean; readonly isEnd: boolean }

/** The states that can be reached without a character. */
function reach(states: readonly State[], from: readonly number[], { isBegin, isEnd }: Place): Set<number> {
  const reached = new Set(from)
  for (const each of reached) {
    const state = states[each]
    if (!state || state.accepts) continue
    const passes = state.assertion === undefined || (state.assertion === 'begin' ? isBegin : isEnd)
    if (passes) for (const next of state.next) reached.add(next)
  }
  return reached
}
