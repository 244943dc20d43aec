/** What a narrative may have in it: FHIR R4 narrative.html#Narrative, rule txt-1. */
import { nameTable } from './name-table.ts'

export const ELEMENTS = nameTable(
  'div img p br h1 h2 h3 h4 h5 h6 a span b em i strong small big tt dfn q var abbr acronym cite blockquote hr address bdo kbd ' +
    'sub sup ul ol li dl dt dd pre table caption colgroup col thead tr tfoot tbody th td code samp map area ins del',
)
export const ATTRIBUTES = nameTable(
  'href src title style class id idref lang xml:lang dir accesskey tabindex xmlns span width height align valign char charoff ' +
    'abbr axis headers scope rowspan colspan name alt border cite summary frame rules cellspacing cellpadding nowrap ' +
    'xml:space charset type hreflang rel rev shape coords usemap ismap longdesc vspace hspace bgcolor start value compact ' +
    'clear size noshade datetime target color',
)
/** Numbers of the names that mean something here: the first of their tables. */
export const [DIV, IMG] = [1, 2]
/** href and src. */
export const SRC = 2
/** XHTML in FHIR has no entities but XML's own: FHIR R4 narrative.html. */
export const ENTITY = /&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|lt|gt|amp|quot|apos);/y
/** A link that runs a program. */
export const ACTIVE = /^\s*(?:javascript|vbscript|data:text\/html)/i
