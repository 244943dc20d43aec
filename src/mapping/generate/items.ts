/** Writes the reading of elements: blocks that go through the values of a path, one by one, and run what stands inside for each. */
import { isOpen } from '../engine/fit.ts'
import type { ElementShape, StructureTypes } from '../types/types.ts'
import { choiceName } from '../types/types.ts'
import { member, NotGenerated } from './code.ts'
import type { Code } from './code.ts'
import { kindOfType } from './values.ts'
import type { Body, Item, JsKind, PlaceCode } from './values.ts'

/** The element as the program reads it: its JSON name, its one type, whether it repeats. */
export type Element = {
  readonly name: string
  readonly type: string
  readonly kind: JsKind
  readonly isArray: boolean
}

/** The elements that a name stands for: several where it is a choice. */
export function elementsOf(types: StructureTypes, type: string, name: string): Element[] {
  if (types.kindOf(type) === 'primitive') throw new NotGenerated(`'${name}' of a primitive`)
  const shape = types.elementOf(type, name)
  if (!shape) throw new NotGenerated(`${type}.${name}`)
  if (shape.stem === undefined && shape.types.length > 1)
    throw new NotGenerated(`${type}.${name} of several types`)
  return shape.types.map((one) => elementOf(types, shape, name, one))
}

function elementOf(types: StructureTypes, shape: ElementShape, name: string, type: string): Element {
  const kind = kindOfType(types, type)
  if (kind === undefined) throw new NotGenerated(`a value of type ${type}`)
  return {
    name: shape.stem === undefined ? name : choiceName(shape.stem, type),
    type,
    kind,
    isArray: shape.isArray,
  }
}

/** Goes through the values of an element of `owner`. A value that JSON does not write as the type says leaves the program. */
export function eachElement(code: Code, owner: Item, element: Element, inner: Body): void {
  const body: Body = owner.isUntold ? (item) => inner({ ...item, isUntold: true }) : inner
  const value = code.local('v')
  const { name, type, kind, isArray } = element
  const place = placeIn(code, owner, name)
  code.unless(
    () => {
      code.line(`const ${value} = ${member(owner.js, name)};`)
      code.open(isArray ? `if (Array.isArray(${value}))` : `if (${isOf(kind, value)})`)
    },
    () => {
      if (isArray) eachIndex(code, value, element, body)
      else body({ js: value, type, kind, place, mask: undefined })
    },
    () => code.close(` else if (${value} !== undefined && ${value} !== null) b();`),
  )
}

/** Goes through a local that holds a list. */
function eachIndex(
  code: Code,
  list: string,
  { type, kind }: Pick<Element, 'type' | 'kind'>,
  body: Body,
): void {
  const index = code.local('i')
  const item = code.local('v')
  code.unless(
    () => {
      code.open(`for (let ${index} = 0; ${index} < ${list}.length; ${index}++)`)
      code.line(`const ${item} = ${list}[${index}];`)
      code.line('n++;')
      code.open(`if (${isOf(kind, item)})`)
    },
    () => {
      const place = { kind: 'any', holder: list, key: index, depth: code.depth() } as const
      body({ js: item, type, kind, place, mask: undefined })
    },
    () => {
      code.close(` else if (${item} !== undefined && ${item} !== null) b();`)
      code.close()
    },
  )
}

/** Goes through an element of a resource whose type shows only in the run, or of what stands in one. */
export function eachShown(code: Code, owner: Item, name: string, body: Body): void {
  const [found, index, item] = [code.local('a'), code.local('i'), code.local('v')]
  const type = owner.shown ?? `${owner.js}.resourceType`
  code.line(`const ${found} = shownValues(${owner.js}, ${type}, ${code.constant(name)});`)
  code.open(`for (let ${index} = 0; ${index} < ${found}.length; ${index} += 4)`)
  code.line(`const ${item} = ${found}[${index}];`)
  code.line('n++;')
  const [holder, key] = [`${found}[${index} + 1]`, `${found}[${index} + 2]`]
  const place = { kind: 'any', holder, key, depth: code.depth() } as const
  const shown = `${found}[${index} + 3]`
  body({ js: item, type: undefined, kind: undefined, place, mask: undefined, shown })
  code.close()
}

/** The test that JSON wrote a value as its type says. */
export function isOf(kind: JsKind, value: string): string {
  if (kind === 'object')
    return `typeof ${value} === 'object' && ${value} !== null && !Array.isArray(${value})`
  return `typeof ${value} === '${kind}'`
}

function placeIn(code: Code, { js, mask }: Item, name: string): PlaceCode {
  return mask
    ? { kind: 'property', mask, owner: js, name, depth: code.depth() }
    : { kind: 'any', holder: js, key: code.constant(name), depth: code.depth() }
}

/** Whether an item's own type shows only in the run. */
export function isShown(item: Item): boolean {
  return item.type === undefined || isOpen(item.type)
}
