/**
 * Codes against their own code systems, as HL7's validator checks them whatever the binding: a code that a system held
 * whole does not have, and a display that is not the code's. Policy of a tool: asked for by `toolPolicy` alone.
 */
import { isObject } from '../fhir/resource.ts'
import type { Terminology } from '../terminology/terminology.ts'
import { readString } from './json.ts'
import { quickly } from './quickly.ts'
import type { Test } from './program.ts'
import { report } from './run.ts'
import { defined, quoted, quotedCode } from './wording.ts'

export function codingTest(terminology: Terminology): Test {
  return quickly(
    (_coding, scope) => scope.run.options.toolPolicy !== true,
    (item, scope) => {
      if (scope.run.options.toolPolicy !== true || !isObject(item.value)) return
      const system = readString(item.value, 'system')
      const code = readString(item.value, 'code')
      if (system === undefined) return
      if (isWrongSystem(system, terminology)) {
        const text = `${quoted(system)} is no code system: it is a value set or a page; give the code system.`
        report(item, scope, { code: 'code-invalid', rule: 'coding-system', text, below: 'system' })
      }
      if (code === undefined) return
      const concept = terminology.lookup(system, code)
      if (concept === null) {
        const text = `The code system ${quoted(system)} has no code ${quotedCode(code, system)}; correct it.`
        report(item, scope, { code: 'code-invalid', rule: 'code-unknown', text })
        return
      }
      const display = readString(item.value, 'display')
      if (concept?.display === undefined || display === undefined || same(concept.display, display)) return
      const text = `The display of ${quotedCode(code, system)} is ${defined(concept.display)}; correct it or leave it out.`
      report(item, scope, { code: 'code-invalid', rule: 'display', text })
    },
  )
}

const PAGE = /^https?:\/\/(?:www\.)?hl7\.org\/.*\.html$|^https?:\/\/build\.fhir\.org\//

function isWrongSystem(system: string, { held }: Terminology): boolean {
  return PAGE.test(system) || (held.valueSets.has(system) && !held.codeSystems.has(system))
}

function same(a: string, b: string): boolean {
  const [first, second] = [a, b].map((text) => text.trim().replaceAll(/\s+/g, ' ').toLowerCase())
  return first === second
}
