/** What the generator knows of a value at run time: the local that holds it, its type, and where in the source it stands. */
import type { Variable } from '../compile/scope.ts'
import type { Scope } from '../compile/scope.ts'
import { find } from '../compile/scope.ts'
import type { StructureTypes } from '../types/types.ts'
import { jsonKind } from '../types/types.ts'
import type { Code } from './code.ts'
import { NotGenerated } from './code.ts'

export type JsKind = 'string' | 'number' | 'boolean' | 'object'

/** Which leaves of an object were consumed: bits in locals, one for each property that the program reads. */
export type Mask = { readonly name: string; readonly type: string; hasMore: boolean }

/** Where a value stands in the source: a property of an object with a mask, or anywhere, by holder and key. */
export type PlaceCode = (
  | { readonly kind: 'property'; readonly mask: Mask; readonly owner: string; readonly name: string }
  | { readonly kind: 'any'; readonly holder: string; readonly key: string }
) & {
  /** How deep the block is in which the holder and the key are known. */
  readonly depth: number
}

/** A value that a path finds. */
export type Item = {
  readonly js: string
  /** Undefined for what stands in a resource of whatever type. */
  readonly type: string | undefined
  readonly kind: JsKind | undefined
  readonly place: PlaceCode | undefined
  readonly mask: Mask | undefined
  /** The local that holds the type which shows only in the run. */
  readonly shown?: string
  /** What reads it is not told: FHIRPath alone looks at it. */
  readonly isUntold?: true
}

export type Body = (item: Item) => void

export type SourceCode = Item & { readonly mode: 'source' }

/** What is known, while the program is written, of an object that it builds. */
export type TargetState = {
  /** The properties that may be there, with what is known of objects among them; undefined where nothing is known. */
  written: Map<string, TargetState | undefined> | undefined
  /** How many loops and conditions were around its making. */
  readonly loops: number
  readonly conditions: number
  /** Whether it holds something in any case. */
  isFilled: boolean
}

export type TargetCode = {
  readonly mode: 'target'
  readonly js: string
  readonly type: string
  readonly state: TargetState
  /** A primitive that was created before it has a value: the element that takes it. */
  readonly cell?: { readonly parent: TargetCode; readonly name: string }
}

export type Coded = Variable & { readonly code: SourceCode | TargetCode }

export function unknownState(): TargetState {
  return { written: undefined, loops: 0, conditions: 0, isFilled: false }
}

/** Numbers of the properties of each type, given out as they are met. */
export type BitTable = ReadonlyMap<string, ReadonlyMap<string, number>>

export type Bits = {
  readonly table: BitTable
  readonly of: (type: string, name: string) => number
}

export function createBits(): Bits {
  const table = new Map<string, Map<string, number>>()
  return {
    table,
    of: (type, name) => {
      let names = table.get(type)
      if (!names) table.set(type, (names = new Map<string, number>()))
      let bit = names.get(name)
      if (bit === undefined) names.set(name, (bit = names.size))
      return bit
    },
  }
}

/** Bits of one word; two words are kept for an object. */
export const wordBits = 30

/** Writes down that a value was consumed. */
export function consume(code: Code, bits: Bits, value: Item): void {
  if (value.kind === 'object') code.line(value.mask ? `${value.mask.name} = -1;` : `P.push(${value.js}, -1);`)
  else if (value.place && value.kind !== undefined) consumePlace(code, bits, value.place)
  else if (value.kind === undefined) throw new NotGenerated('a value of no known type that is carried')
}

/** A local for the marks of an object; the answer writes them down. */
export function openMask(code: Code, js: string, type: string): { mask: Mask; flush: () => void } {
  const mask: Mask = { name: code.local('m'), type, hasMore: false }
  const declare = code.later()
  return {
    mask,
    flush: () => {
      declare(mask.hasMore ? `let ${mask.name} = 0, ${mask.name}b = 0;` : `let ${mask.name} = 0;`)
      code.line(`P.push(${js}, ${mask.name});`)
      if (mask.hasMore) code.line(`if (${mask.name}b !== 0) M.push(${js}, ${mask.name}b);`)
    },
  }
}

export function consumePlace(code: Code, bits: Bits, place: PlaceCode): void {
  if (place.kind === 'any') {
    code.line(`Q.push(${place.holder}, ${place.key});`)
    return
  }
  const bit = bits.of(place.mask.type, place.name)
  if (bit < wordBits) code.line(`${place.mask.name} |= ${1 << bit};`)
  else if (bit < 2 * wordBits) {
    place.mask.hasMore = true
    code.line(`${place.mask.name}b |= ${1 << (bit - wordBits)};`)
  } else code.line(`Q.push(${place.owner}, ${code.constant(place.name)});`)
}

/** How JSON writes the type; undefined where the type says nothing of it. */
export function kindOfType(types: StructureTypes, type: string): JsKind | undefined {
  const kind = types.kindOf(type)
  if (kind === undefined) return undefined
  return kind === 'primitive' ? jsonKind(type) : 'object'
}

export function codeOf(scope: Scope, name: string, preferred: 'source' | 'target'): SourceCode | TargetCode {
  const variable = find(scope, name, preferred)
  if (!variable || !('code' in variable)) throw new NotGenerated(`the variable ${name}`)
  return (variable as Coded).code
}

export function sourceOf(scope: Scope, name: string): SourceCode {
  const code = codeOf(scope, name, 'source')
  if (code.mode === 'target') throw new NotGenerated(`${name}, a target that is read`)
  return code
}

export function targetOf(scope: Scope, name: string): TargetCode {
  const code = codeOf(scope, name, 'target')
  if (code.mode === 'source') throw new NotGenerated(`${name}, a source that is built`)
  return code
}

/** Puts a variable into the scope. */
export function declareCode(scope: Scope, name: string, code: SourceCode | TargetCode): void {
  const variable: Coded = { mode: code.mode, type: code.type, read: neverRead, code }
  scope[code.mode].set(name, variable)
}

function neverRead(): never {
  throw new Error('variables of generated programs are locals')
}

/** The name under which a source without a variable is found. */
export const anonymous = ' '
