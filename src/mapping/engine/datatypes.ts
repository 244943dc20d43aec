/** The transforms that make a datatype from texts: cc, c, qty, id, cp. */
import type { Json, Node } from './node.ts'
import { made } from './node.ts'
import { RunFault } from './run-state.ts'
import type { RuleId } from './run-state.ts'
import { asText, castText, contactSystem, readQuantity } from './text.ts'

/** The value as text; ends the run where it is no primitive. */
export function textOf(node: Node, rule: RuleId): string {
  const text = asText(node)
  if (text === undefined)
    throw new RunFault('value-type', rule, `a text is needed, and this is ${node.type ?? 'an object'}`)
  return text
}

type Making = { readonly rule: RuleId; readonly identifierTypeSystem: string | undefined }

export type Datatype = 'CodeableConcept' | 'Coding' | 'Quantity' | 'Identifier' | 'ContactPoint'

export const datatypeMakers: Readonly<Record<Datatype, (nodes: readonly Node[], making: Making) => Json>> = {
  CodeableConcept: (nodes, making) =>
    nodes.length === 1 ? { text: textAt(nodes, 0, making) } : { coding: [codingOf(nodes, making)] },
  Coding: codingOf,
  Quantity: quantityOf,
  Identifier: (nodes, making) => {
    const coding =
      nodes.length > 2
        ? { type: { coding: [{ system: making.identifierTypeSystem, code: textAt(nodes, 2, making) }] } }
        : {}
    return { ...coding, system: textAt(nodes, 0, making), value: textAt(nodes, 1, making) }
  },
  ContactPoint: (nodes, making) => {
    const value = textAt(nodes, nodes.length - 1, making)
    return { system: nodes.length > 1 ? textAt(nodes, 0, making) : contactSystem(value), value }
  },
}

function textAt(nodes: readonly Node[], index: number, { rule }: Making): string {
  return textOf(nodes[index] ?? made('', 'string'), rule)
}

function codingOf(nodes: readonly Node[], making: Making): Json {
  const coding: Json = { system: textAt(nodes, 0, making), code: textAt(nodes, 1, making) }
  return nodes.length > 2 ? { ...coding, display: textAt(nodes, 2, making) } : coding
}

function quantityOf(nodes: readonly Node[], making: Making): Json {
  if (nodes.length === 1) {
    const quantity = readQuantity(textAt(nodes, 0, making))
    if (!quantity) throw new RunFault('cast', making.rule, 'the text is no quantity')
    return quantity
  }
  const value = castText(textAt(nodes, 0, making), 'decimal')
  if (value === undefined) throw new RunFault('cast', making.rule, 'the value of the quantity is no number')
  const quantity: Json = { value, unit: textAt(nodes, 1, making) }
  return nodes.length === 4
    ? { ...quantity, system: textAt(nodes, 2, making), code: textAt(nodes, 3, making) }
    : quantity
}
