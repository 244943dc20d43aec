/** Compiles the transforms of a target to the values that they give, with the type of these where it is known. */
import { made } from '../engine/node.ts'
import type { Node } from '../engine/node.ts'
import { fault } from '../syntax/fault.ts'
import type { Parameter, Transform, TransformName } from '../syntax/syntax.ts'
import { compileExpression } from './expression.ts'
import { compileDatatype, compileReference, compileUuid } from './made-transforms.ts'
import { need } from './scope.ts'
import type { Scope } from './scope.ts'
import { compileAppend, compileCast, compileEscape, compileTruncate } from './text-transforms.ts'
import { argumentAt } from './transform-parts.ts'
import type { Argument, CompiledTransform, TransformCompiler, TransformPlace } from './transform-parts.ts'
import { compileTranslate } from './translate.ts'
import { elementReader, elementType } from './walk.ts'

/** `variable`, or `variable.element...`, whose values are all copied. */
const compileCopy: TransformCompiler = ({ path = [] }, given, { place }) => {
  const source = argumentAt(given, 0)
  let { type } = source
  const readers = path.map((name) => {
    const reader = elementReader(type, name.text, name, place)
    type = elementType(type, name.text, place)
    return reader
  })
  return {
    type,
    values: (run, frame) => {
      let nodes = [source.read(run, frame)]
      for (const reader of readers) {
        const out: Node[] = []
        for (const node of nodes) reader(node, out)
        nodes = out
      }
      return nodes
    },
  }
}

const compileEvaluate: TransformCompiler = ({ expression }, [context], { place, scope, rule }) => {
  if (!expression) throw new Error('evaluate has an expression')
  const evaluator = compileExpression(expression, {
    place,
    scope,
    rule,
    context: context && { type: context.type },
  })
  return {
    type: evaluator.type,
    values: (run, frame) => {
      const reads: Node[] = []
      const nodes = evaluator.evaluate(run, frame, context?.read(run, frame), reads)
      if (reads.length === 0) return nodes
      return nodes.map((node) => ({ ...node, from: [...(node.from ?? []), ...reads] }))
    },
  }
}

const unsupported: TransformCompiler = ({ name, at }) => {
  const hint =
    name === 'dateOp' ? 'has no documented parameters in FHIR R4: write (%date + 1 day)' : 'has no value'
  throw fault('unsupported', at, `${name} ${hint}`)
}

type Known = { readonly least: number; readonly most: number; readonly compile: TransformCompiler }

/** With the least and greatest number of parameters. create is the target's own matter. */
const transforms: Readonly<Record<TransformName, Known>> = {
  create: { least: 1, most: 1, compile: unsupported },
  copy: { least: 1, most: 1, compile: compileCopy },
  truncate: { least: 2, most: 2, compile: compileTruncate },
  escape: { least: 3, most: 3, compile: compileEscape },
  cast: { least: 1, most: 2, compile: compileCast },
  append: { least: 1, most: 64, compile: compileAppend },
  translate: { least: 3, most: 3, compile: compileTranslate },
  reference: { least: 1, most: 1, compile: compileReference },
  dateOp: { least: 0, most: 64, compile: unsupported },
  uuid: { least: 0, most: 0, compile: compileUuid },
  pointer: { least: 1, most: 1, compile: compileReference },
  evaluate: { least: 0, most: 1, compile: compileEvaluate },
  cc: { least: 1, most: 3, compile: compileDatatype('CodeableConcept') },
  c: { least: 2, most: 3, compile: compileDatatype('Coding') },
  qty: { least: 1, most: 4, compile: compileDatatype('Quantity') },
  id: { least: 2, most: 3, compile: compileDatatype('Identifier') },
  cp: { least: 1, most: 2, compile: compileDatatype('ContactPoint') },
}

export function compileTransform(transform: Transform, at: TransformPlace): CompiledTransform {
  const { least, most, compile } = transforms[transform.name]
  const count = transform.parameters.length
  if (count < least || count > most) {
    const wanted = least === most ? String(least) : `${least} to ${most}`
    throw fault('type', transform.at, `${transform.name} takes ${wanted} parameters, not ${count}`)
  }
  const given = transform.parameters.map((parameter) => argumentOf(parameter, at.scope))
  return compile(transform, given, at)
}

function argumentOf(parameter: Parameter, scope: Scope): Argument {
  if (parameter.kind === 'literal') {
    const literal = made(parameter.value, parameter.type)
    return { type: parameter.type, read: () => literal }
  }
  return need(scope, { text: parameter.name, at: parameter.at }, 'source')
}
