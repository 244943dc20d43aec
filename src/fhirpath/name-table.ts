/**
 * A closed set of names, read where they stand in a text: one table step for each character, and no copy of the name. The
 * names are of ASCII; what a reading finds is the number of the name, or none.
 */
const ASCII = 128

export type NameTable = {
  /** For a state (from 1) and a character the next state; 0, from which nothing goes on, where no name goes on so. */
  readonly next: Uint16Array
  /** For each state the number of the name that ends there, from 1; 0 for none. */
  readonly ends: Uint16Array
}

/** The table of names that stand in a text, with spaces between. */
export function nameTable(names: string): NameTable {
  const rows = [new Uint16Array(ASCII), new Uint16Array(ASCII)]
  const ends: number[] = []
  for (const [index, name] of names.split(' ').entries()) {
    let row = rows[1]
    let state = 1
    for (let at = 0; at < name.length && row; at += 1) {
      const character = name.charCodeAt(at)
      if (row[character] === 0) row[character] = rows.push(new Uint16Array(ASCII)) - 1
      state = row[character] ?? 0
      row = rows[state]
    }
    ends[state] = index + 1
  }
  const next = new Uint16Array(rows.length * ASCII)
  for (const [state, row] of rows.entries()) next.set(row, state * ASCII)
  return { next, ends: Uint16Array.from(rows, (_, state) => ends[state] ?? 0) }
}
