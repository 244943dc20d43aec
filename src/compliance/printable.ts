/**
 * The report as a page to print: one XHTML file with its own style, no script and nothing to load, that holds a usual
 * report on one sheet of Letter or A4. Pure. For documents made by `report`, whose narrative is escaped where it is made.
 */
import { list } from '../fhir/resource.ts'
import type { Bundle, Resource } from '../fhir/resource.ts'
import { escape } from './narrative.ts'

type PrintedSection = { title?: string; text?: { div?: string }; code?: { coding?: { code?: string }[] } }

const STYLE = `
@page { size: auto; margin: 12mm 13mm; }
* { box-sizing: border-box; }
body { font: 8.6pt/1.25 "Helvetica Neue", Arial, sans-serif; color: #111; max-width: 190mm; margin: 0 auto; }
h1 { font-size: 14pt; margin: 0 0 2mm; }
h2 { font-size: 9.6pt; margin: 2.6mm 0 0.8mm; border-bottom: 0.3mm solid #666; }
p { margin: 0 0 0.8mm; }
table { width: 100%; border-collapse: collapse; margin: 0 0 1.2mm; }
th, td { text-align: left; vertical-align: top; padding: 0.3mm 1.6mm 0.3mm 0; border-bottom: 0.15mm solid #ccc; font-weight: normal; }
thead th { color: #444; font-size: 7.6pt; }
section { break-inside: avoid; }
.small { font-size: 6.8pt; line-height: 1.2; }
@media screen { body { padding: 10mm; } }`

/** Sections of standing text, which is printed small. */
const SMALL = new Set(['scope', 'notice'])

/** The page of a report; throws TypeError for a Bundle that is no document. */
export function printable(bundle: Bundle): string {
  const composition = bundle.entry?.[0]?.resource
  if (composition?.resourceType !== 'Composition')
    throw new TypeError('a document begins with its Composition')
  const title = escape(typeof composition['title'] === 'string' ? composition['title'] : '')
  const sections = list<PrintedSection>(composition['section']).map(printedSection)
  return [
    '<!DOCTYPE html>',
    '<html xmlns="http://www.w3.org/1999/xhtml" lang="en">',
    `<head><meta charset="utf-8"/><title>${title}</title><style>${STYLE}</style></head>`,
    `<body><h1>${title}</h1>${divOf(composition)}`,
    ...sections,
    '</body></html>',
    '',
  ].join('\n')
}

function printedSection({ title = '', text, code }: PrintedSection): string {
  const isSmall = code?.coding?.some((coding) => SMALL.has(coding.code ?? '')) === true
  return `<section${isSmall ? ' class="small"' : ''}><h2>${escape(title)}</h2>${text?.div ?? ''}</section>`
}

function divOf(composition: Resource): string {
  return (composition['text'] as { div?: string } | undefined)?.div ?? ''
}
