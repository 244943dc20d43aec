/**
 * A map as the resource that FHIR R4 has for it: StructureMap. What the language says and the resource has no element for goes
 * where it fits: deep paths into `element` with dots, a default that is computed into defaultValueExpression, a literal for a group
 * as the language writes it. read.ts takes it back.
 */
import type { Json } from '../engine/node.ts'
import type {
  Dependent,
  Expression,
  Group,
  InlineConceptMap,
  Parameter,
  ParsedMap,
  Rule,
  Source,
  Target,
  Transform,
} from '../syntax/syntax.ts'

/** The names that a StructureMap has for what maps say of themselves in `///` lines. */
const metadataNames = new Set([
  'version',
  'title',
  'status',
  'description',
  'publisher',
  'copyright',
  'purpose',
  'date',
])

export function writeStructureMap(map: ParsedMap): Json {
  const said = map.metadata.filter(({ path }) => metadataNames.has(path))
  return pruned({
    resourceType: 'StructureMap',
    contained: map.conceptMaps.map(conceptMapOf),
    url: map.url,
    name: map.name,
    status: 'draft',
    ...Object.fromEntries(said.map(({ path, value }) => [path, value])),
    structure: map.uses.map(({ url, mode, alias }) => pruned({ url, mode, alias })),
    import: map.imports.map(({ text }) => text),
    group: map.groups.map(groupOf),
  })
}

/** Without what is not there: FHIR's JSON has no empty lists. */
function pruned(object: Json): Json {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  )
}

function groupOf(group: Group): Json {
  const modes = { types: 'types', 'type+': 'type-and-types' } as const
  return pruned({
    name: group.name,
    extends: group.extends?.text,
    typeMode: group.typeMode ? modes[group.typeMode] : 'none',
    input: group.inputs.map(({ name, type, mode }) => pruned({ name, type, mode })),
    rule: group.rules.map(ruleOf),
  })
}

function ruleOf(rule: Rule): Json {
  return pruned({
    name: rule.name,
    source: rule.sources.map(sourceOf),
    target: rule.targets.map((target) => targetOf(target, rule)),
    rule: rule.rules.map(ruleOf),
    dependent: rule.dependents.map(({ name, parameters }: Dependent) => ({
      name,
      variable: parameters.map(dependentVariable),
    })),
  })
}

function dependentVariable(parameter: Parameter): string {
  if (parameter.kind === 'variable') return parameter.name
  return typeof parameter.value === 'string' ? JSON.stringify(parameter.value) : String(parameter.value)
}

function sourceOf(source: Source): Json {
  return pruned({
    context: source.context.text,
    min: source.min,
    max: source.max === undefined ? undefined : String(source.max),
    type: source.type?.text,
    ...(source.defaultValue && defaultOf(source.defaultValue)),
    element: pathOf(source.path),
    listMode: source.listMode,
    variable: source.variable?.text,
    condition: source.condition?.text,
    check: source.check?.text,
    logMessage: source.log?.text,
  })
}

function pathOf(path: readonly { readonly text: string }[]): string | undefined {
  return path.length === 0 ? undefined : path.map(({ text }) => text).join('.')
}

function defaultOf({ tree, text }: Expression): Json {
  if (tree.kind === 'literal' && tree.value !== undefined) {
    if (tree.type === 'string') return { defaultValueString: tree.value }
    if (tree.type === 'boolean') return { defaultValueBoolean: tree.value }
    if (tree.type === 'integer') return { defaultValueInteger: tree.value }
  }
  return { defaultValueExpression: { language: 'text/fhirpath', expression: text } }
}

function targetOf(target: Target, rule: Rule): Json {
  const { context, transform, listMode, listRuleId } = target
  // An empty block is told from the simple form by a variable that nobody uses.
  const isBlock = rule.hasThen && rule.dependents.length === 0 && rule.rules.length === 0
  const variable = target.variable?.text ?? (isBlock && context && !transform ? 'vvv' : undefined)
  return pruned({
    context: context?.text,
    contextType: context && 'variable',
    element: pathOf(target.path),
    variable,
    listMode: listMode && [listMode],
    listRuleId,
    ...(transform && transformOf(transform)),
  })
}

function transformOf({ name, parameters, path, expression }: Transform): Json {
  const [only] = parameters
  if (expression)
    return { transform: name, parameter: [...parameters.map(parameterOf), { valueString: expression.text }] }
  if (name === 'copy' && only?.kind === 'literal' && isTemporal(only))
    return { transform: 'evaluate', parameter: [{ valueString: temporalText(only) }] }
  if (only?.kind === 'variable' && path && path.length > 0)
    return {
      transform: name,
      parameter: [{ valueId: [only.name, ...path.map(({ text }) => text)].join('.') }],
    }
  return pruned({ transform: name, parameter: parameters.map(parameterOf) })
}

type LiteralParameter = Parameter & { readonly kind: 'literal' }

/** The resource has no type for dates among its parameters: as an expression a date keeps its own. */
function isTemporal({ type }: LiteralParameter): boolean {
  return type === 'date' || type === 'dateTime' || type === 'time'
}

function temporalText({ type, value }: LiteralParameter): string {
  return `@${type === 'time' ? 'T' : ''}${String(value)}`
}

function parameterOf(parameter: Parameter): Json {
  if (parameter.kind === 'variable') return { valueId: parameter.name }
  const { type, value } = parameter
  if (type === 'boolean') return { valueBoolean: value }
  if (type === 'integer') return { valueInteger: value }
  return type === 'decimal' ? { valueDecimal: value } : { valueString: String(value) }
}

function conceptMapOf({ id, translations, provided }: InlineConceptMap): Json {
  const groups = new Map<string, { source: string; target: string | undefined; element: Json[] }>()
  for (const { sourceSystem, sourceCode, targetSystem, targetCode, equivalence } of translations) {
    const key = `${sourceSystem} ${targetSystem ?? ''}`
    let group = groups.get(key)
    if (!group) groups.set(key, (group = { source: sourceSystem, target: targetSystem, element: [] }))
    group.element.push({ code: sourceCode, target: [pruned({ code: targetCode, equivalence })] })
  }
  for (const source of provided)
    if (![...groups.values()].some((group) => group.source === source))
      groups.set(source, { source, target: undefined, element: [] })
  const group = [...groups.values()].map((one) =>
    pruned({ ...one, unmapped: provided.includes(one.source) ? { mode: 'provided' } : undefined }),
  )
  return { resourceType: 'ConceptMap', id, status: 'draft', group }
}
