/**
 * What `$explain` and `$preview` are asked alike, read from their Parameters: about whom, to whom, what for. What is not
 * known, or cannot be read, is refused: dropping it would answer another question than was asked.
 */
import { issue } from '../fhir/outcome.ts'
import { parseReference } from '../fhir/reference.ts'
import { list } from '../fhir/resource.ts'
import type { Issue, Reference, Resource } from '../fhir/resource.ts'

export type Place = { readonly type: string; readonly id: string }

export type Question = {
  readonly patient: string
  readonly recipient: string
  readonly purpose: string
  /** Who would ask at the recipient. */
  readonly person: string | undefined
  readonly resource: Place | undefined
}

export type Parameter = {
  name?: string
  valueReference?: Reference
  valueCode?: string
  valueString?: string
}

const COMMON = ['patient', 'recipient', 'purpose', 'person', 'resource']

/** The question, where it names all that it must; and what is wrong with the parameters. */
export function questionIn(
  parameters: Resource,
  { operation, more }: { operation: string; more: readonly string[] },
): { given: readonly Parameter[]; question: Question | undefined; issues: Issue[] } {
  const given = list<Parameter>(parameters['parameter'])
  const known = [...COMMON, ...more]
  const patient = placeIn(given, 'patient')
  const recipient = placeIn(given, 'recipient')
  const purpose = valueOf(given, 'purpose')?.valueCode
  const isNamed = patient?.type === 'Patient' && recipient?.type === 'Organization' && purpose !== undefined
  const issues = [
    ...given.flatMap(({ name = '' }) =>
      known.includes(name)
        ? []
        : [
            fault(
              'not-supported',
              `There is a parameter that ${operation} does not know; it knows ${known.join(', ')}.`,
            ),
          ],
    ),
    ...(isNamed
      ? []
      : [
          fault(
            'required',
            'Give the parameters patient (reference), recipient (reference to an Organization) and purpose (code).',
          ),
        ]),
    ...['resource', 'focus'].flatMap((name) =>
      valueOf(given, name) && !placeIn(given, name)
        ? [fault('value', `${name} is a reference to a record here, such as Goal/123.`)]
        : [],
    ),
  ]
  if (!isNamed) return { given, question: undefined, issues }
  const question = {
    patient: patient.id,
    recipient: recipient.id,
    purpose,
    person: valueOf(given, 'person')?.valueString,
    resource: placeIn(given, 'resource'),
  }
  return { given, question, issues }
}

export function valueOf(given: readonly Parameter[], name: string): Parameter | undefined {
  return given.find((each) => each.name === name)
}

export function placeIn(given: readonly Parameter[], name: string): Place | undefined {
  return parseReference(valueOf(given, name)?.valueReference?.reference)
}

/** The codes of a parameter that may come several times. */
export function codesIn(given: readonly Parameter[], wanted: string): string[] {
  return given.flatMap(({ name, valueCode }) => (name === wanted && valueCode ? [valueCode] : []))
}

export function fault(code: string, text: string): Issue {
  return issue(code, text, 'Parameters.parameter')
}
