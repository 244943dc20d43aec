/** What `$preview` is asked, read from its Parameters; what cannot be read is refused with how to mend it. */
import { issue } from '../fhir/outcome.ts'
import { parseReference } from '../fhir/reference.ts'
import { list } from '../fhir/resource.ts'
import type { Issue, Reference, Resource } from '../fhir/resource.ts'
import { decodeCursor } from '../store/criteria.ts'
import type { Cursor } from '../store/criteria.ts'
import type { Query } from './gateway.ts'
import type { Ground } from './ground.ts'

type Place = { readonly type: string; readonly id: string }

/** `read`: everything that he could read and search. `plan`, `referral`: the packet about one record of that kind. */
export type PreviewKind = 'read' | 'plan' | 'referral'

export type PreviewQuestion = {
  readonly patient: string
  readonly recipient: string
  readonly purpose: string
  /** Who would ask at the recipient. */
  readonly person: string | undefined
  readonly kind: PreviewKind
  readonly types: readonly string[]
  readonly resource: Place | undefined
  readonly focus: Place | undefined
  readonly after: Cursor | undefined
}

type Parameter = { name?: string; valueReference?: Reference; valueCode?: string; valueString?: string }

const NAMES = new Set(['patient', 'recipient', 'purpose', 'person', 'kind', 'type', 'resource', 'focus'])
const KINDS: readonly string[] = ['read', 'plan', 'referral']
const FOCUS: Readonly<Record<string, string>> = { plan: 'CarePlan', referral: 'Task' }

export function previewQuestion(
  ground: Ground,
  parameters: Resource,
  query: Query,
): { kind: 'question'; question: PreviewQuestion } | { kind: 'refused'; issues: Issue[] } {
  const given = list<Parameter>(parameters['parameter'])
  const named = (name: string): Parameter | undefined => given.find((each) => each.name === name)
  const referenceOf = (name: string): Place | undefined =>
    parseReference(named(name)?.valueReference?.reference)
  const kind = named('kind')?.valueCode ?? 'read'
  const cursor = query.find(([name]) => name === '_cursor')?.[1]
  const question = {
    patient: referenceOf('patient'),
    recipient: referenceOf('recipient'),
    purpose: named('purpose')?.valueCode,
    person: named('person')?.valueString,
    kind: kind as PreviewKind,
    types: given.flatMap(({ name, valueCode }) => (name === 'type' && valueCode ? [valueCode] : [])),
    resource: referenceOf('resource'),
    focus: referenceOf('focus'),
    after: cursor === undefined ? undefined : decodeCursor(cursor),
  }
  const issues = [
    ...given.flatMap(({ name = '' }) =>
      NAMES.has(name)
        ? []
        : [
            fault(
              'not-supported',
              `There is a parameter that $preview does not know; it knows ${[...NAMES].join(', ')}.`,
            ),
          ],
    ),
    ...faultsOf(ground, question),
    ...(cursor !== undefined && !question.after
      ? [fault('value', '_cursor is not one that the gateway gave; follow the next link as it is.')]
      : []),
  ]
  const { patient, recipient, purpose } = question
  if (issues.length > 0 || !patient || !recipient || purpose === undefined) return { kind: 'refused', issues }
  return {
    kind: 'question',
    question: { ...question, patient: patient.id, recipient: recipient.id, purpose },
  }
}

type Draft = Omit<PreviewQuestion, 'patient' | 'recipient' | 'purpose'> & {
  readonly patient: Place | undefined
  readonly recipient: Place | undefined
  readonly purpose: string | undefined
}

function faultsOf(
  ground: Ground,
  { patient, recipient, purpose, kind, types, resource, focus }: Draft,
): Issue[] {
  const isNamed = patient?.type === 'Patient' && recipient?.type === 'Organization' && purpose !== undefined
  const wanted = FOCUS[kind]
  const kept = [...types, ...(resource ? [resource.type] : [])]
  return [
    ...(isNamed
      ? []
      : [
          fault(
            'required',
            'Give the parameters patient (reference), recipient (reference to an Organization) and purpose (code).',
          ),
        ]),
    ...(KINDS.includes(kind) ? [] : [fault('value', `kind is one of ${KINDS.join(', ')}.`)]),
    ...(wanted !== undefined && focus?.type !== wanted
      ? [fault('required', `A ${kind} is about one record: give focus, a reference to a ${wanted}.`)]
      : []),
    ...(kept.every((type) => ground.content.isKept(type))
      ? []
      : [fault('not-supported', 'A type is not kept here; the CapabilityStatement lists those that are.')]),
  ]
}

function fault(code: string, text: string): Issue {
  return issue(code, text, 'Parameters.parameter')
}
