/** The search parameters that the gateway indexes, compiled: profiles/search-parameters.json over FHIR's own definitions. */
import assert from 'node:assert/strict'
import type { Content } from '../content/content.ts'
import type { Resource } from '../fhir/resource.ts'
import type { CompileOptions, Program } from '../fhirpath/fhirpath.ts'
import type { SearchKind, SearchParameter } from '../store/search-values.ts'

type Compile = (text: string, options?: CompileOptions) => Program

const KINDS: readonly string[] = ['token', 'string', 'reference', 'date'] satisfies SearchKind[]
/** uri parameters match like tokens without a system: search.html#uri. */
const AS: Readonly<Record<string, SearchKind>> = { uri: 'token' }

/** By resource type; a parameter that FHIR does not define for the type is an error. */
export function compileSearchParameters(content: Content, compile: Compile): Map<string, SearchParameter[]> {
  const { searchParameters: rules } = content.definitions
  return new Map(
    Object.entries(content.searchParameters).map(([type, codes]) => [
      type,
      codes.map((code): SearchParameter => {
        const rule = rules.find(
          (each) => each.code === code && (each.base.includes(type) || each.base.includes('Resource')),
        )
        assert(rule?.expression, `search-parameters.json: FHIR has no search parameter ${code} for ${type}`)
        const kind = AS[rule.type] ?? rule.type
        assert(
          KINDS.includes(kind),
          `search-parameters.json: ${type}.${code} is of type ${rule.type}, which is not indexed`,
        )
        const program = compile(partFor(rule.expression, type), { base: type })
        return {
          code,
          kind: kind as SearchKind,
          targets: rule.target,
          evaluate: (resource: Resource) => program.evaluate(resource, { resolve: typeOnly }),
        }
      }),
    ]),
  )
}

/** Of a union over several types (`Patient.name | Practitioner.name`) only this type's part is evaluated. */
function partFor(expression: string, type: string): string {
  const parts = expression.split(' | ').map((part) => part.trim())
  const own = parts.filter((part) => new RegExp(`^\\(?${type}\\b`).test(part))
  const shared = parts.filter((part) => /^\(?(Resource|DomainResource)\b/.test(part))
  const chosen = own.length > 0 ? own : shared
  return chosen.length > 0 && isBalanced(chosen) ? chosen.join(' | ') : expression
}

function isBalanced(parts: readonly string[]): boolean {
  return parts.every((part) => part.split('(').length === part.split(')').length)
}

/** `resolve() is Patient` in a search parameter asks for the type that a reference names: search.html#reference. */
function typeOnly(reference: string): { resourceType: string } | undefined {
  const type = /^([A-Z][A-Za-z]+)\//.exec(reference)?.[1]
  return type === undefined ? undefined : { resourceType: type }
}
