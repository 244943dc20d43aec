/**
 * A list of disclosures as a file for a spreadsheet (RFC 4180) and as a page to print: one XHTML file with its own style,
 * no script and nothing to load. Pure.
 */
import { SYSTEM } from '../fhir/codes.ts'
import { escape } from '../fhir/markup.ts'

/** What stands on the paper: who and what it is about, the table, and what a reader must know of it. */
export type Paper = {
  readonly title: string
  readonly about: readonly (readonly [name: string, text: string])[]
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Where there are no rows. */
  readonly none: string
  readonly notes: readonly string[]
  /** Said where the list goes on: nothing is cut in silence. */
  readonly more?: string
}

const STYLE = `
@page { size: landscape; margin: 12mm 13mm; }
* { box-sizing: border-box; }
body { font: 9pt/1.3 Arial, Helvetica, sans-serif; color: #111; max-width: 250mm; margin: 0 auto; }
h1 { font-size: 14pt; margin: 0 0 3mm; }
p { margin: 0 0 1.5mm; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.6mm 5mm; margin: 0 0 5mm; }
dt { color: #444; }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; margin: 0 0 4mm; }
th, td { text-align: left; vertical-align: top; padding: 1mm 2.5mm 1mm 0; border-bottom: 0.2mm solid #bbb; font-weight: normal; overflow-wrap: anywhere; }
thead { display: table-header-group; }
thead th { color: #444; font-size: 8pt; border-bottom: 0.4mm solid #666; }
tr { break-inside: avoid; }
td:first-child { white-space: nowrap; }
.more { border: 0.4mm solid #111; padding: 2mm; font-weight: bold; }
footer { color: #444; font-size: 8pt; }
@media screen { body { padding: 10mm; } }`

export function paperPage({ title, about, head, rows, none, notes, more }: Paper): string {
  const cells = (tag: 'td' | 'th', texts: readonly string[]): string =>
    texts.map((text) => `<${tag}>${escape(text)}</${tag}>`).join('')
  const table = [
    `<table><thead><tr>${cells('th', head)}</tr></thead><tbody>`,
    ...rows.map((row) => `<tr>${cells('td', row)}</tr>`),
    '</tbody></table>',
  ]
  return [
    '<!DOCTYPE html>',
    `<html xmlns="${SYSTEM.xhtml}" lang="en">`,
    `<head><meta charset="utf-8"/><title>${escape(title)}</title><style>${STYLE}</style></head>`,
    `<body><h1>${escape(title)}</h1>`,
    `<dl>${about.map(([name, text]) => `<dt>${escape(name)}</dt><dd>${escape(text)}</dd>`).join('')}</dl>`,
    ...(rows.length > 0 ? table : [`<p>${escape(none)}</p>`]),
    ...(more === undefined ? [] : [`<p class="more">${escape(more)}</p>`]),
    `<footer>${notes.map((note) => `<p>${escape(note)}</p>`).join('')}</footer>`,
    '</body></html>',
    '',
  ].join('\n')
}

/** The table alone; where it goes on, its last line says so. */
export function paperCsv({ head, rows, more }: Paper): string {
  const lines = [head, ...rows, ...(more === undefined ? [] : [[more]])]
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('')
}

/** A spreadsheet takes what begins so for a formula, and would carry it out. */
const FORMULA = /^[=+\-@\t\r\n]/

function cell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}
