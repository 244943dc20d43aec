/**
 * Parts of a complex extension: each is one that the definition of the extension names (FHIR R4
 * extensibility.html#Extension: relative urls are defined by the extension around them).
 */
import type { Structure } from '../fhir/definitions.ts'
import { isObject } from '../fhir/resource.ts'
import { readObjects, readString, type Json } from './json.ts'
import type { Item, Test } from './program.ts'
import { quickly } from './quickly.ts'
import { report, type Scope } from './run.ts'
import type { TreeNode } from './tree.ts'
import { quoted } from './wording.ts'

/** The rules that the root of a structure has besides its elements: those of extensions. */
export function structureTests({ rule, structure }: TreeNode): Test[] {
  const isDefinition = structure.type === 'Extension' && structure.derivation === 'constraint'
  return isDefinition && rule.path === 'Extension' ? [partsTest(structure), placeTest(structure)] : []
}

function partsTest({ url, elements }: Structure): Test {
  const names = new Set(
    elements.flatMap(({ path, fixed }) => (path.endsWith('.url') && fixed ? [fixed.value] : [])),
  )
  const isStray = (part: Json): boolean => {
    const name = readString(part, 'url')
    return name !== undefined && !name.includes(':') && !names.has(name)
  }
  return quickly(
    (value) => partsOf(value).every((part) => !isStray(part)),
    (item, scope) => {
      partsOf(item.value).forEach((part, index) => {
        if (!isStray(part)) return
        const text = `The extension ${quoted(url)} has no part ${quoted(readString(part, 'url') ?? '')}; remove it or correct its url.`
        const below = `extension[${String(index)}].url`
        report(item, scope, { code: 'extension', rule: 'extension-part', text, below })
      })
    },
  )
}

function partsOf(extension: unknown): Json[] {
  return isObject(extension) ? readObjects(extension, 'extension') : []
}

/** A definition that names no context (against sdf-5) says of no place that its extension may stand there. */
function placeTest({ url, context }: Structure): Test {
  const passes = (_value: unknown, { run }: Scope): boolean =>
    context.length > 0 || run.options.toolPolicy !== true
  return quickly(passes, (item: Item, scope) => {
    if (passes(item.value, scope) || item.path === item.program.structure.type) return
    const text = `The extension ${quoted(url)} says of no element that it may stand there; state its context.`
    report(item, scope, { code: 'extension', rule: 'extension-context', text })
  })
}
