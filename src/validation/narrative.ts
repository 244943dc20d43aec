/**
 * Narratives beside what htmlChecks() tells: the namespace of XHTML (FHIR R4 narrative.html), and, by `toolPolicy`, the
 * narrower reading of HL7's validator: attributes by element, no blocks in paragraphs and lines, parts of lists and tables.
 */
import { SYSTEM } from '../fhir/codes.ts'
import { isObject } from '../fhir/resource.ts'
import { readString } from './json.ts'
import type { Test } from './program.ts'
import { quickly } from './quickly.ts'
import { report, type Scope } from './run.ts'
import { quoted } from './wording.ts'

const NAMESPACE = SYSTEM.xhtml
const USUAL_START = `<div xmlns="${NAMESPACE}"`
const XMLNS = /\sxmlns\s*=\s*(["'])(.*?)\1/
const ROOT = /^\s*<div(\s[^>]*)?>/
const TAG = /<(\/?)([A-Za-z][A-Za-z0-9]*)((?:\s+[^\s=>/]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"[^"]*"|'[^']*')/g

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))
const ANYWHERE = words(
  'title style class id lang xml:lang xml:space dir accesskey tabindex span width align valign char charoff abbr axis headers scope rowspan colspan xmlns',
)
const OF_ELEMENT: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['a', words('href name charset type hreflang rel rev shape coords')],
  ['area', words('href shape coords alt nohref')],
  ['map', words('name')],
  ['img', words('src alt height border usemap ismap longdesc')],
  ['table', words('border summary frame rules cellspacing cellpadding')],
  ['td', words('nowrap')],
  ['th', words('nowrap')],
  ['q', words('cite')],
  ['blockquote', words('cite')],
])
const LINES = words(
  'p span h1 h2 h3 h4 h5 h6 a b em i strong small big tt dfn q var abbr acronym cite bdo kbd sub sup pre code samp',
)
const BLOCKS = words('div ul ol dl table pre')
const PARTS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['ul', words('li')],
  ['ol', words('li')],
  ['table', words('caption colgroup col thead tbody tfoot tr')],
  ['tr', words('td th')],
])
const ALONE = words('br hr img col area')

export const narrativeTest: Test = quickly(passes, (item, scope) => {
  const div = isObject(item.value) ? readString(item.value, 'div') : undefined
  if (div === undefined) return
  if (!hasNamespace(div)) {
    const text = `The div of a narrative must have xmlns="${NAMESPACE}"; give it.`
    report(item, scope, { code: 'structure', rule: 'narrative-namespace', text, below: 'div' })
  }
  const fault = scope.run.options.toolPolicy === true ? strictFault(div) : undefined
  if (fault !== undefined)
    report(item, scope, { code: 'structure', rule: 'narrative-strict', text: fault, below: 'div' })
})

function passes(narrative: unknown, { run }: Scope): boolean {
  const div = isObject(narrative) ? readString(narrative, 'div') : undefined
  return div === undefined || (div.startsWith(USUAL_START) && run.options.toolPolicy !== true)
}

function hasNamespace(div: string): boolean {
  if (div.startsWith(USUAL_START)) return true
  const attributes = ROOT.exec(div)?.[1]
  // What is no div at all is told as such.
  return attributes === undefined ? !/^\s*<div[\s>]/.test(div) : XMLNS.exec(attributes)?.[2] === NAMESPACE
}

/** What HL7's validator would not draw; undefined where it finds nothing, or where the text is no XHTML anyway. */
function strictFault(div: string): string | undefined {
  const open: string[] = []
  for (const [, end, name = '', attributes = '', closed] of div.matchAll(TAG)) {
    if (end === '/') {
      open.pop()
      continue
    }
    const fault = attributeFault(name, attributes) ?? placeFault(name, open)
    if (fault !== undefined) return fault
    if (closed !== '/' && !ALONE.has(name)) open.push(name)
  }
  return undefined
}

function attributeFault(name: string, attributes: string): string | undefined {
  for (const [, attribute = ''] of attributes.matchAll(ATTRIBUTE)) {
    if (ANYWHERE.has(attribute) || attribute.startsWith('xmlns:') || OF_ELEMENT.get(name)?.has(attribute))
      continue
    return `The narrative has ${quoted(attribute)} on ${name}, which is no formatting of FHIR; remove it.`
  }
  return undefined
}

function placeFault(name: string, open: readonly string[]): string | undefined {
  const parent = open.at(-1) ?? ''
  const parts = PARTS.get(parent)
  if (parts && !parts.has(name))
    return `The narrative has ${name} directly in ${parent}; put it where it may stand.`
  const isBlock = BLOCKS.has(name) && name !== 'dl'
  if (LINES.has(parent) && isBlock) return `The narrative has ${name} in ${parent}; end ${parent} first.`
  if (parent === 'p' && (name === 'p' || name === 'blockquote'))
    return `The narrative has ${name} in p; end p first.`
  return name === 'ins' || name === 'del' || ((name === 'a' || name === 'b') && parent === name)
    ? `The narrative has ${name} here, which is no formatting of FHIR; remove it.`
    : undefined
}
