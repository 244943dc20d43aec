/** How the room tells of a fault in a map's text: thrown inside, turned into a value at the doors. */
import type { MapError, Position } from './syntax.ts'

/** Caught by parseMap and compileMap only, which return its error. */
export class MapFault extends Error {
  readonly error: MapError

  constructor(error: MapError) {
    super(`${error.line}:${error.column} ${error.message}`)
    this.name = 'MapFault'
    this.error = error
  }
}

/** A fault of syntax, as `found X, expected Y or Z`. */
export function syntaxFault(at: Position, found: string, expected: readonly string[]): MapFault {
  const wanted =
    expected.length > 1 ? `${expected.slice(0, -1).join(', ')} or ${expected.at(-1)}` : (expected[0] ?? '')
  const { line, column } = at
  return new MapFault({
    code: 'syntax',
    line,
    column,
    message: `found ${found}, expected ${wanted}`,
    expected,
  })
}

/** A fault of meaning: the text can be read and says what cannot be done. */
export function fault(code: MapError['code'], at: Position, message: string): MapFault {
  return new MapFault({ code, line: at.line, column: at.column, message })
}
