/** The doors of emergency access and of the list by an intermediary, as somebody uses them about another's client. */
import type { Case } from './absence-cases.ts'

type Named = Record<string, unknown>

function body(...parameter: Named[]): Named {
  return { resourceType: 'Parameters', parameter }
}

const opening = body(
  { name: 'nature', valueCode: 'medical-emergency' },
  { name: 'consentCannotBeObtained', valueBoolean: true },
)
const closing = body(
  { name: 'session', valueId: '00000000-0000-4000-8000-000000000000' },
  { name: 'personnel', valueString: 'Phyllis Madeup' },
  { name: 'affiliation', valueString: 'Lakeside Hospital' },
  { name: 'discloser', valueString: 'Phyllis Madeup' },
  { name: 'date', valueDateTime: '2026-11-23T12:00:00Z' },
  { name: 'nature', valueString: 'Found unconscious.' },
)

const at = (name: string, operation: string, given?: Named): Case => ({
  name,
  names: 'patient',
  ask: ({ patient }) => ({
    method: given ? 'POST' : 'GET',
    path: `/fhir/${patient}/${operation}`,
    ...(given && { body: given }),
  }),
})

const LIST = '$intermediary-disclosures'

export const accountCases: Readonly<Record<string, readonly Case[]>> = {
  [`GET /fhir/Patient/:id/${LIST}`]: [
    at('list by an intermediary', `${LIST}?requested=2026-11-20`),
    at('list by an intermediary without a request', LIST),
    at('list by an intermediary on paper', `${LIST}?requested=2026-11-20&_format=html`),
  ],
  [`POST /fhir/Patient/:id/${LIST}`]: [
    at('list by an intermediary by POST', LIST, body({ name: 'requested', valueDate: '2026-11-20' })),
  ],
  'POST /fhir/Patient/:id/$emergency-access': [
    at('emergency access', '$emergency-access', opening),
    at('emergency access that states nothing', '$emergency-access', body()),
  ],
  'POST /fhir/Patient/:id/$close-emergency-access': [
    at('the end of emergency access', '$close-emergency-access', closing),
    at('the end of emergency access without facts', '$close-emergency-access', body()),
  ],
}

/** In the words of the tests that ask by themselves. */
export { closing as closingParameters, opening as openingParameters }
