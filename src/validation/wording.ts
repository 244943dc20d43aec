/**
 * The sentences of findings. What a resource brings is shown only where it has the form of a code, of a name or of a URL;
 * anything else could be what a person wrote or is called by, and is described. Definitions' own words are shown, cut short.
 */

/** Characters of a definition's words that a sentence quotes. */
const QUOTED_LENGTH_MAX = 80
/** Digits in a code without a system: more could be a date, a telephone number or the number of a person. */
const DIGITS_MAX = 6
/** Digits one after another in such a code. */
const DIGITS_TOGETHER = /\d{5}/

// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]|[^\x20-\x7E\u00A0-\uFFFD]/g

const CODE = /^[A-Za-z0-9][A-Za-z0-9._:/+-]{0,63}$/
const NAME = /^_?[A-Za-z][A-Za-z0-9]{0,63}$/
const URL_ = /^https?:\/\/[A-Za-z0-9.:-]{1,100}(?:\/[A-Za-z0-9._~%+$|/-]{0,200})?(?:#[A-Za-z0-9._-]{0,64})?$/

/** A value of a resource in quotes, or what it is in words. */
export function quoted(text: string): string {
  const isShown = NAME.test(text) ? !DIGITS_TOGETHER.test(text) : isCode(text) || isUrl(text)
  return isShown ? defined(text) : `(${characters(text)})`
}

/** A code; with an absolute system it is one by its form alone, however many digits it has. */
export function quotedCode(code: string, system: string | undefined): string {
  const isOfSystem = system !== undefined && isUrl(system) && /^[A-Za-z0-9.:/-]{1,20}$/.test(code)
  return isOfSystem ? defined(code) : quoted(code)
}

/** Words of a profile, a value set or a questionnaire, which are no person's. */
export function defined(text: string): string {
  const printable = text.replaceAll(UNPRINTABLE, '?')
  return `'${printable.length > QUOTED_LENGTH_MAX ? `${printable.slice(0, QUOTED_LENGTH_MAX)}…` : printable}'`
}

/** A reference by its form: what it refers to could name a person. */
export function referenceForm(text: string): string {
  const [, type] = /^([A-Z][A-Za-z]{0,63})(?=[/?]|$)/.exec(text) ?? []
  if (text.startsWith('#')) return 'a fragment'
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(text)) return 'an absolute URL'
  if (text.includes('?')) return type === undefined ? 'a search' : `a search for ${type}`
  return text.startsWith(`${type ?? ''}/`) && type !== undefined ? `'${type}/...'` : characters(text)
}

/** `text of 21 characters`. */
export function characters(text: string): string {
  return `text of ${String(text.length)} ${text.length === 1 ? 'character' : 'characters'}`
}

function isCode(text: string): boolean {
  return CODE.test(text) && !DIGITS_TOGETHER.test(text) && text.replaceAll(/\D/g, '').length <= DIGITS_MAX
}

/** A URL without a query whose parts are no numbers of people. */
function isUrl(text: string): boolean {
  return (
    text.length <= 300 &&
    (URL_.test(text) || /^urn:(?:oid:[0-9.]{1,100}|[a-z]{2,20}(?::[a-z0-9]{1,20}){1,4})$/.test(text)) &&
    !/\d{7}/.test(text.replace(/^urn:oid:/, 'urn:').replace(/^urn:[0-9.]+$/, ''))
  )
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
