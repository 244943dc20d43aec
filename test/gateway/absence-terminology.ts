/** The terminology operations, asked with the words of what one may not see: they know content only. */
import type { Case } from './absence-cases.ts'

const OPERATIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CodeSystem: { lookup: 'system', subsumes: 'system', 'validate-code': 'url' },
  ValueSet: { expand: 'url', 'validate-code': 'url' },
  ConceptMap: { translate: 'url' },
}

const idOf = (reference: string): string => reference.split('/')[1] ?? ''

/** By route: the record's reference as a canonical and as a code, and its id as that of a value set. */
export const terminologyCases: Readonly<Record<string, readonly Case[]>> = Object.fromEntries(
  Object.entries(OPERATIONS).flatMap(([type, operations]) =>
    Object.entries(operations).flatMap(([name, canonical]) => {
      const byQuery: Case = {
        name: `${type}/$${name}`,
        names: 'record',
        ask: ({ record }) => ({
          method: 'GET',
          path: `/fhir/${type}/$${name}?${canonical}=${encodeURIComponent(record)}`,
        }),
      }
      const byBody: Case = {
        name: `${type}/$${name} by POST`,
        names: 'record',
        ask: ({ record }) => ({
          method: 'POST',
          path: `/fhir/${type}/$${name}`,
          body: { resourceType: 'Parameters', parameter: [{ name: canonical, valueUri: record }] },
        }),
      }
      const byId = (method: 'GET' | 'POST'): Case => ({
        name: `${type}/id/$${name} by ${method}`,
        names: 'record',
        ask: ({ record }) => ({
          method,
          path: `/fhir/${type}/${idOf(record)}/$${name}`,
          ...(method === 'POST' && { body: { resourceType: 'Parameters' } }),
        }),
      })
      return [
        [`GET /fhir/${type}/$${name}`, [byQuery]],
        [`POST /fhir/${type}/$${name}`, [byBody]],
        [`GET /fhir/${type}/:id/$${name}`, [byId('GET')]],
        [`POST /fhir/${type}/:id/$${name}`, [byId('POST')]],
      ]
    }),
  ),
)
