/** The transforms that make something new: reference, pointer, uuid, and the datatypes cc, c, qty, id, cp. */
import { datatypeMakers } from '../engine/datatypes.ts'
import type { Datatype } from '../engine/datatypes.ts'
import { isJson, made } from '../engine/node.ts'
import type { Node } from '../engine/node.ts'
import { RunFault } from '../engine/run-state.ts'
import type { RuleId, Run } from '../engine/run-state.ts'
import { fault } from '../syntax/fault.ts'
import { argumentAt, makesOne } from './transform-parts.ts'
import type { Made, TransformCompiler } from './transform-parts.ts'

export const compileUuid: TransformCompiler = () =>
  makesOne('id', (run) => ({ value: run.context.newId(), from: [] }))

/** `reference` and `pointer`: R4 tells no difference between them. */
export const compileReference: TransformCompiler = (_transform, given, { rule }) => {
  const source = argumentAt(given, 0)
  return makesOne('string', (run, frame) => referenceTo(source.read(run, frame), run, rule))
}

/** How to refer to a resource: as the Bundle entry that holds it does, else by its type and id. */
function referenceTo({ value: resource }: Node, run: Run, rule: RuleId): Made {
  const type = isJson(resource) ? resource['resourceType'] : undefined
  if (!isJson(resource) || typeof type !== 'string')
    throw new RunFault('reference', rule, 'only a resource can be referred to')
  const url = run.entries.get(resource)?.['fullUrl']
  if (typeof url === 'string') return { value: url, from: [] }
  const { id } = resource
  if (typeof id !== 'string')
    throw new RunFault('reference', rule, `the ${type} has neither an id nor an entry with a fullUrl yet`)
  return { value: `${type}/${id}`, from: [{ ...made(id, 'id'), holder: resource, key: 'id' }] }
}

export function compileDatatype(type: Datatype): TransformCompiler {
  return ({ parameters, at }, given, { place, rule }) => {
    const { identifierTypeSystem } = place.state.ground
    if (type === 'Quantity' && parameters.length === 3)
      throw fault('type', at, 'qty takes a text, or value and unit, or value, unit, system and code')
    if (type === 'Identifier' && parameters.length === 3 && identifierTypeSystem === undefined)
      throw fault(
        'unsupported',
        at,
        'id with a type needs the code system of identifier types, which is not handed in',
      )
    return makesOne(type, (run, frame) => {
      const from = given.map((argument) => argument.read(run, frame))
      return { value: datatypeMakers[type](from, { rule, identifierTypeSystem }), from }
    })
  }
}
