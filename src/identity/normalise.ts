/**
 * One form for what is written in many: letters without case, accents and punctuation. Pure. Two spellings of one name get
 * the same form; that two names get the same form is accepted, since a name alone never links anybody.
 */

/** Letters that Unicode does not decompose, as passports and records transcribe them (ICAO 9303). */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ŋ: 'n',
}

const GENERATION = new Set(['jr', 'sr', 'ii', 'iii', 'iv'])

/** Longest name or identifier that is looked at, in characters; the rest is cut off. */
const TEXT_MAX = 200

/** The words of a name; hyphens part words, apostrophes do not. */
export function words(text: string): string[] {
  const plain = text
    .slice(0, TEXT_MAX)
    .toLowerCase()
    .replace(/[ßæœøłđðþıŋ]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/['’‘ʼ`´]/g, '')
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
}

/** A family name as one word, without the generation: `De la Cruz-Roja, Jr.` and `Delacruz Roja` are the same. */
export function familyForm(text: string): string {
  const parts = words(text)
  const named = parts.filter((word, index) => index === 0 || !GENERATION.has(word))
  return named.join('')
}

/** An identifier's value: letters and digits only. Undefined for what stands in forms instead of a number (000-00-0000). */
export function identifierForm(value: string): string | undefined {
  const form = words(value).join('')
  return /^(.)\1*$/u.test(form) || form === '' ? undefined : form
}

/** A whole date; undefined for anything less exact, which can agree by chance. */
export function dateForm(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined
  return Number.isNaN(Date.parse(`${value}T00:00:00Z`)) ? undefined : value
}
