/**
 * The report as a page to print: one XHTML file with its own style, no script and nothing to load, that holds a usual
 * report on one sheet of Letter or A4. Pure. For documents made by `report`, whose narrative is escaped where it is made.
 */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import { list } from '../fhir/resource.ts'
import type { Bundle, Resource } from '../fhir/resource.ts'
import { escape } from '../fhir/markup.ts'

type PrintedSection = { title?: string; text?: { div?: string }; code?: { coding?: { code?: string }[] } }

const STYLE = `
@page { size: auto; margin: 9mm 13mm; }
* { box-sizing: border-box; }
body { font: 7.6pt/1.18 Arial, Helvetica, sans-serif; color: #111; max-width: 190mm; margin: 0 auto; }
main { display: grid; grid-template-columns: 1fr 1fr; column-gap: 6mm; align-items: start; }
h1 { font-size: 12pt; margin: 0 0 1.2mm; }
h2 { font-size: 8.6pt; margin: 1.4mm 0 0.5mm; border-bottom: 0.3mm solid #666; }
p { margin: 0 0 0.6mm; }
table { width: 100%; border-collapse: collapse; margin: 0 0 0.8mm; }
th, td { text-align: left; vertical-align: top; padding: 0.2mm 1.6mm 0.2mm 0; border-bottom: 0.15mm solid #ccc; font-weight: normal; }
thead th { color: #444; font-size: 6.9pt; }
section { grid-column: 1 / -1; break-inside: avoid; }
section.half { grid-column: auto; }
section.small { font-size: 6.1pt; line-height: 1.12; }
@media screen { body { padding: 10mm; } }`

/** Sections of standing text, which is printed small. */
const SMALL: readonly string[] = [CODE.reportSection.scope, CODE.reportSection.notice]

/** Sections of short rows, which stand two side by side. */
const HALF: readonly string[] = [
  CODE.reportSection.enrollment,
  CODE.reportSection.levelOfCare,
  CODE.reportSection.goals,
  CODE.reportSection.referrals,
]

/** The page of a report; throws TypeError for a Bundle that is no document. */
export function printable(bundle: Bundle): string {
  const composition = bundle.entry?.[0]?.resource
  if (composition?.resourceType !== 'Composition')
    throw new TypeError('a document begins with its Composition')
  const title = escape(typeof composition['title'] === 'string' ? composition['title'] : '')
  const sections = list<PrintedSection>(composition['section']).map(printedSection)
  return [
    '<!DOCTYPE html>',
    `<html xmlns="${SYSTEM.xhtml}" lang="en">`,
    `<head><meta charset="utf-8"/><title>${title}</title><style>${STYLE}</style></head>`,
    `<body><h1>${title}</h1>${divOf(composition)}<main>`,
    ...sections,
    '</main></body></html>',
    '',
  ].join('\n')
}

function printedSection({ title = '', text, code }: PrintedSection): string {
  const is = (codes: readonly string[]): boolean =>
    code?.coding?.some((coding) => codes.includes(coding.code ?? '')) === true
  const style = is(SMALL) ? ' class="small"' : is(HALF) ? ' class="half"' : ''
  return `<section${style}><h2>${escape(title)}</h2>${text?.div ?? ''}</section>`
}

function divOf(composition: Resource): string {
  return (composition['text'] as { div?: string } | undefined)?.div ?? ''
}
