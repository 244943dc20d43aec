/**
 * Reads TypeScript as far as the laws of `tidy.test.ts` need: what is code, what is text, what is comment, and what a
 * file imports. It knows strings, templates within templates, comments and regular expressions, so that a word in one of
 * them is not taken for another.
 */

export type SourceFile = { readonly file: string; readonly text: string }

export type Literal = { readonly value: string; readonly start: number; readonly line: number }

export type Import = {
  /** `<computed>` where it is no literal: nobody can check that. */
  readonly specifier: string
  /** `import type` or `export type`: gone when the code runs. `import { type A }` still loads the module. */
  readonly typeOnly: boolean
  readonly line: number
}

export type Source = SourceFile & {
  /** The text with comments and the inside of strings blanked; every place is where it was. */
  readonly code: string
  /** The text with comments blanked. */
  readonly uncommented: string
  readonly literals: readonly Literal[]
  readonly imports: readonly Import[]
}

export function readSource({ file, text }: SourceFile): Source {
  const { code, uncommented, literals } = scan(text)
  return { file, text, code, uncommented, literals, imports: findImports(code, literals) }
}

export function lineAt(text: string, place: number): number {
  return text.slice(0, place).split('\n').length
}

type Scan = Pick<Source, 'code' | 'uncommented'> & { readonly literals: Literal[] }

/** The next piece that is not plain code: comment, string, or the start of a template or a regular expression. */
const pieces = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"|[`{}/]/g
const templateText = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y
const regularExpression = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y
/** After these a slash begins a regular expression; after a name, a number, `)` or `]` it divides. */
const beforeExpression =
  /(?:^|[=(,:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|throw|await|yield))\s*$/

function scan(text: string): Scan {
  const literals: Literal[] = []
  let code = text
  let uncommented = text
  const blank = (from: number, to: number): void => {
    code = blanked(code, from, to)
  }
  const keep = (from: number, to: number): void => {
    literals.push({ value: text.slice(from, to), start: from, line: lineAt(text, from) })
    blank(from, to)
  }
  /** Takes template text from `from`; returns where code goes on, and whether that is within `${}`. */
  const takeTemplate = (from: number): { next: number; open: boolean } => {
    templateText.lastIndex = from
    const end = from + (templateText.exec(text)?.[0].length ?? 0)
    keep(from, end)
    const open = text[end] === '$'
    return { next: end + (open ? 2 : 1), open }
  }
  /** A slash that is no comment: goes behind the regular expression, or behind the sign of division. */
  const takeSlash = (start: number): number => {
    regularExpression.lastIndex = start
    const match =
      beforeExpression.test(code.slice(Math.max(0, start - 40), start)) && regularExpression.exec(text)
    if (!match) return start + 1
    blank(start, start + match[0].length)
    return start + match[0].length
  }
  /** For each brace that is open: whether it is the `${` of a template. */
  const braces: boolean[] = []
  let place = 0
  for (;;) {
    pieces.lastIndex = place
    const match = pieces.exec(text)
    if (!match) return { code, uncommented, literals }
    const [piece] = match
    const start = match.index
    place = start + piece.length
    if (piece.startsWith('//') || piece.startsWith('/*')) {
      blank(start, place)
      uncommented = blanked(uncommented, start, place)
    } else if (piece === '{') braces.push(false)
    else if (piece === '`' || (piece === '}' && braces.pop() === true)) {
      const template = takeTemplate(place)
      if (template.open) braces.push(true)
      place = template.next
    } else if (piece === '/') place = takeSlash(start)
    else if (piece !== '}') keep(start + 1, place - 1)
  }
}

function blanked(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(from, to).replace(/[^\n]/g, ' ') + text.slice(to)
}

const names = String.raw`(?:[\w$]+\s*,?\s*)?(?:\*(?:\s*as\s+[\w$]+)?|\{[^{}]*\})?`
/** `import … from '…'` and `export … from '…'`, with or without `type`; then the side effect, then the call. */
const importForms = [
  new RegExp(
    String.raw`(?<![\w$.])(?:import|export)\b\s*(?<type>type\b(?=\s*[{*\w$]))?\s*${names}\s*\bfrom\s*['"]`,
    'g',
  ),
  /(?<![\w$.])import\s*['"]/g,
  /(?<![\w$.])(?:import|require)\s*\(\s*(?<computed>[^'"\s])?/g,
]

function findImports(code: string, literals: readonly Literal[]): Import[] {
  const byStart = new Map(literals.map((literal) => [literal.start, literal.value]))
  return importForms.flatMap((form) =>
    [...code.matchAll(form)].map((match) => {
      const quoted = byStart.get(match.index + match[0].length + (form === importForms[2] ? 1 : 0))
      return {
        specifier: (match.groups?.['computed'] ? undefined : quoted) ?? '<computed>',
        typeOnly: match.groups?.['type'] !== undefined,
        line: lineAt(code, match.index),
      }
    }),
  )
}
