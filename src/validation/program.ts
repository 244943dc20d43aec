/**
 * What a profile is compiled to: element programs that name their children by JSON name, and hold their rules as tests.
 * A test looks at one item and tells the run what is wrong with it.
 */
import type { ElementRule, Structure, TypeRule } from '../fhir/definitions.ts'
import type { Program } from '../fhirpath/fhirpath.ts'
import type { Scope } from './run.ts'

export type TypeProgram = {
  readonly rule: TypeRule
  readonly kind: 'primitive' | 'complex' | 'resource'
  /** The root of the type's own program; undefined for primitives and for any resource. */
  readonly content: (() => ElementProgram) | undefined
  /** The profiles of which an item must satisfy one. */
  readonly profiles: readonly { readonly url: string; readonly root: () => ElementProgram }[]
  /** Rules that hold for items of this type only. */
  readonly tests: readonly Test[]
}

/** One value of an element in a resource, with the way to it. */
export type Item = {
  readonly value: unknown
  /** The `_name` property beside a primitive: its id and extensions. */
  readonly element: unknown
  readonly type: TypeProgram | undefined
  /** FHIRPath of the item. */
  readonly path: string
  readonly program: ElementProgram
  readonly parent: Item | undefined
}

/** Whether a test would certainly report nothing of a value; false says nothing, and the test is asked. */
export type Passes = (value: unknown, scope: Scope) => boolean

/** A test, and what decides it fast for values of one type, where anything does; `always` where it has nothing to say. */
export type Test = {
  (item: Item, scope: Scope): void
  readonly quick?: (type: TypeProgram | undefined) => Passes | 'always'
  /** Of a rule of whole resources: the only type that it is about. */
  readonly resourceType?: string
  /** Of an invariant: its FHIRPath. */
  readonly holds?: (type: TypeProgram | undefined) => Program
}

export type SliceProgram = {
  readonly program: ElementProgram
  readonly matches: (item: Item, scope: Scope) => boolean
}

export type Property = {
  readonly child: ElementProgram
  readonly type: TypeProgram | undefined
  /** What the property adds to the path of its object; of a list, up to the index. */
  readonly segment: string
}

/** The children of an object: by JSON name, and in the order of the profile. */
export type Content = {
  readonly properties: ReadonlyMap<string, Property>
  readonly children: readonly ElementProgram[]
}

export type ElementProgram = {
  readonly rule: ElementRule
  readonly structure: Structure
  readonly name: string
  readonly isChoice: boolean
  /** Whether JSON writes the element as a list. */
  readonly isList: boolean
  readonly types: readonly TypeProgram[]
  /** Children that this structure's snapshot spells out; undefined where the type's own are meant. */
  readonly content: () => Content | undefined
  /** Invariants, which are asked of the items of elements whose type is rooted here as well. */
  readonly invariants: readonly Test[]
  /** All other rules about the value. */
  readonly tests: readonly Test[]
  readonly slices: readonly SliceProgram[]
}
