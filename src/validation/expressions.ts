/** FHIRPath that resources carry: constraints of a StructureDefinition and the expression of a SearchParameter can be read. */
import { isObject } from '../fhir/resource.ts'
import { FhirpathError } from '../fhirpath/fhirpath.ts'
import type { CompileExpression } from './invariants.ts'
import { read, readObjects, readString, type Json } from './json.ts'
import type { Item } from './program.ts'
import { report, type Scope } from './run.ts'

type Carried = { readonly expression: string; readonly below: string }

export function checkExpressions(item: Item, scope: Scope, compile: CompileExpression): void {
  if (!isObject(item.value)) return
  for (const { expression, below } of expressionsOf(item.value)) {
    try {
      compile(expression)
    } catch (error) {
      if (!(error instanceof FhirpathError)) throw error
      report(item, scope, {
        code: 'value',
        rule: 'fhirpath',
        text: `The expression is no FHIRPath that can be evaluated: ${error.message.replace(/\.$/, '')}; correct it.`,
        below,
      })
    }
  }
}

function expressionsOf(resource: Json): Carried[] {
  const type = readString(resource, 'resourceType')
  if (type === 'StructureDefinition')
    return ['snapshot', 'differential'].flatMap((name) => constraintsOf(read(resource, name), name))
  const expression = type === 'SearchParameter' ? readString(resource, 'expression') : undefined
  return expression === undefined ? [] : [{ expression, below: 'expression' }]
}

function constraintsOf(view: unknown, name: string): Carried[] {
  if (!isObject(view)) return []
  return readObjects(view, 'element').flatMap((element, index) =>
    readObjects(element, 'constraint').flatMap((constraint, number) => {
      const expression = readString(constraint, 'expression')
      const below = `${name}.element[${String(index)}].constraint[${String(number)}].expression`
      return expression === undefined ? [] : [{ expression, below }]
    }),
  )
}
