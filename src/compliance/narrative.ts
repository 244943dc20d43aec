/**
 * XHTML of the report, in the part of XHTML that FHIR narrative allows (http://hl7.org/fhir/R4/narrative.html). Pure. Every
 * function that takes text escapes it; `Markup` is what was escaped already.
 */
import { SYSTEM } from '../fhir/codes.ts'
import { escape } from '../fhir/markup.ts'
import type { Markup } from '../fhir/markup.ts'
import { dayOf } from './days.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export function join(...parts: readonly Markup[]): Markup {
  return parts.join('') as Markup
}

export function paragraph(text: string): Markup {
  return `<p>${escape(text)}</p>` as Markup
}

/** A paragraph that begins with a few words in bold. */
export function statement(head: string, text: string): Markup {
  return `<p><b>${escape(head)}</b> ${escape(text)}</p>` as Markup
}

/** One paragraph a line. */
export function paragraphs(text: string): Markup {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return join(...lines.map(paragraph))
}

/** A table with a head; the first cell of a row names it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): Markup {
  const cells = (tag: string, texts: readonly string[]): string =>
    texts.map((text) => `<${tag}>${escape(text)}</${tag}>`).join('')
  const body = rows
    .map(([first = '', ...others]) => `<tr><th>${escape(first)}</th>${cells('td', others)}</tr>`)
    .join('')
  return `<table><thead><tr>${cells('th', head)}</tr></thead><tbody>${body}</tbody></table>` as Markup
}

/** Names and values, two pairs a row. */
export function fields(pairs: readonly (readonly [string, string])[]): Markup {
  const cells = pairs.map(([name, value]) => `<th>${escape(name)}</th><td>${escape(value)}</td>`)
  const rows = cells
    .filter((_, index) => index % 2 === 0)
    .map((cell, row) => `<tr>${cell}${cells[row * 2 + 1] ?? '<th></th><td></td>'}</tr>`)
  return `<table><tbody>${rows.join('')}</tbody></table>` as Markup
}

/** Narrative of a resource or a section. */
export function narrative(content: Markup): { status: 'generated'; div: string } {
  return { status: 'generated', div: `<div xmlns="${SYSTEM.xhtml}">${content}</div>` }
}

/** `Mar 2, 2026`; what is no date stays as it is. */
export function dateText(value: string): string {
  const day = dayOf(value)
  return day === undefined ? value : `${shortDate(day)}, ${day.slice(0, 4)}`
}

/** `Mar 2`. */
export function shortDate(day: string): string {
  return `${MONTHS[Number(day.slice(5, 7)) - 1] ?? ''} ${Number(day.slice(8, 10))}`
}
