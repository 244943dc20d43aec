/** The tokens of a FHIRPath expression (FHIRPath 2.0 section 13 and the grammar's lexical rules), in one pass. */

export type TokenKind =
  | 'name'
  | 'quoted-name'
  | 'string'
  | 'number'
  | 'temporal'
  | 'variable'
  | 'symbol'
  | 'end'

export type Token = {
  readonly kind: TokenKind
  readonly text: string
  /** Both from 1. */
  readonly line: number
  readonly column: number
}

const BLANK = /(?:[ \r\n\t]+|\/\*[\s\S]*?\*\/|\/\/[^\r\n]*)+/y

const TIME = String.raw`\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?`
const FORMS: readonly (readonly [TokenKind, RegExp])[] = [
  ['name', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['symbol', /<=|>=|!=|!~|[-+*/&|<>=~.,()[\]{}%]/y],
  ['number', /\d+(?:\.\d+|L)?/y],
  ['string', /'(?:\\[\s\S]|[^'\\])*'/y],
  ['quoted-name', /`(?:\\[\s\S]|[^`\\])*`/y],
  ['variable', /\$(?:this|index|total)/y],
  [
    'temporal',
    new RegExp(
      String.raw`@(?:T${TIME}|\d{4}(?:-\d\d(?:-\d\d)?)?(?:T(?:${TIME}(?:Z|[+-]\d\d:\d\d)?)?)?)`,
      'y',
    ),
  ],
]

/** The tokens, and one for the end; undefined where a character begins none. */
export function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = []
  const place = { at: 0, line: 1, lineStart: 0 }
  const skip = (length: number): void => {
    for (let end = text.indexOf('\n', place.at); end >= 0 && end < place.at + length;) {
      place.line += 1
      place.lineStart = end + 1
      end = text.indexOf('\n', end + 1)
    }
    place.at += length
  }
  skip(lengthOf(BLANK, text, 0))
  while (place.at < text.length) {
    const { at, line } = place
    const token = formAt(text, at)
    if (!token) return undefined
    tokens.push({ ...token, line, column: at - place.lineStart + 1 })
    skip(token.text.length)
    skip(lengthOf(BLANK, text, place.at))
  }
  tokens.push({ kind: 'end', text: '', line: place.line, column: place.at - place.lineStart + 1 })
  return tokens
}

function formAt(text: string, at: number): Pick<Token, 'kind' | 'text'> | undefined {
  for (const [kind, form] of FORMS) {
    const length = lengthOf(form, text, at)
    if (length > 0) return { kind, text: text.slice(at, at + length) }
  }
  return undefined
}

function lengthOf(form: RegExp, text: string, at: number): number {
  form.lastIndex = at
  return form.test(text) ? form.lastIndex - at : 0
}
