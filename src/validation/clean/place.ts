/** Where an extension stands, as far as programs show it without the resource: the names by which definitions know its host. */
import type { Structure } from '../../fhir/definitions.ts'
import type { ElementProgram, TypeProgram } from '../program.ts'
import type { Registry } from '../registry.ts'

export type PlaceParts = { readonly registry: Pick<Registry, 'typesOf'> }

type Host = { readonly program: ElementProgram; readonly type: TypeProgram | undefined }

export class Place {
  /** Whether the host is an extension itself. */
  readonly isExtension: boolean
  readonly #hosts: readonly Host[]
  readonly #parts: PlaceParts
  readonly #allowed = new Map<Structure, boolean>()
  #names: ReadonlySet<string> | undefined

  /** The hosts are the programs that meet at the value; profiles are looked at as hosts of their own. */
  constructor(hosts: readonly Host[], profiles: readonly ElementProgram[], parts: PlaceParts) {
    const [first] = hosts
    this.#hosts = [...hosts, ...profiles.map((program) => ({ program, type: first?.type }))]
    this.#parts = parts
    this.isExtension = first?.type?.rule.code === 'Extension'
  }

  /** Whether an extension may stand here for certain; false where only the resource could show it. */
  allows(extension: Structure): boolean {
    const known = this.#allowed.get(extension)
    if (known !== undefined) return known
    const { context, contextInvariant } = extension
    this.#names ??= namesOf(this.#hosts, this.#parts)
    const names = this.#names
    const isAllowed =
      contextInvariant.length === 0 &&
      (context.length === 0 ||
        context.some(
          ({ type, expression }) =>
            type !== 'extension' && type !== 'fhirpath' && names.has(expression.replaceAll('[x]', '')),
        ))
    this.#allowed.set(extension, isAllowed)
    return isAllowed
  }
}

/** The names that all hosts have. */
function namesOf(hosts: readonly Host[], { registry }: PlaceParts): ReadonlySet<string> {
  const [first = new Set<string>(), ...others] = hosts.map(({ program, type }) => {
    const paths = [program.rule.path, program.rule.basePath].map((path) => path.replaceAll('[x]', ''))
    const ofResource = type?.kind === 'resource' ? ['Element'] : []
    return new Set([...paths, ...registry.typesOf(type?.rule.code ?? 'BackboneElement'), ...ofResource])
  })
  return new Set([...first].filter((name) => others.every((other) => other.has(name))))
}
