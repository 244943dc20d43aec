/**
 * The doors of the terminology operations, by GET with primitive parameters and by POST with a Parameters resource, of the
 * type and of one value set, code system or concept map. Source: http://hl7.org/fhir/R4/terminology-service.html
 */
import type { Resource } from '../fhir/resource.ts'
import type { Answer } from '../gateway/gateway.ts'
import { wrongType } from './route.ts'
import type { AskedBy, Ground, PartnerRoute } from './route.ts'

const OPERATIONS = {
  CodeSystem: ['lookup', 'subsumes', 'validate-code'],
  ValueSet: ['expand', 'validate-code'],
  ConceptMap: ['translate'],
}

export const terminologyRoutes: readonly PartnerRoute[] = Object.entries(OPERATIONS).flatMap(
  ([type, names]) =>
    names.flatMap((name) =>
      [`/fhir/${type}/$${name}`, `/fhir/${type}/:id/$${name}`].flatMap((path): PartnerRoute[] => [
        { method: 'GET', path, reads: 'nothing', needs: ['r'], answer: ask(type, name) },
        { method: 'POST', path, reads: 'json', needs: ['r'], answer: ask(type, name) },
      ]),
    ),
)

function ask(type: string, name: string): PartnerRoute['answer'] {
  return async ({ query, body, parameters }: AskedBy, { gateway }: Ground): Promise<Answer> => {
    const wrong = body === undefined ? undefined : wrongType(body, 'Parameters')
    if (wrong) return wrong
    const { id } = parameters
    return await gateway.terminology({
      type,
      name,
      query,
      ...(id !== undefined && { id }),
      ...(body !== undefined && { parameters: body as Resource }),
    })
  }
}
