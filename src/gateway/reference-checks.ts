/**
 * Where the references of a written resource may lead: to the actor's own records, and to what was released to it. What it
 * may not see is as unknown as what does not exist: the same issue. What is not kept here leads nowhere, and is told of.
 */
import { issue } from '../fhir/outcome.ts'
import { PATIENT_ELEMENTS, patientOf } from '../fhir/patient.ts'
import { isConditional, parseReference, placedReferences, referencesIn } from '../fhir/reference.ts'
import type { PlacedReference } from '../fhir/reference.ts'
import { isObject } from '../fhir/resource.ts'
import type { Issue } from '../fhir/resource.ts'
import type { Ground } from './ground.ts'
import type { Located } from './locate.ts'

export type ReferenceIssues = { readonly refused: readonly Issue[]; readonly warnings: readonly Issue[] }

/** `visible`: what the actor may see of what the resource refers to, as `Type/id`. */
export function checkReferences(
  ground: Ground,
  located: Located,
  visible: ReadonlySet<string>,
): ReferenceIssues {
  const { resource, path, before } = located
  // What stood there before may stay: a copy names the source's record, which its custodian does not show.
  const stood = new Set(before ? referencesIn(before.content).map(({ reference }) => reference) : [])
  const refused: Issue[] = []
  const warnings: Issue[] = []
  for (const placed of placedReferences(resource, path)) {
    if (stood.has(placed.reference)) continue
    if (isConditional(placed.reference)) refused.push(unresolved(placed))
    const local = parseReference(placed.reference)
    if (!local || visible.has(`${local.type}/${local.id}`)) continue
    if (ground.content.isKept(local.type)) refused.push(unknown(placed))
    else if (isNeeded(ground, located, placed)) refused.push(unkept(placed, local.type))
    else warnings.push({ ...unkept(placed, local.type), severity: 'warning' })
  }
  return { refused, warnings }
}

/** Warning: what names its patient in no way that leads to a Patient here is in nobody's record. */
export function nobodysRecord({ resource, path }: Located): Issue[] {
  const element = PATIENT_ELEMENTS.find((name) => isObject(resource[name]))
  if (element === undefined || patientOf(resource)) return []
  const text = "This leads to no Patient here: it is in nobody's record, and no release covers it"
  const mend = 'refer to a Patient of yours, by the id that it has here'
  return [{ ...issue('incomplete', `${text}; ${mend}.`, `${path}.${element}`), severity: 'warning' }]
}

/** Who is meant is not known. Where the reference itself was refused, that is said already. */
export function unknownPatient({ resource, path }: Located, refused: readonly Issue[]): Issue[] {
  const element = patientOf(resource)?.element.split('.').slice(1).join('.') ?? 'patient'
  const expression = `${path}.${element}`
  if (refused.some((each) => each.expression?.includes(expression))) return []
  const text = 'The patient is not known; refer to a Patient of yours, by the id that it has here.'
  return [issue('not-found', text, expression)]
}

function unknown({ reference, expression }: PlacedReference): Issue {
  const known = 'refer to a record of yours, or to one that was released to you, by the id that it has here'
  const sent = 'or send it in the same transaction under the fullUrl that this reference leads to'
  return issue('not-found', `${reference} is not known; ${known}, ${sent}.`, expression)
}

function unkept({ reference, expression }: PlacedReference, type: string): Issue {
  const text = `${reference} leads nowhere: ${type} is not kept here, and nobody is told of it`
  return issue('not-supported', `${text}; put it into contained, or name it by display.`, expression)
}

function unresolved({ expression }: PlacedReference): Issue {
  const text = 'A conditional reference is resolved in a transaction only; send it in one, or refer by id.'
  return issue('not-supported', text, expression)
}

/** Whether the resource cannot be without the element, as a prescription cannot be without its medication. */
function isNeeded(
  { content }: Ground,
  { resource, path }: Located,
  { expression }: PlacedReference,
): boolean {
  const type = resource.resourceType
  const [, ...names] = expression
    .slice(path.length)
    .replaceAll(/\[\d+\]/g, '')
    .split('.')
  const isRequired = (element: string): boolean =>
    content.isRequired(type, element) || content.isRequired(type, element.replace(/Reference$/, '[x]'))
  return names.every((_name, depth) => isRequired([type, ...names.slice(0, depth + 1)].join('.')))
}
