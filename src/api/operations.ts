/**
 * The doors of the FHIR operations: $validate (validate.ts), Patient/$compliance, Consent/$explain, $preview and {id}/$revoke,
 * emergency access, and of Patient/{id} $accounting-of-disclosures and $intermediary-disclosures. Parameters come as a Parameters resource.
 * Source: http://hl7.org/fhir/R4/operations.html
 */
import type { Resource } from '../fhir/resource.ts'
import type { Answer } from '../gateway/gateway.ts'
import { pairsOf, wrongParameters } from './parameters.ts'
import { unknownParameters } from './route.ts'
import { transformRoutes } from './transform.ts'
import { validateRoutes } from './validate.ts'
import type { AskedBy, Ground, PartnerRoute } from './route.ts'

/** What is asked by GET with a query, and by POST with Parameters; also as a page and for a spreadsheet. */
function listRoutes(path: string, answer: PartnerRoute['answer']): readonly PartnerRoute[] {
  const route = {
    path,
    offers: ['text/html', 'text/csv'],
    needs: ['r', 's'],
    isForClients: true,
    answer,
  } as const
  return [
    { ...route, method: 'GET', reads: 'nothing' },
    { ...route, method: 'POST', reads: 'optional-json' },
  ]
}

export const operationRoutes: readonly PartnerRoute[] = [
  {
    method: 'POST',
    path: '/fhir/Patient/$compliance',
    reads: 'json',
    offers: ['text/html'],
    needs: ['r', 's'],
    answer: report,
  },
  {
    method: 'POST',
    path: '/fhir/Consent/$explain',
    reads: 'json',
    needs: ['r', 's'],
    isForClients: true,
    answer: explain,
  },
  {
    method: 'POST',
    path: '/fhir/Consent/$preview',
    reads: 'json',
    needs: ['r', 's'],
    isForClients: true,
    answer: preview,
  },
  { method: 'POST', path: '/fhir/Consent/:id/$revoke', reads: 'optional-json', needs: ['u'], answer: revoke },
  ...listRoutes('/fhir/Patient/:id/$accounting-of-disclosures', account),
  ...listRoutes('/fhir/Patient/:id/$intermediary-disclosures', listByIntermediary),
  {
    method: 'POST',
    path: '/fhir/Patient/:id/$emergency-access',
    reads: 'json',
    needs: ['r', 's'],
    answer: openEmergency,
  },
  {
    method: 'POST',
    path: '/fhir/Patient/:id/$close-emergency-access',
    reads: 'json',
    needs: ['u'],
    answer: closeEmergency,
  },
  ...validateRoutes,
  ...transformRoutes,
]

async function report(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const wrong = unknownParameters(asked) ?? wrongParameters(asked.body)
  return wrong ?? (await gateway.report(asked.actor, asked.body as Resource))
}

async function explain(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const wrong = unknownParameters(asked) ?? wrongParameters(asked.body)
  return wrong ?? (await gateway.explain(asked.actor, asked.body as Resource))
}

async function preview(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const wrong = unknownParameters(asked, '_cursor') ?? wrongParameters(asked.body)
  return wrong ?? (await gateway.preview(asked.actor, asked.body as Resource, asked.query))
}

async function revoke(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const { actor, parameters, body } = asked
  const wrong = unknownParameters(asked) ?? (body === undefined ? undefined : wrongParameters(body))
  return wrong ?? (await gateway.revoke(actor, parameters['id'] ?? '', body as Resource | undefined))
}

async function account({ actor, parameters, query, body }: AskedBy, { gateway }: Ground): Promise<Answer> {
  const wrong = body === undefined ? undefined : wrongParameters(body)
  if (wrong) return wrong
  return await gateway.accounting(actor, parameters['id'] ?? '', [...query, ...pairsOf(body)])
}

async function listByIntermediary(
  { actor, parameters, query, body }: AskedBy,
  { gateway }: Ground,
): Promise<Answer> {
  const wrong = body === undefined ? undefined : wrongParameters(body)
  if (wrong) return wrong
  return await gateway.intermediaryList(actor, parameters['id'] ?? '', [...query, ...pairsOf(body)])
}

async function openEmergency(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const wrong = unknownParameters(asked) ?? wrongParameters(asked.body)
  return (
    wrong ?? (await gateway.emergency.open(asked.actor, asked.parameters['id'] ?? '', asked.body as Resource))
  )
}

async function closeEmergency(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const wrong = unknownParameters(asked) ?? wrongParameters(asked.body)
  return (
    wrong ??
    (await gateway.emergency.close(asked.actor, asked.parameters['id'] ?? '', asked.body as Resource))
  )
}
