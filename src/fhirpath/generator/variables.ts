/** Writes what stands behind `%`: the resources, FHIR's code systems and places, and variables of the caller. */
import { SYSTEM } from '../../fhir/codes.ts'
import type { SyntaxNode } from '../syntax.ts'
import { LEAVE, loop, type Item, type Scope } from './scope.ts'
import { isResourceType } from './types.ts'
import { constant, fresh, write } from './writer.ts'

/** Where FHIR R4 publishes its value sets and extensions, which FHIR R4 fhirpath.html#variables abbreviates. */
const PUBLISHED = SYSTEM.requestIntent.replace(/[^/]+$/, '')
const SYSTEMS: ReadonlyMap<string, string> = new Map([
  ['sct', SYSTEM.snomed],
  ['loinc', SYSTEM.loinc],
  ['ucum', SYSTEM.ucum],
])
const RESOURCES: ReadonlyMap<string, string> = new Map([
  ['resource', 'environment.resource ?? node'],
  ['rootResource', 'environment.rootResource ?? environment.resource ?? node'],
])

export function external(node: SyntaxNode, scope: Scope, body: (item: Item) => void): void {
  const { writer } = scope
  const name = node.text ?? node.delimitedText ?? ''
  const [, kind, rest = ''] = /^(vs|ext)-(.+)$/.exec(name) ?? []
  const system = SYSTEMS.get(name)
  const resource = RESOURCES.get(name)
  if (name === 'context') body(scope.root)
  else if (system !== undefined) body({ code: constant(writer, system), shape: 'string', type: undefined })
  else if (name === 'resource' && scope.root.type !== undefined && isResourceType(scope.root.type)) {
    // Such a program is made for whole resources, which mostly are the resource that is meant.
    write(writer, `if (environment.resource !== undefined && environment.resource !== node) ${LEAVE}`)
    body(scope.root)
  } else if (resource !== undefined) {
    const code = fresh(writer, 'r')
    write(writer, `const ${code} = ${resource}`)
    write(writer, `if (${code} instanceof Primitive) ${LEAVE}`)
    body({ code, shape: 'any', type: undefined })
  } else if (kind !== undefined) {
    const folder = kind === 'vs' ? 'ValueSet' : 'StructureDefinition'
    const code = fresh(writer, 'u')
    const published = constant(writer, `${PUBLISHED}${folder}/${rest}`)
    write(writer, `const ${code} = environment.variables?.[${constant(writer, name)}] ?? ${published}`)
    write(writer, `if (typeof ${code} !== 'string') ${LEAVE}`)
    body({ code, shape: 'string', type: undefined })
  } else loop(`variableOf(environment, ${constant(writer, name)})`, writer, body)
}
