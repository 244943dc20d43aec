/**
 * StructureDefinition to element programs. Each structure is compiled once, when first asked for; the profiles that it
 * names (of types, of extensions) are compiled with it, so that what cannot be checked is an error here and not later.
 */
import type { ElementRule, Structure, TypeRule } from '../fhir/definitions.ts'
import type { Terminology } from '../terminology/terminology.ts'
import { attachmentTest, contentTest } from './attachments.ts'
import { bindingTests } from './bindings.ts'
import { codingTest } from './displays.ts'
import { ValidationError } from './finding.ts'
import { identifierTest, labelsTest, systemTest } from './identifiers.ts'
import { invariantTests, type CompileExpression } from './invariants.ts'
import { narrativeTest } from './narrative.ts'
import { isPrimitive } from './primitives.ts'
import type { Content, ElementProgram, Item, Property, SliceProgram, Test, TypeProgram } from './program.ts'
import { elementTests } from './primitive-elements.ts'
import { referenceTests } from './references.ts'
import type { Registry } from './registry.ts'
import type { Scope } from './run.ts'
import { isDefaultSlice, sliceMatcher, slicingOf } from './slicing.ts'
import { structureTests } from './sub-extensions.ts'
import type { TreeNode } from './tree.ts'
import { valueTests } from './values.ts'

export type CompilerParts = {
  readonly registry: Registry
  readonly terminology: Terminology
  readonly compileExpression: CompileExpression
}

export type Compiler = {
  /** The root program of a profile or type by canonical; undefined where it is not known. */
  readonly rootOf: (url: string) => ElementProgram | undefined
  /** The root program of a type or resource by name. */
  readonly rootOfType: (code: string) => ElementProgram | undefined
}

type Context = CompilerParts & {
  readonly rootOf: (url: string) => ElementProgram | undefined
  readonly rootOfType: (code: string) => ElementProgram | undefined
  /** The programs of the structure under way, by element id, for content references. */
  readonly byId: Map<string, ElementProgram>
  /** Profiles that the structure under way names. */
  readonly needs: Set<string>
}

/** Types whose elements stand in the structure that has them. */
const INLINE_TYPES = new Set(['BackboneElement', 'Element'])
/** Quantity and what specializes it: their units have systems. */
const QUANTITIES = new Set([
  'Quantity',
  'Age',
  'Count',
  'Distance',
  'Duration',
  'SimpleQuantity',
  'MoneyQuantity',
])
const CODED_TYPES = new Set(['code', 'Coding', 'CodeableConcept', 'Quantity', 'string', 'uri'])

export function createCompiler(parts: CompilerParts): Compiler {
  const roots = new Map<string, ElementProgram>()
  const faults = new Map<string, ValidationError>()
  const rootOf = (url: string): ElementProgram | undefined => {
    const structure = parts.registry.structureOf(url)
    return structure && (roots.get(structure.url) ?? compileStructure(structure))
  }
  const compileStructure = (structure: Structure): ElementProgram => {
    const tree = parts.registry.treeOf(structure.url)
    if (!tree) throw new ValidationError('profile-unknown', `${structure.url} is not known.`)
    const known = faults.get(structure.url)
    if (known) throw known
    const context: Context = { ...parts, rootOf, rootOfType, byId: new Map(), needs: new Set() }
    try {
      const root = compileElement(tree, context)
      roots.set(structure.url, root)
      for (const url of context.needs) rootOf(url)
      return root
    } catch (error) {
      roots.delete(structure.url)
      // What cannot be compiled is claimed again and again: it is tried once.
      if (error instanceof ValidationError) faults.set(structure.url, error)
      throw error
    }
  }
  const rootOfType = (code: string): ElementProgram | undefined => {
    const structure = parts.registry.structureOfType(code)
    return structure && rootOf(structure.url)
  }
  return { rootOf, rootOfType }
}

function compileElement(node: TreeNode, context: Context): ElementProgram {
  const { rule, structure } = node
  const place = `${structure.url} element ${rule.id}`
  const types = rule.types.map((type) => compileType(type, place, context))
  const isOfPrimitive = types.length > 0 && types.every(({ kind }) => kind === 'primitive')
  const children = childNodes(node, isOfPrimitive, place).map((child) => compileElement(child, context))
  const own = children.length > 0 ? contentOf(children) : undefined
  const { contentReference } = rule
  const program: ElementProgram = {
    rule,
    structure,
    name: node.name,
    isChoice: node.isChoice,
    isList: rule.baseMax !== '1' && rule.baseMax !== '0',
    types,
    content:
      contentReference === undefined ? () => own : () => own ?? context.byId.get(contentReference)?.content(),
    invariants: invariantTests(withReferred(rule, structure), place, context.compileExpression),
    tests: [
      ...valueTests(rule, place),
      ...bindingTests(rule, context.terminology).map(codedOnly),
      ...structureTests(node),
      ...(isOfPrimitive ? elementTests(own) : []),
    ],
    slices: compileSlices(node, context),
  }
  context.byId.set(rule.id, program)
  if (contentReference !== undefined && !structure.elements.some(({ id }) => id === contentReference)) {
    throw new ValidationError(
      'profile-invalid',
      `${place} refers to ${contentReference}, which is not there.`,
    )
  }
  return program
}

/** An element that refers to another for its content takes over the invariants of that too (FHIR R4 elementdefinition.html). */
function withReferred(rule: ElementRule, { elements }: Structure): ElementRule {
  const { contentReference } = rule
  const referred =
    contentReference === undefined ? undefined : elements.find(({ id }) => id === contentReference)
  if (!referred) return rule
  const own = new Set(rule.constraints.map(({ key }) => key))
  const others = referred.constraints.filter(({ key }) => !own.has(key))
  return { ...rule, basePath: referred.basePath, constraints: [...rule.constraints, ...others] }
}

/** The `value` of a primitive is JSON's own value: nothing stands below it that could be checked. */
function childNodes(node: TreeNode, isOfPrimitive: boolean, place: string): readonly TreeNode[] {
  if (!isOfPrimitive) return node.children
  const value = node.children.find(({ name }) => name === 'value')
  if (value && (value.rule.min > 0 || value.rule.fixed || value.rule.pattern || value.rule.binding)) {
    throw new ValidationError(
      'profile-unsupported',
      `${place}: rules on the value of a primitive are not supported; state them on the element.`,
    )
  }
  return node.children.filter((child) => child !== value)
}

/** A binding of a choice holds for the types that have codes. */
function codedOnly(test: Test): Test {
  const isCoded = (type: TypeProgram | undefined): boolean => CODED_TYPES.has(type?.rule.code ?? '')
  const only = (item: Item, scope: Scope): void => {
    if (isCoded(item.type)) test(item, scope)
  }
  const { quick } = test
  return quick
    ? Object.assign(only, {
        quick: (type?: TypeProgram) => (isCoded(type) ? quick(type) : ('always' as const)),
      })
    : only
}

function contentOf(children: readonly ElementProgram[]): Content {
  const properties = new Map<string, Property>()
  for (const child of children) {
    for (const [name, type] of jsonNames(child))
      properties.set(name, { child, type, segment: segmentOf(child, type) })
  }
  return { properties, children }
}

function segmentOf({ name, isChoice, isList }: ElementProgram, type: TypeProgram | undefined): string {
  if (isList) return `.${name}[`
  return isChoice && type ? `.${name}.ofType(${type.rule.code})` : `.${name}`
}

function jsonNames({ name, isChoice, types }: ElementProgram): [string, TypeProgram | undefined][] {
  if (!isChoice) return [[name, types[0]]]
  return types.map((type) => [
    `${name}${type.rule.code.charAt(0).toUpperCase()}${type.rule.code.slice(1)}`,
    type,
  ])
}

function compileSlices(node: TreeNode, context: Context): SliceProgram[] {
  const slicing = slicingOf(node)
  if (!slicing) return []
  const lookup = { ...context.registry, terminology: context.terminology }
  // What no other slice takes belongs to the default (FHIR R4 profiling.html#default): it is asked last.
  const slices = node.slices.toSorted((a, b) => Number(isDefaultSlice(a)) - Number(isDefaultSlice(b)))
  return slices.map((slice) => ({
    program: compileElement(slice, context),
    matches: sliceMatcher(slice, slicing, lookup),
  }))
}

function compileType(rule: TypeRule, place: string, context: Context): TypeProgram {
  const { code } = rule
  const profiles = (rule.profile ?? []).map((url) => {
    if (!context.registry.structureOf(url)) {
      throw new ValidationError(
        'profile-unsupported',
        `${place}: the profile ${url} of its type is not known.`,
      )
    }
    context.needs.add(url)
    return { url, root: () => known(context.rootOf(url), url) }
  })
  if (isPrimitive(code)) return { rule, kind: 'primitive', content: undefined, profiles, tests: [] }
  const structure = context.registry.structureOfType(code)
  if (!structure) {
    throw new ValidationError('profile-unsupported', `${place}: the type ${code} is not known.`)
  }
  const isResource = structure.kind === 'resource'
  const isInline = INLINE_TYPES.has(code)
  return {
    rule,
    kind: isResource ? 'resource' : 'complex',
    content: structure.abstract && !isInline ? undefined : () => known(context.rootOfType(code), code),
    profiles,
    tests: typeTests(rule, place, context),
  }
}

/** The rules of a type that its definition states in words. */
function typeTests(rule: TypeRule, place: string, { registry, terminology }: Context): Test[] {
  if (rule.code === 'Reference') return referenceTests(rule, (url) => targetType(url, place, registry))
  if (rule.code === 'Coding') return [systemTest, codingTest(terminology)]
  if (rule.code === 'Identifier') return [identifierTest]
  if (rule.code === 'Narrative') return [narrativeTest]
  if (QUANTITIES.has(rule.code)) return [systemTest]
  if (rule.code === 'Meta') return [labelsTest]
  return rule.code === 'Attachment' ? [attachmentTest, contentTest] : []
}

function known<T>(found: T | undefined, name: string): T {
  if (found !== undefined) return found
  throw new ValidationError('profile-unknown', `${name} is not known.`)
}

function targetType(url: string, place: string, registry: Registry): string {
  const structure = registry.structureOf(url)
  if (structure) return structure.type
  throw new ValidationError('profile-unsupported', `${place}: the target profile ${url} is not known.`)
}
