/**
 * Checks whole resources: against the profile asked for and those that the resource claims, and the resources within it
 * (contained, entries of a Bundle, parameters) each against its own type and claims.
 */
import { isObject } from '../fhir/resource.ts'
import type { FhirpathEnvironment } from '../fhirpath/fhirpath.ts'
import { bundleTests } from './bundle.ts'
import { WHOLE } from './clean/chart.ts'
import type { Clean } from './clean/clean.ts'
import type { Compiler } from './compiler.ts'
import { definitionTest } from './definition-heads.ts'
import { checkStructureDefinition } from './definitions-check.ts'
import type { ExtensionParts } from './extensions.ts'
import { checkExpressions } from './expressions.ts'
import { hyperlinkTest } from './hyperlinks.ts'
import { elementIdTest } from './identifiers.ts'
import { checkAgainst, compiledRoot, satisfies, type Walk } from './items.ts'
import { read, readString, readStrings, type Json } from './json.ts'
import { measureTest } from './measures.ts'
import { nestedScope } from './nested.ts'
import { operationTest } from './operations.ts'
import type { ElementProgram, Item, Test, TypeProgram } from './program.ts'
import { enableWhenTest, questionnaireTest } from './questionnaire.ts'
import { containedResourcesTest } from './references.ts'
import { terminologyTest } from './terminology-resources.ts'
import { entriesOf, report, scopeOf, type Run, type Scope } from './run.ts'
import { oneOf, quoted } from './wording.ts'

export type CheckParts = ExtensionParts & {
  readonly compiler: Compiler
  readonly memberOf: NonNullable<FhirpathEnvironment['memberOf']>
  /** What decides most resources fast; all is walked where it is undefined. */
  readonly clean: Clean | undefined
  /** The rules of whole resources that no program has, save that the ids of elements differ. */
  readonly wholeTests: readonly Test[]
}

/** How a resource is checked. */
export type Checking = {
  readonly root: ElementProgram
  /** Whether by the profiles that it claims as well: the resources within it always are. */
  readonly claims: boolean
  /** Tells what of the resource is past a limit, before anybody goes through it. */
  readonly excessOf: (resource: Json) => string | undefined
}

/** Checks a resource; gives what is past a limit, where something is. */
export function checkResource(
  resource: Json,
  checking: Checking,
  run: Run,
  parts: CheckParts,
): string | undefined {
  const { root, claims, excessOf } = checking
  const entries = entriesOf(resource)
  const bundle = entries && { entries, fullUrl: undefined }
  const scope = scopeOf(run, resource, { memberOf: parts.memberOf, ...(bundle && { bundle }) })
  const chart = parts.clean?.chart(resource, root, scope, claims)
  if (chart?.isClean) return undefined
  const excess = chart?.hasUncharted === false ? undefined : excessOf(resource)
  if (excess !== undefined) return excess
  run.chart = chart
  const walk = walkOf(scope, parts)
  const item = resourceItem(resource, root)
  checkRoots(item, [root], walk)
  if (claims) checkRoots(item, claimedRoots(item, walk), walk)
  checkWhole(item, scope, parts)
  return undefined
}

function walkOf(scope: Scope, parts: CheckParts): Walk {
  const { registry, compileExpression, terminology, compiler } = parts
  return {
    registry,
    compileExpression,
    terminology,
    compiler,
    scope,
    checkNested: (item, type, walk) => checkNested(item, type, walk, parts),
  }
}

function resourceItem(resource: Json, program: ElementProgram): Item {
  const code = readString(resource, 'resourceType') ?? program.structure.type
  // A profile of a data type is asked of its values by conformsTo().
  const kind = program.structure.kind === 'resource' ? 'resource' : 'complex'
  const type: TypeProgram = { rule: { code }, kind, content: undefined, profiles: [], tests: [] }
  return { value: resource, element: undefined, type, path: code, program, parent: undefined }
}

/** Checks a resource against profiles. A fault that two of them name is found once, for the first. */
function checkRoots(item: Item, roots: readonly ElementProgram[], walk: Walk): void {
  for (const root of roots.length > 1 ? new Set(roots) : roots) checkRoot(item, root, walk)
}

/** All rules of whole resources, save that ids of elements differ. */
export function wholeTests({ registry, compileExpression, terminology }: ExtensionParts): Test[] {
  const expressions: Test = (item, scope) => {
    checkExpressions(item, scope, compileExpression)
  }
  return [
    ofType('StructureDefinition', (item, scope) => {
      checkStructureDefinition(item, scope, registry)
    }),
    ofType('StructureDefinition', expressions),
    ofType('SearchParameter', expressions),
    definitionTest(registry),
    terminologyTest(terminology),
    ofType('OperationDefinition', operationTest(registry)),
    containedResourcesTest,
    ...bundleTests.map((test) => ofType('Bundle', test)),
    ofType('QuestionnaireResponse', questionnaireTest),
    ofType('MeasureReport', measureTest),
    ofType('Questionnaire', enableWhenTest),
    hyperlinkTest,
  ]
}

/** A test that has nothing to say of other resources. */
function ofType(resourceType: string, test: Test): Test {
  const only = (item: Item, scope: Scope): void => {
    test(item, scope)
  }
  return Object.assign(only, { resourceType })
}

function checkWhole(item: Item, scope: Scope, { wholeTests: tests }: CheckParts): void {
  const { chart } = scope.run
  if (chart && isObject(item.value) && !chart.of(item.value)?.has(WHOLE)) return
  elementIdTest(item, scope)
  for (const test of tests) test(item, scope)
}

function claimedRoots(item: Item, walk: Walk): ElementProgram[] {
  const meta = isObject(item.value) ? read(item.value, 'meta') : undefined
  const claims = isObject(meta) ? readStrings(meta, 'profile') : []
  return claims.flatMap((url, index) => {
    const below = `meta.profile[${String(index)}]`
    const root = compiledRoot(url, item, walk, below)
    if (root === undefined) {
      const text = `The profile ${quoted(url)} is not known here, so nobody has checked the resource against it; publish it here or correct its url.`
      report(item, walk.scope, {
        severity: 'warning',
        code: 'not-found',
        rule: 'profile-unknown',
        text,
        below,
      })
    }
    return root ? [root] : []
  })
}

function checkRoot(item: Item, root: ElementProgram, walk: Walk): void {
  const type = isObject(item.value) ? readString(item.value, 'resourceType') : undefined
  // Slices by profile ask it of data types too, which do not say what they are.
  if (type === root.structure.type || (type === undefined && root.structure.kind === 'complex-type')) {
    checkAgainst(item, root, walk)
    return
  }
  const text = `The profile ${quoted(root.structure.url)} is for ${root.structure.type}, not for ${quoted(type ?? '')}; name one for this type.`
  report({ ...item, program: root }, walk.scope, { code: 'structure', rule: 'resource-type', text })
}

function checkNested(item: Item, first: TypeProgram, walk: Walk, parts: CheckParts): void {
  if (!isObject(item.value)) return
  const code = readString(item.value, 'resourceType') ?? ''
  // A slice may allow several types of resource.
  const type = item.program.types.find(({ rule }) => rule.code === code) ?? first
  const base = walk.compiler.rootOfType(code)
  if (!base || base.structure.kind !== 'resource' || base.structure.abstract) {
    const text = `${item.program.name} must be a resource; ${quoted(code)} is no resource type of FHIR R4; correct it.`
    report(item, walk.scope, { code: 'structure', rule: 'resource-type', text })
    return
  }
  if (type.content && type.rule.code !== code) {
    const text = `${item.program.name} must be a ${type.rule.code}, not a ${code}; remove or correct it.`
    report(item, walk.scope, { code: 'structure', rule: 'resource-type', text })
  }
  const inner = { ...resourceItem(item.value, base), path: item.path, parent: item }
  const [only, ...others] = type.profiles.map(({ root }) => root())
  const isOneOf = only !== undefined && others.length > 0
  const around = { owner: item.parent?.value, isContained: item.program.name === 'contained' }
  const within = walkOf(nestedScope(around, item.value, walk.scope, parts.memberOf), parts)
  checkRoots(inner, only === undefined || isOneOf ? [base] : [base, only], within)
  if (isOneOf && ![only, ...others].some((root) => satisfies(inner, root, within))) {
    const urls = oneOf(type.profiles.map(({ url }) => url))
    const text = `${item.program.name} satisfies none of the profiles ${urls}; make it satisfy one.`
    report(item, walk.scope, { code: 'structure', rule: 'profile', text })
  }
  checkRoots(inner, claimedRoots(inner, within), within)
  checkWhole(inner, within.scope, parts)
}
