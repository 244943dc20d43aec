/** A list of disclosures as a file and as a page: what stands in it comes out as it is, and is carried out by nothing. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { paperCsv, paperPage } from '../../src/audit/paper.ts'
import type { Paper } from '../../src/audit/paper.ts'

const paper = (rows: readonly (readonly string[])[], more?: string): Paper => ({
  title: 'List',
  about: [['Patient', 'Testa <Placeholder>']],
  head: ['One', 'Other'],
  rows,
  none: 'Nothing.',
  notes: ['A note.'],
  ...(more !== undefined && { more }),
})

/** RFC 4180, every field quoted. */
function parsed(csv: string): string[][] {
  const fields = [...csv.matchAll(/"((?:[^"]|"")*)"(,|\r\n)/g)]
  expect(fields.map(([all]) => all).join('')).toBe(csv)
  const lines: string[][] = [[]]
  for (const [, text = '', end] of fields) {
    lines.at(-1)?.push(text.replaceAll('""', '"'))
    if (end === '\r\n') lines.push([])
  }
  return lines.slice(0, -1)
}

const cells = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', "'", 'a', '<', '&') }),
)

test('a file has each cell as it was, save that what a spreadsheet would take for a formula is text', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(cells, cells)), (rows) => {
      const [head, ...lines] = parsed(paperCsv(paper(rows)))
      expect(head).toEqual(['One', 'Other'])
      expect(lines).toHaveLength(rows.length)
      for (const [position, line] of lines.entries()) {
        for (const [column, cell] of line.entries()) {
          const given = rows[position]?.[column] ?? ''
          expect(cell).not.toMatch(/^[=+\-@\t\r\n]/)
          expect([given, `'${given}`]).toContain(cell)
        }
      }
    }),
  )
})

test('a page has no element but its own, whatever its cells say', () => {
  fc.assert(
    fc.property(cells, (cell) => {
      const tags = (html: string): string[] => html.match(/<[^>]*>/g) ?? []
      expect(tags(paperPage(paper([[cell, 'b']])))).toEqual(tags(paperPage(paper([['a', 'b']]))))
    }),
  )
})

test('both say that there are no rows, or that there are more', () => {
  expect(paperPage(paper([]))).toContain('<p>Nothing.</p>')
  expect(paperPage(paper([['a', 'b']], 'There are more.'))).toContain('<p class="more">There are more.</p>')
  expect(parsed(paperCsv(paper([['a', 'b']], 'There are more.'))).at(-1)).toEqual(['There are more.'])
})
