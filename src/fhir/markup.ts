/** Text as it may stand in a page or a narrative. Pure. */

/** XHTML that is safe to join. */
export type Markup = string & { readonly isMarkup: true }

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Longest text that is put into one cell or paragraph, in characters. */
const TEXT_MAX = 5_000

/** Text as it stands in XHTML; characters that XML does not allow go. */
export function escape(text: string): Markup {
  return text
    .slice(0, TEXT_MAX)
    .toWellFormed()
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '') as Markup
}
