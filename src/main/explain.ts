/** `explain`: asks a running sandbox gateway, as a partner's own person, why a recipient may or may not see something. */
import { isObject, list } from '../fhir/resource.ts'
import { getSandboxToken } from './token.ts'
import { CommandError, configFor, print, UsageError } from './usage.ts'
import type { Given } from './usage.ts'

type Parameter = { name?: string; part?: Parameter[]; [value: string]: unknown }

const answerTimeoutMs = 10_000

export async function explain(given: Given): Promise<void> {
  const { patient, recipient, purpose, resource, category, as, person } = given.options
  if (patient === undefined || recipient === undefined || purpose === undefined)
    throw new UsageError('Say who and what: --patient ID --recipient PARTNER --purpose CODE.')
  const config = await configFor(given)
  const partner = as ?? config.partners[0]?.id ?? ''
  const { token } = await getSandboxToken(config, { partner, person })
  const parameter = [
    { name: 'patient', valueReference: { reference: `Patient/${patient.replace(/^Patient\//, '')}` } },
    {
      name: 'recipient',
      valueReference: { reference: `Organization/${recipient.replace(/^Organization\//, '')}` },
    },
    { name: 'purpose', valueCode: purpose },
    ...(resource === undefined ? [] : [{ name: 'resource', valueReference: { reference: resource } }]),
    ...(category ?? []).map((code) => ({ name: 'category', valueCode: code })),
  ]
  const response = await fetch(`${config.baseUrl}/fhir/Consent/$explain`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Parameters', parameter }),
    signal: AbortSignal.timeout(answerTimeoutMs),
  })
  const body: unknown = await response.json()
  if (!isObject(body) || !response.ok) throw new CommandError(`The gateway refuses: ${refusalOf(body)}`)
  for (const line of list<Parameter>(body['parameter']).map(lineOf)) print(line)
}

function lineOf({ name = '', part, ...value }: Parameter): string {
  if (part) return `${name}: ${part.map(lineOf).join('; ')}`
  const [said] = Object.values(value)
  return `${name}: ${isObject(said) ? String(said['reference']) : String(said)}`
}

function refusalOf(body: unknown): string {
  const issues = isObject(body) ? list<{ diagnostics?: string }>(body['issue']) : []
  return issues.map(({ diagnostics }) => diagnostics ?? '').join(' ')
}
