/**
 * The doors of the FHIR operations: $validate (validate.ts), Patient/$compliance, Consent/$explain, Consent/{id}/$revoke and
 * Patient/{id}/$accounting-of-disclosures. Parameters come as a Parameters resource.
 * Source: http://hl7.org/fhir/R4/operations.html
 */
import type { Resource } from '../fhir/resource.ts'
import type { Answer } from '../gateway/gateway.ts'
import { pairsOf } from './parameters.ts'
import { unknownParameters, wrongType } from './route.ts'
import { transformRoutes } from './transform.ts'
import { validateRoutes } from './validate.ts'
import type { AskedBy, Ground, PartnerRoute } from './route.ts'

const accountingPath = '/fhir/Patient/:id/$accounting-of-disclosures'

export const operationRoutes: readonly PartnerRoute[] = [
  {
    method: 'POST',
    path: '/fhir/Patient/$compliance',
    reads: 'json',
    offers: ['text/html'],
    needs: ['r', 's'],
    answer: report,
  },
  { method: 'POST', path: '/fhir/Consent/$explain', reads: 'json', needs: ['r', 's'], answer: explain },
  { method: 'POST', path: '/fhir/Consent/:id/$revoke', reads: 'optional-json', needs: ['u'], answer: revoke },
  { method: 'GET', path: accountingPath, reads: 'nothing', needs: ['r', 's'], answer: account },
  { method: 'POST', path: accountingPath, reads: 'optional-json', needs: ['r', 's'], answer: account },
  ...validateRoutes,
  ...transformRoutes,
]

async function report(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const wrong = unknownParameters(asked) ?? wrongType(asked.body, 'Parameters')
  return wrong ?? (await gateway.report(asked.actor, asked.body as Resource))
}

async function explain(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const wrong = unknownParameters(asked) ?? wrongType(asked.body, 'Parameters')
  return wrong ?? (await gateway.explain(asked.actor, asked.body as Resource))
}

async function revoke(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const { actor, parameters, body } = asked
  const wrong = unknownParameters(asked) ?? (body === undefined ? undefined : wrongType(body, 'Parameters'))
  return wrong ?? (await gateway.revoke(actor, parameters['id'] ?? '', body as Resource | undefined))
}

async function account({ actor, parameters, query, body }: AskedBy, { gateway }: Ground): Promise<Answer> {
  const wrong = body === undefined ? undefined : wrongType(body, 'Parameters')
  if (wrong) return wrong
  return await gateway.accounting(actor, parameters['id'] ?? '', [...query, ...pairsOf(body)])
}
