/**
 * htmlChecks() of FHIR R4 (narrative.html#Narrative, rules txt-1 and txt-2): whether a narrative is well-formed XHTML with
 * formatting only and some content. One pass over the text, whose cost grows with its length alone.
 */

const ELEMENTS = new Set(
  (
    'p br div h1 h2 h3 h4 h5 h6 a span b em i strong small big tt dfn q var abbr acronym cite blockquote hr address bdo kbd ' +
    'sub sup ul ol li dl dt dd pre table caption colgroup col thead tr tfoot tbody th td code samp img map area ins del'
  ).split(' '),
)
const ATTRIBUTES = new Set(
  (
    'title style class id idref lang xml:lang dir accesskey tabindex xmlns span width height align valign char charoff abbr axis ' +
    'headers scope rowspan colspan href name src alt border cite summary frame rules cellspacing cellpadding nowrap ' +
    'xml:space charset type hreflang rel rev shape coords usemap ismap longdesc vspace hspace bgcolor start value compact ' +
    'clear size noshade datetime target color'
  ).split(' '),
)
/** Levels of elements; a browser draws no more either. */
const DEPTH_MAX = 200

const TAG =
  /<(?:!--(?:(?!--)[\s\S])*-->|(\/?)([A-Za-z][A-Za-z0-9:]*)((?:\s+[A-Za-z_:][-A-Za-z0-9_:.]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>)/y
const ATTRIBUTE = /([A-Za-z_:][-A-Za-z0-9_:.]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
/** XHTML in FHIR has no entities but XML's own: FHIR R4 narrative.html. */
const ENTITY = /&(?!(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|lt|gt|amp|quot|apos);)/
const ACTIVE = /^\s*(?:javascript|vbscript|data:text\/html)/i

type Reading = { readonly html: string; readonly open: string[]; at: number; hasContent: boolean }

/** What is wrong with a narrative, in words; undefined where nothing is. */
export function htmlFault(html: string): string | undefined {
  const reading: Reading = { html, open: [], at: html.length - html.trimStart().length, hasContent: false }
  while (reading.at < html.length) {
    const fault = textFault(reading) ?? tagFault(reading)
    if (fault !== undefined) return fault
  }
  if (reading.open.length > 0) return 'it has an element that does not end'
  return reading.hasContent ? undefined : 'it has no content'
}

/** Reads up to the next tag. */
function textFault(reading: Reading): string | undefined {
  const { html, open, at } = reading
  const next = html.indexOf('<', at)
  reading.at = next < 0 ? html.length : next
  const text = html.slice(at, reading.at)
  if (ENTITY.test(text)) return 'it has an & that begins no entity'
  if (text.trim() === '') return undefined
  reading.hasContent = true
  return open.length === 0 ? 'it has text outside its div' : undefined
}

/** Reads one tag or comment. */
function tagFault(reading: Reading): string | undefined {
  const { html, open, at } = reading
  if (at >= html.length) return undefined
  TAG.lastIndex = at
  const tag = TAG.exec(html)
  if (!tag) return 'it is not well-formed'
  reading.at = TAG.lastIndex
  const [, isEnd, name, attributes = '', isClosed] = tag
  if (name === undefined) return undefined
  if (isEnd) return endFault(open, name)
  const fault = startFault(open, name, attributes)
  if (name === 'img') reading.hasContent = true
  if (!isClosed) open.push(name)
  return fault
}

function endFault(open: string[], name: string): string | undefined {
  return open.pop() === name ? undefined : 'its elements do not end in their order'
}

function startFault(open: readonly string[], name: string, attributes: string): string | undefined {
  if (open.length === 0 && name !== 'div') return 'it must be one div'
  if (open.length > DEPTH_MAX) return 'it is nested too deeply'
  if (!ELEMENTS.has(name)) return 'it has an element that is no formatting'
  for (const [, attribute = '', double, single] of attributes.matchAll(ATTRIBUTE)) {
    if (!ATTRIBUTES.has(attribute) && !attribute.startsWith('xmlns:'))
      return 'it has an attribute that is no formatting'
    if ((attribute === 'href' || attribute === 'src') && ACTIVE.test(double ?? single ?? ''))
      return 'it has a link that runs a program'
  }
  return undefined
}
