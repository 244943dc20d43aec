/** A mutant: a valid resource with one fault, and the finding that must tell it. */
import type { Finding } from '../../../src/validation/validation.ts'

export type Json = Record<string, unknown>
export type Check = (resource: unknown) => Finding[]

/** A valid resource, and the check that it passes. */
export type Parent = { readonly name: string; readonly resource: Json; readonly check: Check }

export type Expected = Pick<Finding, 'severity' | 'code' | 'rule' | 'expression'>

export type Mutant = {
  /** The row of the table: a rule id, or a rule id and the way in which it is broken: `primitive date`. */
  readonly kind: string
  readonly parent: Parent
  /** What was done, and where. */
  readonly name: string
  readonly make: () => unknown
  /** By another check than the parent's, where the fault is in what is around the resource. */
  readonly check?: Check
  readonly expected: Expected
}

export type Step = string | number

/** A copy of a resource with the value at a place changed, or removed where the change gives undefined. */
export function changedAt(
  resource: Json,
  steps: readonly Step[],
  change: (value: unknown, holder: Json) => unknown,
): Json {
  const copy = structuredClone(resource)
  const last = steps.at(-1)
  if (last === undefined) return change(copy, copy) as Json
  let holder: unknown = copy
  for (const step of steps.slice(0, -1)) holder = (holder as Json)[step]
  const value = change((holder as Json)[last], holder as Json)
  if (value !== undefined) (holder as Json)[last] = value
  else if (Array.isArray(holder)) holder.splice(Number(last), 1)
  else delete (holder as Json)[last]
  return copy
}

/** `a.b[0].c` as steps. */
export function stepsOf(path: string): Step[] {
  return path
    .split(/[.[\]]+/)
    .filter((step) => step !== '')
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step))
}

type Fault = Partial<Expected> & Pick<Expected, 'rule' | 'expression' | 'code'> & { readonly kind?: string }

/** A mutant of a parent by one change at a place. */
export function mutantAt(
  parent: Parent,
  path: string | readonly Step[],
  change: (value: unknown, holder: Json) => unknown,
  fault: Fault,
): Mutant {
  const steps = typeof path === 'string' ? stepsOf(path) : path
  const { kind = fault.rule, severity = 'error', code, rule, expression } = fault
  return {
    kind,
    parent,
    name: `${kind} at ${steps.join('.')}`,
    make: () => changedAt(parent.resource, steps, change),
    expected: { severity, code, rule, expression },
  }
}

/** A number from a text, the same in each run: what is chosen among many mutants is chosen by it. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
