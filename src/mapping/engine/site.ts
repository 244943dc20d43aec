/** One target statement of a rule, on elements of one type: what a write needs to know. */
import type { TargetListMode } from '../syntax/syntax.ts'
import type { ElementShape, StructureTypes } from '../types/types.ts'
import type { RuleId } from './run-state.ts'

export type Site = {
  readonly rule: RuleId
  /** The statement, the same for every type that it is compiled for. */
  readonly id: string
  readonly name: string
  readonly shape: ElementShape
  readonly types: StructureTypes
  /** Whether primitives have their extensions beside them. */
  readonly isFhir: boolean
  readonly mode: TargetListMode | undefined
  readonly shareId: string
}
