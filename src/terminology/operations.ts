/** The terminology operations by resource type and name, over what one terminology holds. Pure. */
import { lookup, subsumes, validateSystemCode } from './code-operations.ts'
import {
  givenOf,
  refuse,
  type Answered,
  type GivenParameter,
  type Operation,
  type OperationContext,
  type Refused,
} from './operation.ts'
import { translate } from './translate-operation.ts'
import { expand, validateValueSetCode } from './value-set-operations.ts'

export { parametersIn, type GivenParameter, type Refused } from './operation.ts'

export const TERMINOLOGY_OPERATIONS: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  CodeSystem: { lookup, subsumes, 'validate-code': validateSystemCode },
  ValueSet: { expand, 'validate-code': validateValueSetCode },
  ConceptMap: { translate },
}

/** Runs one operation: `ValueSet`, `expand` for instance. */
export function runTerminologyOperation(
  { type, name, parameters }: { type: string; name: string; parameters: readonly GivenParameter[] },
  context: OperationContext,
): Answered | Refused {
  const operations = new Map(Object.entries(TERMINOLOGY_OPERATIONS[type] ?? {}))
  const operation = operations.get(name)
  if (!operation) return refuse(404, 'not-supported', `${type} has no operation $${name} here.`)
  const stranger = parameters.find((parameter) => !operation.parameters.includes(parameter.name))
  if (stranger) {
    const text = `$${name} does not know the parameter ${stranger.name.slice(0, 64)}; it knows ${operation.parameters.join(', ')}.`
    return refuse(400, 'not-supported', text, stranger.name)
  }
  return operation.run(givenOf(parameters), context)
}
