/** How these tests read what somebody received: what it says, in codes and in words, and what came with it. */
import { readFileSync } from 'node:fs'
import type { Bundle, Resource } from '../../src/fhir/resource.ts'
import { resourcesOf } from '../support/gateway.ts'

const { notices } = JSON.parse(
  readFileSync(new URL('../../policies/notices.json', import.meta.url), 'utf8'),
) as { notices: { form: string; text: string }[] }

/** The statement of 42 CFR 2.32(a)(1); its words are held by test/consent/notices.test.ts. */
export const NOTICE = notices.find(({ form }) => form === 'full')?.text ?? 'there is no notice'

/** What speaks of depression, HIV or notes, in codes or in words; and what only another partner has given. */
export const DEPRESSION = /depress|mental.health|F33|"MH"|psychiatr|sertralin|tp-goal-mood|tp-dx-depression/i
export const HIV = /\bhiv\b|Z21|antiretrovir|viral|tp-goal-hiv/i
export const NOTES = /counseling.note|PSYTHPN|tp-cn-/i
export const OF_LAKESIDE = /lakeside|LH-000123|Edie Example/i
export const OF_COURT = /harbor-court|HC-TC-2026|Judy Fabled|Cora Invented/i

/** What these patterns find in what somebody receives, with a little of what stands around it. */
export function found(received: unknown, ...patterns: RegExp[]): string[] {
  const text = JSON.stringify(received)
  return patterns.flatMap((pattern) => {
    const match = pattern.exec(text)
    return match ? [`${pattern.source}: ${text.slice(Math.max(0, match.index - 80), match.index + 80)}`] : []
  })
}

type Attached = { content?: { attachment: { title: string; data: string } }[] }

/** The text that came with a packet under this title. */
export function accompanying(packet: Bundle, title: string): string {
  const attachments = resourcesOf(packet)
    .filter(({ resourceType }) => resourceType === 'DocumentReference')
    .flatMap((resource) => (resource as Attached).content ?? [])
  const data = attachments.find(({ attachment }) => attachment.title === title)?.attachment.data
  return Buffer.from(data ?? '', 'base64').toString('utf8')
}

type Section = { title: string; text: { div: string } }

export function sectionsOf(document: Bundle): Section[] {
  return (resourcesOf(document)[0] as Resource & { section: Section[] }).section
}

/** The cells of a row in a section's table, by what the row begins with. */
export function rowOf(document: Bundle, section: string, row: string): string[] {
  const div = sectionsOf(document).find(({ title }) => title === section)?.text.div ?? ''
  const cells = div.split('<tr>').find((each) => each.startsWith(`<th>${row}`)) ?? ''
  return [...cells.matchAll(/<td>([^<]*)<\/td>/g)].map(([, cell = '']) => cell)
}
