/** Regular expressions as a tree, as far as they have no lookaround, back reference or word boundary. Pure. */
export type Pattern =
  | { readonly kind: 'character'; readonly source: string }
  | { readonly kind: 'begin' | 'end' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly min: number; readonly max: number }

/** Groups within groups. */
const DEPTH_MAX = 50

type Reading = { readonly text: string; at: number }

/** The tree; undefined for what is not read here. The text must be one that JavaScript reads as a pattern. */
export function parsePattern(text: string): Pattern | undefined {
  const reading: Reading = { text, at: 0 }
  const pattern = choice(reading, 0)
  return pattern && reading.at === text.length ? pattern : undefined
}

function choice(reading: Reading, depth: number): Pattern | undefined {
  const parts: Pattern[] = []
  do {
    const part = sequence(reading, depth)
    if (!part) return undefined
    parts.push(part)
  } while (take(reading, /\|/y) !== undefined)
  return parts.length === 1 ? parts[0] : { kind: 'choice', parts }
}

function sequence(reading: Reading, depth: number): Pattern | undefined {
  const parts: Pattern[] = []
  while (reading.at < reading.text.length && !/[|)]/.test(reading.text[reading.at] ?? '')) {
    const part = atom(reading, depth)
    if (!part) return undefined
    parts.push(repeated(reading, part))
  }
  return { kind: 'sequence', parts }
}

/** Signs that stand for themselves, classes, and the escapes of one character. */
const CHARACTER =
  /[^\\[\]()|*+?{}^$.]|\.|\]|[{}](?![0-9,]*\})|\[(?:[^\]\\]|\\[^])*\]|\\(?:u\{[0-9A-Fa-f]+\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[pP]\{[^}]*\}|c[A-Za-z]|[^0-9bBkpPuxc])/uy

function atom(reading: Reading, depth: number): Pattern | undefined {
  if (take(reading, /\^/y) !== undefined) return { kind: 'begin' }
  if (take(reading, /\$/y) !== undefined) return { kind: 'end' }
  if (take(reading, /\((?!\?)|\(\?:/y) !== undefined) {
    const inner = depth < DEPTH_MAX ? choice(reading, depth + 1) : undefined
    return take(reading, /\)/y) === undefined ? undefined : inner
  }
  const source = take(reading, CHARACTER)
  return source === undefined ? undefined : { kind: 'character', source }
}

function repeated(reading: Reading, part: Pattern): Pattern {
  const sign = take(reading, /(?:[*+?]|\{\d{1,6}(?:,\d{0,6})?\})\??/y)
  if (sign === undefined) return part
  const [, least = '', comma, most = ''] = /^\{(\d+)(,?)(\d*)\}/.exec(sign) ?? []
  const [min, max] =
    least === ''
      ? [sign.startsWith('+') ? 1 : 0, sign.startsWith('?') ? 1 : Infinity]
      : [Number(least), comma === '' ? Number(least) : most === '' ? Infinity : Number(most)]
  return { kind: 'repeat', part, min, max }
}

function take(reading: Reading, pattern: RegExp): string | undefined {
  pattern.lastIndex = reading.at
  const found = pattern.exec(reading.text)?.[0]
  reading.at += found?.length ?? 0
  return found
}
