/**
 * The doors of `StructureMap/$transform`, of the type and of one map. The content comes as a parameter, or bare with the map's URL
 * in the query. Source: http://hl7.org/fhir/R4/structuremap-operation-transform.html
 */
import type { Answer } from '../gateway/gateway.ts'
import type { AskedBy, Ground, PartnerRoute } from './route.ts'

export const transformRoutes: readonly PartnerRoute[] = [
  '/fhir/StructureMap/$transform',
  '/fhir/StructureMap/:id/$transform',
].map((path) => ({ method: 'POST', path, reads: 'json', needs: ['r'], answer: transform }))

async function transform(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const { actor, body, query, parameters } = asked
  const { id } = parameters
  const source = query.find(([name]) => name === 'source')?.[1]
  return await gateway.transform(actor, {
    body,
    ...(id !== undefined && { id }),
    ...(source !== undefined && { source }),
  })
}
