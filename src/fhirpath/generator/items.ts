/** Writes the items that a part of an expression yields. */
import { functionOf, identifier, stringLiteral, type SyntaxNode } from '../syntax.ts'
import { arithmetic } from './arithmetic.ts'
import { callItems } from './calls.ts'
import { arrayOf, isConstant, rememberedArray } from './constants.ts'
import { property } from './properties.ts'
import {
  argument,
  block,
  collect,
  itemsOf,
  loop,
  single,
  type Item,
  type Scope,
  type Source,
} from './scope.ts'
import { bare, isTruth } from './forms.ts'
import { castItems, ofResourceType } from './type-casts.ts'
import { external } from './variables.ts'
import { constant, fresh, UNCOVERED, write } from './writer.ts'

type Body = (item: Item) => void

export function eachItem(node: SyntaxNode, input: Source, scope: Scope, body: Body): void {
  if (isConstant(node) && !isTruth(node) && !scope.isRemembering)
    loop(rememberedArray(node, input, scope), scope.writer, body)
  else each(node, input, scope, body)
}

function each(node: SyntaxNode, input: Source, scope: Scope, body: Body): void {
  const [first, second] = node.children ?? []
  switch (node.type) {
    case 'EntireExpression':
    case 'TermExpression':
    case 'InvocationTerm':
    case 'ParenthesizedTerm':
      eachItem(needed(first), input, scope, body)
      return
    case 'InvocationExpression':
      invocation(node, needed(first), needed(second), { input, scope, body })
      return
    case 'MemberInvocation':
      member(node, input, scope, body)
      return
    case 'LiteralTerm':
      literal(needed(first), scope, body)
      return
    case 'ThisInvocation':
      scope.focus(body)
      return
    case 'IndexInvocation':
      body({ code: scope.index, shape: 'number', type: undefined })
      return
    case 'ExternalConstantTerm':
      external(node, scope, body)
      return
    default:
      if (isTruth(node)) truthItem(node, input, scope, body)
      else if (node.type === 'FunctionInvocation') callItems(node, input, scope, body)
      else if (node.type === 'TypeExpression') castItems(node, input, scope, body)
      else operation(node, { input, scope, body })
  }
}

function needed(node: SyntaxNode | undefined): SyntaxNode {
  if (!node) throw UNCOVERED
  return node
}

type Place = { readonly input: Source; readonly scope: Scope; readonly body: Body }

function invocation(
  node: SyntaxNode,
  first: SyntaxNode,
  second: SyntaxNode,
  { input, scope, body }: Place,
): void {
  const isCast = second.type === 'FunctionInvocation' && ['as', 'ofType'].includes(functionOf(second).name)
  if (isTruth(node)) truthItem(node, input, scope, body)
  else if (isCast) castItems(node, input, scope, body)
  else each(second, itemsOf(first, input, scope), scope, body)
}

function truthItem(node: SyntaxNode, input: Source, scope: Scope, body: Body): void {
  const { code, isTotal } = scope.emit.truth(node, input, scope, false)
  const item: Item = { code, shape: 'boolean', type: undefined }
  if (isTotal) {
    body(item)
    return
  }
  write(scope.writer, `if (${code} !== undefined) {`)
  body(item)
  write(scope.writer, '}')
}

function member(node: SyntaxNode, input: Source, scope: Scope, body: Body): void {
  const name = identifier(node.children?.[0]?.text ?? '')
  if (/^[A-Z]/.test(name)) {
    // Such a name in an argument is none of a type for fhirpath.js.
    if (node.atRoot !== 1) throw UNCOVERED
    input((item) => {
      ofResourceType(item, name, scope, body)
    })
    return
  }
  input((item) => {
    property(item, name, scope, body)
  })
}

function literal(node: SyntaxNode, { writer }: Scope, body: Body): void {
  const text = node.text ?? ''
  if (node.type === 'StringLiteral')
    body({ code: constant(writer, stringLiteral(text)), shape: 'string', type: undefined })
  else if (node.type === 'BooleanLiteral')
    body({ code: text === 'true' ? 'true' : 'false', shape: 'boolean', type: undefined })
  else if (node.type === 'NumberLiteral' && /^\d{1,15}$/.test(text))
    body({ code: String(Number(text)), shape: 'number', type: undefined })
  else if (node.type !== 'NullLiteral') throw UNCOVERED
}

function operation(node: SyntaxNode, { scope, body }: Place): void {
  const [first, second] = node.children ?? []
  const [left, right] = [argument(needed(first), scope), argument(needed(second), scope)]
  if (node.type === 'IndexerExpression') at(needed(first), right, scope, body)
  else if (node.text === '|') union([left, right], scope, body)
  else arithmetic(node.text ?? '', [left, right], scope, body)
}

/** `items[index]` */
function at(items: SyntaxNode, index: Source, scope: Scope, body: Body): void {
  const { writer } = scope
  const [count, found] = [fresh(writer, 'n'), fresh(writer, 'x')]
  write(writer, `let ${count} = wholeNumber(${single(index, writer).code})`)
  write(writer, `let ${found}`)
  const types: (string | undefined)[] = []
  if (isConstant(bare(items))) {
    write(writer, `${found} = checked(${arrayOf(items, scope)}[${count}])`)
  } else {
    block(writer, (leave) => {
      argument(
        items,
        scope,
      )((item) => {
        types.push(item.type)
        write(writer, `if (${count} === 0) { ${found} = ${item.code}; ${leave} }`)
        write(writer, `${count} -= 1`)
      })
    })
  }
  write(writer, `if (${found} !== undefined) {`)
  body({ code: found, shape: 'any', type: types.length === 1 ? types[0] : undefined })
  write(writer, '}')
}

function union(parts: readonly Source[], { writer }: Scope, body: Body): void {
  const all = collect((each_) => {
    for (const part of parts) part(each_)
  }, writer)
  const distinct = fresh(writer, 'a')
  write(writer, `const ${distinct} = distinct(${all})`)
  loop(distinct, writer, body)
}
