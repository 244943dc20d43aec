/** Reads a compiled report the way a reader does: sections, their text, counts and ratings. */
import type { ReportRequest } from '../../src/compliance/compliance.ts'
import { report } from '../../src/compliance/report.ts'
import { list } from '../../src/fhir/resource.ts'
import type { Bundle, Coding, Resource } from '../../src/fhir/resource.ts'
import { ask } from './case.ts'

export type Section = {
  title: string
  code: { coding: Coding[] }
  text: { div: string }
  entry?: { reference: string }[]
}
type Component = {
  code: { coding?: Coding[]; text?: string }
  valueInteger?: number
  valueCodeableConcept?: { coding: Coding[] }
}

export function sectionsOf(bundle: Bundle): Section[] {
  return list<Section>(bundle.entry?.[0]?.resource?.['section'])
}

export function titlesOf(request: Partial<ReportRequest>): string[] {
  return sectionsOf(report(ask(request))).map(({ title }) => title)
}

export function textOf(request: Partial<ReportRequest>, title: string): string {
  const found = sectionsOf(report(ask(request))).find((section) => section.title === title)
  if (!found) throw new Error(`no section ${title}`)
  return found.text.div
    .replaceAll(/<\/t[hd]>/g, ' | ')
    .replaceAll(/<\/(tr|p)>/g, '\n')
    .replaceAll(/<[^>]*>/g, '')
}

export function observation(bundle: Bundle, id: string): Resource {
  const found = bundle.entry?.find(({ resource }) => resource?.id === id)?.resource
  if (!found) throw new Error(`no Observation ${id}`)
  return found
}

export function countsOf(resource: Resource): Record<string, number> {
  return Object.fromEntries(
    list<Component>(resource['component']).map(({ code, valueInteger }) => [
      code.coding?.[0]?.code ?? '',
      valueInteger ?? -1,
    ]),
  )
}

export function ratingOf(request: Partial<ReportRequest>): [string | undefined, (string | undefined)[]] {
  const compliance = observation(report(ask(request)), 'id-Observation-compliance')
  const value = compliance['valueCodeableConcept'] as { coding: Coding[] }
  return [
    value.coding[0]?.code,
    list<Component>(compliance['component']).map(
      (component) => component.valueCodeableConcept?.coding[0]?.code,
    ),
  ]
}
