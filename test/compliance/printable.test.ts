import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { printable } from '../../src/compliance/printable.ts'
import { report } from '../../src/compliance/report.ts'
import { SYSTEM } from '../../src/fhir/codes.ts'
import { ask, attended, condition, facts, mandate, participant } from './case.ts'
import { sectionsOf } from './read.ts'

describe('the page', () => {
  const notice =
    (
      JSON.parse(readFileSync(new URL('../../policies/notices.json', import.meta.url), 'utf8')) as {
        notices: { text: string }[]
      }
    ).notices[0]?.text ?? ''
  const page = printable(report(ask({ notice, scope: 'The scope of the consent. '.repeat(15) })))

  test('is one file that loads nothing and runs nothing', () => {
    expect(page).toMatch(/^<!DOCTYPE html>/)
    expect(page).not.toMatch(/<script|<link|<img|src=|href=|url\(/)
    expect(page).toContain('<td>Testa Placeholder</td>')
    expect(page).toContain('Information from')
  })

  test('holds twelve weeks on one sheet of Letter, by its lines', () => {
    // Measured in Chromium with a wide font: 3.1 mm a row of 8 pt, 4.9 mm a heading, 2.7 mm a line of small print; 256 mm a sheet.
    const main = page.split('<section').slice(1)
    const height = (part: string): number => {
      const isSmall = part.startsWith(' class="small"')
      const text = part.replaceAll(/<[^>]*>/g, '')
      const rows = (part.match(/<tr>|<p>/g) ?? []).length
      return (
        4.9 +
        (isSmall ? Math.ceil(text.length / 130 + rows / 2) * 2.7 : Math.max(rows, text.length / 110) * 4.2)
      )
    }
    const full = main.filter((part) => !part.startsWith(' class="half"')).map(height)
    const half = main.filter((part) => part.startsWith(' class="half"')).map(height)
    const total =
      30 + full.reduce((sum, each) => sum + each, 0) + half.reduce((sum, each) => sum + each, 0) / 2
    expect(total).toBeGreaterThan(150)
    expect(total).toBeLessThan(256)
  })

  test('refuses what is no document', () => {
    expect(() => printable({ resourceType: 'Bundle', type: 'searchset' })).toThrow(TypeError)
  })

  test('escapes all text that comes from records', () => {
    const evil = `<script>alert("x")</script>&'\u0000`
    const title = { coding: [{ system: SYSTEM.serviceType, code: 'x', display: evil }] }
    const request = ask({
      participant: { ...participant, name: [{ text: evil }] },
      custodian: { resourceType: 'Organization', id: 'harbor-court', name: evil },
      mandate: {
        plan: { ...mandate.plan, identifier: [{ value: evil }] },
        conditions: [condition('treatment-session', { code: { text: evil } })],
      },
      facts: [attended('2026-03-03', 'x', { serviceType: title }), ...facts],
      notice: evil,
      scope: evil,
      hearing: evil,
    })
    const bundle = report(request)
    const divs = [bundle.entry?.[0]?.resource?.['text'], ...sectionsOf(bundle).map(({ text }) => text)]
    expect(JSON.stringify(divs)).not.toMatch(/<script|\\u0000/)
    expect(printable(bundle)).not.toMatch(/<script|alert\("/)
    expect(printable(bundle)).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;')
  })

  test('is well-formed, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const bundle = report(
          ask({ facts: facts.slice(0, 4), notice: text, participant: { ...participant, name: [{ text }] } }),
        )
        const div = sectionsOf(bundle).at(-1)?.text.div ?? ''
        const inner = div.replaceAll(/<\/?(div|p|h2|table|thead|tbody|tr|th|td|b)( xmlns="[^"]*")?>/g, '')
        expect(inner).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/)
        expect(inner.isWellFormed()).toBe(true)
      }),
    )
  })
})
