/** Links inside narratives lead to something in the same resource or Bundle, as HL7's validator asks; asked for by `toolPolicy`. */
import { isObject } from '../fhir/resource.ts'
import { readString } from './json.ts'
import type { Passes, Test } from './program.ts'
import { quickly } from './quickly.ts'
import { report } from './run.ts'

const TARGET = /\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const LINK = /\s(?:href|src)\s*=\s*(?:"#([^"]+)"|'#([^']+)')/g

type Narrative = { readonly path: string; readonly div: string }

const isUnasked: Passes = (_resource, { run }) => run.options.toolPolicy !== true

export const hyperlinkTest: Test = quickly(isUnasked, (item, scope) => {
  if (scope.run.options.toolPolicy !== true || item.parent || !isObject(item.value)) return
  const narratives: Narrative[] = []
  const targets = new Set<string>()
  collect(item.value, '', narratives, targets)
  for (const { div } of narratives)
    for (const [, double, single] of div.matchAll(TARGET)) targets.add(double ?? single ?? '')
  for (const { path, div } of narratives) {
    const links = [...div.matchAll(LINK)].map(([, double, single]) => double ?? single ?? '')
    if (links.every((link) => targets.has(link))) continue
    const text = 'A link of the narrative leads to nothing in this resource; correct or remove it.'
    report(item, scope, { code: 'invalid', rule: 'hyperlink', text, below: path })
  }
})

/** Narratives, and the ids of resources and elements. */
function collect(value: object, path: string, narratives: Narrative[], targets: Set<string>): void {
  if (!Array.isArray(value) && isObject(value)) {
    const [id, div] = [readString(value, 'id'), readString(value, 'div')]
    if (id !== undefined) targets.add(id)
    if (div !== undefined) narratives.push({ path: path === '' ? 'div' : `${path}.div`, div })
  }
  for (const [name, child] of Object.entries(value) as [string, unknown][]) {
    if (typeof child !== 'object' || child === null) continue
    const below = Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`
    collect(child, below, narratives, targets)
  }
}
