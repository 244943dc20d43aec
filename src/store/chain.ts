/**
 * The names of chained parameters: `subject:Patient.identifier` asks about what a reference names, `_has:Condition:patient:code`
 * about what names the resource. Source: search.html#chaining, #has. Pure.
 */
import { issue } from '../fhir/outcome.ts'
import type { Issue } from '../fhir/resource.ts'
import type { SearchParameter } from './search-values.ts'

/** The search parameters that a type has here; undefined where it is not kept. */
export type ParametersOf = (type: string) => ReadonlyMap<string, SearchParameter> | undefined

/** One hop, and what is asked for at its end: again a name of a parameter. */
export type HopName = {
  readonly kind: 'chain' | 'has'
  readonly parameter: string
  readonly type: string
  readonly rest: string
}

type Outcome = HopName | { readonly kind: 'refused'; readonly issue: Issue }

/** Whether the name is one of a chain, in whichever direction. */
export function isChain(name: string): boolean {
  return name.startsWith('_has:') || /^[^:.]+(?::[^:.]+)?\./.test(name)
}

/** The first hop of a chained name, as it starts from `type`. */
export function parseHop(name: string, type: string, parametersOf: ParametersOf): Outcome {
  return name.startsWith('_has:') ? parseHas(name, type, parametersOf) : parseChain(name, type, parametersOf)
}

function parseHas(name: string, type: string, parametersOf: ParametersOf): Outcome {
  const [, source = '', parameter = '', ...rest] = name.split(':')
  const found = parametersOf(source)?.get(parameter)
  const isTo = found?.kind === 'reference' && (found.targets.length === 0 || found.targets.includes(type))
  if (!isTo || rest.length === 0) {
    return refused(
      `_has takes Type:parameter:parameter, where the first parameter is a reference of that type to ${type}, as in _has:Condition:patient:code.`,
    )
  }
  return { kind: 'has', parameter, type: source, rest: rest.join(':') }
}

function parseChain(name: string, type: string, parametersOf: ParametersOf): Outcome {
  const dot = name.indexOf('.')
  const [parameter = '', given] = name.slice(0, dot).split(':')
  const rest = name.slice(dot + 1)
  const known = parametersOf(type)
  const found = known?.get(parameter)
  if (found?.kind !== 'reference') {
    const references = [...(known?.values() ?? [])].filter(({ kind }) => kind === 'reference')
    const codes = references.map(({ code }) => code).toSorted()
    return refused(`A chain begins with a reference of ${type}: ${codes.join(', ')}.`)
  }
  const targets = given === undefined ? found.targets : found.targets.filter((target) => target === given)
  const isAny = found.targets.length === 0 && given !== undefined
  const ends = (isAny ? [given] : targets).filter((target) => leadsOn(parametersOf(target), rest))
  const [only, ...others] = ends
  if (only === undefined)
    return refused(`${parameter} of ${type} leads to nothing that has the next parameter of the chain here.`)
  if (others.length > 0)
    return refused(
      `Say which type ${parameter} names: ${ends.map((end) => `${parameter}:${end}`).join(', ')}.`,
    )
  return { kind: 'chain', parameter, type: only, rest }
}

/** Whether a type has the parameter with which the rest of a chain begins. */
function leadsOn(parameters: ReadonlyMap<string, SearchParameter> | undefined, rest: string): boolean {
  const [code = ''] = rest.split(/[:.]/)
  return parameters !== undefined && (parameters.has(code) || OF_EVERY_TYPE.has(code))
}

/** Parameters that every type has, `_has` among them. */
const OF_EVERY_TYPE = new Set(['_id', '_lastUpdated', '_has'])

function refused(text: string): Outcome {
  return { kind: 'refused', issue: issue('not-supported', text) }
}
