/** Makes the Observations of the report: about the court's own participant, by those whose records were counted. Pure. */
import type { Coding, Reference, Resource } from '../fhir/resource.ts'
import type { ReportRequest } from './compliance.ts'
import { conceptTitle } from './words.ts'
import type { Measured } from './section.ts'

/** Returns what turns a measurement into an Observation; the same key gets the same `newId` key. */
export function observer(
  request: ReportRequest,
  labels: { security: readonly Coding[]; performer: readonly Reference[] },
): (made: Measured) => Resource {
  const { at, newId, participant } = request
  return ({ key, code, days, counts = [], elements = {}, members = [] }) => ({
    resourceType: 'Observation',
    id: newId(`Observation/${key}`),
    ...(labels.security.length > 0 && { meta: { security: [...labels.security] } }),
    status: 'final',
    code: { coding: [code], text: conceptTitle(code) },
    subject: { reference: `Patient/${participant.id ?? ''}` },
    ...(elements['effectiveDateTime'] === undefined && {
      effectivePeriod: { start: days.start, end: days.end },
    }),
    issued: at,
    ...(labels.performer.length > 0 && { performer: [...labels.performer] }),
    ...elements,
    ...(members.length > 0 && {
      hasMember: members.map(({ id }) => ({ reference: `Observation/${id ?? ''}` })),
    }),
    ...(counts.length > 0 && {
      component: counts.map((each) => ({
        code: { coding: [each.code], text: each.text ?? conceptTitle(each.code) },
        valueInteger: each.count,
      })),
    }),
  })
}
