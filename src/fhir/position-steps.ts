/**
 * Reads where findings are: FHIRPath as findings write it (`Patient.name[0].given[1]`, `Observation.value.ofType(Quantity)`,
 * names that are none in backticks) or a JSON pointer (`/client/name`), as the steps from the root of a document. Pure.
 */

export type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'item'; readonly index: number }
  /** The one of a choice: `value` of type Quantity is `valueQuantity` in JSON. */
  | { readonly kind: 'type'; readonly type: string }
  /** A part of a JSON pointer that may be a name or an index. */
  | { readonly kind: 'either'; readonly name: string; readonly index: number }

/** Steps of one path; what is deeper is placed where the steps end. */
const STEPS_MAX = 200

const NAME = /\.?(?:([A-Za-z_$%][A-Za-z0-9_$-]*)(?![A-Za-z0-9_$-]*\()|`([^`]*)`)/y
const INDEX = /\[(\d{1,9})\]/y
const OF_TYPE = /\.ofType\(([A-Za-z][A-Za-z0-9.]*)\)/y

/** The steps below the root. What is no step of these forms ends the path: its place is as far as it could be read. */
export function stepsOf(path: string): Step[] {
  return path.startsWith('/') ? pointerSteps(path) : expressionSteps(path)
}

/** The name that a path begins with: a type of resource, or what stands for the document. */
export function rootOf(path: string): string {
  return /^[^.[]*/.exec(path)?.[0] ?? ''
}

function expressionSteps(expression: string): Step[] {
  const steps: Step[] = []
  // A type's name stands for the root; a small letter begins a property of it.
  let at = /^(?:[A-Z][A-Za-z0-9]*|[$%][A-Za-z]*)(?=$|[.[])/.exec(expression)?.[0].length ?? 0
  while (at < expression.length && steps.length < STEPS_MAX) {
    const read = stepAt(expression, at)
    if (!read) break
    steps.push(read.step)
    at = read.end
  }
  return steps
}

function stepAt(expression: string, at: number): { step: Step; end: number } | undefined {
  const index = matchAt(INDEX, expression, at)
  if (index) return { step: { kind: 'item', index: Number(index[1]) }, end: at + index[0].length }
  const type = matchAt(OF_TYPE, expression, at)
  if (type) return { step: { kind: 'type', type: type[1] ?? '' }, end: at + type[0].length }
  const name = matchAt(NAME, expression, at)
  return name && { step: { kind: 'name', name: name[1] ?? name[2] ?? '' }, end: at + name[0].length }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

/** RFC 6901. */
function pointerSteps(pointer: string): Step[] {
  if (pointer === '/') return []
  return pointer
    .split('/', STEPS_MAX)
    .slice(1)
    .map((part): Step => {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
      return /^\d{1,9}$/.test(name) ? { kind: 'either', name, index: Number(name) } : { kind: 'name', name }
    })
}
