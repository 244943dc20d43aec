/** FHIR's definitions, a terminology with a few invented code systems, and profiles made by editing R4's own structures. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { CodeSystem, ElementRule, Structure, ValueSet } from '../../src/fhir/definitions.ts'
import { unpackDefinitions, type DefinitionsPack } from '../../src/fhir/definitions-pack.ts'
import * as fhirpath from '../../src/fhirpath/fhirpath.ts'
import { createTerminology } from '../../src/terminology/terminology.ts'
import { createValidator, type Finding, type Validator } from '../../src/validation/validation.ts'

const file = fileURLToPath(new URL('../../profiles/definitions/r4.json', import.meta.url))

export const definitions = unpackDefinitions(JSON.parse(readFileSync(file, 'utf8')) as DefinitionsPack)

export const now = '2026-11-23T12:00:00Z'

export const SYSTEM = 'https://example.test/CodeSystem/kind'
export const VALUE_SET = 'https://example.test/ValueSet/kind'
export const UNHELD_VALUE_SET = 'https://example.test/ValueSet/elsewhere'

const codeSystems: CodeSystem[] = [
  {
    resourceType: 'CodeSystem',
    url: SYSTEM,
    content: 'complete',
    concept: [{ code: 'a' }, { code: 'b' }, { code: 'z' }],
  },
]
const valueSets: ValueSet[] = [
  {
    resourceType: 'ValueSet',
    url: VALUE_SET,
    compose: { include: [{ system: SYSTEM, concept: [{ code: 'a' }, { code: 'b' }] }] },
  },
]

export const terminology = createTerminology({
  codeSystems: [...definitions.codeSystems, ...codeSystems],
  valueSets: [...definitions.valueSets, ...valueSets],
  conceptMaps: [],
  codeGrammars: definitions.codeGrammars,
})

export function validatorWith(...profiles: Structure[]): Validator {
  return createValidator({ definitions, profiles, terminology, fhirpath })
}

/** An edit of one element by its id: what changes, or, for an id that is not there, a slice of the element before the colon. */
export type Edits = Readonly<Record<string, Partial<ElementRule>>>

/** A profile of a type: its snapshot with edits; elements below those that it has, and slices, are added as SUSHI does. */
export function profileOf(type: string, url: string, edits: Edits): Structure {
  const base = structureOf(type)
  const elements = [...base.elements]
  for (const [id, edit] of Object.entries(edits)) {
    const index = place(elements, id)
    elements[index] = { ...(elements[index] as ElementRule), ...edit }
  }
  return { ...base, url, derivation: 'constraint', baseDefinition: base.url, elements }
}

function structureOf(type: string): Structure {
  const found = definitions.structures.find((each) => each.type === type && each.derivation !== 'constraint')
  if (!found) throw new Error(`no type ${type}`)
  return found
}

/** The index of an element, which is added where it is not there. */
function place(elements: ElementRule[], id: string): number {
  const index = elements.findIndex((element) => element.id === id)
  if (index >= 0) return index
  const cut = Math.max(id.lastIndexOf('.'), id.lastIndexOf(':'), id.lastIndexOf('/'))
  const owner = elements[place(elements, id.slice(0, cut))]
  if (!owner) throw new Error(`no element ${id}`)
  // Unfolding a type adds the elements below its elements too.
  if (elements.some((element) => element.id === id)) return place(elements, id)
  if (id[cut] === '.') unfold(elements, owner)
  else {
    const { slicing: _slicing, ...like } = owner
    insertAfter(elements, owner.id, [{ ...like, id, min: 0, sliceName: id.slice(id.lastIndexOf(':') + 1) }])
  }
  const added = elements.findIndex((element) => element.id === id)
  if (added < 0) throw new Error(`no element ${id}`)
  return added
}

/** Adds the children of an element's type below it; those of a slice are those of what it slices. */
function unfold(elements: ElementRule[], owner: ElementRule): void {
  const plain = owner.path
  const siblings = elements.filter(
    ({ id }) => owner.id !== plain && id.startsWith(`${plain}.`) && !id.includes(':'),
  )
  const type = structureOf(owner.types[0]?.code ?? '')
  const children = siblings.length > 0 ? siblings : type.elements.slice(1)
  const root = siblings.length > 0 ? plain : type.type
  insertAfter(
    elements,
    owner.id,
    children.map((child) => ({
      ...child,
      id: owner.id + child.id.slice(root.length),
      path: plain + child.path.slice(root.length),
    })),
  )
}

function insertAfter(elements: ElementRule[], id: string, added: readonly ElementRule[]): void {
  const isWithin = (element: ElementRule): boolean =>
    element.id === id || ['.', ':', '/'].some((mark) => element.id.startsWith(id + mark))
  elements.splice(elements.findLastIndex(isWithin) + 1, 0, ...added)
}

/** Findings in one line each: severity, rule, expression. */
export function lines(
  findings: readonly Finding[],
  least: 'error' | 'warning' | 'information' = 'warning',
): string[] {
  const shown = {
    error: ['fatal', 'error'],
    warning: ['fatal', 'error', 'warning'],
    information: ['fatal', 'error', 'warning', 'information'],
  }[least]
  return findings
    .filter(({ severity }) => shown.includes(severity))
    .map(({ severity, rule, expression }) => `${severity} ${rule} ${expression}`)
}

type Json = Record<string, unknown>

/** A copy of a resource with the value at a path (`a.b[0].c`) replaced, or removed where the value is undefined. */
export function changed(resource: Json, path: string, value: unknown): Json {
  const copy = structuredClone(resource)
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '')
  const last = steps.pop() ?? ''
  let place: unknown = copy
  for (const step of steps) place = (place as Json)[step]
  if (value === undefined) delete (place as Json)[last]
  else (place as Json)[last] = value
  return copy
}
