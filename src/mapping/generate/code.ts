/**
 * The text of a generated program while it is written. No text of a map, a definition or a record ever gets into it: values go
 * in as constants, which the program takes from an array by number, and names of elements only where they are plain
 * identifiers that no object inherits. What does not fit that is not generated; the closures carry it out.
 */

/** A part of a map that is left to the closures; then the whole map is. */
export class NotGenerated extends Error {
  override readonly name = 'NotGenerated'
}

export type Code = {
  /** A new local name. */
  readonly local: (stem: string) => string
  /** The local that holds this constant. */
  readonly constant: (value: unknown) => string
  readonly line: (text: string) => void
  /** Opens a block with this head; `close` ends it, with what follows the brace. */
  readonly open: (head: string) => void
  readonly close: (after?: string) => void
  readonly depth: () => number
  /** A line that is written when the block it stands in is complete. */
  readonly later: () => (text: string) => void
  /** Runs a part; where it asks for what cannot be generated, nothing of it is left, and the answer is undefined. */
  readonly attempt: <T>(part: () => T) => T | undefined
  /** Writes an opening, a part and an ending; nothing of it stays where the part writes nothing. */
  readonly unless: (opening: () => void, part: () => void, ending: () => void) => void
  /** Begins a function, and ends it. */
  readonly begin: () => void
  readonly end: () => readonly string[]
}

const plainName = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/

/** Lines of a generated program: a map of a thousand rules has some thirty thousand. */
const linesMax = 200_000

/** `object.name`, for a name that no object inherits. */
export function member(object: string, name: string): string {
  if (!plainName.test(name) || name in Object.prototype)
    throw new NotGenerated(`the element ${JSON.stringify(name)}`)
  return `${object}.${name}`
}

/** The local of a constant: one for each value. */
function constantsOf(constants: unknown[]): Code['constant'] {
  const known = new Map<unknown, string>()
  return (value) => {
    if (value === true || value === false) return String(value)
    // Maps tell 1 and '1' apart, and functions by themselves.
    let name = known.get(value)
    if (name === undefined) {
      name = `c${constants.length}`
      constants.push(value)
      known.set(value, name)
    }
    return name
  }
}

export function createCode(constants: unknown[]): Code {
  const outer: string[][] = []
  let lines: string[] = []
  let depth = 0
  let locals = 0
  let written = 0
  const line = (text: string): void => {
    written += 1
    if (written > linesMax) throw new NotGenerated(`more than ${linesMax} lines`)
    lines.push(text)
  }
  return {
    line,
    local: (stem) => {
      locals += 1
      return `${stem}${locals}`
    },
    constant: constantsOf(constants),
    open: (head) => {
      line(`${head} {`)
      depth += 1
    },
    close: (after = '') => {
      line(`}${after}`)
      depth -= 1
    },
    depth: () => depth,
    later: () => {
      const target = lines
      const place = lines.length
      line('')
      return (text) => {
        target[place] = text
      }
    },
    attempt: (part) => {
      const before = { length: lines.length, depth, lines, outer: outer.length }
      try {
        return part()
      } catch (error) {
        if (!(error instanceof NotGenerated)) throw error
        lines = before.lines
        lines.length = before.length
        outer.length = before.outer
        depth = before.depth
        return undefined
      }
    },
    unless: (opening, part, ending) => {
      const before = { length: lines.length, depth }
      opening()
      const opened = lines.length
      part()
      if (lines.length > opened) return ending()
      lines.length = before.length
      depth = before.depth
    },
    begin: () => {
      outer.push(lines)
      lines = []
    },
    end: () => {
      const done = lines
      lines = outer.pop() ?? []
      return done
    },
  }
}
