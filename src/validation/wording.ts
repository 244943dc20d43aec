/** The sentences of findings. They quote codes and names of elements, cut short; never what a person wrote. */

/** Characters of a code, name or URL that a sentence quotes. */
const QUOTED_LENGTH_MAX = 80

const UNPRINTABLE = /[^\x20-\x7E\u00A0-\uFFFD]/

/** A short coded value in quotes. */
export function quoted(text: string): string {
  const printable = UNPRINTABLE.test(text) ? text.replaceAll(/[^\x20-\x7E\u00A0-\uFFFD]/g, '?') : text
  return `'${printable.length > QUOTED_LENGTH_MAX ? `${printable.slice(0, QUOTED_LENGTH_MAX)}…` : printable}'`
}

/** `a`, `a or b`, `a, b or c`; long lists are cut. */
export function oneOf(items: readonly string[], most = 8): string {
  const shown = items.slice(0, most)
  const rest = items.length - shown.length
  if (rest > 0) return `${shown.join(', ')} or one of ${String(rest)} more`
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} or ${String(shown.at(-1))}`
}

export function times(count: number): string {
  return count === 1 ? 'once' : `${String(count)} times`
}
