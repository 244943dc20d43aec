/**
 * `explain`: asks a running sandbox gateway, as a partner's own person, why a recipient may or may not see something; with
 * `--preview`, what exactly the recipient would receive.
 */
import type { Config } from '../config.ts'
import { isObject, isResource, list } from '../fhir/resource.ts'
import type { Bundle, Issue, Resource } from '../fhir/resource.ts'
import { hasDuty } from '../partners/partner.ts'
import { getSandboxToken } from './token.ts'
import { CommandError, configFor, print, UsageError } from './usage.ts'
import type { Given } from './usage.ts'

type Parameter = { name?: string; part?: Parameter[]; [value: string]: unknown }

const answerTimeoutMs = 30_000
/** Pages of a preview that are fetched. */
const pagesMax = 200

export async function explain(given: Given): Promise<void> {
  const { as, preview, focus } = given.options
  if (focus !== undefined && !preview) throw new UsageError('--focus is about a packet: give --preview too.')
  const body = { resourceType: 'Parameters', parameter: questionOf(given) }
  const config = await configFor(given)
  const partner = as ?? config.partners[0]?.id ?? ''
  const person = given.options.person ?? askerAt(config, partner)
  const { token } = await getSandboxToken(config, { partner, person })
  const ask = (url: string): Promise<Resource> => post(url, token, body)
  if (preview) return await printPreview(`${config.baseUrl}/fhir/Consent/$preview`, ask)
  const answer = await ask(`${config.baseUrl}/fhir/Consent/$explain`)
  for (const line of list<Parameter>(answer['parameter']).map(lineOf)) print(line)
}

function questionOf({ options }: Given): unknown[] {
  const { patient, recipient, purpose, resource, category, focus } = options
  if (patient === undefined || recipient === undefined || purpose === undefined)
    throw new UsageError('Say who and what: --patient ID --recipient PARTNER --purpose CODE.')
  const reference = (name: string, type: string, id: string | undefined): unknown[] =>
    id === undefined ? [] : [{ name, valueReference: { reference: id.includes('/') ? id : `${type}/${id}` } }]
  return [
    ...reference('patient', 'Patient', patient),
    ...reference('recipient', 'Organization', recipient),
    { name: 'purpose', valueCode: purpose },
    ...(options['recipient-person'] === undefined
      ? []
      : [{ name: 'person', valueString: options['recipient-person'] }]),
    ...reference('resource', '', resource),
    ...(focus === undefined
      ? []
      : [{ name: 'kind', valueCode: focus.startsWith('Task/') ? 'referral' : 'plan' }]),
    ...reference('focus', 'CarePlan', focus),
    ...(category ?? []).map((code) => ({ name: 'category', valueCode: code })),
  ]
}

/** Whom a gateway answers, unless somebody is named: a person with a duty. */
function askerAt({ partners }: Config, partner: string): string | undefined {
  const persons = partners.find(({ id }) => id === partner)?.persons ?? []
  return (
    persons.find((each) => hasDuty(each, 'privacy')) ??
    persons.find((each) => hasDuty(each, 'case-management'))
  )?.id
}

async function post(url: string, token: string, body: unknown): Promise<Resource> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(answerTimeoutMs),
  })
  const answer: unknown = await response.json()
  if (!isResource(answer) || !response.ok) throw new CommandError(`The gateway refuses: ${refusalOf(answer)}`)
  return answer
}

/** One line for each record that would leave, and what is said about them, page by page. */
async function printPreview(first: string, ask: (url: string) => Promise<Resource>): Promise<void> {
  let url: string | undefined = first
  for (let page = 0; page < pagesMax && url !== undefined; page += 1) {
    const { entry = [], link = [] } = (await ask(url)) as Bundle
    for (const { resource } of entry) {
      if (resource?.resourceType === 'OperationOutcome')
        for (const { diagnostics } of list<Issue>(resource['issue'])) print(diagnostics)
      else print(`would leave: ${resource?.resourceType ?? ''}/${resource?.id ?? ''}`)
    }
    url = link.find(({ relation }) => relation === 'next')?.url
  }
}

function lineOf({ name = '', part, ...value }: Parameter): string {
  if (part) return `${name}: ${part.map(lineOf).join('; ')}`
  const [said] = Object.values(value)
  return `${name}: ${isObject(said) ? saidOf(said) : String(said)}`
}

function saidOf({ reference, system, code }: Record<string, unknown>): string {
  return typeof reference === 'string' ? reference : `${String(code)} (${String(system)})`
}

function refusalOf(body: unknown): string {
  const issues = isObject(body) ? list<{ diagnostics?: string }>(body['issue']) : []
  return issues.map(({ diagnostics }) => diagnostics ?? '').join(' ')
}
