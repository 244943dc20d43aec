/**
 * How PostgreSQL's values become JavaScript's, for one pool and not for the process: `database.ts` lists the rules.
 * All else is left as `pg` has it.
 */
import pg from 'pg'

type Parser = (text: string) => unknown

const { builtins } = pg.types
const parserOf = (oid: number): Parser => pg.types.getTypeParser(oid, 'text') as Parser

/** The oids of array types, which `pg` does not name. */
const arrayOf = { int8: 1016, text: 1009, timestamptz: 1185 }

const parseTexts = parserOf(arrayOf.text) as (text: string) => readonly (string | null)[]
const parseInstantAsDate = parserOf(builtins.TIMESTAMPTZ)

function eachOf(parse: Parser): Parser {
  return (text) => parseTexts(text).map((item) => (item === null ? null : parse(item)))
}

/** `infinity` and `-infinity` have no ISO 8601 form and stay as they are. */
function parseInstant(text: string): string {
  const date = parseInstantAsDate(text)
  return date instanceof Date ? date.toISOString() : text
}

const parsers = new Map<number, Parser>([
  [builtins.INT8, BigInt],
  [arrayOf.int8, eachOf(BigInt)],
  [builtins.TIMESTAMPTZ, parseInstant],
  [arrayOf.timestamptz, eachOf(parseInstant)],
  [builtins.DATE, (text) => text],
])

export const valueTypes = {
  getTypeParser(oid: number, format: 'text' | 'binary' = 'text'): unknown {
    const own = format === 'text' ? parsers.get(oid) : undefined
    return own ?? pg.types.getTypeParser(oid, format)
  },
}
